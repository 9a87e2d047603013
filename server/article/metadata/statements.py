"""A page's statements about its article, each with its place, and the short lines that it shows."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import groupby
from typing import Any, Literal, NamedTuple

from lxml import etree
from lxml.etree import XPath
from lxml.html import HtmlElement

from server.model import Claim, FoundIn
from server.page.document import Document, fold, is_shown, visible
from server.page.roles import BESIDE, Parts, Role, marks_of, rows_of
from server.page.structured import Node, structured_of

# The roles of an author's element, the clearest first.
_MARKED: tuple[Role, ...] = ("named", "signed", "written")
_MAY_BE_MARKED: Any = XPath(
    "//body//*[@class or @rel='author' or self::byline or self::address or @id='author']"
)
# Parts that name other people.
_ELSEWHERE = (BESIDE - {"author"}) | {"foot"}
NEAR = 15  # lines from the heading to a byline


class ShownLine(NamedTuple):
    """A short line of the page: its text in pieces, and the first's element.

    `at` counts lines below the heading, 0 in it; None before it, or without one.
    """

    at: int | None
    pieces: list[str]
    element: HtmlElement
    text: str

    def is_below(self, limit: int = NEAR) -> bool:
        """Whether it is within `limit` lines below the heading."""
        return bool(self.at) and (self.at or 0) <= limit


Field = Literal["title", "author", "published", "modified", "publisher", "language", "canonical"]
_LONGEST = 500  # characters of a claim
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_HOME = re.compile(r"^(?:\S*?https?://[^/?#]+)?/?(?:index\.\w+)?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, `at` the number of its element; one that `leads_home` is the site's name."""

    claim: Claim
    level: int
    at: int
    leads_home: bool = False


class Statements:
    """Reads what the page in `document` declares about itself, and its short lines, on demand."""

    def __init__(self, document: Document) -> None:
        self.document, self.root = document, document.root
        self.declared = structured_of(document)
        headings = filter(is_shown, self.root.iter("h1"))
        self.heading: HtmlElement | None = next(headings, None)

    @cached_property
    def _parts(self) -> Parts:
        return Parts(None if self.heading is None else self.heading.getparent())

    def is_elsewhere(self, element: HtmlElement) -> bool:
        """Whether `element` is among comments, teasers and the like."""
        return self._parts.of(element).role in _ELSEWHERE

    @cached_property
    def marked(self) -> dict[Role, list[HtmlElement]]:
        """Sort the elements by their role of an author; links to one count as names."""
        elements_by_role: dict[Role, list[HtmlElement]] = {role: [] for role in _MARKED}
        rows = rows_of(_MARKED)
        for element in _MAY_BE_MARKED(self.root):
            roles = {mark.role for mark in marks_of(element, rows)}
            if element.get("rel") == "author":
                roles.add("named")
            for role in roles if roles and is_shown(element) else ():
                elements_by_role[role].append(element)
        return elements_by_role

    @cached_property
    def lines(self) -> list[ShownLine]:
        """The short lines in order."""
        return list(self._read_lines())

    def _read_lines(self) -> Iterator[ShownLine]:
        is_text = self.heading is not None and bool(self.heading.text_content().strip())
        marks: Any = () if self.heading is None else self.heading.iter()
        if self.heading is not None and not is_text:  # a picture
            marks = self.heading.xpath("following::*")
        head, lines_below = frozenset(marks), None
        for _, group in groupby(self.document.text_map.runs, key=lambda run: run.line):
            runs = list(group)
            text = " ".join("".join(run.text for run in runs).split())
            if not text:
                continue
            lines_below = None if lines_below is None else lines_below + 1
            if runs[0].element in head and (is_text or lines_below is None):
                lines_below = 0 if is_text else 1
            if len(text) <= 160:  # characters of a text that may be a byline
                yield ShownLine(lines_below, [run.text for run in runs], runs[0].element, text)

    @cached_property
    def article(self) -> Node:
        """JSON-LD's node of the article under the page's heading."""
        return self.declared.article_about([claim.value for claim in self.main_headings[0]])

    @cached_property
    def main_headings(self) -> tuple[list[Claim], list[str]]:
        """The visible `h1`s, and the words of any that only lead home."""
        main = [heading for heading in self.headings[0] if heading.level == 1]
        return [heading.claim for heading in main if not heading.leads_home], [
            heading.claim.value for heading in main if heading.leads_home
        ]

    @cached_property
    def headings(self) -> tuple[list[Heading], int]:
        """The first visible headings, and the number of the first prose's element."""
        headings: list[Heading] = []
        left = {"h1": 20, "h2": 4, "h3": 4}  # that are read of each level
        number, prose = 0, None
        for number, element in enumerate(self.root.iter(etree.Element)):
            tag = element.tag
            if left.get(tag) and is_shown(element) and (text := shown_text(element)):
                left[tag] -= 1
                claim = Claim(text, "heading")
                headings.append(Heading(claim, int(tag[1]), number, leads_home=leads_home(element)))
            # Characters of a paragraph; headings and decks are shorter.
            elif prose is None and tag == "p" and len("".join(element.itertext())) > 150:
                prose = number if is_shown(element) else None
        return headings, number + 1 if prose is None else prose

    def values_of(self, field: Field) -> Iterator[tuple[list[str], FoundIn]]:
        """Yield the values of `field` in each place that has it, the most reliable first."""
        for place, listed in _places()[field]:
            names = listed.split()
            if place == "json_ld":
                value = next(filter(None, map(self.article.get, names)), None)
                yield self.declared.names_in(value), "json_ld"
            elif place == "markup":
                for found_in, node in self.declared.markup:
                    value = node.get(listed) or []
                    yield value if isinstance(value, list) else [value], found_in
            else:
                yield from ((self.declared.metas.get(name, []), place) for name in names)

    def first_claims(self, field: Field) -> list[Claim]:
        """Return the first value of `field` in each place."""
        value_by_place: dict[FoundIn, str] = {}
        for values, place in self.values_of(field):
            if values:
                value_by_place.setdefault(place, values[0])
        return [
            claim for place, value in value_by_place.items() for claim in claims([value], place)
        ]


@cache
def _places() -> dict[Field, list[tuple[FoundIn | Literal["markup"], str]]]:
    """Return the places of each field: properties of nodes and names of metas."""
    table: dict[Field, list[tuple[FoundIn | Literal["markup"], str]]] = json.loads(
        files(__package__).joinpath("statements.json").read_text("utf-8")
    )
    return table


def leads_home(heading: HtmlElement) -> bool:
    """Whether all that `heading` links to is a home page."""
    links = [link.get("href", "") for link in heading.iter("a")]
    return bool(links) and all(_HOME.match(link.strip()) for link in links)


def shown_text(element: HtmlElement) -> str:
    """Return an element's text on one line, with a space per line break and block."""
    last, pieces = 0, []
    for _, text, number, _ in visible(element):
        pieces.append(text if number == last else f" {text}")
        last = number
    return line("".join(pieces))


def line(text: str, longest: int = _LONGEST) -> str:
    """Return `text` as one clean line of at most `longest` characters, without tags."""
    words = " ".join(_TAG.sub("", text[: 20 * longest]).split())
    # Joiners are part of Persian and Indic words.
    printable = (sign for sign in words if sign.isprintable() or sign in "\u200c\u200d")
    return "".join(printable)[:longest].strip()


def claims(values: Iterable[str | None], found_in: FoundIn) -> list[Claim]:
    """Return a claim for each of `values` with text."""
    return [Claim(clean, found_in) for value in values if value and (clean := line(value))]


def distinct(stated: Iterable[Claim]) -> list[Claim]:
    """Return the first of those claims that only differ in typography."""
    first: dict[str, Claim] = {}
    for claim in stated:
        first.setdefault(fold(claim.value), claim)
    return list(first.values())
