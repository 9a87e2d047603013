"""Watches saved pages for changes, and the index for new articles that retell them.

A lease in the store ensures that one process does this at a time. To ignore rotating teasers, a
sentence counts as known after two looks, and a change is reported only when two in a row agree.
"""

import hashlib
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, cast

from pydantic_core import from_json, to_json

from server.align import Text
from server.cite import Known, cite, is_news, known_citations
from server.errors import NotFound, Problem
from server.language.messages import words
from server.model import Article, FindRequest, PageInput
from server.pipeline import Engine, Session, find, search_words
from server.show import in_a_line, read_saved
from server.store import (
    ArticleIndex,
    Feeds,
    Hit,
    Hook,
    Hooks,
    IndexArticle,
    PeriodicJob,
    Store,
    WatchedText,
    hit_of,
    moment,
)
from server.story import story_of
from server.urls import normalise
from server.watch.send import Deliverer, Sender, message
from server.watch.versions import (
    is_counted,
    is_long,
    keep_version,
    last_text,
    read_whole,
    saved_text,
    version_changes,
    version_of,
)


def _retellings(
    engine: Engine, index: ArticleIndex, comparison: dict[str, Any], is_known: Callable[[str], bool]
) -> Iterator[IndexArticle]:
    """Yield new articles of `index` whose source is the saved original, else the saved page."""
    page, source = comparison["page"], comparison.get("source")
    report = source or page
    addresses = [text.get("canonical_url") for text in (page, report)]
    addresses += [text.get("url") for text in (page, report, *comparison.get("sources", ()))]
    own_addresses = frozenset(normalise(url) for url in addresses if url)
    title, language = report.get("title") or "", report.get("language")
    sentences = [sentence["text"] for sentence in report.get("sentences", ())]
    words = engine.pool.run(search_words, title, sentences, language)
    if not words.terms:
        return
    hits = index.search_articles(
        words.terms,
        since=_since(),
        limit=5,  # best hits of a search
        exclude=own_addresses,
        page=words.text,
    )
    declared = {name: report.get(name) for name in ("publisher", "published")}
    saved = IndexArticle(report["url"], title, report["text"], language=language, **declared)
    single = cast("ArticleIndex", _OneArticle(saved))
    alone = replace(engine, index=lambda: single, fetcher=None, services=())
    for hit in hits:
        article = index.article_text(hit.url) if hit.whole and not is_known(hit.url) else None
        if not article or not article.text:
            continue
        with suppress(Problem):
            _, search = find(alone, FindRequest(page=article.as_input()))
            if search.source is not None and normalise(search.source) in own_addresses:
                yield article


def _since() -> str:
    """Return the first day of articles that are new: older ones were looked at before."""
    return moment(days=-2)[:10]


class _OneArticle:
    """An index of a single article, for searches only."""

    def __init__(self, article: IndexArticle) -> None:
        self._article = article

    def count_articles(self) -> int:
        return 1

    def search_articles(
        self, terms: Sequence[Any], *, exclude: Iterable[str] = (), **_: Any
    ) -> list[Hit]:
        is_hit = bool(terms) and self._article.url not in exclude
        return [hit_of(self._article, 1.0, whole=True)] if is_hit else []

    def article_text(self, url: str) -> IndexArticle | None:
        return self._article if url == self._article.url else None


_MOST_CHANGES = 20  # changes in a message
_LONGEST_CHANGE = 5_000  # characters of a change in a message, before and after together
_MOST_WAITING = 1_000  # messages of a webhook, beyond which nothing is looked at for it
_CITATIONS: Any = "citations"  # what a page cites, kept as a third side of its comparison
_NEWS = frozenset({"partly", "differs", "not_there"})  # of citations
_SHOWN = ("url", "title", "publisher", "published")  # of an article


@dataclass
class Watcher(PeriodicJob):
    """Queues messages for `store`'s webhooks.

    `hours` lie between two looks at a page; `pause` seconds between two pages.
    """

    doing = "Looking for news for webhooks"
    store: Hooks
    leases: Feeds
    engine: Engine
    index: ArticleIndex
    hours: float
    pause: float = 1.0
    _next: float = 0.0
    _counted: dict[str, int] = field(default_factory=dict)

    def round(self) -> int:
        """Look once at everything due; return the number of new messages."""
        count, texts = 0, dict[tuple[str, str], tuple[WatchedText, list[Hook]]]()
        for hook in self.store.hooks():
            if hook.state != "active" or hook.waiting >= _MOST_WAITING:
                continue
            watched = self.store.watched(hook)
            if {"article.retells", "story.grew"} & set(hook.events):
                count += self._new_articles(hook, [text for text in watched if text.side == "page"])
            to_look_at = watched if "page.changed" in hook.events else ()
            if "citations.changed" in hook.events and not to_look_at:
                to_look_at = [text for text in watched if text.side == "page"]
            for text in to_look_at:
                texts.setdefault((text.comparison, text.side), (text, []))[1].append(hook)
        return count + sum(self._text(text, hooks) for text, hooks in texts.values())

    def _new_articles(self, hook: Hook, watched: list[WatchedText]) -> int:
        count = self.index.count_articles()
        if self._counted.get(hook.id) == count:
            return 0
        looks = {"article.retells": self._retellings, "story.grew": self._grown}
        searches = [look for kind, look in looks.items() if kind in hook.events]
        count_put = sum(look(hook, page) for page in watched for look in searches)
        if not self.ended.is_set():
            self._counted[hook.id] = count
        return count_put

    def _retellings(self, hook: Hook, watched: WatchedText) -> int:
        saved = {} if self.ended.is_set() else self._comparison(watched)
        report = saved.get("source") or saved.get("page") or {}
        if not report.get("url") or not report.get("text"):
            return 0

        def is_known(url: str) -> bool:
            about = f"{watched.comparison} {url}"
            return self.store.is_known(message(hook, "article.retells", about, {}).id)

        count, retold = 0, {"url": report["url"], "title": report.get("title") or ""}
        for article in _retellings(self.engine, self.index, saved, is_known):
            fields = {name: getattr(article, name) for name in _SHOWN}
            data = {"retold": retold, "article": fields}
            count += self._queue_message(hook, "article.retells", watched, article.url, data)
        return count

    def _grown(self, hook: Hook, watched: WatchedText) -> int:
        """Queue a message for each new article in the story of a saved page."""
        saved = {} if self.ended.is_set() else self._comparison(watched)
        page = saved.get("page") or {}
        if not page.get("text"):
            return 0
        about = (page.get("url") or "", page.get("title") or "", page["text"])
        article = IndexArticle(*about, published=page.get("published"))
        try:
            story = story_of(self.engine, article.as_input(), self.ended)
        except Problem:
            return 0
        data = {"texts": len(story.texts), "origins": len(story.origins)}
        other_texts = (
            text for place, text in enumerate(story.texts) if place != story.here and text.url
        )
        new = [text for text in other_texts if (text.published or "")[:10] >= _since()]
        articles = [{name: getattr(text, name) for name in (*_SHOWN, "relation")} for text in new]
        puts = ((text["url"], {**data, "article": text}) for text in articles)
        return sum(
            self._queue_message(hook, "story.grew", watched, url, data_of_text)
            for url, data_of_text in puts
        )

    def _text(self, watched: WatchedText, hooks: list[Hook]) -> int:
        """Look at a saved text if it is due; return the number of new messages."""
        now = time.time()
        if self.ended.is_set() or not watched.url or watched.due > now:
            return 0
        try:
            page = read_whole(Session(self.engine, self.ended), watched.url)
            sentences = enumerate(sentence.text for sentence in page.article.sentences)
            # Without its short notes.
            counted = [
                sentence
                for index, sentence in sentences
                if index not in page.notes or is_long(sentence)
            ]
            digests = _digests([page.article.title or "", *counted])
        except Problem:
            digests = frozenset()
        if not digests:
            self.store.looked(replace(watched, due=now + self.hours * 3_600))
            return 0
        saved = self._comparison(watched)
        text, state = saved_text(watched, saved), self.store.seen(watched)
        # Before the first look the sentences that were saved are known.
        if state.last is None and (kept_first := _digests([text.title or "", *text.sentences])):
            state = replace(state, known=kept_first, last=kept_first)
        after, gone, new = look(state, digests)
        before = last_text(self.store, watched, saved)
        # What older servers kept no digest of, though the saved text had it.
        uncounted = (sentence for sentence in text.sentences if not is_long(sentence))
        new -= _digests([text.title or "", *uncounted])
        messages = 0
        if gone or new:
            counts = {"gone": len(gone), "new": len(new)}
            data = {watched.side: {"url": watched.url}, "sentences": counts}
            data |= self._in_words(watched, before, page.article, gone | new)
            about = _digest(" ".join(sorted(digests)))
            for_changes = [hook for hook in hooks if "page.changed" in hook.events]
            messages = sum(
                self._queue_message(hook, "page.changed", watched, about, data)
                for hook in for_changes
            )
        if for_citations := [hook for hook in hooks if "citations.changed" in hook.events]:
            messages += self._citations(watched, for_citations)
        # Saved after the message, which has the same id if it is queued twice.
        unsure = after.known is None or bool(after.known - digests)
        # Seconds between two looks that have to agree.
        wait = min(3_600.0, self.hours * 3_600) if unsure else self.hours * 3_600
        self.store.looked(replace(after, due=now + wait))
        self.ended.wait(self.pause)
        return messages

    def _citations(self, watched: WatchedText, hooks: list[Hook]) -> int:
        """Check what a saved page cites; return the number of new messages about it."""
        if watched.side != "page":
            return 0
        try:
            checked = cite(self.engine, PageInput(url=watched.url), self.ended)
        except Problem:
            return 0
        state = self.store.seen(replace(watched, side=_CITATIONS))
        before = [Known(*from_json(row)) for row in sorted(state.last or ())]
        citations = list(known_citations(checked))
        is_new = is_news(before, citations)
        news = []
        for citation, citation_is_new in zip(citations, is_new, strict=True):
            if citation_is_new and citation.outcome in _NEWS:
                news.append(citation)
        # Away for a while, perhaps: of these, what was known stays.
        away = {citation.url for citation in citations if citation.outcome == "unreadable"}
        remembered = [citation for citation in citations if citation.url not in away]
        remembered += [citation for citation in before if citation.url in away]
        last = frozenset(to_json(citation).decode() for citation in remembered)
        self.store.looked(replace(state, last=last))
        if state.last is None or not news:
            return 0
        changes = [
            {"sentence": citation.says, "url": citation.url, "outcome": citation.outcome}
            for citation in news
        ]
        data = {"page": {"url": watched.url}, "citations": changes[:_MOST_CHANGES]}
        about = _digest(
            " ".join(f"{citation.says} {citation.url} {citation.outcome}" for citation in news)
        )
        return sum(
            self._queue_message(hook, "citations.changed", watched, about, data) for hook in hooks
        )

    def _comparison(self, watched: WatchedText) -> dict[str, Any]:
        """Return the saved comparison of a watched text, empty once it is deleted."""
        body = self.store.comparison(watched.comparison)
        return dict(from_json(body)) if body else {}

    def _in_words(
        self, watched: WatchedText, before: Text, article: Article, changed: frozenset[str]
    ) -> dict[str, Any]:
        """Word what changed, of the sentences `changed` (digests); save it if it is not known."""
        last_version = self.store.last_version(watched)
        try:
            changes = self.engine.pool.run(version_changes, before, article)
        except Problem:
            return {}

        def counts(*texts: str | None) -> bool:
            return any(text and _digest(" ".join(text.split())) in changed for text in texts)

        confirmed = [change for change in changes if counts(change.after, change.before)]
        if version := version_of(watched.side, confirmed):
            keep_version(self.store, watched, version, article)
            return _account_of(from_json(to_json(version)))
        # Who opened the comparison may have seen it first.
        saved_version = from_json(last_version)["version"] if last_version else {"changes": []}
        saved_texts = []
        for change in saved_version["changes"]:
            saved_texts += [change["before"], change["after"]]
        if not counts(*saved_texts):
            return {}
        return _account_of(saved_version)

    def _queue_message(
        self, hook: Hook, kind: str, watched: WatchedText, about: str, data: dict[str, Any]
    ) -> int:
        line = ""
        with suppress(NotFound):  # one that can't be read any more
            saved = from_json(to_json(read_saved(self._comparison(watched))))
            line = in_a_line(saved, words("en"))
        data = {"says": line, "comparison": watched.comparison, **data}
        put = message(hook, kind, f"{watched.comparison} {about}", data)
        return int(self.store.put(put, time.time()))

    def turn(self) -> None:
        """Work through a round if it is due and no other process watches."""
        name, now = f"{platform.node()} {os.getpid()} {id(self)}", time.time()
        if time.monotonic() < self._next:
            return
        if self.leases.lease("hooks", name, now, now + 1_800.0) == name:  # two rounds
            self._next = time.monotonic() + 900.0  # between two rounds over all pages
            self.round()


def _account_of(version: dict[str, Any]) -> dict[str, Any]:
    """Sum up a version for a message, of bounded length."""
    short = []
    for change in version["changes"]:
        length = len(change["before"] or "") + len(change["after"] or "")
        if length <= _LONGEST_CHANGE:
            short.append(change)
    return {"changed": version["says"], "changes": short[:_MOST_CHANGES]}


def look(
    watched: WatchedText, digests: frozenset[str]
) -> tuple[WatchedText, frozenset[str], frozenset[str]]:
    """Compare a look with earlier ones; return what is known, gone and new."""
    nothing: frozenset[str] = frozenset()
    if watched.last is None:
        return replace(watched, last=digests), nothing, nothing
    if watched.known is None:
        return replace(watched, known=watched.last & digests, last=digests), nothing, nothing
    gone = watched.known - watched.last - digests
    new = (watched.last & digests) - watched.known
    known = (watched.known - gone) | new
    return replace(watched, known=known, last=digests), gone, new


def _digests(sentences: Iterable[str]) -> frozenset[str]:
    """Return digests of the sentences that count."""
    texts = (" ".join(sentence.split()) for sentence in sentences)
    return frozenset(_digest(text) for text in texts if is_counted(text))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def hook_rounds(engine: Engine, store: Store, index: ArticleIndex) -> list[PeriodicJob]:
    """Return the watcher and the deliverer of webhooks; raise ValueError for a bad host."""
    settings = engine.settings
    deliverer = Deliverer(store.hooks, Sender(settings), settings.hook_seconds)
    watcher = Watcher(store.hooks, store.feeds, engine, index, settings.watch_hours)
    return [watcher, deliverer]
