"""Miniflux: its API, and its signed webhooks.

As in its version 2.3.5: https://miniflux.app/docs/api.html, https://miniflux.app/docs/webhooks.html.
What its API gives has pictures at the reader's own proxy; before a content is written back, they
get their own addresses again.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import to_json

from server.bridge.readers import ReaderEntry
from server.config import Settings
from server.errors import (
    InvalidRequest,
    NotAReader,
    NotJson,
    PageTooLarge,
    Problem,
    ReaderProblem,
    ReaderRefused,
    ReaderUnavailable,
    Unauthorized,
)
from server.model import Address
from server.net.budget import Budget
from server.net.fetch import Fetcher
from server.net.policy import opening
from server.store import Bridge

SIGNATURE = "X-Miniflux-Signature"
# Bytes of a webhook: a feed's new entries with their contents. More are taken by polling.
MOST_WEBHOOK_BYTES = 4_000_000
# Bytes of an answer: a hundred entries with their contents.
_MOST_BYTES = 50_000_000
_GONE, _REFUSED = 404, (401, 403)
_PROXIED = re.compile(r"https?://[^\s\"'<>]*?/proxy/[\w-]+={0,2}/([\w-]+={0,2})")


class _Feed(BaseModel):
    id: int
    title: str = ""


class _Entry(BaseModel):
    id: int
    feed_id: int = 0
    url: Address = ""
    title: str = ""
    content: str = ""
    published_at: str | None = None
    feed: _Feed | None = None


class _Entries(BaseModel):
    entries: list[_Entry] = Field(default_factory=list)


class _Webhook(BaseModel):
    event_type: str
    feed: _Feed | None = None
    entries: list[_Entry] = Field(default_factory=list)


class _User(BaseModel):
    username: str


def _read_entry(entry: _Entry, feed: _Feed | None = None) -> ReaderEntry:
    own_feed = entry.feed or feed
    return ReaderEntry(
        str(entry.id),
        str(entry.feed_id or (own_feed.id if own_feed else 0)),
        own_feed.title if own_feed else "",
        entry.url,
        entry.title,
        _PROXIED.sub(_own_address, entry.content),
        entry.published_at,
    )


def _own_address(proxied: re.Match[str]) -> str:
    """Return the address that Miniflux's proxy of pictures was given."""
    try:
        return base64.urlsafe_b64decode(proxied[1]).decode()
    except (binascii.Error, UnicodeDecodeError):
        return proxied[0]


class Miniflux:
    """The Miniflux of a bridge; nothing but its own host is reached, which may be a private one."""

    def __init__(self, bridge: Bridge, settings: Settings) -> None:
        """Raise InvalidAddress for an address that can't be read."""
        self._base = bridge.url.rstrip("/")
        self._token = bridge.token
        # An interface that its owner named: robots.txt is for crawlers.
        allowed = replace(settings, allow_hosts=(opening(self._base),), respect_robots=False)
        self._fetcher = Fetcher(allowed, public=False)
        self._seconds = settings.fetch_seconds

    def user(self) -> str:
        """Return the name of the token's owner; raise ReaderProblem."""
        try:
            user: _User = self._call(_User, "GET", "/v1/me")
        except ReaderProblem as problem:
            if problem.params.get("http_status") == _GONE:
                raise self._is_no_reader() from problem
            raise
        return user.username

    def newest(self, after: int, most: int) -> tuple[Sequence[ReaderEntry], int]:
        """Return at most `most` entries after the one numbered `after`, and the last number."""
        query = f"order=id&direction=asc&limit={most}&after_entry_id={after}"
        entries = self._call(_Entries, "GET", f"/v1/entries?{query}").entries
        last = max((entry.id for entry in entries), default=after)
        return [_read_entry(entry) for entry in entries if entry.url], last

    def last_number(self, most: int) -> int:
        """Return the number before the last `most` entries, from which a new bridge begins."""
        query = f"order=id&direction=desc&limit={most + 1}"
        entries = self._call(_Entries, "GET", f"/v1/entries?{query}").entries
        return entries[-1].id if len(entries) > most else 0

    def entry(self, key: str) -> ReaderEntry | None:
        """Return an entry as it is now; None where it is gone."""
        try:
            return _read_entry(self._call(_Entry, "GET", f"/v1/entries/{key}"))
        except ReaderProblem as problem:
            if problem.params.get("http_status") == _GONE:
                return None
            raise

    def write(self, entry: ReaderEntry, content: str) -> ReaderEntry:
        """Give an entry another content; return it as the reader kept it."""
        # An empty content is refused.
        body = to_json({"content": content or " "})
        return _read_entry(self._call(_Entry, "PUT", f"/v1/entries/{entry.key}", body))

    def _call(self, model: type[Any], method: str, path: str, body: bytes | None = None) -> Any:
        headers = {"X-Auth-Token": self._token, "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            answer = self._fetcher.send(
                method, self._base + path, headers, body, Budget(self._seconds), most=_MOST_BYTES
            )
            return model.model_validate_json(answer.body)
        except ValidationError:
            raise self._is_no_reader() from None
        except Problem as problem:
            raise self._as_reader_problem(problem) from problem

    def _is_no_reader(self) -> NotAReader:
        return NotAReader(
            f"{self._base} does not answer as Miniflux does. Check the address: it is the one "
            "that Miniflux opens at in a browser."
        )

    def _as_reader_problem(self, problem: Problem) -> ReaderProblem:
        """Say what the reader's answer means for its owner."""
        status = problem.params.get("http_status")
        if status in _REFUSED:
            return ReaderRefused(
                f"{self._base} refuses the token ({status}). Make an API key in Miniflux, under "
                "Settings, API Keys, and add the bridge again with it.",
                **problem.params,
            )
        detail = f"The reader could not be asked: {problem.detail}"
        return ReaderUnavailable(detail, **problem.params)


def read_webhook(bridge: Bridge, headers: Mapping[str, str], body: bytes) -> list[ReaderEntry]:
    """Return the new entries in a webhook of the bridge's reader.

    Raises PageTooLarge, Unauthorized for a signature that is not the secret's, NotJson, and
    InvalidRequest.
    """
    if len(body) > MOST_WEBHOOK_BYTES:
        raise PageTooLarge(
            f"The webhook has {len(body):,} bytes, and {MOST_WEBHOOK_BYTES:,} are read at most. "
            "Its entries are taken when the reader is asked for them.",
            size=len(body),
            limit=MOST_WEBHOOK_BYTES,
        )
    signature = hmac.new(bridge.secret.encode(), body, "sha256").hexdigest()
    sent_signature = headers.get(SIGNATURE, "").strip().lower()
    if not bridge.secret or not hmac.compare_digest(signature.encode(), sent_signature.encode()):
        raise Unauthorized(
            f"The webhook is not signed with the secret of this bridge ({SIGNATURE}). Copy it from "
            "Miniflux, under Settings, Integrations, Webhook, and add the bridge again with it."
        )
    try:
        webhook = _Webhook.model_validate_json(body)
    except ValidationError as error:
        if any(fault["type"] == "json_invalid" for fault in error.errors(include_url=False)):
            raise NotJson("The webhook's body is not JSON.") from None
        raise InvalidRequest("The webhook is not one of Miniflux's; it has no entries.") from None
    if webhook.event_type != "new_entries":
        return []
    return [_read_entry(entry, webhook.feed) for entry in webhook.entries if entry.url]
