"""The calls on the feeds that fill the index."""

from typing import Any

from flask import Blueprint, Response

from server.errors import NotFound
from server.ingest import add_feed, iso
from server.model import FeedRequest
from server.store import Feed
from server.web import auth
from server.web.admission import Admission, caller
from server.web.json_io import answer, parse
from server.wiring import FeedService

# Feeds that are looked at for the first time, at a time.
_AT_ONCE = 4


def blueprint(feed_service: FeedService) -> Blueprint:
    """The routes under /v1/feeds; all want the scope `index`."""
    calls = Blueprint("feeds", __name__)
    admission = Admission(_AT_ONCE)

    @calls.get("/v1/feeds")
    def listed() -> Response:
        auth.require("index")
        return answer({"feeds": [describe(feed) for feed in feed_service.store.feeds()]})

    @calls.post("/v1/feeds")
    def add() -> Response:
        auth.require("index")
        wanted = parse(FeedRequest)
        with admission.place(caller()):
            feed, found = add_feed(feed_service.store, feed_service.web, wanted.url)
        return answer({**describe(feed), "kind": found.kind, "items": len(found.items)})

    @calls.delete("/v1/feeds/<key>")
    def remove(key: str) -> Response:
        auth.require("index")
        if not feed_service.store.remove_feed(key):
            raise NotFound("There is no feed with this id; GET /v1/feeds lists them.")
        return Response(status=204)

    return calls


def describe(feed: Feed) -> dict[str, Any]:
    """A feed as the API shows it."""
    return {
        "id": feed.id,
        "url": feed.url,
        "title": feed.title,
        "state": feed.state,
        "added": feed.added,
        "polled": feed.polled,
        "due": iso(feed.due) if feed.state == "active" else None,
        "articles": feed.articles,
        "newest": feed.newest,
        "failures": feed.failures,
        "last_error": feed.last_error,
    }
