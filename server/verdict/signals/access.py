"""What a page offers behind its text's end to those who may not read on: forms, prices, locks."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from server.page.boundary import Boundary
from server.page.document import Reading
from server.page.link_blocks import Block
from server.page.paywall_markup import (
    asks_for,
    is_door,
    is_overlaid,
    named_lock,
    named_part,
    runs_out,
)
from server.text.cue_words import has_price, is_offer, says
from server.verdict.signals.signal import Signal

LONGEST_CALL = 300  # characters of a block that calls for something
NEXT = 5  # blocks right behind the end; what is farther may be the site's furniture


def access_signs(reading: Reading, end: Boundary) -> list[Signal]:
    """Offers, doors and locks behind the end of the body."""
    behind = end.blocks[1:] if end.end is not None else end.blocks
    language = reading.article.language
    near = [
        block
        for block in behind[:12]
        if not block.told
        and len(block.text) <= LONGEST_CALL
        and not says(block.text, ("other",), language)
    ]
    close = [block for block in behind[:NEXT] if block in near]
    seen = [
        next(_doors(close), None) or _far(next(_doors(near), None)),
        next(_forms(close), None),
        next(_prices(close, language), None),
        next(_words(close, language), None),
        _lock(close, end.end),
        _shut(end),
    ]
    return [sign for sign in seen if sign]


def _doors(blocks: list[Block]) -> Iterator[Signal]:
    for link, block in [(link, one) for one in blocks for link in one.links]:
        if is_door(link.url):
            quote = link.text or block.text
            says_it = f"Behind the end stands “{quote}”, which leads to an account or an offer."
            # An element without children is false, so "or" would pass over it.
            element = block.element if link.element is None else link.element
            yield Signal("offers_access", says_it, quote, element, "door")


def _far(seen: Signal | None) -> Signal | None:
    if seen is None:
        return None
    return Signal(seen.signal, seen.says, seen.quote, seen.element, "door_far")


def _forms(blocks: list[Block]) -> Iterator[Signal]:
    for block in blocks:
        for kind, asked in (("password", "form"), ("email", "mail")):
            if block.element is not None and asks_for(block.element, kind):
                says_it = f"Behind the end, the page asks to sign in: “{block.text}”."
                yield Signal("offers_access", says_it, block.text, block.element, asked)


def _prices(blocks: list[Block], language: str | None) -> Iterator[Signal]:
    for block in blocks:
        if has_price(block.text):
            sells = is_offer(block.text, language) or any(is_door(link.url) for link in block.links)
            says_it = f"Behind the end, the page names a price: “{block.text}”."
            kind = "price" if sells else "amount" if len(block.text) <= 80 else ""
            if kind:
                yield Signal("offers_access", says_it, block.text, block.element, kind)


def _words(blocks: list[Block], language: str | None) -> Iterator[Signal]:
    """A line that calls for an account; alone it may call for anything."""
    for block in blocks:
        if len(block.text) <= 120 and says(block.text, ("access",), language):
            says_it = f"Behind the end stands “{block.text}”."
            yield Signal("offers_access", says_it, block.text, block.element, "words")


def _lock(blocks: list[Block], end: Block | None) -> Signal | None:
    """A block behind the end whose container is called a lock; containers of the body are not."""
    around = set(end.element.iterancestors()) if end and end.element is not None else set()
    for block in blocks:
        step = block.element
        while step is not None and step not in around and step.tag != "body":
            if named := named_lock(step):
                says_it = f"Behind the end stands “{block.text}”, in a part named “{named}”."
                params = (("name", named),)
                return Signal("locked_part", says_it, block.text, block.element, "behind", params)
            step = step.getparent()
    return None


def _shut(end: Boundary) -> Signal | None:
    """The body's own end stands in a part that is faded out or cut by name or style."""
    if end.end is None or end.end.element is None:
        return None
    element: HtmlElement = end.end.element
    text = end.end.text[-160:]
    around = [element, *list(element.iterancestors())[:2]]
    if is_overlaid(element) or any(runs_out(step) for step in around):
        says_it = "The text's end is faded out or cut by a style."
        return Signal("locked_part", says_it, text, element, "style")
    for step in around:
        if named := named_part(step):
            says_it = f"The text ends in a part that is named “{named}”."
            return Signal("locked_part", says_it, text, element, "around", (("name", named),))
    return None
