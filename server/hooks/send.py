"""Sends messages to webhooks on the hosts of UNABRIDGED_HOOK_HOSTS."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic_core import to_json

from server.config import Settings
from server.errors import BlockedAddress
from server.net.budget import Budget
from server.net.fetch import Fetcher
from server.net.policy import Policy
from server.store import Hook, HookMessage, moment
from server.urls import parse

# A name, and what happened.
EVENTS = {
    "page.changed": "a saved page, or its original, has other sentences than before",
    "article.retells": "an article that a feed brought retells a saved page, or its original",
}
PING = "ping"


def message(hook: Hook, kind: str, about: str, data: dict[str, Any]) -> HookMessage:
    """Return the message of `kind` to `hook`; the same `about` gives the same id."""
    digest = hashlib.sha256("\n".join((hook.id, kind, about)).encode()).hexdigest()
    body = {"type": kind, "timestamp": moment(), "data": data}
    return HookMessage(f"msg_{digest[:32]}", hook.id, kind, to_json(body).decode())


def ping(hook: Hook) -> HookMessage:
    """Return an empty message that tests a webhook."""
    return message(hook, PING, moment(), {"events": list(hook.events)})


_MOST_BYTES = 10_000  # of an answer, which nobody reads
_PREFIX = "whsec_"  # of a secret (standardwebhooks.com)
_JSON: Mapping[str, str] = {"Content-Type": "application/json", "Accept": "*/*"}


class Sender:
    """Sends by the rules of `settings`; safe for many threads."""

    def __init__(self, settings: Settings) -> None:
        allowed = replace(settings, allow_hosts=settings.hook_hosts, respect_robots=False)
        self._fetcher = Fetcher(allowed, public=False)
        self._policy = Policy(settings.hook_hosts, public=False)
        self._seconds = settings.hook_seconds

    def check(self, url: str) -> None:
        """Raise InvalidAddress or BlockedAddress unless `url` may be a webhook.

        The address it resolves to is checked again with every message.
        """
        address = parse(url)
        port = address.port or (443 if address.scheme == "https" else 80)
        if not self._policy.may_use_port(address.host, port):
            raise BlockedAddress(
                f"Webhooks may not be sent to {address.host}:{port}. The server's operator names "
                "the hosts in UNABRIDGED_HOOK_HOSTS.",
                host=address.host,
                port=port,
            )

    def send(self, hook: Hook, message: HookMessage) -> None:
        """Send a message; raise Problem unless the receiver accepts it."""
        headers = signed(hook.secret, message.id, int(time.time()), message.body)
        self._fetcher.post(
            hook.url, {**_JSON, **headers}, message.body.encode(), _MOST_BYTES,
            Budget(self._seconds),
        )  # fmt: skip


def signed(secret: str, message: str, seconds: int, body: str) -> dict[str, str]:
    """Return the signature headers of a message sent at `seconds` (Unix time)."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.digest(key, f"{message}.{seconds}.{body}".encode(), "sha256")
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
