"""What a search answers: its candidates, best first, and what they come to."""

from collections.abc import Sequence
from dataclasses import replace

from server.model import (
    SEARCHES,
    SERVICES,
    Candidate,
    Offer,
    Outcome,
    Search,
    SearchItem,
    Tried,
)
from server.source.candidate import SeenCandidate, found_by
from server.source.finders.page import lead_of
from server.source.finders.protocol import Lead
from server.source.matching.decide import UNREAD, Judgement, is_named_unread
from server.source.pointers.story_list import PageItem

MOST_CANDIDATES = 10
# Share of the page from which a candidate is shown though it could not be confirmed.
_LIKELY = 0.4
_ORDER = {"source": 0, "copy": 1, "same_story": 2, "unverified": 3, "mismatch": 4}
_NAMED_UNREAD = 0.5  # between the source and the others


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


def rank(seen: SeenCandidate, judgement: Judgement) -> tuple[float, bool, float]:
    """A key to sort candidates by, best first.

    What the page names and nobody could read comes before what was found instead.
    """
    order = _NAMED_UNREAD if is_named_unread(seen, judgement) else _ORDER[judgement.relation]
    return order, seen.behind, -judgement.confidence
