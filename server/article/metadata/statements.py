"""The page's statements about its article, each with its place."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

from server.article.metadata.shown_page import ShownPage
from server.model import Claim, FoundIn
from server.page.document import Document, fold, is_shown, visible
from server.page.structured import Node, structured_of

Field = Literal["title", "author", "published", "modified", "publisher", "language", "canonical"]
_LONGEST = 500  # characters of a claim
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_HOME = re.compile(r"^(?:\S*?https?://[^/?#]+)?/?(?:index\.\w+)?$")
_MOST = {"h1": 20, "h2": 4, "h3": 4}  # headings of each level that are read
_PROSE = 150  # characters of a paragraph; headings and decks are shorter


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, `at` the number of its element; one that `leads_home` is the site's name."""

    claim: Claim
    level: int
    at: int
    leads_home: bool = False


class Statements:
    """Reads what the page in `document` states about itself."""

    def __init__(self, document: Document) -> None:
        self.root, self.declared = document.root, structured_of(document)
        self.shown = ShownPage(document)

    @cached_property
    def article(self) -> Node:
        """JSON-LD's node of the article under the page's heading."""
        return self.declared.article_about([claim.value for claim in self.main_headings[0]])

    @cached_property
    def main_headings(self) -> tuple[list[Claim], list[str]]:
        """Return the visible `h1`s, and the words of any that only lead home."""
        main = [heading for heading in self.headings[0] if heading.level == 1]
        return [heading.claim for heading in main if not heading.leads_home], [
            heading.claim.value for heading in main if heading.leads_home
        ]

    @cached_property
    def headings(self) -> tuple[list[Heading], int]:
        """Return the first visible headings, and the number of the first prose's element."""
        found: list[Heading] = []
        left, at, prose = dict(_MOST), 0, None
        for at, element in enumerate(self.root.iter(etree.Element)):
            tag = element.tag
            if left.get(tag) and is_shown(element) and (text := shown_text(element)):
                left[tag] -= 1
                claim = Claim(text, "heading")
                found.append(Heading(claim, int(tag[1]), at, leads_home=leads_home(element)))
            elif prose is None and tag == "p" and len("".join(element.itertext())) > _PROSE:
                prose = at if is_shown(element) else None
        return found, at + 1 if prose is None else prose

    def stated(self, field: Field) -> Iterator[tuple[list[str], FoundIn]]:
        """Yield the values of `field` in each place that has it, the most reliable first."""
        for place, listed in _places()[field]:
            names = listed.split()
            if place == "json_ld":
                value = next(filter(None, map(self.article.get, names)), None)
                yield self.declared.named(value), "json_ld"
            elif place == "markup":
                for found_in, node in self.declared.markup:
                    value = node.get(listed) or []
                    yield value if isinstance(value, list) else [value], found_in
            else:
                yield from ((self.declared.metas.get(name, []), place) for name in names)

    def first(self, field: Field) -> list[Claim]:
        """Return the first value of `field` in each place."""
        found: dict[FoundIn, str] = {}
        for values, place in self.stated(field):
            if values:
                found.setdefault(place, values[0])
        return [claim for place, value in found.items() for claim in claims([value], place)]


@cache
def _places() -> dict[Field, list[tuple[FoundIn | Literal["markup"], str]]]:
    """Return the places of each field: properties of nodes and names of metas."""
    table: dict[Field, list[tuple[FoundIn | Literal["markup"], str]]] = json.loads(
        files(__package__).joinpath("statements.json").read_text("utf-8")
    )
    return table


def leads_home(heading: HtmlElement) -> bool:
    """Return whether all that `heading` links to is a home page."""
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
    return "".join(filter(_is_shown, words))[:longest].strip()


def _is_shown(character: str) -> bool:
    # Joiners are part of Persian and Indic words.
    return character.isprintable() or character in "\u200c\u200d"


def claims(values: Iterable[str | None], found_in: FoundIn) -> list[Claim]:
    """Return a claim for each of `values` with text."""
    return [Claim(clean, found_in) for value in values if value and (clean := line(value))]


def distinct(stated: Iterable[Claim]) -> list[Claim]:
    """Return the first of those claims that only differ in typography."""
    first: dict[str, Claim] = {}
    for claim in stated:
        first.setdefault(fold(claim.value), claim)
    return list(first.values())
