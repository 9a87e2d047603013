"""Sends messages to webhooks on the hosts of UNABRIDGED_HOOK_HOSTS, at least once each.

A message is hidden for a while, sent with the same id at every try, and only then marked. If the
process ends first, the message is due again when that while is over.
"""

import base64
import hashlib
import hmac
import logging
import random
import time
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_core import to_json

from server.config import Settings
from server.errors import BlockedAddress, InvalidRequest, Problem
from server.model import HookRequest, setting_values
from server.net.budget import Budget
from server.net.fetch import Fetcher
from server.net.policy import Policy
from server.net.quota import retry_after
from server.store import LOCAL_ACCOUNT, PERSON, Hook, HookMessage, Hooks, PeriodicJob, Store, moment
from server.urls import parse

log = logging.getLogger(__name__)
# Seconds to the next try: ten tries in four days, as standardwebhooks.com advises.
DELAYS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
# A name, and what happened.
EVENTS = {
    "page.changed": "a saved page, or its original, has other sentences than before",
    "article.retells": "an article that a feed brought retells a saved page, or its original",
    "citations.changed": "a saved page cites something new, or what it cites came to say otherwise",
    "story.grew": "an article that a feed brought tells the story of a saved page",
}


def message(hook: Hook, kind: str, about: str, data: dict[str, Any]) -> HookMessage:
    """Return the message of `kind` to `hook`; the same `about` gives the same id."""
    digest = hashlib.sha256("\n".join((hook.id, kind, about)).encode()).hexdigest()
    body = {"type": kind, "timestamp": moment(), "data": data}
    return HookMessage(f"msg_{digest[:32]}", hook.id, kind, to_json(body).decode())


def ping(hook: Hook) -> HookMessage:
    """Return an empty message that tests a webhook."""
    return message(hook, "ping", moment(), {"events": list(hook.events)})


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
        # The list names a host in ASCII, as connections do; `address.host` may be in Unicode.
        if not self._policy.may_use_port(address.raw_host.decode("ascii"), port):
            raise BlockedAddress(
                f"Webhooks may not be sent to {address.host}:{port}. The server's operator names "
                "the hosts in UNABRIDGED_HOOK_HOSTS.",
                host=address.host,
                port=port,
                setting="UNABRIDGED_HOOK_HOSTS",
            )

    def send(self, hook: Hook, message: HookMessage) -> None:
        """Send a message; raise Problem unless the receiver accepts it."""
        self.check(hook.url)
        headers = {"Content-Type": "application/json", "Accept": "*/*"}
        headers |= signature_headers(hook.secret, message.id, int(time.time()), message.body)
        body, most = message.body.encode(), 10_000  # bytes of an answer, which nobody reads
        self._fetcher.post(hook.url, headers, body, most, Budget(self._seconds))


def add_hook(store: Store, settings: Settings, hook_request: HookRequest) -> Hook:
    """Create a webhook; raise InvalidRequest, InvalidAddress, BlockedAddress."""
    if unknown := [name for name in hook_request.events if name not in EVENTS]:
        raise InvalidRequest(f"Unknown event {', '.join(unknown)}; there are {', '.join(EVENTS)}.")
    Sender(settings).check(hook_request.url)
    if hook_request.whose not in _owners(store, settings):
        raise InvalidRequest(
            f"{hook_request.whose} is nobody here: no token's id (`unabridged tokens list` shows "
            "them), and no user:NAME of a person who has signed in or is named in the settings. "
            "For this machine's own calls, write local."
        )
    events = tuple(dict.fromkeys(hook_request.events)) or tuple(EVENTS)
    return store.hooks.add(hook_request.url, events, hook_request.whose)


def _owners(store: Store, settings: Settings) -> set[str]:
    """Return who may have saved comparisons: tokens, people, and this machine."""
    tokens = store.tokens.valid()
    names = {*settings.readers, *settings.editors, *settings.admins}
    return {
        LOCAL_ACCOUNT,
        *(token.id for token in tokens),
        *(token.maker for token in tokens if token.maker),
        *(f"{PERSON}{name.lower()}" for name in names if setting_values.is_name(name)),
        *store.sessions.counts(),
        *store.comparisons.counts(),
    }


def try_hook(settings: Settings, hook: Hook) -> None:
    """Send `hook` an empty message now; raise Problem unless its receiver accepts it."""
    Sender(settings).send(hook, ping(hook))


def signature_headers(secret: str, message: str, seconds: int, body: str) -> dict[str, str]:
    """Return the signature headers of a message sent at `seconds` (Unix time)."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message}.{seconds}.{body}".encode(), "sha256")
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


@dataclass
class Deliverer(PeriodicJob):
    """Takes messages from `store` and sends them; several may run on one store.

    `limit` is the time limit of one delivery, in seconds.
    """

    doing = "Delivering webhooks"
    trouble_seconds = 30.0
    store: Hooks
    sender: Sender
    limit: float
    seconds: float = field(default=2.0, kw_only=True)  # between two looks for due messages

    def turn(self) -> int:
        """Send every due message; return how many were tried."""
        tried = 0
        while not self.ended.is_set():
            now = time.time()
            message = self.store.take(now, now + 2 * self.limit + 5)  # longer than a try takes
            if message is None:
                return tried
            tried += 1
            hook = next((hook for hook in self.store.hooks() if hook.id == message.hook), None)
            if hook is None:
                continue  # removed since
            try:
                self.sender.send(hook, message)
            except Problem as problem:
                self._retry_or_give_up(message, problem)
            else:
                self.store.sent(message)
        return tried

    def _retry_or_give_up(self, message: HookMessage, problem: Problem) -> None:
        is_gone = problem.params.get("http_status") == 410  # HTTP status: removed for good
        if is_gone or message.tries > len(DELAYS):
            self.store.failed(message, problem.detail, None)
            if is_gone:
                self.store.retire(message.hook)
            end = "answers 410: it is not used any more" if is_gone else "did not take a message"
            log.warning("The webhook %s %s.", message.hook, end)
            return
        wait = DELAYS[message.tries - 1] * random.uniform(1, 1.2)  # noqa: S311 - to spread them
        wait = max(wait, min(retry_after(problem.params) or 0.0, DELAYS[-1]))
        self.store.failed(message, problem.detail, time.time() + wait)
