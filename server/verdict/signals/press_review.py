"""Press reviews: several short items, each of which leads to another publication."""

import re
from collections.abc import Sequence
from itertools import pairwise

from server.language.tables import table
from server.page.block import (
    Block,
    is_long,
    letters_in,
    makes_up_or_ends,
    only_link,
)
from server.page.links import Link
from server.page.view import PageView
from server.text.calls.made import has_price
from server.urls import host_of, may_be_story
from server.verdict.signals.attribution import is_source_line
from server.verdict.signals.signal import Signal

ITEMS = 3  # other publications that make a press review
LONGEST_ITEM = 1000  # letters of prose an item may have on average
PROSE = 60  # letters
# Blocks of prose for each link; with fewer it is a list of links.
LEAST_PROSE, MOST_PROSE = 0.6, 6
MOST_PRICED = 0.2  # share of items with a price: offers of shops
MOST_CUT = 0.2  # share of pieces that break off: teasers, results of a search
AFTER = 4  # blocks after the body that may hold its last item's link
_PICTURE = re.compile(rf"^\W*(?:{'|'.join(table('credits')['pictures'])})\s?(?:[:：]|©|$)", re.I)
_LEXICON = re.compile(r"//[\w.]*wiki[pm]edia\.", re.I)
_COMMENTS = re.compile(r"^(?:\d+ )?[ck]omm?ent", re.I)
_ELLIPSES = ("...", "…")


def press_review_signal(view: PageView) -> Signal | None:
    """That the page is a press review, by the links that its items begin or end with."""
    blocks = _blocks(view)
    leading = [(number, link) for number, block in enumerate(blocks) if (link := _leads(block))]
    hosts = {host_of(link.url) for _, link in leading}
    words = {link.text.casefold() for _, link in leading}
    priced = sum(has_price(blocks[number].text) for number, _ in leading)
    if min(len(hosts), len(words)) < ITEMS or priced > MOST_PRICED * len(leading):
        return None
    # Items that name their sources may come after a longer beginning.
    named = sum(is_source_line(block.text) for block in blocks) >= ITEMS
    if not _all_along(blocks, [number for number, _ in leading], named=named):
        return None
    number, link = leading[0]
    quote = link.text
    says = f"{len(leading)} short items lead to {len(hosts)} other publications: “{quote}”."
    element = blocks[number].element if link.element is None else link.element
    counts = (("items", len(leading)), ("publications", len(hosts)))
    return Signal("retells_report", says, quote, element, "digest", counts)


def _blocks(view: PageView) -> list[Block]:
    """Return the blocks of the body that are the story."""
    blocks = view.blocks[max(0, view.first - 1) : view.last + AFTER]
    # Most texts lead to few sites, so that their links need no second look.
    if len({host_of(link.url) for block in blocks for link in block.links}) < ITEMS:
        return []
    return [block for block in blocks if not block.is_beside]


def _leads(block: Block) -> Link | None:
    """The one link to another site that makes `block` up, or that it ends with."""
    link = only_link(block.links)
    if link is None or not may_be_story(link.url) or not makes_up_or_ends(link, block.text):
        return None
    # The credits of pictures and talk about each item lead elsewhere too.
    is_other = _PICTURE.search(link.text) or _COMMENTS.search(link.text)
    return None if is_other or _LEXICON.search(link.url) else link


def _all_along(blocks: Sequence[Block], leading: Sequence[int], *, named: bool) -> bool:
    """Whether links are all along the prose, after or above each short piece of it."""
    prose = [number for number, block in enumerate(blocks) if is_long(block.text, PROSE)]
    letters = sum(letters_in(blocks[number].text) for number in prose)
    cut = sum(blocks[number].text.rstrip(" \u00a0)]»›→>").endswith(_ELLIPSES) for number in prose)
    pieces = [sum(a < number <= b for number in prose) for a, b in pairwise(leading)]
    before = sum(number < leading[0] for number in prose)
    after = sum(number > leading[-1] for number in prose)
    return (
        letters <= LONGEST_ITEM * len(leading)
        and cut <= MOST_CUT * len(prose)
        and before <= (max(2, *pieces) if named else 2)
        and after <= max(2, *pieces)
        and LEAST_PROSE * len(leading) <= len(prose) <= MOST_PROSE * len(leading)
    )
