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
from server.source.pointer import FINDERS, Pointer
from server.source.same_publisher import holds_more

MOST_FETCHES = 5
MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """A candidate that was fetched and read; `cut` when its end says that it goes on elsewhere."""

    url: str
    article: Article
    cut: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to; `source` and `checked` where there is a source."""

    search: Search
    source: Article | None = None
    checked: Checked | None = None


# How a search reaches the world: both are given by the caller, so that it can run offline.
Open = Callable[[str], Opened]
Check = Callable[[Article], Checked]
_Entry = tuple[Candidate, Article | None, Checked | None]


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
    found: list[_Entry] = []
    seen = {normalise(url) for url in (page.url, page.canonical_url) if url}
    for fetches, pointer in enumerate(pointers):
        turn = turns[pointer.finder]
        started = time.monotonic()
        if open_page is None or fetches >= MOST_FETCHES:
            entry: _Entry | None = (_unfetched(pointer), None, None)
            turn.notes.append(f"{pointer.url} was not fetched.")
        else:
            entry = _follow(page, pointer, open_page, check, seen, turn)
        turn.seconds += time.monotonic() - started
        if entry is None:
            continue
        turn.candidates += 1
        found.append(entry)
        if entry[0].relation == "source":
            turn.accepted = True
            break
    return _conclude(found, turns)


def _follow(
    page: Article,
    pointer: Pointer,
    open_page: Open,
    check: Check,
    seen: set[str],
    turn: _Turn,
) -> _Entry | None:
    """Fetch, read and verify one pointer; None when it leads to a page already seen."""
    try:
        opened = open_page(pointer.url)
        address = normalise(opened.url)
        if address in seen:
            turn.notes.append(f"{pointer.url} leads back to a page already seen.")
            return None
        seen.add(address)
        if pointer.finder == "same_publisher" and not holds_more(opened.article, page):
            turn.notes.append(f"{opened.url} is no longer than the page.")
            return None
        checked = check(opened.article)
    except Problem as problem:
        turn.notes.append(f"{pointer.url}: {problem.detail}")
        return replace(_unfetched(pointer), access="unreachable"), None, None
    judgement = judge_candidate(pointer, page, checked, cut=opened.cut)
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
    return candidate, opened.article, checked


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
    found.sort(key=lambda entry: (_ORDER[entry[0].relation], -entry[0].confidence))
    best = found[0] if found else None
    outcome: Outcome = "not_found"
    if best and best[0].relation == "source":
        outcome = "source"
    elif best and best[0].relation in ("same_story", "copy"):
        outcome = "same_story"
    result = Search(
        outcome=outcome,
        source=best[0].url if best and outcome == "source" else None,
        candidates=[candidate for candidate, _, _ in found[:MOST_CANDIDATES]],
        tried=[_tried(finder, turn) for finder, turn in turns.items()],
    )
    if best and outcome == "source":
        return Found(result, best[1], best[2])
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
