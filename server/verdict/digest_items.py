"""Reads the lines of a page as stories: each with its title, its text and where it leads."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, takewhile

from server.language.scripts import HAN, HANGUL, KANA, ends_sentence, letters_in
from server.page.block import Block
from server.page.document import Link
from server.page.records import NO_RANK, rank_of
from server.text.lines import heads_offer
from server.urls import is_story, may_follow, parts_of

STORY = 60  # letters of prose of a story
PROSE = 40  # letters outside links from which a line is prose
SHORT_TITLE = 12  # letters
BEFORE_TITLE = 6  # lines of a record in which its title is
COMMON = 3  # records that have a link from which on it is the site's
TITLE_LETTERS = 20  # of lines of one look on average, from which they are titles
LONG_TITLE = 90  # letters: more of a line don't make it more of a title
LIKE_TITLE = 0.6  # share of a list's records that have a line of one look, which is their title

_NUMBER = re.compile(r"\W{0,4}(\d{1,3})\s?[.)\]、:：위]|\W?[①-⑳]")
_NOTE = re.compile(r"\[(\d{1,3})\]")
_WORD = re.compile(rf"[^\W\d_{HAN}{KANA}{HANGUL}]{{4,}}|[{HAN}{KANA}{HANGUL}]{{2}}")


class ItemLine:
    """Hold a block with what it is in a record.

    `prose` counts its letters outside links; a link around several blocks is a card, whose text
    is prose. `lead` are its first words where they are set off, by `kind`. `links` lead to other
    sites; with `has_note` they are those of notes below.
    """

    def __init__(self, block: Block, around: Counter[object]) -> None:
        self.block, self.text, self.has_note = block, block.text, False
        linked = sum(
            letters_in(run.text)
            for run in block.runs
            if run.anchor is not None and around[run.anchor] == 1
        )
        self.prose = max(0.0, block.letters - linked)
        self.lead, self.kind = block.lead
        self.rank = rank_of(block.element)
        # An address that is only written, amid a sentence, is part of the story.
        self.links = [
            link
            for link in block.links
            if link.elsewhere
            # A story, or a post of a person.
            and (may_follow(link.url) or (is_story(link.url) and not parts_of(link.url).query))
            and (link.element is not block.element or block.is_led_by(link))
        ]

    @cached_property
    def ends(self) -> bool:
        """Whether it ends as a sentence does."""
        return ends_sentence(self.text)

    @cached_property
    def look(self) -> tuple[str, str]:
        """The tag and the class of its element."""
        return self.block.element.tag, self.block.element.get("class") or ""

    @cached_property
    def is_prose(self) -> bool:
        """Whether it is prose: long enough, or a sentence."""
        is_long = self.prose >= PROSE or (self.prose >= PROSE / 2 and self.ends)
        return is_long and self.rank == NO_RANK

    @cached_property
    def opens_with_lead(self) -> bool:
        """Whether its lead is a title before more text."""
        letters = letters_in(self.lead)
        rest = self.block.letters - letters
        return self.rank == NO_RANK and letters >= SHORT_TITLE and rest >= PROSE

    @cached_property
    def is_title(self) -> bool:
        """Whether it is as long as a title, and no sentence."""
        is_line = SHORT_TITLE <= self.block.letters <= 200  # longer ones are paragraphs
        return self.rank < NO_RANK or (is_line and not self.ends)

    @cached_property
    def names_source(self) -> bool:
        """Whether its links are the whole line or its end, not words of a sentence."""
        return bool(self.links) and (
            self.has_note or self.prose < PROSE or any(map(self.block.is_led_by, self.links))
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words."""
        return self.words_of(self.text)

    @staticmethod
    def words_of(text: str) -> frozenset[str]:
        """Return the words of `text` of four letters or more, and the pairs of dense letters."""
        return frozenset(_WORD.findall(text.casefold()))

    @property
    def is_numbered(self) -> bool:
        """Whether it begins with a number of a list."""
        return _NUMBER.match(self.text) is not None


@dataclass(eq=False)
class Segment:
    """Hold the lines of a record; `title` is the line that names it."""

    lines: list[ItemLine]
    title: ItemLine | None
    links: list[Link]

    @property
    def name(self) -> str:
        """Its title: a line of its own, or the lead of its first line."""
        if self.title is None:
            return self.lines[0].text
        return self.title.lead if self.title.opens_with_lead else self.title.text

    @cached_property
    def prose(self) -> float:
        """The letters of its story."""
        return sum(map(self._prose_of, self.told))

    @cached_property
    def told(self) -> list[ItemLine]:
        """The lines of its text, without its title, links and labels."""
        return [line for line in self.lines if line.is_prose and self._prose_of(line) > 0]

    def _prose_of(self, line: ItemLine) -> float:
        if line is not self.title:
            return line.prose
        if not line.opens_with_lead:
            return 0.0
        return line.prose - (0 if line.kind == "a" else letters_in(line.lead))

    @property
    def is_told(self) -> bool:
        """Whether it has a story: a sentence where its headline links it, else more."""
        has_head = self.title is not None and self.title.rank < NO_RANK and bool(self.links)
        return self.prose >= (1 if has_head else STORY)

    @property
    def is_offer(self) -> bool:
        """Whether it is a sponsor's or of jobs, by the lines above its text or by a link."""
        above = takewhile(lambda line: not line.is_prose, self.lines)
        paid = any(
            "sponsored" in (link.element.get("rel") or "")
            for link in self.links
            if link.element is not None
        )
        return paid or any(heads_offer(line.text) for line in above)

    @cached_property
    def looks(self) -> frozenset[tuple[str, str]]:
        """The looks of its lines."""
        return frozenset(line.look for line in self.lines)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of its title and its text."""
        lines = [*self.told, *([self.title] if self.title else [])]
        return frozenset(chain.from_iterable(line.words for line in lines))


def lines_of(blocks: Sequence[Block]) -> list[ItemLine]:
    """Return a line for each of `blocks`, notes below resolved to their links."""
    around = Counter[object](
        anchor for block in blocks for anchor in {run.anchor for run in block.runs}
    )
    lines = [ItemLine(block, around) for block in blocks]
    noted = [(number, note) for number, line in enumerate(lines) for note in _notes_in(line)]
    listed: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines if noted else ()):
        if line.links:
            for name in _names_of_note(line):
                listed[name].append(number)
    moved = set()
    for number, note in noted:
        below = next((later for later in listed.get(note, ()) if later > number), None)
        if below is not None:
            lines[number].has_note = True
            lines[number].links = list(dict.fromkeys([*lines[number].links, *lines[below].links]))
            moved.add(below)
    for number in moved:
        lines[number].links, lines[number].prose = [], 0.0
    return lines


def items_of(records: Sequence[Sequence[ItemLine]]) -> list[Segment]:
    """Return the records of a list with their titles and links.

    A link that three or more records have belongs to none. Titles look alike: a line of one look
    in most records, headings first, then the longest.
    """
    records_by_url = Counter[str]()
    for lines in records:
        records_by_url.update({link.url for line in lines for link in line.links})
    look = _look_of_titles(records)
    items = []
    for lines in records:
        filled = [index for index, line in enumerate(lines) if line.links or line.is_prose]
        inside = list(lines[: filled[-1] + 1] if filled else lines[:1])
        link_by_url = {
            link.url: link
            for line in inside
            for link in line.links
            if records_by_url[link.url] < COMMON
        }
        heads = (line for line in inside[:BEFORE_TITLE] if line.look == look and line.is_title)
        title = next(heads, None) or _title_of(inside)
        items.append(Segment(inside, title, list(link_by_url.values())))
    return items


def _look_of_titles(records: Sequence[Sequence[ItemLine]]) -> tuple[str, str] | None:
    """Return the look of the lines that are titles: headings first, then the longest."""
    titles_by_look: dict[tuple[str, str], list[ItemLine]] = defaultdict(list)
    for lines in records:
        first_by_look: dict[tuple[str, str], ItemLine] = {}
        for line in reversed(lines[: min(BEFORE_TITLE, len(lines) - 1)]):
            if line.is_title and not line.opens_with_lead:
                first_by_look[line.look] = line
        for look, line in first_by_look.items():
            titles_by_look[look].append(line)

    best, best_rank = None, (False, 0.0)
    for look, titles in titles_by_look.items():
        is_common = len(titles) >= LIKE_TITLE * len(records)
        is_long = sum(line.block.letters for line in titles) >= TITLE_LETTERS * len(titles)
        is_varied = len({line.text for line in titles}) > LIKE_TITLE * len(titles)
        letters = sum(min(line.block.letters, LONG_TITLE) for line in titles)
        rank = (titles[0].rank < NO_RANK, letters)
        if is_common and is_long and is_varied and (best is None or rank > best_rank):
            best, best_rank = look, rank
    return best


def _title_of(lines: Sequence[ItemLine]) -> ItemLine | None:
    """Return the heading, headline or lead that a record begins with, after labels at most."""
    for line in lines[:BEFORE_TITLE]:
        letters = line.block.letters
        if line.rank < NO_RANK and letters >= SHORT_TITLE / 2:
            return line
        if letters < SHORT_TITLE:
            continue
        is_line = line.is_title and line is not lines[-1]
        if not (line.opens_with_lead or is_line or line.lead == line.text):
            return None
        headings = (below for below in lines[1:BEFORE_TITLE] if below.rank < NO_RANK)
        heading = next(headings, None)
        return line if heading is None or line.is_prose or line.links else heading
    return None


def _names_of_note(line: ItemLine) -> Iterator[str]:
    """Yield what a note refers to a line by: its anchors, or its number in brackets."""
    for element in line.block.around[:2]:
        if anchor := element.get("id"):
            yield anchor
    if number := _NUMBER.match(line.text):
        yield f"[{number[1]}]"


def _notes_in(line: ItemLine) -> Iterator[str]:
    for anchor in {run.anchor for run in line.block.runs if run.anchor is not None}:
        href = anchor.get("href") or ""
        if href.startswith("#") and len(href) > 1:
            yield href[1:]
    for note in _NOTE.finditer(line.text):
        yield note.group()


def prose_of(lines: Iterable[ItemLine]) -> float:
    """Return the letters of prose in `lines`."""
    return sum(line.prose for line in lines if line.is_prose)
