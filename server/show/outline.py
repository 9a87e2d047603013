"""The page from top to bottom in a few parts: a picture of them shows a wrong reading."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from server.model import Evidence, OutlinePart, OutlineRole
from server.page.block import Block
from server.page.roles import Role
from server.page.view import PageView

MOST_PARTS = 40  # as many as a narrow picture of a page can show
_SIGNALS: dict[str, OutlineRole] = {
    **dict.fromkeys(
        ("cut_for_subscribers", "locked_part", "offers_access", "consent_wall"), "wall"
    ),
    **dict.fromkeys(("says_summary", "says_excerpt", "links_to_original", "source_line"), "call"),
    **dict.fromkeys(("continues_on_site", "more_pages"), "call"),
}
_ROLES: dict[Role, OutlineRole] = {
    "wall": "wall",
    "comments": "comments",
    "footer": "footer",
    "foot": "footer",
    "credits": "footer",
    "menu": "menu",
    "caption": "picture",
    **dict.fromkeys(("aside", "advert", "offer"), "related"),
}


def outline_of(
    view: PageView, evidence: Sequence[Evidence], notes: frozenset[int] = frozenset()
) -> list[OutlinePart]:
    """Return the page's parts in order; the smallest are left out where there are many.

    `notes` are the article's sentences that are notes of the page.
    """
    starts = sorted(_paragraph_starts(view).items())
    parts = _merged(_part(block, evidence, starts, notes) for block in view.blocks)
    least = 1
    while len(parts) > MOST_PARTS:
        least *= 2
        parts = _merged(part for part in parts if part.characters >= least)
    return parts


def _merged(parts: Iterable[OutlinePart]) -> list[OutlinePart]:
    """Return neighbours of one role as one part each."""
    groups = [list(same) for _, same in groupby(parts, key=lambda part: part.role)]
    return [
        members[0]
        if len(members) == 1
        else replace(
            members[0],
            characters=sum(one.characters for one in members),
            sentence=next((one.sentence for one in members if one.sentence is not None), None),
        )
        for members in groups
    ]


def _part(
    block: Block,
    evidence: Sequence[Evidence],
    starts: Sequence[tuple[int, int]],
    notes: frozenset[int],
) -> OutlinePart:
    number = bisect_left(starts, (block.start, 0))
    place, sentence = starts[number] if number < len(starts) else (block.end, None)
    sentence = sentence if place < block.end else None
    role = "call" if sentence in notes else _role(block, evidence)
    return OutlinePart(role, len(block.text), sentence if role == "body" else None)


def _role(block: Block, evidence: Sequence[Evidence]) -> OutlineRole:
    for one in evidence:
        quote = (one.quote or "").strip("… ")
        is_line = not block.in_body or len(quote) > 0.6 * len(block.text)
        if one.signal in _SIGNALS and quote and quote in block.text and is_line:
            return _SIGNALS[one.signal]
    if block.in_body:
        return "body"
    return _ROLES.get(block.mark.role, "other") if block.mark else "other"


def _paragraph_starts(view: PageView) -> dict[int, int]:
    """Return each paragraph's first sentence by its place in the folded page."""
    spans, starts = view.reading.body, dict[int, int]()
    for at, sentence in enumerate(view.article.sentences):
        number = sentence.paragraph
        span = spans[number] if number < len(spans) else None
        if span:
            starts.setdefault(span.start, at)
    return starts
