"""Opens the models that the operator switched on."""

from server.config import Settings
from server.net.budget import Budget
from server.net.fetch import Fetcher
from server.net.quota import Health
from server.opinion.ask import Opinion
from server.opinion.cross_encoder import CrossEncoder
from server.opinion.endpoint import Endpoint, Post
from server.urls import parse

_MOST_BYTES = 100_000  # of an answer of a few hundred tokens


def switched_on(settings: Settings) -> list[Opinion]:
    """Return the models of `settings`, one outside this server first; raise for a bad one."""
    models: list[Opinion] = []
    if settings.opinion_url:
        if not settings.opinion_url_model:
            raise ValueError("UNABRIDGED_OPINION_URL needs UNABRIDGED_OPINION_URL_MODEL too.")
        health = Health(settings.opinion_per_hour, 24 * settings.opinion_per_hour)
        host = parse(settings.opinion_url).host
        endpoint = Endpoint(
            settings.opinion_url_model, host, _post(settings), health, settings.opinion_tokens
        )
        models.append(endpoint)
    if settings.opinion_model:
        models.append(CrossEncoder(settings.opinion_model))
    return models


def _post(settings: Settings) -> Post:
    """Return a function that posts under its own policy: the model may be private."""
    fetcher = Fetcher.of_services(settings, [settings.opinion_url])
    base = str(parse(settings.opinion_url))
    url = f"{base.rstrip('/').removesuffix('/chat/completions')}/chat/completions"
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.opinion_key:
        headers["Authorization"] = f"Bearer {settings.opinion_key}"

    def post(body: bytes, budget: Budget) -> bytes:
        return fetcher.post(url, headers, body, _MOST_BYTES, budget).body

    return post
