"""Searches for a page's source with the finders, in order of cost, and words what was found.

A candidate becomes the source only after its text was measured against the page: a wrong source is
worse than none. `tried` lists the turn of every finder.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from server.model import (
    PAGE_FINDERS,
    SEARCHES,
    SERVICES,
    Article,
    Basis,
    Candidate,
    Offer,
    Outcome,
    Search,
    SearchItem,
    Tried,
    TurnOutcome,
    counted,
)
from server.source.decide import STRONG, is_named_unread, judge
from server.source.lead import (
    Allowance,
    Finder,
    FinderSkipped,
    Lead,
    PermissionMissing,
    SearchQuery,
    pointers_of,
)
from server.source.verify import (
    ComputeFeatures,
    Open,
    Verifier,
    by_way_of,
    declared_origin,
    is_copy,
    onward,
)
from server.verdict import DigestItem

T = TypeVar("T")
_FOUND_NOTHING: dict[str, str] = {
    "index": "The index has no article with the page's distinctive words from around its date.",
    **dict.fromkeys(PAGE_FINDERS, "The page has nothing of this kind."),
}


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search; `source` where it was found and fetched.

    `strength` (0..1) is how clearly the page itself names the source, at any address; `unread` is a
    candidate that the page calls for in words and the server could not read. `others` are the
    candidates beside the source, best first, and `allowance` is what the search had left.
    """

    search: Search
    source: Article | None = None
    strength: float = 0.0
    unread: Lead | None = None
    others: Sequence[Lead] = ()
    allowance: Allowance | None = None


@dataclass
class _Turn:
    """A finder's turn in progress."""

    candidates: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    outcome: TurnOutcome | None = None

    def timed(self, function: Callable[..., T], *args: Any) -> T:
        """Return what `function` does, its time counted."""
        started = time.monotonic()
        try:
            return function(*args)
        finally:
            self.seconds += time.monotonic() - started

    def as_tried(self, code: str, *, accepted: bool) -> Tried:
        """Return the turn for the answer."""
        looked: TurnOutcome = "not_confirmed" if self.candidates else self.outcome or "nothing"
        outcome = "source" if accepted else looked
        detail = " ".join(dict.fromkeys(self.notes)) or _FOUND_NOTHING.get(
            code, "It found nothing."
        )
        return Tried(code, outcome, self.candidates, round(self.seconds * 1000), detail)


def search(
    query: SearchQuery,
    finders: Iterable[Finder],
    open_page: Open | None,
    compute_features: ComputeFeatures,
    seconds: float = 40.0,  # the default of UNABRIDGED_FIND_SECONDS
) -> Found:
    """Give the finders their turns, cheapest first, until a candidate is the source.

    `open_page` fetches and reads an address (None: nothing may be fetched); `compute_features`
    compares the page with an article. Problems of single candidates and finders end in `tried`;
    only Cancelled is raised.
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
    """A search in progress."""

    def __init__(self, query: SearchQuery, verifier: Verifier) -> None:
        self._query, self._verifier = query, verifier
        self._turns: dict[str, _Turn] = {}
        self._seen: list[Lead] = []

    def run(self, finder: Finder) -> bool:
        """Examine the leads of `finder` until one is the source; False without permission."""
        for code in finder.codes:
            self._turns.setdefault(code, _Turn())
        turn = self._turns[finder.codes[0]]
        try:
            leads = iter(turn.timed(finder.find, self._query))
            while lead := turn.timed(next, leads, None):
                self._look(lead)
                # Links are followed one by one; whole texts of the index cost no request.
                if lead.article is None and self._sure():
                    break
        except FinderSkipped as passed:
            turn.outcome = passed.outcome
            turn.notes.append(str(passed))
            return not isinstance(passed, PermissionMissing)
        return True

    def _look(self, lead: Lead) -> Lead | None:
        turn = self._turns.setdefault(lead.finder, _Turn())
        seen, note = turn.timed(self._verifier.look, lead)
        turn.notes += [note] if note else []
        if seen:
            turn.candidates += 1
            self._seen.append(seen)
        return seen

    def finish(self) -> None:
        """Read the source's next pages, and follow its credits."""
        if self.source() is None:
            named = [seen for seen in self._seen if seen.opened and seen.strength >= STRONG]
            next(filter(self._led_to, named), None)
        if self.source() is None:
            # What the page calls for is its source, though the text does not confirm it.
            called = filter(_is_called, self._seen)
            if best := max(called, key=lambda seen: seen.contained, default=None):
                best.called = True
        for _ in range(3):  # from source to source
            source = self.source()
            if source is None:
                return
            self._verifier.complete(source)
            if not self._follow(source):
                return

    def _led_to(self, seen: Lead | None) -> Lead | None:
        """Return the source that `seen` leads to, past digests and pages that say too little."""
        while seen and not self._verifier.spent:
            words, opened = self._query.words, seen.opened
            pointer = onward(opened, words) if opened else declared_origin(seen.article)
            if pointer is None:
                break
            seen = self._look(by_way_of(pointer, seen.url, seen.params.get("way", ())))
            if seen and seen.opened and judge(self._query, [seen])[0].relation == "source":
                return seen
        return None

    def _follow(self, source: Lead) -> bool:
        """Follow the credit of `source` once; return whether there is a new source."""
        origin = self._led_to(source)
        if origin is None or origin.opened is None:
            return False
        # The page's direct source comes first, unless it is a copy, retells another's report, or
        # calls itself a summary or an excerpt.
        calls = origin.params.get("kind") in ("says_summary", "says_excerpt")
        if (
            source.opened is None
            or calls
            or source.opened.basis.kind == "retells"
            or (source.opened.basis.kind == "unclear" and source.opened.basis.credits)
            or is_copy(source.opened.article, origin.opened.article)
        ):
            source.origin = origin.url
            return True
        origin.behind = True
        return False

    def judged(self) -> list[Lead]:
        """Judge all candidates; return them best first."""
        judgements = judge(self._query, self._seen)
        for seen, judgement in zip(self._seen, judgements, strict=True):
            seen.judgement = judgement
        return sorted(self._seen, key=rank)

    def _sure(self) -> bool:
        """Return whether a finder's other leads can't be better."""
        source = self.source()
        return source is not None and (source.strength > 0 or source.judgement.confidence >= 0.97)

    def source(self) -> Lead | None:
        """Return the present source, if there is one."""
        best = next(iter(self.judged()), None)
        return best if best and best.judgement.relation == "source" else None

    def found(self, offers: dict[str, list[str]]) -> Found:
        """Return the answer."""
        source, judged = self.source(), self.judged()
        tried = []
        for code, turn in self._turns.items():
            turn.notes += _notes_of([seen for seen in judged if seen.finder == code])
            accepted = source is not None and source.finder == code
            tried.append(turn.as_tried(code, accepted=accepted))
        offer = Offer(list(offers), list(offers.values())) if offers else None
        result = conclude([candidate(seen) for seen in judged], tried, offer)
        if source is None:
            return Found(result, unread=_called_unread(judged))
        passed = ("later", "same_text", "names_its_source")  # these bear nothing out for the page
        others = [s for s in judged if s is not source and s.judgement.code not in passed]
        article = replace(source.opened.article, url=source.url) if source.opened else None
        allowance = self._verifier.allowance
        return Found(result, article, source.strength, others=others, allowance=allowance)


# Kinds of calls whose words promise more of the story elsewhere.
_CALLS = frozenset({"says_summary", "says_excerpt", "read_full", "original", "made"})


def _is_called(seen: Lead) -> bool:
    """Return whether the page calls for a candidate in words, and it could be read there."""
    opened, features, params = seen.opened, seen.features, seen.params
    if opened is None or features is None or opened.cut or opened.stories or features.foreign:
        return False
    return opened.is_article and params.get("kind") in _CALLS and "by_way_of" not in params


def _called_unread(judged: Iterable[Lead]) -> Lead | None:
    """Return an unreadable candidate that the page calls for in words."""
    for seen in judged:
        is_called = seen.params.get("kind") in _CALLS
        if is_called and is_named_unread(seen) and seen.access in ("paywalled", "unreachable"):
            return replace(seen, url=seen.asked or seen.url)
    return None


def _notes_of(judged: Iterable[Lead]) -> Iterator[str]:
    """Yield a sentence for each candidate; of rejected search hits only for the best."""
    rejected = []
    for seen in judged:
        if seen.features:
            says = f"{seen.url}: {seen.judgement.says}"
            if seen.judgement.relation == "unverified" and not seen.strength:
                rejected.append((seen.features.containment, says))
            else:
                yield says
    if rejected:
        yield max(rejected)[1]
    if len(rejected) > 1:
        more = len(rejected) - 1
        yield f"{more} other{'s have' if more > 1 else ' has'} no more of it."


_ORDER = {"source": 0, "copy": 1, "retelling": 2, "same_story": 3, "unverified": 4, "mismatch": 5}


def candidate(seen: Lead) -> Candidate:
    """Return a candidate for the answer."""
    article = seen.opened.article if seen.opened else None
    basis = seen.opened.basis if seen.opened else Basis("unclear")
    retold = basis.outlets if basis.kind == "retells" else []
    features, judgement = seen.features, seen.judgement
    return Candidate(
        url=seen.url,
        title=(article and article.title) or seen.title,
        publisher=(article and article.publisher) or seen.publisher,
        published=seen.dated,
        relation=judgement.relation,
        confidence=judgement.confidence,
        found_by=seen.found_by or [seen.by],
        access=seen.access,
        containment=round(features.containment, 3) if features else None,
        margin=judgement.margin,
        why_code=judgement.code,
        why=judgement.says[:1].upper() + judgement.says[1:],
        retells=retold[0].name if retold else None,
        problem=seen.problem.slug if seen.problem else None,
        http_status=seen.problem.params.get("http_status") if seen.problem else None,
    )


def conclude(candidates: Sequence[Candidate], tried: list[Tried], offer: Offer | None) -> Search:
    """Return the answer; `candidates` come best first."""
    shown = list(filter(_is_worth_showing, candidates))[:10]  # that a reader looks through
    best = shown[0] if shown else None
    outcome: Outcome = "not_found"
    if best and best.relation == "source":
        outcome = "source"
    elif best and best.relation in ("same_story", "retelling", "copy"):
        outcome = "same_story"
    source = best.url if best and outcome == "source" else None
    return Search(outcome, source, shown, tried, offer)


def _is_worth_showing(entry: Candidate) -> bool:
    """Return whether to show a candidate: if named by the page, or related.

    Unreadable ones are shown if the index or a named publisher has them.
    """
    # Share of the page in a candidate that is shown though not confirmed.
    if entry.relation != "unverified" or (entry.containment or 0.0) >= 0.4:
        return True
    if any("similarity" in by.params for by in entry.found_by):  # in another language
        return True
    finders = {by.finder for by in entry.found_by}
    if finders == {"same_publisher"}:  # an unreadable version of the page
        return entry.containment is not None
    if finders <= SERVICES.keys():
        return False
    return not finders <= SEARCHES or entry.access in ("unreachable", "paywalled")


def rank(seen: Lead) -> tuple[float, bool, float]:
    """Return a key that sorts candidates, best first.

    An unreadable candidate that the page names comes before one found otherwise.
    """
    order = 0.5 if is_named_unread(seen) else _ORDER[seen.judgement.relation]
    return order, seen.behind, -seen.judgement.confidence


def search_items(items: Sequence[DigestItem]) -> Search:
    """Return the answer for a page of several stories, each with its own original."""
    says = f"The page has {counted(len(items), 'story')}, each with its own original."
    tried = [Tried("page_link_cta", "not_confirmed", len(items), 0, says)]
    return with_items(Search("not_found", None, [], tried), items)


def with_items(search: Search, items: Sequence[DigestItem], lead: int | None = None) -> Search:
    """Return `search` with the stories of its page; `lead` is the one that it was made for."""
    offered = [
        SearchItem(
            item.title,
            item.text,
            item.start,
            item.end,
            [link.url for link in item.links],
            list(map(candidate, pointers_of(item))),
        )
        for item in items
    ]
    return replace(search, items=offered, lead=lead)
