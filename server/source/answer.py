"""Words a search for its reader: candidates, turns, and the stories of a digest."""

from collections.abc import Iterable, Iterator, Sequence
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
    counted,
)
from server.source.decide import is_named_unread, unread_match
from server.source.lead import Lead, Match, OpenedPage, pointers_of
from server.verdict import DigestItem

MOST_SHOWN = 10  # candidates that a reader looks through
SHOWN_CONTAINMENT = 0.4  # share of the page in a candidate that is shown though not confirmed

# The best first.
RELATION_RANKS = {
    "source": 0.0,
    "copy": 1.0,
    "retelling": 2.0,
    "same_story": 3.0,
    "unverified": 4.0,
    "mismatch": 5.0,
}
NAMED_UNREAD_RANK = 0.5  # before all but the source: the page itself names it


def rank(match: Match) -> tuple[float, bool, float]:
    """Return a key that sorts matches, best first."""
    relation = NAMED_UNREAD_RANK if is_named_unread(match) else RELATION_RANKS[match.relation]
    return relation, match.is_behind_source, -match.confidence


def search_answer(
    matches: Sequence[Match], tried: list[Tried], offer: Offer | None = None
) -> Search:
    """Return the answer of a search; `matches` come best first."""
    candidates = [as_candidate(match) for match in matches]
    worth_showing = [candidate for candidate in candidates if _is_worth_showing(candidate)][
        :MOST_SHOWN
    ]
    outcome: Outcome = "not_found"
    source = None
    if worth_showing and worth_showing[0].relation == "source":
        outcome, source = "source", worth_showing[0].url
    elif worth_showing and worth_showing[0].relation in ("same_story", "retelling", "copy"):
        outcome = "same_story"
    return Search(outcome, source, worth_showing, tried, offer)


def as_candidate(match: Match) -> Candidate:
    """Return a match for the answer."""
    opened, features, problem = match.opened, match.opened.features, match.opened.problem
    return Candidate(
        url=opened.url,
        title=opened.title,
        publisher=opened.publisher,
        published=opened.published,
        relation=match.relation,
        confidence=match.confidence,
        found_by=list(opened.found_by),
        access=opened.access,
        containment=round(features.containment, 3) if features else None,
        margin=match.margin,
        why_code=match.reason,
        why=match.message[:1].upper() + match.message[1:],
        retells=match.retells or _retold_outlet(opened),
        problem=problem.slug if problem else None,
        http_status=problem.params.get("http_status") if problem else None,
    )


def _retold_outlet(opened: OpenedPage) -> str | None:
    """Name the outlet whose report an opened page retells by its own words."""
    if opened.page is None or opened.page.basis.kind != "retells":
        return None
    outlets = opened.page.basis.outlets
    return outlets[0].name if outlets else None


def _is_worth_showing(candidate: Candidate) -> bool:
    """Whether to show a candidate: if named by the page, or related.

    Unreadable ones are shown if the index or a named publisher has them.
    """
    if candidate.relation != "unverified" or (candidate.containment or 0.0) >= SHOWN_CONTAINMENT:
        return True
    if any("similarity" in found_by.params for found_by in candidate.found_by):
        return True  # in another language
    finders = {found_by.finder for found_by in candidate.found_by}
    if finders == {"same_publisher"}:  # an unreadable version of the page
        return candidate.containment is not None
    if finders <= SERVICES.keys():
        return False
    return not finders <= SEARCHES or candidate.access in ("unreachable", "paywalled")


def notes_on(matches: Iterable[Match]) -> Iterator[str]:
    """Yield a sentence for each candidate; of rejected search hits only for the best."""
    rejected: list[tuple[float, str]] = []
    for match in matches:
        opened = match.opened
        if opened.features is None:
            continue
        note = f"{opened.url}: {match.message}"
        if match.relation == "unverified" and not opened.strength:
            rejected.append((opened.containment, note))
        else:
            yield note
    if rejected:
        yield max(rejected)[1]
    if len(rejected) > 1:
        others = len(rejected) - 1
        yield f"{others} other{'s have' if others > 1 else ' has'} no more of it."


def search_items(items: Sequence[DigestItem]) -> Search:
    """Return the answer for a page of several stories, each with its own original."""
    detail = f"The page has {counted(len(items), 'story')}, each with its own original."
    tried = [Tried("page_link_cta", "not_confirmed", len(items), 0, detail)]
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
            [_offer(pointer) for pointer in pointers_of(item)],
        )
        for item in items
    ]
    return replace(search, items=offered, lead=lead)


def _offer(pointer: Lead) -> Candidate:
    """Return the link of a digest's story as a candidate that nobody has read."""
    return as_candidate(unread_match(OpenedPage(pointer, pointer.url, (pointer.found_by,))))
