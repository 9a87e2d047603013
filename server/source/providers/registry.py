"""The search services that the operator switched on, each with its budget and its breaker."""

from collections.abc import Mapping
from dataclasses import replace

from server.config import Settings
from server.net.fetch import Fetcher
from server.net.quota import Health
from server.source.finders.protocol import Finder
from server.source.providers.archive import Archive
from server.source.providers.brave import Brave
from server.source.providers.finder import Service, WebArchive
from server.source.providers.gdelt import Gdelt
from server.source.providers.guardian import Guardian
from server.source.providers.protocol import Provider
from server.source.providers.provider_client import MOST_BYTES, Get, Guarded
from server.source.providers.searxng import SearXNG
from server.urls import parse


def switched_on(settings: Settings) -> list[Finder]:
    """The services of `settings`, one's own instance first; raises InvalidAddress for SearXNG's."""
    providers: list[Provider] = []
    if settings.search_searxng:
        providers.append(SearXNG(settings.search_searxng))
    if settings.search_brave:
        providers.append(Brave(settings.search_brave))
    if settings.search_guardian:
        providers.append(Guardian(settings.search_guardian))
    if settings.search_gdelt:
        providers.append(Gdelt())
    get, seconds = _get(settings), settings.search_seconds
    services: list[Finder] = [Service(_guarded(one, settings, get), seconds) for one in providers]
    if settings.search_archive:
        services.append(WebArchive(_guarded(Archive(), settings, get), seconds))
    return services


def _guarded(provider: Provider, settings: Settings, get: Get) -> Guarded:
    health = Health(settings.search_per_hour, settings.search_per_day)
    return Guarded(provider, health, get)


def _get(settings: Settings) -> Get:
    """Requests through a fetcher of their own: SearXNG may be in the private network.

    What a page links to goes through the common fetcher, which stays closed for that address.
    """
    opened = settings.allow_hosts
    if settings.search_searxng:
        url = parse(settings.search_searxng)
        port = url.port or (443 if url.scheme == "https" else 80)
        opened = (*opened, f"{url.host}:{port}")
    # robots.txt speaks to crawlers; an interface is asked as its documentation says.
    fetcher = Fetcher(replace(settings, allow_hosts=opened, respect_robots=False))

    def get(url: str, headers: Mapping[str, str], seconds: float) -> bytes:
        return fetcher.get(url, headers, MOST_BYTES, seconds=seconds).body

    return get
