"""What a list of saved comparisons shows of each: the answer, its worst, and the map."""

from dataclasses import dataclass
from itertools import groupby

from server.model import Alignment, Comparison, Message
from server.text.clauses import first_words

_MOST_CELLS = 95  # of a map, which is 190 pixels wide


@dataclass(frozen=True, slots=True)
class Listing:
    """A comparison as a row of a list.

    `heading` is the answer as all surfaces word it, `differs` the words of the page and of the
    original where the headline names both; of so many `sentences` of the original the page leaves
    out `left_out`. `cells` are runs of the map: a state of a sentence, and how many have it.
    `name` is for a page without title and address: its first words.
    """

    heading: Message
    differs: tuple[str, str] | None
    left_out: int
    sentences: int
    cells: list[tuple[str, int]]
    name: str


def listing_of(comparison: Comparison) -> Listing:
    """Return what a list shows of a comparison: its stories, or its answer."""
    search, gist, alignment = comparison.search, comparison.gist, comparison.alignment
    page = comparison.page
    name = "" if page.title or page.url else first_words(page.text)
    if search and search.items and search.lead is None:
        return Listing(Message("stories", [len(search.items)]), None, 0, 0, [], name)
    heading = comparison.verdict.heading
    if alignment is None:
        return Listing(heading, None, 0, 0, [], name)
    names = [
        (str(clause.params["page"]), str(clause.params["source"]))
        for clause in (gist.clauses if gist else [])
        if {"page", "source"} <= clause.params.keys()
    ]
    figures = alignment.figures
    return Listing(
        heading,
        names[0] if names else None,
        figures.left_out,
        figures.source_sentences,
        _cells(alignment),
        name,
    )


def _cells(alignment: Alignment) -> list[tuple[str, int]]:
    """Return the map's runs; of a long original one sentence for each cell, at even distances."""
    kinds = [
        "differs" if entry.differs else entry.state
        for entry in alignment.account
        if entry.state != "aside"
    ]
    if len(kinds) > _MOST_CELLS:
        distance = len(kinds) / _MOST_CELLS  # sentences from one cell to the next
        kinds = [kinds[int(cell * distance)] for cell in range(_MOST_CELLS)]
    return [(kind, len(list(run))) for kind, run in groupby(kinds)]
