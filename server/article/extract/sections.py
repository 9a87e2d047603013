"""Finds similar sections: stories of an endless page, entries of a live report, lists.

Extractors and the block classifier look at blocks, and so take only parts of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from lxml.html import HtmlElement

from server.article.extract.classifier.classify import THRESHOLD
from server.article.extract.classifier.columns import Floats
from server.page.block import Block, in_link

_LEVELS = ("h2", "h3")
_MOST = 200  # headings of a level that are read
_LISTS = frozenset({"ul", "ol"})
# Least sections of a report or a list; folded characters of prose in each.
_FEWEST, _PROSE = 3, 60
# Least mean chance of sections, or of a list's letters, that are taken as one.
_ENOUGH = 0.25
_LINKED = 0.3  # share of letters in links below which a block is prose
# Least chance of a block in a list that is taken.
_NEAR = 0.15
# Least chance of a block in similar sections that are taken.
_NEAR_ENTRY = 0.05

Sections = dict[HtmlElement, HtmlElement]


def alike(root: HtmlElement, level: str) -> list[Sections]:
    """Return groups of siblings of the same tag and class with one heading of `level` each.

    Each section leads to its heading.
    """
    counts: Counter[HtmlElement] = Counter()
    headings = list(islice(root.iter(level), _MOST))
    for heading in headings:
        counts.update(heading.iterancestors())
    groups: dict[tuple[HtmlElement, str, str | None], Sections] = defaultdict(dict)
    for heading in headings:
        section = heading
        for ancestor in heading.iterancestors():
            if counts[ancestor] > 1:
                if section is not heading:
                    groups[ancestor, section.tag, section.get("class")][section] = heading
                break
            section = ancestor
    return [group for group in groups.values() if len(group) > 1]


def taken_whole(
    root: HtmlElement, blocks: Sequence[Block], likely: Floats, least: float
) -> list[bool]:
    """Return which blocks are taken, given their chances.

    These are the likely ones (from `least`), and nearly likely ones in lists and similar sections
    that are likely as a whole.
    """
    whole = [bool(chance >= least) for chance in likely]
    for index in chain.from_iterable(_lists(blocks, likely)):
        whole[index] = whole[index] or bool(likely[index] >= _NEAR)
    for index in chain.from_iterable(_entries(root, blocks, likely)):
        whole[index] = whole[index] or bool(likely[index] >= _NEAR_ENTRY)
    return whole


def home_of(
    element: HtmlElement, sections: Sections, known: dict[HtmlElement, HtmlElement | None]
) -> HtmlElement | None:
    """Return the section that contains `element`; `known` caches other elements."""
    climbed = []
    step = element
    while step is not None and step not in sections and step not in known:
        climbed.append(step)
        step = step.getparent()
    home = known.get(step, step)
    known.update(dict.fromkeys(climbed, home))
    return home


def _lists(blocks: Sequence[Block], likely: Floats) -> Iterator[list[int]]:
    """Yield the blocks of text lists that are taken in part and likely as a whole."""
    items: dict[HtmlElement, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        parent = block.element.getparent()
        if block.element.tag == "li" and parent is not None and parent.tag in _LISTS:
            items[parent].append(index)
    for members in items.values():
        letters = sum(blocks[n].length for n in members)
        linked = sum(blocks[n].linked for n in members)
        mean = sum(blocks[n].length * likely[n] for n in members) / letters
        is_begun = any(likely[n] >= THRESHOLD for n in members)
        if is_begun and mean >= _ENOUGH and linked < _LINKED * letters:
            yield members


def _entries(root: HtmlElement, blocks: Sequence[Block], likely: Floats) -> Iterator[list[int]]:
    """Yield the blocks of similar sections with unlinked headings that are likely."""
    for group in filter(
        _is_prose_group, chain.from_iterable(alike(root, level) for level in _LEVELS)
    ):
        known: dict[HtmlElement, HtmlElement | None] = {}
        inside: dict[HtmlElement, list[int]] = defaultdict(list)
        for index, block in enumerate(blocks):
            home = home_of(block.element, group, known)
            if home is not None:
                inside[home].append(index)
        prose_groups = [each for each in inside.values() if any(_is_prose(blocks[n]) for n in each)]
        best = [max(likely[n] for n in each) for each in prose_groups]
        if len(prose_groups) >= _FEWEST and sum(best) >= _ENOUGH * len(prose_groups):
            yield from prose_groups


def _is_prose_group(group: Sections) -> bool:
    """Return whether the sections may be a report's, not cards of links."""
    heading = next(iter(group.values()))
    linked = heading.find(".//a") is not None or in_link(heading)
    return len(group) >= _FEWEST and not linked


def _is_prose(block: Block) -> bool:
    return block.length >= _PROSE and block.linked < _LINKED * block.length
