"""Looks for a page's source, with the finders in the order of their cost, until one is sure.

A candidate counts as the source only after its text was measured against the page: a wrong
source is worse than none. What every finder did is in `tried`, whatever came of it.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from server.model import (
    PAGE_FINDERS,
    SEARCHES,
    SERVICES,
    Article,
    Candidate,
    Offer,
    Outcome,
    Search,
    SearchItem,
    Tried,
    TurnOutcome,
)
from server.source.candidate import SeenCandidate, found_by
from server.source.finders.page import lead_of
from server.source.finders.protocol import (
    Finder,
    FinderError,
    FinderSkipped,
    Lead,
    PermissionMissing,
    SearchQuery,
)
from server.source.follow import by_way_of, credited, declared_origin, is_copy
from server.source.matching.decide import STRONG, UNREAD, Judgement, is_named_unread, judge
from server.source.pointers.story_list import PageItem
from server.source.verify import ComputeFeatures, Open, Verifier

MOST_CANDIDATES = 10


def candidate(seen: SeenCandidate, judgement: Judgement) -> Candidate:
    """A candidate as the answer shows it."""
    article = seen.opened.article if seen.opened else None
    features = seen.features
    return Candidate(
        url=seen.url,
        title=(article and article.title) or seen.lead.title,
        publisher=(article and article.publisher) or seen.lead.publisher,
        published=seen.published,
        relation=judgement.relation,
        confidence=judgement.confidence,
        found_by=seen.found_by,
        access=seen.access,
        containment=round(features.containment, 3) if features else None,
        margin=judgement.margin,
        why_code=judgement.code,
        why=_sentence(judgement.says),
    )


def _sentence(says: str) -> str:
    return says[:1].upper() + says[1:]


def conclude(candidates: Sequence[Candidate], tried: list[Tried], offer: Offer | None) -> Search:
    """The answer; `candidates` come best first."""
    shown = [entry for entry in candidates if _is_worth_showing(entry)][:MOST_CANDIDATES]
    best = shown[0] if shown else None
    outcome: Outcome = "not_found"
    if best and best.relation == "source":
        outcome = "source"
    elif best and best.relation in ("same_story", "copy"):
        outcome = "same_story"
    source = best.url if best and outcome == "source" else None
    return Search(outcome, source, shown, tried, offer)


def search_items(items: Sequence[PageItem]) -> Search:
    """The answer for a page of several stories: each with its own original, none for the page."""
    offered = [
        SearchItem(item.title, item.start, item.end, [_unread(lead_of(item.pointer))])
        for item in items
    ]
    says = f"The page has {len(items)} stories, each with its own original."
    tried = [Tried("page_link_cta", "not_confirmed", len(items), 0, says)]
    return Search("not_found", None, [], tried, items=offered)


def _unread(lead: Lead) -> Candidate:
    seen = SeenCandidate(lead, lead.url, "not_fetched", [found_by(lead)])
    return candidate(seen, UNREAD)


def as_same_story(found: Search) -> Search:
    """`found` with its source as other coverage: most of the page is not in it."""
    says = "Most of what the page has is not in it: it may be other coverage of the same event."
    candidates = [
        replace(one, relation="same_story", why_code="same_event", why=says)
        if one.relation == "source"
        else one
        for one in found.candidates
    ]
    tried = [
        replace(turn, outcome="not_confirmed") if turn.outcome == "source" else turn
        for turn in found.tried
    ]
    return replace(found, outcome="same_story", source=None, candidates=candidates, tried=tried)


def _is_worth_showing(entry: Candidate) -> bool:
    """What the page itself names always is; of what a search names, only what is related.

    Of the index and of a publisher that the page names that may also be what could not be read.
    """
    if entry.relation != "unverified" or (entry.containment or 0.0) >= _LIKELY:
        return True
    if any("similarity" in found.params for found in entry.found_by):  # in another language
        return True
    finders = {found.finder for found in entry.found_by}
    if finders == {"same_publisher"}:  # another version of the page that nobody could read
        return entry.containment is not None
    if finders <= SERVICES.keys():
        return False
    return not finders <= SEARCHES or entry.access in ("unreachable", "paywalled")


# Share of the page from which a candidate is shown though it could not be confirmed.
_LIKELY = 0.4
_MOST_HOPS = 2
_CALLS_ITSELF = ("says_summary", "says_excerpt")
SECONDS = 40.0
_ORDER = {"source": 0, "copy": 1, "same_story": 2, "unverified": 3, "mismatch": 4}
_FOUND_NOTHING: dict[str, str] = {
    "index": "The index holds no article with the page's telling words from around its date.",
    **dict.fromkeys(PAGE_FINDERS, "The page holds nothing of this kind."),
}
_NAMED_NOTHING = "It named nothing."
_NAMED_UNREAD = 0.5  # between the source and the others
_SURE_ENOUGH = 0.97


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to; `source` where there is one and it was fetched.

    `strength` (0..1) is how far the page itself names the source, at whatever address; `unread`
    is what the page calls for in words and the server could not read.
    """

    search: Search
    source: Article | None = None
    strength: float = 0.0
    unread: Lead | None = None


@dataclass
class _Turn:
    """One finder's turn while it is running."""

    candidates: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    outcome: TurnOutcome | None = None

    def as_tried(self, code: str, *, accepted: bool) -> Tried:
        """The turn as the answer shows it."""
        looked: TurnOutcome = "not_confirmed" if self.candidates else self.outcome or "nothing"
        outcome = "source" if accepted else looked
        detail = " ".join(dict.fromkeys(self.notes)) or _FOUND_NOTHING.get(code, _NAMED_NOTHING)
        return Tried(code, outcome, self.candidates, round(self.seconds * 1000), detail)


def search(
    query: SearchQuery,
    finders: Iterable[Finder],
    open_page: Open | None,
    compute_features: ComputeFeatures,
    seconds: float = SECONDS,
) -> Found:
    """Give the finders their turns, cheapest first, until a candidate is the source.

    `open_page` fetches and reads an address (None: nothing may be fetched);
    `compute_features` compares the page with an article. Problems of single
    candidates and finders end in `tried`; only Cancelled is raised.
    """
    hunt = _Hunt(query, Verifier(query, open_page, compute_features, seconds))
    offers: dict[str, list[str]] = {}
    for finder in finders:
        if not hunt.run(finder) and (words := finder.offer(query)):
            offers[finder.codes[0]] = words
        if hunt.source():
            break
    hunt.finish()
    return hunt.found(offers)


class _Hunt:
    """One search while it is running."""

    def __init__(self, query: SearchQuery, verifier: Verifier) -> None:
        self._query, self._verifier = query, verifier
        self._turns: dict[str, _Turn] = {}
        self._seen: list[SeenCandidate] = []

    def run(self, finder: Finder) -> bool:
        """Look at the leads of `finder` until one is the source; False without permission."""
        for code in finder.codes:
            self._turns.setdefault(code, _Turn())
        try:
            for lead in self._leads(finder):
                self._look(lead)
                # Links are followed one by one; what the index has whole costs no request.
                if lead.article is None and self._sure():
                    break
        except PermissionMissing as refused:
            self._turns[finder.codes[0]].outcome = "not_asked"
            self._turns[finder.codes[0]].notes.append(str(refused))
            return False
        except FinderError as failed:
            self._turns[finder.codes[0]].outcome = "failed"
            self._turns[finder.codes[0]].notes.append(str(failed))
        except FinderSkipped as passed:
            self._turns[finder.codes[0]].notes.append(str(passed))
        return True

    def _leads(self, finder: Finder) -> Iterator[Lead]:
        leads = iter(finder.find(self._query))
        while True:
            with self._timed(finder.codes[0]):
                lead = next(leads, None)
            if lead is None:
                return
            yield lead

    @contextmanager
    def _timed(self, code: str) -> Iterator[_Turn]:
        turn, started = self._turns.setdefault(code, _Turn()), time.monotonic()
        try:
            yield turn
        finally:
            turn.seconds += time.monotonic() - started

    def _look(self, lead: Lead) -> SeenCandidate | None:
        with self._timed(lead.finder) as turn:
            seen, note = self._verifier.look(lead)
            if note:
                turn.notes.append(note)
            if seen:
                turn.candidates += 1
                self._seen.append(seen)
            return seen

    def finish(self) -> None:
        """Read the source's next pages, and go on to what it credits itself."""
        if self.source() is None:
            self._pass_through()
        for _ in range(_MOST_HOPS):
            source = self.source()
            if source is None:
                return
            self._verifier.complete(source)
            if not self._follow(source):
                return

    def _pass_through(self) -> None:
        """Look at what the pages that the page names lead on to: some are summaries themselves."""
        for seen in list(self._seen):
            pointer = credited(seen.opened) if seen.opened else None
            if pointer and seen.strength >= STRONG and not self._verifier.spent:
                self._look(lead_of(by_way_of(pointer, seen.url)))

    def _follow(self, source: SeenCandidate) -> bool:
        """Go one hop on to what `source` credits; whether there is a new source."""
        pointer = credited(source.opened) if source.opened else declared_origin(source.lead.article)
        if pointer is None or self._verifier.spent:
            return False
        origin = self._look(lead_of(by_way_of(pointer, source.url)))
        if origin is None or not origin.opened or not self._is_source(origin):
            return False
        # What the page was made from comes before what that was made from, unless the former is a
        # copy, or says that it is a summary or an excerpt itself.
        calls = pointer.params.get("kind") in _CALLS_ITSELF
        if source.opened is None or calls or is_copy(source.opened.article, origin.opened.article):
            source.origin = origin.url
            return True
        origin.behind = True
        return False

    def _is_source(self, seen: SeenCandidate) -> bool:
        return judge(self._query.page, [seen])[0].relation == "source"

    def judged(self) -> list[tuple[SeenCandidate, Judgement]]:
        """All candidates with what they are to the page, best first."""
        found = list(zip(self._seen, judge(self._query.page, self._seen), strict=True))
        found.sort(key=lambda entry: rank(*entry))
        return found

    def _sure(self) -> bool:
        """Whether nothing better is to be expected from the other leads of a finder."""
        judged = self.judged()
        if not judged or judged[0][1].relation != "source":
            return False
        return judged[0][0].strength > 0 or judged[0][1].confidence >= _SURE_ENOUGH

    def source(self) -> SeenCandidate | None:
        """The candidate that is the source, if there is one so far."""
        judged = self.judged()
        return judged[0][0] if judged and judged[0][1].relation == "source" else None

    def found(self, offers: dict[str, list[str]]) -> Found:
        """The answer."""
        judged = self.judged()
        for code, turn in self._turns.items():
            turn.notes += _notes_of([entry for entry in judged if entry[0].lead.finder == code])
        source = self.source()
        tried = [
            turn.as_tried(code, accepted=source is not None and source.lead.finder == code)
            for code, turn in self._turns.items()
        ]
        offer = Offer(list(offers), list(offers.values())) if offers else None
        result = conclude([candidate(seen, said) for seen, said in judged], tried, offer)
        if source is None:
            return Found(result, unread=_called_unread(judged))
        if source.opened is None:
            return Found(result, strength=source.strength)
        article = replace(source.opened.article, url=source.url)
        return Found(result, article, source.strength)


# Kinds of calls that say in words that there is more of the story elsewhere.
_CALLS = frozenset({"says_summary", "says_excerpt", "read_full", "original", "made"})


def _called_unread(judged: Iterable[tuple[SeenCandidate, Judgement]]) -> Lead | None:
    """What a call of the page leads to that is for subscribers or can't be reached."""
    return next(
        (
            seen.lead
            for seen, judgement in judged
            if is_named_unread(seen, judgement)
            and seen.access in ("paywalled", "unreachable")
            and seen.lead.params.get("kind") in _CALLS
        ),
        None,
    )


def rank(seen: SeenCandidate, judgement: Judgement) -> tuple[float, bool, float]:
    """A key to sort candidates by, best first.

    What the page names and nobody could read comes before what was found instead.
    """
    order = _NAMED_UNREAD if is_named_unread(seen, judgement) else _ORDER[judgement.relation]
    return order, seen.behind, -judgement.confidence


def _notes_of(judged: Iterable[tuple[SeenCandidate, Judgement]]) -> Iterator[str]:
    """A sentence for each candidate; of rejected search hits only for the best."""
    vain = []
    for seen, judgement in judged:
        if seen.features and judgement.relation == "unverified" and not seen.strength:
            vain.append((seen.features.containment, f"{seen.url}: {judgement.says}"))
        elif seen.features:
            yield f"{seen.url}: {judgement.says}"
    if vain:
        yield max(vain)[1]
    if len(vain) > 1:
        more = len(vain) - 1
        yield f"{more} other{'s hold' if more > 1 else ' holds'} no more of it."
