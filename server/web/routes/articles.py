"""The calls of the index: they add articles and return hits, never whole texts."""

from flask import Blueprint, Response, request

from server.article import read_article
from server.compare import Engine
from server.errors import InvalidRequest
from server.ingest import take
from server.model import Article, ArticleSearchRequest, ArticlesRequest, PageInput
from server.store import ArticleIndex
from server.web import auth
from server.web.json_io import answer, parse, whole_number


def blueprint(engine: Engine, index: ArticleIndex) -> Blueprint:
    """Return the routes under /v1/articles."""
    calls = Blueprint("articles", __name__)

    def read(page: PageInput) -> Article:
        article: Article = engine.pool.run(read_article, page)
        return article

    @calls.post("/v1/articles")
    def add() -> Response:
        auth.require("index")
        wanted = parse(ArticlesRequest)
        auth.charge()()
        taken = take(index, wanted.articles, read)
        rejected = [
            {"index": place, "problem": problem.as_json()} for place, problem in taken.rejected
        ]
        return answer(
            {
                "added": taken.added,
                "updated": taken.updated,
                "unchanged": taken.unchanged,
                "rejected": rejected,
            }
        )

    @calls.get("/v1/articles")
    def search() -> Response:
        auth.require("compare")
        words = request.args.get("q", "").split()
        if not words:
            raise InvalidRequest("`q` is missing; add the words to search for.")
        limit = whole_number("limit")
        return answer({"hits": index.search_articles(words, limit=limit)})

    @calls.post("/v1/articles/search")
    def search_for_peer() -> Response:
        auth.require("compare")
        wanted = parse(ArticleSearchRequest)
        auth.charge()()
        hits = index.search_articles(
            wanted.terms,
            since=wanted.since.isoformat() if wanted.since else None,
            until=wanted.until.isoformat() if wanted.until else None,
            limit=wanted.limit,
        )
        return answer({"hits": hits})

    return calls
