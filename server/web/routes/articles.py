"""Serves the index, its feeds and its stories: articles come in, hits go out, never whole texts.

A story is a call, a page for people and the tree that both show; the latest are a list and a feed.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, get_args

from flask import Blueprint, Response, current_app, g, render_template, request

from server import model
from server.article import read_article
from server.calls import CALLS
from server.errors import InvalidRequest, NotFound, Problem
from server.ingest import Poller, add_feed, change_feed, take
from server.language.messages import Words, words
from server.pipeline.engine import Engine
from server.store import Added, moment
from server.story import listed, stories_of
from server.web import auth
from server.web.admission import Admission, Desk, caller
from server.web.contract import BY_PLACE, answer, whole_number
from server.web.preferences import preferred_type, reader_words
from server.web.routes.pages import base_of, page_given
from server.web.routes.pipeline import streamed, wants_lines


def add_routes(calls: Blueprint, engine: Engine, poller: Poller) -> None:
    """Add the routes under /v1/articles and /v1/feeds, these for the scope `index`."""
    index, admission = poller.index, Admission(4)  # new feeds fetched at a time

    @calls.post("/v1/articles")
    def add() -> Response:
        wanted = auth.parsed(model.ArticlesRequest, charged=True)
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

    @calls.get("/v1/feeds")
    def feeds() -> Response:
        return answer({"feeds": [feed.to_api() for feed in poller.store.feeds()]})

    @calls.post("/v1/feeds")
    def add_one() -> Response:
        wanted = auth.parsed(model.FeedRequest)
        with admission.place(caller(), auth.charge()):
            feed, parsed = add_feed(poller.store, poller.adding, wanted.url)
        return answer({**feed.to_api(), "kind": parsed.kind, "items": len(parsed.items)})

    @calls.patch("/v1/feeds/<key>")
    def edit(key: str) -> Response:
        wanted = auth.parsed(model.FeedChangeRequest)
        with admission.place(caller(), auth.charge()):
            return answer(change_feed(poller.store, key, wanted, poller.adding).to_api())

    @calls.delete("/v1/feeds/<key>")
    def remove(key: str) -> Response:
        if not poller.store.remove_feed(key):
            raise NotFound("There is no feed with this id; GET /v1/feeds lists them.")
        return Response(status=204)


_TYPES = BY_PLACE["get", auth.STORIES_ATOM].media


def feed_blueprint() -> Blueprint:
    """Return a blueprint for feed readers, which send the token as a password (HTTP Basic)."""
    feeds = Blueprint("feeds", __name__)

    @feeds.after_request
    def ask_for_password(response: Response) -> Response:
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="unabridged", charset="UTF-8"'
        return response

    return feeds


def add_stories(calls: Blueprint, site: Blueprint, feeds: Blueprint, desk: Desk) -> None:
    """Add the calls under /v1, the page for people and the feed."""

    def recent() -> list[model.ListedStory]:
        since, limit = _since(), whole_number("limit")
        return desk.run(lambda engine, _, end: listed(engine, since, limit, end), None)

    @calls.post("/v1/story")
    def story() -> Response:
        desk.admission.turn_away(caller())
        wanted, drawn = auth.parsed(model.PageRequest), drawer(reader_words())
        if not wants_lines():
            return answer(drawn(desk.run(CALLS["story"].function, wanted)))
        stories = partial(stories_of, desk.engine, wanted.page)
        return streamed(desk, wanted, lambda end, _: growing(map(drawn, stories(end))))

    @calls.get("/v1/stories")
    def stories() -> Response:
        return answer({"stories": recent()})

    @site.get("/story")
    def story_page() -> str:
        return _page(request.args.get("page", ""))

    @site.post("/story")
    def ask_for_story() -> tuple[str, int]:
        given, spoken = request.form.get("page", ""), reader_words()
        try:
            auth.enter(request.form.get("token", ""), keeps=False)
            page = page_given(given)
            if page is None:
                raise InvalidRequest("Enter the page's address, or its text.")
            story = desk.run(CALLS["story"].function, model.PageRequest(page=page))
            return _page(given, story=drawer(spoken)(story)), 200
        except Problem as problem:
            return _page(given, failed=problem.as_json()), problem.status

    @feeds.get(auth.STORIES_ATOM)
    def feed() -> Response:
        about = {"base": base_of(desk.engine.settings), "name": g.token.name, "updated": moment()}
        made = render_template("stories.xml", words=words("en"), **about, stories=recent())
        return Response(made, mimetype=preferred_type(_TYPES))


def _page(given: str, **outcome: object) -> str:
    return render_template("story.html", words=reader_words(), given=given, **outcome)


def _since() -> str:
    """Return the day of the query parameter `since`, yesterday without it."""
    given = request.args.get("since", "")
    try:
        day = date.fromisoformat(given) if given else datetime.now(UTC).date() - timedelta(days=1)
    except ValueError:
        raise InvalidRequest(f"`since` is a day as in 2026-03-02, not “{given[:40]}”.") from None
    return day.isoformat()


def drawer(spoken: Words) -> Callable[[model.Story], model.Story]:
    """Return a function that gives a story its tree as SVG, in the reader's language."""
    template = current_app.jinja_env.get_template("story.svg")

    def drawn(story: model.Story) -> model.Story:
        return replace(story, drawing=template.render(story=story, words=spoken).strip())

    return drawn


def growing(stories: Iterator[model.Story]) -> Iterator[dict[str, Any]]:
    """Yield an event for each story, and for the last one again as the whole."""
    event: dict[str, Any] = {}
    for story in stories:
        yield (event := {"event": "story", "story": story})
    if event:
        yield {**event, "event": "done"}
