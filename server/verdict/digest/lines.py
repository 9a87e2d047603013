"""Reads a page as the lines that items are made of: headings, prose, links to sources."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from server.language.scripts import ends_sentence
from server.page.block import Block, letters_in, makes_up_or_ends
from server.page.document import BLOCK, Run
from server.page.links import Link
from server.page.view import PageView
from server.urls import is_story, may_follow, parts_of

PROSE = 40  # letters outside links from which a line is prose
_FEWEST_LETTERS = 12  # of a lead that is a title
_NOTE_LEVELS = 2  # elements around a note that may have its name
_HEADING = {f"h{rank}": rank for rank in range(1, 7)}
NO_RANK = 9  # below each heading's, 1 to 6
_PAGE = frozenset({"html", "body"})
_BOLD = frozenset({"b", "strong"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_NUMBER = re.compile(r"\W{0,4}(\d{1,3})\s?[.)\]、:：위]|\W?[①-⑳]")
_NOTE = re.compile(r"\[(\d{1,3})\]")
_Place = tuple[tuple[HtmlElement, ...], int]  # the elements around a line; the rank of its heading


@dataclass(eq=False)
class ItemLine:
    """A block of the page; `lead` are its first words where they are bold or a link.

    `prose` are its letters outside links; a link around several blocks is a card, whose text
    is prose. `rank` is that of its heading. `links` lead to other sites; with
    `has_note` they are those of notes below.
    """

    block: Block
    path: tuple[HtmlElement, ...]
    links: list[Link]
    prose: float
    lead: str
    is_bold: bool
    rank: int
    has_note: bool = False

    @property
    def text(self) -> str:
        """Return its text."""
        return self.block.text

    @cached_property
    def ends(self) -> bool:
        """Say whether it ends as a sentence does."""
        return ends_sentence(self.text)

    @property
    def is_prose(self) -> bool:
        """Say whether it is prose: long enough, or a sentence."""
        return self.prose >= PROSE or (self.prose >= PROSE / 2 and self.ends)

    @cached_property
    def opens_with_lead(self) -> bool:
        """Say whether its lead is a title before more text."""
        rest = letters_in(self.text) - letters_in(self.lead)
        is_title = letters_in(self.lead) >= _FEWEST_LETTERS
        return self.rank == NO_RANK and is_title and rest >= PROSE

    @cached_property
    def names_source(self) -> bool:
        """Say whether its links are the whole line or its end, not words of a sentence."""
        return bool(self.links) and (
            self.has_note
            or self.prose < PROSE
            or any(makes_up_or_ends(link, self.text) for link in self.links)
        )


def lines_of(view: PageView) -> list[ItemLine]:
    """Return the lines of a page that a reader sees, notes below it resolved to their links."""
    blocks = [block for block in view.blocks if not block.is_closed]
    around = Counter(anchor for block in blocks for anchor in _anchors(block.runs))
    places: dict[HtmlElement, _Place] = {}
    lines = [_line(block, around, _place_of(block.element, places)) for block in blocks]
    _resolve_notes(lines)
    return lines


def _place_of(element: HtmlElement, known: dict[HtmlElement, _Place]) -> _Place:
    """Return `element` and its ancestors, outermost first, and its heading's rank."""
    steps, step = list[HtmlElement](), element
    while step is not None and step not in known and step.tag not in _PAGE:
        steps.append(step)
        step = step.getparent()
    place = known.get(step, ((), NO_RANK))
    for step in reversed(steps):
        rank = min(place[1], _HEADING.get(step.tag, NO_RANK))
        place = known[step] = ((*place[0], step), rank)
    return place


def _line(block: Block, around: Counter[HtmlElement], place: _Place) -> ItemLine:
    linked = sum(
        letters_in(run.text)
        for run in block.runs
        if run.anchor is not None and around[run.anchor] == 1
    )
    path, rank = place
    # An address that is only written, amid a sentence, is part of the story.
    amid = [
        x for x in block.links if x.element is block.element and not makes_up_or_ends(x, block.text)
    ]
    links = [link for link in block.links if link not in amid and _may_be_source(link)]
    lead, is_bold = _lead(block.runs)
    if not is_bold and not links:
        lead = ""
    return ItemLine(block, path, links, max(0.0, block.letters - linked), lead, is_bold, rank)


def _anchors(runs: Sequence[Run]) -> set[HtmlElement]:
    return {run.anchor for run in runs if run.anchor is not None}


def _may_be_source(link: Link) -> bool:
    """Return whether a link to another site may be a source: a story, or a post of a person."""
    if not link.elsewhere:
        return False
    return may_follow(link.url) or (is_story(link.url) and not parts_of(link.url).query)


def _lead(runs: Sequence[Run]) -> tuple[str, bool]:
    """Return the first words that are bold or a link, and whether they are bold."""
    words, kind = "", ""
    for run in runs:
        if not words and not any(map(str.isalnum, run.text)):
            continue
        now = _emphasis(run.element)
        if not now or (kind and now != kind):
            break
        kind, words = now, words + run.text
    return " ".join(words.split()), kind == "bold"


def _emphasis(element: HtmlElement) -> str:
    kind = ""
    while element.tag not in BLOCK and (above := element.getparent()) is not None:
        if element.tag in _BOLD or _BOLD_STYLE.search(element.get("style") or ""):
            return "bold"
        if element.tag == "a":
            kind = "link"
        element = above
    return kind


def _resolve_notes(lines: Sequence[ItemLine]) -> None:
    """Move the links of notes to the lines that refer to them ("[3]", a link to "#note3")."""
    noted = [(number, note) for number, line in enumerate(lines) for note in _notes_in(line)]
    listed: dict[str, list[int]] = {}
    for number, line in enumerate(lines if noted else ()):
        if line.links:
            for name in _names_as_note(line):
                listed.setdefault(name, []).append(number)
    moved = set()
    for number, note in noted:
        below = next((at for at in listed.get(note, ()) if at > number), None)
        if below is not None:
            lines[number].has_note = True
            lines[number].links = list(dict.fromkeys([*lines[number].links, *lines[below].links]))
            moved.add(below)
    for number in moved:
        lines[number].links, lines[number].prose = [], 0.0


def _names_as_note(line: ItemLine) -> Iterator[str]:
    yield from (name for step in line.path[-_NOTE_LEVELS:] if (name := step.get("id")))
    if number := _NUMBER.match(line.text):
        yield f"[{number[1]}]"


def _notes_in(line: ItemLine) -> Iterator[str]:
    for anchor in _anchors(line.block.runs):
        href = anchor.get("href") or ""
        if href.startswith("#") and len(href) > 1:
            yield href[1:]
    for found in _NOTE.finditer(line.text):
        yield found.group()
