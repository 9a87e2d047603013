"""Blocks of a page's text with their links, in reading order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml.html import HtmlElement

from server.language.scripts import CLOSE_TERMINAL, HAN, HANGUL, KANA, TERMINAL
from server.page.document import Run, block_of
from server.page.links import Link, Place, anchor_of

_SENTENCE = re.compile(rf"(?<=[{TERMINAL}])(?:\s+|(?<=[{CLOSE_TERMINAL}]))(?=\S)")

_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]{}]+[^\s<>\"'()\[\]{}.,;:!?]")

_DENSE = re.compile(f"[{KANA}{HAN}{HANGUL}]")

_SPACE = re.compile(r"\s+")
LONGEST_LINK = 120  # characters of a link that is a headline
_TAIL = ")]）】»›→>.。 \u00a0"
_MOST = 0.6  # share of a text's characters


@dataclass(frozen=True, slots=True)
class LinkBlock:
    """A block of the page as a reader sees it; text without HTML has no element."""

    text: str
    element: HtmlElement | None
    links: tuple[Link, ...] = ()
    in_story: bool = False  # perhaps by the story itself, rather than by the page about it

    @property
    def sentences(self) -> list[str]:
        """The block's sentences, each verbatim from `text`."""
        return [part for part in _SENTENCE.split(self.text) if part]


def letters_in(text: str) -> float:
    """The letters of `text`, each dense (Han, Kana, Hangul) one as 2.5."""
    if text.isascii():
        return float(len(text))
    return len(text) + 1.5 * len(_DENSE.findall(text))


def is_long(text: str, letters: int) -> bool:
    """Whether `text` has at least `letters` letters, as `letters_in` counts them."""
    return letters_in(text) >= letters


def blocks_from(runs: list[Run], place: Place) -> Iterator[LinkBlock]:
    """The blocks that `runs` make up, with their links."""
    for _, members in groupby(runs, key=lambda run: run.line):
        group = list(members)
        text = _SPACE.sub(" ", "".join(run.text for run in group)).strip()
        if text:
            yield LinkBlock(text, block_of(group[0].element), tuple(links_of(group, text, place)))


def links_of(group: list[Run], text: str, place: Place) -> Iterator[Link]:
    """The links in the text nodes `group`, else the addresses written in their `text`."""
    anchors: dict[HtmlElement, str] = {}
    for run in group:
        anchor = anchor_of(run.element)
        if anchor is not None:
            anchors[anchor] = anchors.get(anchor, "") + run.text
    for anchor, words_of_link in anchors.items():
        words = " ".join(words_of_link.split())
        if link := place.link(anchor.get("href"), words, anchor):
            yield link
    if not anchors and group:
        yield from _written_links(text, block_of(group[0].element), place)


def _written_links(text: str, element: HtmlElement | None, place: Place) -> Iterator[Link]:
    for found in _ADDRESS.finditer(text):
        if link := place.link(found.group(), found.group(), element):
            yield link


def only_link(links: Sequence[Link]) -> Link | None:
    """The one of `links` to another site, of a headline's length; None if there are more."""
    elsewhere = [link for link in links if link.elsewhere]
    if len(elsewhere) != 1 or not 0 < len(elsewhere[0].text) <= LONGEST_LINK:
        return None
    return elsewhere[0]


def makes_up_or_ends(link: Link, text: str) -> bool:
    """Whether the words of `link` are most of `text`, or its end."""
    ends = text.rstrip(_TAIL).endswith(link.text.rstrip(_TAIL))
    return ends or len(link.text) > _MOST * len(text)
