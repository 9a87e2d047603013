"""Retellings: what a page credits to other publishers, and digests of several stories."""

from collections.abc import Iterator, Sequence

from server.model import counted
from server.page.view import PageView
from server.text.lexicon import fold
from server.urls import host_of
from server.verdict.basis.basis import SIGNED_OFF, CreditedOutlet
from server.verdict.basis.mentions import Mention
from server.verdict.digest import find_digest
from server.verdict.signals.signal import Signal

_MOST = 3  # credits that are shown


def attribution_signals(view: PageView, credited: Sequence[CreditedOutlet]) -> list[Signal]:
    """Report the one outlet that a text names at its head as its source.

    Further down, and on a signed page, outlets are sources of a text of its own. A news agency
    alone is a credit: its reports are there for all to print.
    """
    outlets = [one for one in credited if not one.is_agency]
    heads = {
        outlet: mention
        for outlet in outlets
        for mention in reversed(outlet.mentions)
        if mention.how == "report" and mention.place in ("first", "head")
    }
    if len(heads) != 1:
        return []
    ((outlet, mention),) = heads.items()
    return [] if outlet.on_signed else [_signal(view, outlet.name, mention, "head")]


def credit_signals(view: PageView, outlets: Sequence[CreditedOutlet]) -> Iterator[Signal]:
    """Yield the words with which a page credits the `outlets` that its text is based on."""
    for outlet in outlets[:_MOST]:
        best = next((one for one in outlet.mentions if one.start is not None), outlet.mentions[0])
        yield _signal(view, outlet.name, best, "")


def _signal(view: PageView, name: str, mention: Mention, kind: str) -> Signal:
    params = (("outlet", name), *((("url", mention.link),) if mention.link else ()))
    folded, near = fold(mention.quote), view.blocks[max(0, view.first - 10) : view.last + 12]
    element = next((block.element for block in near if folded in fold(block.text)), None)
    if mention.how in SIGNED_OFF and mention.place == "tail":
        says = f"After the text, its original: “{mention.quote}”"
        return Signal("source_line", says, mention.quote, element, kind, params)
    says = f"Retells a report of {name}: “{mention.quote}”"
    return Signal("retells_report", says, mention.quote, element, kind, params)


def digest_signal(view: PageView) -> Signal | None:
    """Return the sign that the page retells several stories, none where it is about one."""
    digest = find_digest(view)
    if digest is None or digest.lead is not None:
        return None
    links = [link for item in digest.items for link in item.links]
    hosts = {host_of(link.url) for link in links}
    quote = next((link.text for link in links if link.text), digest.items[0].title)
    element = next((link.element for link in links if link.text), None)
    stories, others = counted(len(digest.items), "story"), counted(len(hosts), "other publication")
    says = f"{stories}, which lead to {others}: “{quote}”."
    counts = (("items", len(digest.items)), ("publications", len(hosts)))
    return Signal("retells_report", says, quote, element, "digest", counts)
