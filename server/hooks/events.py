"""The events of webhooks, and messages about them."""

import hashlib
from typing import Any

from pydantic_core import to_json

from server.store import Hook, HookMessage, moment

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
