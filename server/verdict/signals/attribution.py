"""Retellings: what a page credits to one other publisher, at its head or under its text.

A news agency alone is a credit: its reports are there for all to print.
"""

from collections.abc import Sequence

from lxml.html import HtmlElement

from server.page.block import letters_in
from server.page.view import PageView
from server.text.publishers import is_known
from server.text.spelling import fold
from server.verdict.basis.basis import CreditedOutlet
from server.verdict.basis.mentions import Mention
from server.verdict.signals.signal import Signal

BRIEF, SHORT = 1000, 2500  # letters of a text


def attribution_signals(view: PageView, credited: Sequence[CreditedOutlet]) -> list[Signal]:
    """Return the page's credits to other publishers, in its sentences and under its text."""
    outlets = [one for one in credited if not one.is_agency]
    return [*_in_prose(view, outlets), *_source_line(view, outlets)]


def _in_prose(view: PageView, outlets: Sequence[CreditedOutlet]) -> list[Signal]:
    """Report the one outlet that a text names at its head as its source.

    Further down, and on a signed page, outlets are sources of a text of its own.
    """
    heads = [(one, mention) for one in outlets if (mention := _head_of(one))]
    if len(heads) != 1 or heads[0][0].on_signed:
        return []
    (outlet, mention), quote = heads[0], heads[0][1].quote
    says = f"Retells a report of {outlet.name}: “{quote}”"
    element = _element_of(view, quote)
    params = (("outlet", outlet.name),)
    return [Signal("retells_report", says, mention.quote, element, "head", params)]


def _head_of(outlet: CreditedOutlet) -> Mention | None:
    return next(
        (one for one in outlet.mentions if one.how == "report" and one.place in ("first", "head")),
        None,
    )


def _source_line(view: PageView, outlets: Sequence[CreditedOutlet]) -> list[Signal]:
    """Report the first line “Source: X” or “[via X]” at the body's end, linked or known."""
    lines = (
        one
        for outlet in outlets
        for one in outlet.mentions
        if one.how in ("line", "via", "bracket") and one.place == "tail"
        if one.link or is_known(one.name)
    )
    line = next(lines, None)
    if line is None:
        return []
    says = f"After the text, its source: “{line.quote}”"
    params = (("outlet", line.name), *((("url", line.link),) if line.link else ()))
    kind = f"{'linked' if line.link else 'outlet'}_{_length(view)}"
    return [Signal("source_line", says, line.quote, _element_of(view, line.quote), kind, params)]


def _length(view: PageView) -> str:
    if letters_in(view.article.text) < BRIEF:
        return "brief"
    letters = sum(view.blocks[number].letters for number in view.body_numbers)
    return "short" if letters < SHORT else "long"


def _element_of(view: PageView, quote: str) -> HtmlElement | None:
    folded = fold(quote)
    near = view.blocks[max(0, view.first - 10) : view.last + 12]
    return next((block.element for block in near if folded in fold(block.text)), None)
