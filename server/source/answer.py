"""A search's answer: what was seen becomes candidates, best first, and one outcome."""

from collections.abc import Sequence

from server.model import Candidate, Offer, Outcome, Search, Tried
from server.source.matching.decide import Judgement
from server.source.verify import Seen

MOST_CANDIDATES = 10


def candidate(seen: Seen, judgement: Judgement) -> Candidate:
    """A candidate as the answer shows it."""
    article = seen.opened.article if seen.opened else None
    measures = seen.measures
    return Candidate(
        url=seen.url,
        title=(article and article.title) or seen.lead.title,
        publisher=(article and article.publisher) or seen.lead.publisher,
        published=seen.published,
        relation=judgement.relation,
        confidence=judgement.confidence,
        found_by=seen.found_by,
        access=seen.access,
        containment=round(measures.containment, 3) if measures else None,
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


def _is_worth_showing(entry: Candidate) -> bool:
    """What the page itself names always is; of what a search names, only what is related.

    Of the index and of a publisher that the page names that may also be what could not be read.
    """
    if entry.relation != "unverified":
        return True
    finders = {found.finder for found in entry.found_by}
    if finders <= _SERVICES:
        return False
    return not finders <= _SEARCHES or entry.access in ("unreachable", "paywalled")


_SERVICES = frozenset({"searxng", "brave", "guardian", "gdelt"})
_SEARCHES = _SERVICES | {"index", "attributed_publisher"}
