"""Opens the search services that the operator switched on."""

from collections.abc import Iterator

from server.config import Settings
from server.net.budget import Budget
from server.net.fetch import Fetcher
from server.net.quota import Health
from server.source.finders.protocol import Finder, FinderError
from server.source.providers.service import (
    MOST_BYTES,
    Provider,
    Request,
    Send,
    Service,
    WebArchive,
)
from server.source.providers.services import GDELT, Archive, Peer, brave, guardian, searxng
from server.urls import host_of


def switched_on(settings: Settings) -> list[Finder]:
    """Return the services of `settings`, own servers first; raise InvalidAddress."""
    providers: list[Provider] = []
    if settings.search_searxng:
        providers.append(searxng(settings.search_searxng))
    if settings.search_brave:
        providers.append(brave(settings.search_brave))
    if settings.search_guardian:
        providers.append(guardian(settings.search_guardian))
    if settings.search_gdelt:
        providers.append(GDELT)
    send = _sender(settings)
    services: list[Finder] = [
        _service(one, settings, send) for one in (*_peers(settings), *providers)
    ]
    if settings.search_archive:
        services.append(_service(Archive(), settings, send, WebArchive))
    return services


def try_peers(settings: Settings) -> Iterator[tuple[str, str | None]]:
    """Ask each peer a question; yield its name, and a sentence if that fails."""
    send = _sender(settings)
    for peer in _peers(settings):
        try:
            _service(peer, settings, send).ask("unabridged")
        except FinderError as refused:
            yield peer.title, str(refused)
        else:
            yield peer.title, None


def _peers(settings: Settings) -> list[Peer]:
    tokens = settings.search_peer_tokens or ("",) * len(settings.search_peers)
    pairs = zip(settings.search_peers, tokens, strict=True)
    return [Peer("peer", f"Unabridged at {host_of(at)}", at, token=token) for at, token in pairs]


def _service(
    provider: Provider, settings: Settings, send: Send, kind: type[Service] = Service
) -> Service:
    health = Health(settings.search_per_hour, settings.search_per_day)
    return kind(provider, health, send, settings.search_seconds)


def _sender(settings: Settings) -> Send:
    """Return a function that sends through a separate fetcher.

    SearXNG and peers may be in the private network. Linked pages go through the common fetcher,
    which can't reach these addresses.
    """
    own = [*settings.search_peers, *filter(None, [settings.search_searxng])]
    fetcher = Fetcher.of_services(settings, own)

    def send(request: Request, seconds: float) -> bytes:
        url, headers = request.url, request.headers
        if request.body is None:
            return fetcher.get(url, headers, MOST_BYTES, seconds=seconds).body
        return fetcher.post(url, headers, request.body, MOST_BYTES, Budget(seconds)).body

    return send
