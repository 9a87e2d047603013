"""Serves the index, its feeds and its stories: articles come in, hits go out, never whole texts.

A story is a call, a page for people and the tree that both show; the latest are a list and a feed.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, redirect, render_template, request
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as AnyResponse

from server import model
from server.article import read_article
from server.calls import CALLS
from server.errors import InvalidRequest, NotFound, Problem
from server.ingest import Poller, add_feed, change_feed, take
from server.language.messages import Words, words
from server.pipeline.engine import Engine
from server.story import ListedStory, Story, latest_stories, stories_of
from server.web import auth
from server.web.admission import Admission, Gateway, caller
from server.web.answers import (
    AddedFeed,
    ArticlesAdded,
    Feed,
    Feeds,
    Hits,
    Stories,
    StoryEvent,
    as_answer,
)
from server.web.caching import not_again
from server.web.preferences import ATOM, preferred_type, reader_words
from server.web.routes.pages import base_of, is_address, page_given
from server.web.routes.pipeline import stream, wants_lines
from server.web.routing import CallBlueprint

_FEEDS_AT_ONCE = 4  # new feeds that are fetched
_ARTICLE = {
    "url": "https://news.example/2026/quay-closes",
    "title": "Quay closes in May",
    "text": "The council of Ellery will close the old quay in May, it said on Monday.",
    "published": "2026-03-02",
}


class SearchQuery(BaseModel):
    """The query of a search in the index."""

    q: str = Field(
        description="Words.",
        json_schema_extra={"pattern": "\\S"},
        examples=["ferry Brackholm"],
    )
    limit: int = Field(10, ge=1, le=50, description="Most hits.", examples=[20])


class StoriesQuery(BaseModel):
    """The query of the latest stories."""

    since: str = Field(
        "",
        min_length=1,
        description="The first day; yesterday.",
        json_schema_extra={"format": "date"},
        examples=["2026-03-02"],
    )
    limit: int = Field(10, ge=1, le=20, description="Most stories.", examples=[5])


def add_routes(calls: CallBlueprint, engine: Engine, poller: Poller) -> None:
    """Add the calls under /v1/articles and /v1/feeds."""
    index = poller.index
    of_index = calls.calls(tag="Index")
    _add_feeds(calls, poller)

    @of_index.operation(
        "post",
        "/v1/articles",
        scope="index",
        request=model.ArticlesRequest,
        answer=ArticlesAdded,
        most_values=20_000,
        counts="each",
        example={"articles": [_ARTICLE]},
    )
    def add(body: model.ArticlesRequest) -> ArticlesAdded:
        """Add articles to the index.

        A rejected one does not keep out the others.
        """
        taken = take(index, body.articles, partial(engine.pool.run, read_article))
        return {
            "added": taken.counts["added"],
            "updated": taken.counts["updated"],
            "unchanged": taken.counts["unchanged"],
            "rejected": [
                {"index": place, "problem": as_answer(problem)} for place, problem in taken.rejected
            ],
        }

    @of_index.operation(
        "get",
        "/v1/articles",
        scope="compare",
        query=SearchQuery,
        answer=Hits,
        example={"hits": []},
    )
    def search(query: SearchQuery) -> Hits:
        """Search the index by words.

        It answers titles, addresses and leads, never whole texts.
        """
        words = query.q.split()
        if not words:
            raise InvalidRequest("`q` is missing; add the words to search for.")
        return Hits(index.search_articles(words, limit=query.limit))


def _add_feeds(calls: CallBlueprint, poller: Poller) -> None:
    admission = Admission(_FEEDS_AT_ONCE)
    of_feeds = calls.calls(tag="Index", scope="index")

    @of_feeds.operation("get", "/v1/feeds", answer=Feeds, example={"feeds": [_FEED]})
    def feeds() -> Feeds:
        """List the feeds that fill the index."""
        return Feeds([Feed(**feed.to_api()) for feed in poller.store.feeds()])

    @of_feeds.operation("get", "/v1/feeds/{id}", answer=Feed, example=_FEED)
    def feed(key: str) -> Feed:
        """Show a feed."""
        for row in poller.store.feeds():
            if row.id == key:
                return Feed(**row.to_api())
        raise _no_feed()

    @of_feeds.operation(
        "post",
        "/v1/feeds",
        request=model.FeedRequest,
        answer=AddedFeed,
        most_bytes=131_072,
        counts="refused",
        example={"url": "https://news.example/feed.xml"},
    )
    def add_one(body: model.FeedRequest) -> AddedFeed:
        """Check a feed and add it.

        RSS, Atom, JSON Feed, or a site map of news. `items` counts what it has now.
        """
        with admission.place(caller(), auth.charge()):
            added, parsed = add_feed(poller.store, poller.adding, body.url)
        return AddedFeed(**added.to_api(), kind=parsed.kind, items=len(parsed.items))

    @of_feeds.operation(
        "patch",
        "/v1/feeds/{id}",
        request=model.FeedChangeRequest,
        answer=Feed,
        counts="refused",
        example={"minutes": 30},
    )
    def edit(body: model.FeedChangeRequest, key: str) -> Feed:
        """Pause, resume, refresh or edit a feed.

        Another address is checked first.
        """
        with admission.place(caller(), auth.charge()):
            return Feed(**change_feed(poller.store, key, body, poller.adding).to_api())

    @of_feeds.operation("delete", "/v1/feeds/{id}")
    def remove(key: str) -> None:
        """Remove a feed.

        Its articles stay in the index.
        """
        if not poller.store.remove_feed(key):
            raise _no_feed()


_FEED = {
    "id": "f3a1",
    "url": "https://news.example/feed.xml",
    "title": "The Ellery Gazette",
    "state": "active",
    "added": "2026-03-02T09:30:00+00:00",
    "polled": "2026-03-02T10:00:00+00:00",
    "due": "2026-03-02T10:30:00+00:00",
    "articles": 214,
    "newest": "2026-03-02T09:55:00+00:00",
    "failures": 0,
    "minutes": None,
    "last_error": None,
}


def _no_feed() -> NotFound:
    return NotFound("There is no feed with this id; GET /v1/feeds lists them.")


def feed_blueprint(admission: Admission) -> CallBlueprint:
    """Return a blueprint for feed readers, which send the token as a password (HTTP Basic)."""
    feeds = CallBlueprint("feeds", __name__, admission)

    @feeds.after_request
    def ask_for_password(response: Response) -> Response:
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="unabridged", charset="UTF-8"'
        return response

    return feeds


def add_stories(
    calls: CallBlueprint, site: Blueprint, feeds: CallBlueprint, gateway: Gateway
) -> None:
    """Add the calls under /v1, the page for people and the feed."""

    def recent(query: StoriesQuery) -> list[ListedStory]:
        since = _day_of(query.since)
        return gateway.run(
            lambda engine, _, end: latest_stories(engine, since, query.limit, end), None
        )

    @calls.calls(tag="Stories", scope="compare").operation(
        "post",
        "/v1/story",
        open_to="machine",
        request=model.PageRequest,
        answer=Story,
        streams=StoryEvent,
        counts="refused",
        is_work=True,
        example={"page": {"url": "https://news.example/2026/quay-closes"}},
    )
    def story(body: model.PageRequest) -> Story | Response:
        """List who tells a page's story.

        The texts in the index that tell it, which of them rest on which, their origins, and the
        figures in which they differ. Only a page given by its address is fetched. With
        `Accept: application/x-ndjson` the story is sent as it grows.
        """
        drawn = drawer(reader_words())
        if not wants_lines():
            return drawn(gateway.run(CALLS["story"].function, body))
        stories = partial(stories_of, gateway.engine, body.page)
        return stream(gateway, body, lambda end, _: growing(map(drawn, stories(end))))

    @calls.calls(tag="Stories", scope="compare").operation(
        "get",
        "/v1/stories",
        query=StoriesQuery,
        answer=Stories,
        example={"stories": []},
    )
    def stories(query: StoriesQuery) -> Stories:
        """List the latest stories in the index.

        Since a day, those with most origins first, of at most the latest 1,000 articles.
        """
        return Stories(recent(query))

    _add_story_page(site, gateway)

    @feeds.calls(tag="Stories", scope="compare").operation(
        "get",
        auth.STORIES_ATOM,
        query=StoriesQuery,
        answer=str,
        media=ATOM,
    )
    def feed(query: StoriesQuery) -> Response:
        """List the latest stories as an Atom feed.

        Feed readers may send the token as the password of HTTP Basic, under any name.
        """
        latest = recent(query)
        # The same list has the same time, so that who has it need not load it again.
        times = [story.last for story in latest if story.last]
        about = {
            "base": base_of(gateway.engine.settings),
            "name": g.token.name,
            "updated": max(times, default=_day_of(query.since) + "T00:00:00Z"),
        }
        feed = render_template("stories.xml", words=words("en"), **about, stories=latest)
        return not_again(Response(feed, mimetype=preferred_type(ATOM)))


def _add_story_page(site: Blueprint, gateway: Gateway) -> None:
    def shown(typed: str, token: str = "") -> tuple[str, int]:
        try:
            auth.enter(token, keeps=False)
            page = page_given(typed)
            if page is None:
                raise InvalidRequest("Enter the page's address, or its text.")
            story = gateway.run(CALLS["story"].function, model.PageRequest(page=page))
            return _page(typed, story=drawer(reader_words())(story)), 200
        except Problem as problem:
            return _page(typed, failed=problem.as_json()), problem.status

    @site.get("/story")
    def story_page() -> tuple[str, int]:
        typed = request.args.get("page", "")
        # A link of elsewhere only fills the form: nobody else makes the server fetch a page.
        return shown(typed) if typed and auth.is_own_page() else (_page(typed), 200)

    @site.post("/story")
    def ask_for_story() -> AnyResponse | tuple[str, int]:
        typed, token = request.form.get("page", "").strip(), request.form.get("token", "")
        if is_address(typed) and not token and auth.is_own_page():
            where = urlencode({"page": typed, "lang": reader_words().language})
            return redirect(f"{request.script_root}/story?{where}", 303)  # it can be kept and sent
        return shown(typed, token)


def _page(typed: str, **outcome: object) -> str:
    return render_template("story.html", words=reader_words(), given=typed, **outcome)


def _day_of(text: str) -> str:
    """Return the day that `text` writes, yesterday for none; raise InvalidRequest."""
    try:
        day = date.fromisoformat(text) if text else datetime.now(UTC).date() - timedelta(days=1)
    except ValueError:
        raise InvalidRequest(f"`since` is a day as in 2026-03-02, not “{text[:40]}”.") from None
    return day.isoformat()


def drawer(spoken: Words) -> Callable[[Story], Story]:
    """Return a function that gives a story its tree as SVG, in the reader's language."""
    template = current_app.jinja_env.get_template("story.svg")

    def drawn(story: Story) -> Story:
        return replace(story, drawing=template.render(story=story, words=spoken).strip())

    return drawn


def growing(stories: Iterator[Story]) -> Iterator[dict[str, Any]]:
    """Yield an event for each story, and for the last one again as the whole."""
    event: dict[str, Any] = {}
    for story in stories:
        yield (event := {"event": "story", "story": story})
    if event:
        yield {**event, "event": "done"}
