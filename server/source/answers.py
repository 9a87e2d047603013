"""Words a search's candidates, best first, also for each story of a digest."""

from collections.abc import Sequence
from dataclasses import replace

from server.model import (
    SEARCHES,
    SERVICES,
    Basis,
    Candidate,
    Offer,
    Outcome,
    Search,
    SearchItem,
    Tried,
    counted,
)
from server.source.decide import is_named_unread
from server.source.lead import Lead, PageItem
from server.urls import may_follow, normalise
from server.verdict import Digest

MOST_CANDIDATES = 10  # shown
# Share of the page in a candidate that is shown though not confirmed.
_LIKELY = 0.4
_ORDER = {"source": 0, "copy": 1, "retelling": 2, "same_story": 3, "unverified": 4, "mismatch": 5}
_NAMED_UNREAD = 0.5  # between the source and the others


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
    shown = [entry for entry in candidates if _is_worth_showing(entry)][:MOST_CANDIDATES]
    best = shown[0] if shown else None
    outcome: Outcome = "not_found"
    if best and best.relation == "source":
        outcome = "source"
    elif best and best.relation in ("same_story", "retelling", "copy"):
        outcome = "same_story"
    source = best.url if best and outcome == "source" else None
    return Search(outcome, source, shown, tried, offer)


def as_same_story(search: Search) -> Search:
    """Return `search` with its source as other coverage, which lacks most of the page."""
    says = "Most of what the page has is not in it: it may be other coverage of the same event."
    candidates = [
        replace(each, relation="same_story", why_code="same_event", why=says)
        if each.relation == "source"
        else each
        for each in search.candidates
    ]
    tried = [
        replace(turn, outcome="not_confirmed") if turn.outcome == "source" else turn
        for turn in search.tried
    ]
    return replace(search, outcome="same_story", source=None, candidates=candidates, tried=tried)


def _is_worth_showing(entry: Candidate) -> bool:
    """Return whether to show a candidate: if named by the page, or related.

    Unreadable ones are shown if the index or a named publisher has them.
    """
    if entry.relation != "unverified" or (entry.containment or 0.0) >= _LIKELY:
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
    order = _NAMED_UNREAD if is_named_unread(seen) else _ORDER[seen.judgement.relation]
    return order, seen.behind, -seen.judgement.confidence


def items_of(digest: Digest) -> list[PageItem]:
    """Return the stories of `digest`, in order."""
    return [
        PageItem(
            item.title,
            item.text,
            item.start,
            item.end,
            [link.url for link in item.links],
            [
                Lead(
                    normalise(link.url),
                    "page_link_cta",
                    f"Linked from this item as “{link.text}”.",
                    link.text,
                    0.7,
                    {"text": link.text, "kind": "item"},
                )
                for link in item.links
                if may_follow(link.url)
            ][:6],  # of one story
        )
        for item in digest.items
    ]


def search_items(items: Sequence[PageItem]) -> Search:
    """Return the answer for a page of several stories, each with its own original."""
    says = f"The page has {counted(len(items), 'story')}, each with its own original."
    tried = [Tried("page_link_cta", "not_confirmed", len(items), 0, says)]
    return with_items(Search("not_found", None, [], tried), items)


def with_items(search: Search, items: Sequence[PageItem], lead: int | None = None) -> Search:
    """Return `search` with the stories of its page; `lead` is the one that it was made for."""
    offered = [
        SearchItem(
            item.title,
            item.text,
            item.start,
            item.end,
            item.urls,
            list(map(candidate, item.pointers)),
        )
        for item in items
    ]
    return replace(search, items=offered, lead=lead)
