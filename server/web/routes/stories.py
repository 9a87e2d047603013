"""Stories: the list of the latest, one as a page for people, and the tree that both show."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, Response, current_app, g, render_template, request
from pydantic_core import to_json

from server.errors import InvalidRequest, Problem
from server.language.messages import Words, words
from server.model import ListedStory, PageRequest, Story
from server.pipeline.compare import CALLS
from server.pipeline.story import listed, stories_of
from server.store import moment
from server.web import auth
from server.web.admission import Desk, caller
from server.web.contract import BY_PLACE, answer, whole_number
from server.web.routes.compare_page import page_given
from server.web.routes.pages import base_of, reader_words
from server.web.routes.pipeline import NDJSON, streamed

_TYPES = BY_PLACE["get", auth.STORIES_ATOM].media


def add_routes(calls: Blueprint, site: Blueprint, feeds: Blueprint, desk: Desk) -> None:
    """Add the calls under /v1, the page for people and the feed."""

    def recent() -> list[ListedStory]:
        since, limit = _since(), whole_number("limit")
        return desk.run(lambda engine, _, end: listed(engine, since, limit, end), None)

    @calls.post("/v1/story")
    def story() -> Response:
        desk.admission.turn_away(caller())
        wanted, drawn = auth.parsed(PageRequest), drawer(reader_words())
        if NDJSON not in request.headers.get("Accept", ""):
            return answer(drawn(desk.run(CALLS["story"].function, wanted)))
        return streamed(
            desk,
            wanted,
            lambda end, _: growing(stories_of(desk.engine, wanted.page, end)),
            lambda one: to_json({"event": one[0], "story": drawn(one[1])}) + b"\n",
        )

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
            auth.enter(request.form.get("token", ""))
            page = page_given(given)
            if page is None:
                raise InvalidRequest("Enter the page's address, or its text.")
            story = desk.run(CALLS["story"].function, PageRequest(page=page))
            return _page(given, story=drawer(spoken)(story)), 200
        except Problem as problem:
            return _page(given, failed=problem.as_json()), problem.status

    @feeds.get(auth.STORIES_ATOM)
    def feed() -> Response:
        about = {"base": base_of(desk.engine.settings), "name": g.token.name, "updated": moment()}
        made = render_template("stories.xml", words=words("en"), **about, stories=recent())
        return Response(made, mimetype=request.accept_mimetypes.best_match(_TYPES, _TYPES[0]))


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


def drawer(spoken: Words) -> Callable[[Story], Story]:
    """Return a function that gives a story its tree as SVG, in the reader's language."""
    template = current_app.jinja_env.get_template("story.svg")

    def drawn(story: Story) -> Story:
        return replace(story, drawing=template.render(story=story, words=spoken).strip())

    return drawn


def growing(stories: Iterator[Story]) -> Iterator[tuple[str, Story]]:
    """Yield each story with the name of its event; the last one again as `done`."""
    story: Story | None = None
    for story in stories:
        yield "story", story
    if story is not None:
        yield "done", story
