"""The calls of the index: they add articles and return hits, never whole texts."""

from functools import partial
from typing import get_args

from flask import Blueprint, Response, request

from server.article import read_article
from server.compare import Engine
from server.errors import InvalidRequest
from server.ingest import take
from server.model import ArticleSearchRequest, ArticlesRequest
from server.store import Added, ArticleIndex, Within
from server.web import auth
from server.web.json_io import answer, parse, whole_number


def blueprint(engine: Engine, index: ArticleIndex) -> Blueprint:
    """Return the routes under /v1/articles."""
    calls = Blueprint("articles", __name__)

    @calls.post("/v1/articles")
    def add() -> Response:
        wanted = parse(ArticlesRequest)
        auth.charge()()
        taken = take(index, wanted.articles, partial(engine.pool.run, read_article))
        rejected = [
            {"index": place, "problem": problem.as_json()} for place, problem in taken.rejected
        ]
        counts = {name: getattr(taken, name) for name in get_args(Added)}
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
        wanted = parse(ArticleSearchRequest)
        auth.charge()()
        days = (wanted.since, wanted.until)
        since, until = (day.isoformat() if day else None for day in days)
        within: Within = {"since": since, "until": until, "limit": wanted.limit}
        return answer({"hits": index.search_articles(wanted.terms, **within)})

    return calls
