"""Searches for a page's source, from the first lead to the answer.

A wrong source is worse than none: a candidate becomes the source only after its text was measured
against the page. Each step has its own type, and none of them ever changes:

    Lead        an address that a finder gave
    OpenedPage  what is at that address, and what it shares with the page
    Match       its relation to the page, beside all other candidates

Finders come cheapest first. All candidates are judged again whenever one is added, since each is
likelier or less likely beside the others.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from server.model import PAGE_FINDERS, Article, Offer, Search, Tried, TurnOutcome
from server.source.answer import notes_on, rank, search_answer
from server.source.chain import by_way_of, declared_origin, is_copy, onward
from server.source.decide import Trail, is_named_unread, judge
from server.source.finder import Finder, FinderSkipped, PermissionMissing, SearchQuery
from server.source.lead import CALL_STRENGTH, Lead, Match, OpenedPage
from server.source.reader import Allowance, ComputeFeatures, NameRetold, OpenPage, Reader

FIND_SECONDS = 40.0  # the default of UNABRIDGED_FIND_SECONDS
MOST_HOPS = 3  # from a source to the one that it names
CERTAIN = 0.97  # confidence of a source that a finder's other leads can't surpass

# Kinds of pointers whose words promise more of the story elsewhere.
CALLS = frozenset({"says_summary", "says_excerpt", "read_full", "original", "made"})

# Reasons of candidates that bear out nothing for the page: made after it, or from it.
EMPTY_REASONS = frozenset({"later", "same_text", "names_its_source"})

# What a turn says that found nothing.
NO_ARTICLE = "The index has no article with the page's distinctive words from around its date."
NO_POINTER = "The page has nothing of this kind."
NO_RESULT = "It found nothing."


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A search's answer, and what the steps after it need."""

    search: Search
    # The source where it was found and fetched, and how clearly the page itself names it, 0..1.
    source: Article | None = None
    strength: float = 0.0
    # What the page calls for in words, and the server could not read.
    unread: Lead | None = None
    # The candidates beside the source, best first, and what the search had left.
    others: Sequence[Match] = ()
    allowance: Allowance | None = None


def search(
    query: SearchQuery,
    finders: Iterable[Finder],
    open_page: OpenPage | None,
    compute_features: ComputeFeatures,
    seconds: float = FIND_SECONDS,
    name_retold: NameRetold = lambda _: None,
) -> SearchResult:
    """Ask the finders in turn until a candidate is the source.

    `open_page` fetches and judges an address; without it nothing is fetched. Problems of single
    candidates and finders end in the answer's `tried`; only Cancelled is raised.
    """
    reader = Reader(query, open_page, compute_features, seconds)
    return SourceSearch(query, reader, name_retold).run(finders)


class SourceSearch:
    """One search in progress: the candidates so far, and the finders' turns."""

    def __init__(self, query: SearchQuery, reader: Reader, name_retold: NameRetold) -> None:
        self._query = query
        self._reader = reader
        self._name_retold = name_retold
        self._turns: dict[str, Turn] = {}
        self._offers: dict[str, list[str]] = {}
        self._trail = Trail()

    def run(self, finders: Iterable[Finder]) -> SearchResult:
        """Ask the finders, follow what they found, and judge it."""
        for finder in finders:
            self._ask(finder)
            self._set_retellings_aside()
            if self._source():
                break
        if self._source() is None:
            self._follow_named()
        if self._source() is None:
            self._trust_call()
        self._follow_credits()
        return self._result()

    def _ask(self, finder: Finder) -> None:
        """Open a finder's leads until one is the source for sure."""
        query = replace(self._query, gone=self._reader.gone)
        for code in finder.codes:
            self._turn_of(code)
        turn = self._turn_of(finder.codes[0])
        try:
            for lead in turn.leads(finder, query):
                self._open(lead)
                # Links are followed one by one; whole texts of the index cost no request.
                if lead.indexed is None and self._is_certain():
                    return
        except FinderSkipped as skipped:
            turn.outcome = skipped.outcome
            turn.notes.append(str(skipped))
            words = finder.offer(query) if isinstance(skipped, PermissionMissing) else []
            if words:
                self._offers[finder.codes[0]] = words

    def _open(self, lead: Lead) -> OpenedPage | None:
        """Follow a lead; None if it leads back to the page or to another candidate."""
        turn = self._turn_of(lead.finder)
        with turn.timed():
            opened, note = self._reader.open_lead(lead)
        if note:
            turn.notes.append(note)
        if opened:
            turn.candidates += 1
        return opened

    # Judging

    def _matches(self) -> list[Match]:
        """Judge all candidates anew; the best first."""
        return sorted(judge(self._query, self._reader.opened, self._trail), key=rank)

    def _source(self) -> Match | None:
        return _source_of(self._matches())

    def _is_certain(self) -> bool:
        source = self._source()
        if source is None:
            return False
        return source.opened.strength > 0 or source.confidence >= CERTAIN

    def _set_retellings_aside(self) -> None:
        """Read the best text of the index for an outlet that it credits, and go on to the next."""
        for _ in range(MOST_HOPS):
            source = self._source()
            indexed = source.opened.lead.indexed if source else None
            if source is None or indexed is None or source.opened.page:
                return
            outlet = self._name_retold(indexed)
            if outlet is None:
                return
            retold = {**self._trail.retold, source.opened.lead.key: outlet}
            self._trail = replace(self._trail, retold=retold)

    # Following

    def _follow_named(self) -> None:
        """Look for the source where the pages lead that the page itself points to."""
        for opened in self._reader.opened:
            is_named = opened.page is not None and opened.strength >= CALL_STRENGTH
            if is_named and self._original_of(opened):
                return

    def _trust_call(self) -> None:
        """Take what the page calls for in words as its source, though no text confirms it."""
        called = [opened for opened in self._reader.opened if _is_called(opened)]
        if called:
            best = max(called, key=lambda opened: opened.containment)
            self._trail = replace(self._trail, called=best.lead.key)

    def _follow_credits(self) -> None:
        """Read the source to its end, and go on to the one that it names, if it is that one's."""
        for _ in range(MOST_HOPS):
            source = self._source()
            if source is None:
                return
            opened = self._reader.read_to_end(source.opened)
            original = self._original_of(opened)
            if original is None:
                return
            if not _passes_on(opened, original):
                # The page's direct source comes first.
                behind = self._trail.behind_source | {original.lead.key}
                self._trail = replace(self._trail, behind_source=behind)
                return
            with_original = self._trail.with_original | {opened.lead.key}
            self._trail = replace(self._trail, with_original=with_original)

    def _original_of(self, opened: OpenedPage) -> OpenedPage | None:
        """Follow a page's own pointers, past digests and pages that say too little."""
        current: OpenedPage | None = opened
        while current and not self._reader.is_spent:
            if current.page:
                pointer = onward(current.page, self._query.words)
            else:
                pointer = declared_origin(current.lead.indexed)
            if pointer is None:
                return None
            way = current.lead.params.get("way", ())
            current = self._open(by_way_of(pointer, current.url, way))
            if current and current.page and judge(self._query, [current])[0].is_source:
                return current
        return None

    # Answering

    def _turn_of(self, code: str) -> "Turn":
        return self._turns.setdefault(code, Turn(code))

    def _result(self) -> SearchResult:
        matches = self._matches()
        source = _source_of(matches)
        tried = []
        for turn in self._turns.values():
            of_turn = [match for match in matches if match.opened.lead.finder == turn.code]
            is_accepted = source is not None and source.opened.lead.finder == turn.code
            tried.append(turn.as_tried(notes_on(of_turn), is_accepted=is_accepted))
        offer = None
        if self._offers:
            offer = Offer(list(self._offers), list(self._offers.values()))

        answer = search_answer(matches, tried, offer)
        if source is None:
            return SearchResult(answer, unread=_unread_call(matches))
        opened = source.opened
        return SearchResult(
            answer,
            source=replace(opened.page.article, url=opened.url) if opened.page else None,
            strength=opened.strength,
            others=[match for match in matches[1:] if match.reason not in EMPTY_REASONS],
            allowance=self._reader.allowance,
        )


def _source_of(matches: Sequence[Match]) -> Match | None:
    """Return the source, which is the best match or none."""
    return matches[0] if matches and matches[0].is_source else None


def _is_called(opened: OpenedPage) -> bool:
    """Whether the page calls for an article in words, and its text could be read there."""
    page, features, params = opened.page, opened.features, opened.lead.params
    if page is None or features is None:
        return False
    if page.cut or page.stories or features.foreign or not page.is_article:
        return False
    return params.get("kind") in CALLS and "by_way_of" not in params


def _passes_on(opened: OpenedPage, original: OpenedPage) -> bool:
    """Whether a source only passes on its original: copies, retells or sums it up."""
    if opened.page is None or original.page is None:
        return True
    if original.lead.params.get("kind") in ("says_summary", "says_excerpt"):
        return True
    basis = opened.page.basis
    if basis.kind == "retells" or (basis.kind == "unclear" and basis.credits):
        return True
    return is_copy(opened.page.article, original.page.article)


def _unread_call(matches: Sequence[Match]) -> Lead | None:
    """Find the lead that the page calls for in words, and that could not be read."""
    for match in matches:
        is_closed = match.opened.access in ("paywalled", "unreachable")
        is_call = match.opened.lead.params.get("kind") in CALLS
        if is_call and is_closed and is_named_unread(match):
            return match.opened.lead
    return None


@dataclass
class Turn:
    """A finder's turn: what it found, and how long it took."""

    code: str
    candidates: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    outcome: TurnOutcome | None = None

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Add the time that a block takes."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds += time.monotonic() - started

    def leads(self, finder: Finder, query: SearchQuery) -> Iterator[Lead]:
        """Yield the finder's leads, and count the time that it takes to find them."""
        with self.timed():
            leads = iter(finder.find(query))
        while True:
            with self.timed():
                lead = next(leads, None)
            if lead is None:
                return
            yield lead

    def as_tried(self, further_notes: Iterable[str], *, is_accepted: bool) -> Tried:
        """Return the turn as a part of the answer."""
        outcome: TurnOutcome = self.outcome or "nothing"
        if is_accepted:
            outcome = "source"
        elif self.candidates:
            outcome = "not_confirmed"
        detail = " ".join(dict.fromkeys([*self.notes, *further_notes])) or self._found_nothing()
        milliseconds = round(self.seconds * 1000)
        return Tried(self.code, outcome, self.candidates, milliseconds, detail)

    def _found_nothing(self) -> str:
        if self.code == "index":
            return NO_ARTICLE
        return NO_POINTER if self.code in PAGE_FINDERS else NO_RESULT
