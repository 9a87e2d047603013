"""Serves the index and its feeds: articles come in, hits go out, never whole texts."""

from functools import partial
from typing import get_args

from flask import Blueprint, Response, request

from server.article import read_article
from server.errors import InvalidRequest, NotFound
from server.ingest import Poller, add_feed, take
from server.model import ArticleSearchRequest, ArticlesRequest, FeedRequest
from server.pipeline.engine import Engine
from server.store import Added, Within
from server.web import auth
from server.web.admission import Admission, caller
from server.web.contract import answer, whole_number

# New feeds fetched at a time.
_AT_ONCE = 4


def add_routes(calls: Blueprint, engine: Engine, poller: Poller) -> None:
    """Add the routes under /v1/articles and /v1/feeds, these for the scope `index`."""
    index, admission = poller.index, Admission(_AT_ONCE)

    @calls.post("/v1/articles")
    def add() -> Response:
        wanted = auth.parsed(ArticlesRequest)
        auth.charge()()
        taken = take(index, wanted.articles, partial(engine.pool.run, read_article))
        rejected = [
            {"index": place, "problem": problem.as_json()} for place, problem in taken.rejected
        ]
        counts = {name: taken.counts[name] for name in get_args(Added)}
        return answer({**counts, "rejected": rejected})

    @calls.get("/v1/articles")
    def search() -> Response:
        words = request.args.get("q", "").split()
        if not words:
            raise InvalidRequest("`q` is missing; add the words to search for.")
        limit = whole_number("limit")
        return answer({"hits": index.search_articles(words, limit=limit)})

    @calls.post("/v1/articles/search")
    def search_for_peer() -> Response:
        wanted = auth.parsed(ArticleSearchRequest)
        auth.charge()()
        days = (wanted.since, wanted.until)
        since, until = (day.isoformat() if day else None for day in days)
        within: Within = {"since": since, "until": until, "limit": wanted.limit}
        return answer({"hits": index.search_articles(wanted.terms, **within)})

    @calls.get("/v1/feeds")
    def feeds() -> Response:
        return answer({"feeds": [feed.shown() for feed in poller.store.feeds()]})

    @calls.post("/v1/feeds")
    def add_one() -> Response:
        wanted = auth.parsed(FeedRequest)
        with admission.place(caller(), auth.charge()):
            feed, parsed = add_feed(poller.store, poller.adding, wanted.url)
        return answer({**feed.shown(), "kind": parsed.kind, "items": len(parsed.items)})

    @calls.delete("/v1/feeds/<key>")
    def remove(key: str) -> Response:
        if not poller.store.remove_feed(key):
            raise NotFound("There is no feed with this id; GET /v1/feeds lists them.")
        return Response(status=204)
