"""Boxes that lie over the page and shut it: dialogs and walls at the page's edge, not at the end.

Such a box stands before the page's head or behind its foot, where nothing else of it is about
the article; so only a call for subscribers in it counts.
"""

from collections.abc import Iterator

from lxml.html import HtmlElement

from server.page.calls_to_action import find_calls
from server.page.document import Document, Reading
from server.page.link_blocks import Block, blocks_from
from server.page.links import place_of
from server.page.paywall_markup import named_lock
from server.verdict.signals.signal import Signal

MOST_BOXES = 8
_DIALOGS = "//dialog[@open] | //*[@role='dialog' or @role='alertdialog' or @aria-modal='true']"
_AT_THE_EDGE = "//body/* | //body/*/*"


def overlay_signs(reading: Reading) -> list[Signal]:
    """The call for subscribers in a box over the page, if there is one."""
    if reading.document is None:
        return []
    return list(_signs(reading, reading.document))[:1]


def _signs(reading: Reading, document: Document) -> Iterator[Signal]:
    place = place_of(reading.article, document)
    for box in _boxes(reading, document)[:MOST_BOXES]:
        inside = set(box.iter())
        runs = [run for run in document.text_map.runs if run.element in inside]
        blocks: tuple[Block, ...] = tuple(blocks_from(runs, place))
        for call in find_calls(blocks, reading.article.language):
            if call.kind == "cut_for_subscribers":
                says = f"A box over the page says “{call.quote}”."
                yield Signal("cut_for_subscribers", says, call.quote, call.block.element, "overlay")


def _boxes(reading: Reading, document: Document) -> list[HtmlElement]:
    """Dialogs, and what is named as a lock at the page's edge; none that holds the body."""
    around = _around_body(reading, document)
    edge = [box for box in document.root.xpath(_AT_THE_EDGE) if named_lock(box)]
    return [box for box in (*document.root.xpath(_DIALOGS), *edge) if box not in around]


def _around_body(reading: Reading, document: Document) -> set[HtmlElement]:
    if reading.body is None or reading.body.span is None:
        return set()
    first = document.text_map.run_at(reading.body.span.start).element
    return {first, *first.iterancestors()}
