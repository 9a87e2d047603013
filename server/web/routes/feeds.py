"""The calls that manage the feeds of the index."""

from flask import Blueprint, Response

from server.errors import NotFound
from server.ingest import add_feed
from server.model import FeedRequest
from server.web import auth
from server.web.admission import Admission, caller
from server.web.json_io import answer, parse
from server.wiring import FeedService

# New feeds fetched at a time.
_AT_ONCE = 4


def blueprint(feed_service: FeedService) -> Blueprint:
    """Return the routes under /v1/feeds, all for the scope `index`."""
    calls = Blueprint("feeds", __name__)
    admission = Admission(_AT_ONCE)

    @calls.get("/v1/feeds")
    def listed() -> Response:
        return answer({"feeds": [feed.shown() for feed in feed_service.store.feeds()]})

    @calls.post("/v1/feeds")
    def add() -> Response:
        wanted = parse(FeedRequest)
        with admission.place(caller(), auth.charge()):
            feed, parsed = add_feed(feed_service.store, feed_service.web, wanted.url)
        return answer({**feed.shown(), "kind": parsed.kind, "items": len(parsed.items)})

    @calls.delete("/v1/feeds/<key>")
    def remove(key: str) -> Response:
        if not feed_service.store.remove_feed(key):
            raise NotFound("There is no feed with this id; GET /v1/feeds lists them.")
        return Response(status=204)

    return calls
