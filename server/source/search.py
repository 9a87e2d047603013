"""Looks for a page's source among the places the page itself points to, and verifies it.

A candidate counts as the source only after it was fetched, read and aligned with the page: a
wrong source is worse than none.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from server.errors import Problem
from server.model import Access, Article, Candidate, FoundBy, Outcome, Search, Tried
from server.net.urls import normalise
from server.source.decide import Checked, judge_candidate
from server.source.follow import (
    Fetches,
    Open,
    Opened,
    by_way_of,
    credited,
    is_copy,
    joined,
    next_page,
)
from server.source.pointer import FINDERS, Pointer
from server.source.same_publisher import holds_more

MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to; `source` and `checked` where there is a source."""

    search: Search
    source: Article | None = None
    checked: Checked | None = None


Check = Callable[[Article], Checked]


@dataclass
class _Entry:
    """A candidate and, where it could be read, what was read there."""

    candidate: Candidate
    opened: Opened | None = None
    checked: Checked | None = None

    @property
    def article(self) -> Article | None:
        """What was read there."""
        return self.opened.article if self.opened else None


@dataclass
class _Turn:
    """One finder's turn while it is running."""

    candidates: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    accepted: bool = False


def search(
    page: Article, pointers: Iterable[Pointer], open_page: Open | None, check: Check
) -> Found:
    """Follow the page's own pointers, best first, until one of them is the source.

    `open_page` fetches and reads an address (None: nothing may be fetched); `check` aligns the
    page with an article. Problems of single candidates end in `tried`, not in an exception.
    """
    turns: dict[str, _Turn] = {finder: _Turn() for finder in FINDERS}
    seen = {normalise(url) for url in (page.url, page.canonical_url) if url}
    run = _Run(page, Fetches(open_page), check, turns, seen)
    found: list[_Entry] = []
    for pointer in pointers:
        entry = run.take(pointer)
        if entry:
            found.append(entry)
        if entry and entry.candidate.relation == "source":
            found += run.chain(entry)
            break
    return _conclude(found, turns)


@dataclass
class _Run:
    """One search while it is running."""

    page: Article
    fetches: Fetches
    check: Check
    turns: dict[str, _Turn]
    seen: set[str]

    def take(self, pointer: Pointer) -> "_Entry | None":
        """Follow and verify one pointer; None when it leads to nothing new."""
        turn = self.turns[pointer.finder]
        started = time.monotonic()
        try:
            entry = self._follow(pointer, turn)
        except Problem as problem:
            turn.notes.append(f"{pointer.url}: {problem.detail}")
            entry = _Entry(replace(_unfetched(pointer), access="unreachable"))
        turn.seconds += time.monotonic() - started
        if entry:
            turn.candidates += 1
            turn.accepted = turn.accepted or entry.candidate.relation == "source"
        return entry

    def chain(self, first: "_Entry") -> list["_Entry"]:
        """Where the source found says that it is from itself: one hop more, if it says so."""
        pointer = credited(first.opened) if first.opened else None
        if pointer is None or self.fetches.left <= 0 or normalise(pointer.url) in self.seen:
            return []
        second = self.take(by_way_of(pointer, first.candidate.url))
        if second is None or second.article is None or first.article is None:
            return [second] if second else []
        if second.candidate.relation == "source" and is_copy(first.article, second.article):
            first.candidate = replace(first.candidate, relation="copy")
        else:
            # What the page was made from comes before what that was made from.
            confidence = min(first.candidate.confidence, second.candidate.confidence)
            second.candidate = replace(second.candidate, confidence=confidence)
        return [second]

    def _follow(self, pointer: Pointer, turn: _Turn) -> "_Entry | None":
        opened = self.fetches.open(pointer.url)
        if opened is None:
            turn.notes.append(f"{pointer.url} was not fetched.")
            return _Entry(_unfetched(pointer))
        if normalise(opened.url) in self.seen:
            turn.notes.append(f"{pointer.url} leads back to a page already seen.")
            return None
        self.seen.add(normalise(opened.url))
        if pointer.finder == "same_publisher":
            opened = self._version(pointer, opened)
            if not holds_more(opened.article, self.page):
                turn.notes.append(f"{opened.url} is no longer than the page.")
                return None
        return self._verified(pointer, opened, turn)

    def _version(self, pointer: Pointer, opened: Opened) -> Opened:
        """Another version of the page; a next page goes on from the page itself."""
        opened = self.fetches.whole(opened)
        if pointer.params.get("kind") != "next" or is_copy(self.page, opened.article):
            return opened
        return replace(opened, article=joined([self.page, opened.article]))

    def _verified(self, pointer: Pointer, opened: Opened, turn: _Turn) -> "_Entry":
        checked = self.check(opened.article)
        judgement = judge_candidate(pointer, self.page, checked, cut=opened.cut)
        if judgement.relation == "source" and next_page(opened) and self.fetches.left > 0:
            whole = self.fetches.whole(opened)
            if whole is not opened:
                opened, checked = whole, self.check(whole.article)
        turn.notes.append(f"{opened.url}: {judgement.says}")
        access: Access = "paywalled" if opened.cut else "open"
        candidate = Candidate(
            url=opened.article.canonical_url or opened.url,
            title=opened.article.title,
            publisher=opened.article.publisher,
            published=opened.article.published,
            relation=judgement.relation,
            confidence=judgement.confidence,
            found_by=[_found_by(pointer)],
            access=access,
            containment=round(checked.containment, 3),
            margin=None,
        )
        return _Entry(candidate, opened, checked)


def _unfetched(pointer: Pointer) -> Candidate:
    return Candidate(
        url=pointer.url,
        title=None,
        publisher=None,
        published=None,
        relation="unverified",
        confidence=0.0,
        found_by=[_found_by(pointer)],
        access="not_fetched",
        containment=None,
        margin=None,
    )


def _found_by(pointer: Pointer) -> FoundBy:
    return FoundBy(pointer.finder, pointer.says, pointer.quote, pointer.params)


_ORDER = {"source": 0, "copy": 1, "same_story": 2, "unverified": 3, "mismatch": 4}


def _conclude(found: list[_Entry], turns: dict[str, _Turn]) -> Found:
    found.sort(key=lambda one: (_ORDER[one.candidate.relation], -one.candidate.confidence))
    best = found[0] if found else None
    outcome: Outcome = "not_found"
    if best and best.candidate.relation == "source":
        outcome = "source"
    elif best and best.candidate.relation in ("same_story", "copy"):
        outcome = "same_story"
    result = Search(
        outcome=outcome,
        source=best.candidate.url if best and outcome == "source" else None,
        candidates=[entry.candidate for entry in found[:MOST_CANDIDATES]],
        tried=[_tried(finder, turn) for finder, turn in turns.items()],
    )
    if best and outcome == "source":
        return Found(result, best.article, best.checked)
    return Found(result)


def _tried(finder: str, turn: _Turn) -> Tried:
    if turn.accepted:
        outcome = "source"
    elif turn.candidates:
        outcome = "not_confirmed"
    else:
        outcome = "nothing"
    detail = " ".join(turn.notes) or "The page holds nothing of this kind."
    return Tried(finder, outcome, turn.candidates, round(turn.seconds * 1000), detail)
