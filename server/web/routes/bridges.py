"""The calls about bridges to feed readers, and the feeds with lines for those without one."""

from datetime import UTC, datetime

from flask import Response, request
from pydantic import BaseModel, Field

from server.bridge import (
    MOST_WEBHOOK_BYTES,
    SubscribedFeeds,
    add_bridge,
    feeds_bridge,
    take_webhook,
)
from server.config import Settings
from server.errors import InsufficientScope, NotFound, Unauthorized
from server.feeds import write_opml
from server.language.messages import languages, words
from server.model import BridgeRequest
from server.store import Store, Token
from server.web import answers
from server.web.caching import not_again
from server.web.preferences import ATOM, preferred_type
from server.web.routes.pages import base_of, protect
from server.web.routing import CallBlueprint

_LARGEST_BODY = 131_072  # bytes of a bridge that is added
# A webhook that is too large is refused with a sentence of its own, and counted.
_LARGEST_WEBHOOK = MOST_WEBHOOK_BYTES + 4_000_000
_BRIDGE = {
    "id": "b7e1",
    "kind": "miniflux",
    "url": "https://reader.example",
    "name": "iris",
    "language": "en",
    "created": "2026-03-02T09:30:00+00:00",
    "signed": True,
    "entries": {"marked": 31, "plain": 170, "left": 1},
    "failures": 0,
    "refused": 0,
    "last_error": None,
    "troubled": [
        {
            "url": "https://gazette.example/ferry",
            "title": "Ferry to Brackholm sails again",
            "state": "left",
            "reason": "Its content was changed in the reader; it is left as it is.",
        }
    ],
}


def add_calls(calls: CallBlueprint, settings: Settings, store: Store) -> None:
    """Add the calls under /v1/bridges, for the scope `admin`, and the one that readers call."""
    bridges = store.bridges
    by_admin = calls.calls(tag="Administration", scope="admin")

    @by_admin.operation(
        "get", "/v1/bridges", answer=answers.Bridges, example={"bridges": [_BRIDGE]}
    )
    def all_bridges() -> answers.Bridges:
        """List the bridges to feed readers.

        With the numbers of their entries by state; no token, no secret.
        """
        return answers.Bridges([answers.Bridge(**bridge.to_api()) for bridge in bridges.bridges()])

    @by_admin.operation("get", "/v1/bridges/{id}", answer=answers.Bridge, example=_BRIDGE)
    def bridge(key: str) -> answers.Bridge:
        """Show a bridge."""
        return answers.Bridge(**bridges.named(key).to_api())

    @by_admin.operation(
        "post",
        "/v1/bridges",
        request=BridgeRequest,
        answer=answers.Bridge,
        most_bytes=_LARGEST_BODY,
        counts="each",
        example={"url": _BRIDGE["url"], "token": "an API key of the reader"},
    )
    def add(body: BridgeRequest) -> answers.Bridge:
        """Add a bridge to a feed reader.

        Its token is tried first. The reader's host may be a private one; nothing else is opened
        by it. A bridge that is there already gets the token and the secret.
        """
        return answers.Bridge(**add_bridge(bridges, settings, body).to_api())

    @by_admin.operation("post", "/v1/bridges/{id}/clear")
    def clear(key: str) -> None:
        """Remove all lines of a bridge.

        Entries to come get theirs; delete the bridge once its lines are gone to end that.
        """
        bridges.clear(bridges.named(key).id, datetime.now(UTC).timestamp())

    @by_admin.operation("delete", "/v1/bridges/{id}")
    def remove(key: str) -> None:
        """Remove a bridge.

        Lines that it wrote stay: clear it first to remove them.
        """
        bridges.remove(bridges.named(key).id)

    @calls.calls(tag="Administration").operation(
        "post", "/v1/bridges/{id}/entries", open_to="everybody", most_bytes=_LARGEST_WEBHOOK
    )
    def entries(key: str) -> None:
        """Take the webhook of a bridge's reader.

        Signed by HMAC-SHA256 with the bridge's secret, in the header that the reader uses
        (`X-Miniflux-Signature`).
        """
        known = bridges.named(key)
        take_webhook(bridges, known, dict(request.headers), request.get_data(cache=False))


class FeedQuery(BaseModel):
    """The query of a feed with lines."""

    language: str = Field("en", max_length=64, examples=["de"])


def add_feeds(
    calls: CallBlueprint, store: Store, feeds: SubscribedFeeds, settings: Settings
) -> None:
    """Add the feeds with lines, whose address has a token of the scope `feeds`, and their list."""
    by_key = calls.calls(tag="Index", open_to="everybody")

    @by_key.operation(
        "get",
        "/feeds/{key}/{feed}.atom",
        query=FeedQuery,
        answer=str,
        media=ATOM,
    )
    def annotated_feed(key: str, feed_id: str, query: FeedQuery) -> Response:
        """Give a feed out with a line above its entries.

        As Atom, for feed readers: the key in its address is a token of the scope `feeds`.
        """
        _holder(store, key)
        feed = next((feed for feed in store.feeds.feeds() if feed.id == feed_id), None)
        if feed is None:
            raise NotFound(f"There is no feed {feed_id} here any more; its reader can remove it.")
        bridge = feeds_bridge(store.bridges)
        feeds.subscribe(bridge, feed)
        language = words(query.language if query.language in languages() else "en")
        base = base_of(settings)
        address = f"{base}/feeds/{key}/{feed_id}.atom"
        made = feeds.annotated(feed, address, base, language)
        answer = Response(made.document, mimetype=preferred_type(ATOM))
        answer.last_modified = datetime.fromisoformat(made.changed)
        return protect(not_again(answer))

    @by_key.operation("get", "/feeds/{key}.opml", answer=str, media=("text/x-opml",))
    def annotated_list(key: str) -> Response:
        """List the feeds with lines as OPML, to import them at once."""
        holder, base = _holder(store, key), base_of(settings)
        entries = (
            (feed.title, f"{base}/feeds/{key}/{feed.id}.atom", feed.folder.splitlines())
            for feed in store.feeds.feeds()
        )
        answer = Response(write_opml(entries), mimetype="text/x-opml")
        name = f"unabridged-{holder.id}.opml"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return protect(not_again(answer))


def _holder(store: Store, secret: str) -> Token:
    """Return the token in a feed's address; raise Unauthorized, InsufficientScope."""
    token = store.tokens.find(secret)
    if token is None or token.expired:
        raise Unauthorized(
            "This feed's address is not valid any more: its key was revoked, or has expired. "
            "`unabridged feeds annotated NAME` makes new addresses."
        )
    if "feeds" not in token.scopes:
        raise InsufficientScope(
            "A token in a feed's address needs the scope `feeds`, and should have no other.",
            scope="feeds",
        )
    return token
