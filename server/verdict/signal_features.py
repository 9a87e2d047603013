"""All signals of a page, and the names by which the classifier knows them."""

import re
from collections.abc import Iterator, Sequence

from server.model import REFUSALS, counted
from server.page.block import letters_in
from server.page.document import Document, is_account_link
from server.page.view import PageView
from server.text.lexicon import fold
from server.urls import host_of
from server.verdict.basis import SIGNED_OFF, CreditedOutlet, candidates_of
from server.verdict.digest import find_digest
from server.verdict.mentions import Mention, Own
from server.verdict.pagination import pagination_signals
from server.verdict.remarks import remark_signals, remarks_of
from server.verdict.signal import Signal

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


# Letters of a text: a brief, a short report, one of a usual length, a long one.
BRIEF, SHORT, LONG = 1000, 2500, 6000
_ASKS = frozenset({"locked_part", "offers_access", "http_status"})
_ENDS = frozenset({"cut_off_end", "hidden_rest"})
# A weak signal that is worth more with a second one of another kind: the feature of the two, the
# weak one, and those that back it.
_TOGETHER = (
    ("cut_off_end+access", "cut_off_end", _ASKS | {"declared_paid", "cut_for_subscribers"}),
    ("cut_off_end+brief", "cut_off_end", {"length:brief"}),
    (
        "cut_for_subscribers+access",
        "cut_for_subscribers",
        _ASKS | _ENDS | {"declared_paid"},
    ),
)
SCANT = 800  # letters of a text that is sold, from which on it may be all if nothing is offered
FAR = 25  # blocks after the text in which access to the rest is offered
# Share of its words by which a text may be shorter or longer than declared: 68 of 68 are whole.
_NEARLY = 0.15
_WORD_COUNT = re.compile(r'"wordCount"\s*:\s*"?(\d{2,7})\b')


def declared_signals(view: PageView) -> Iterator[Signal]:
    """Report what status and structured data say of the article's access.

    Markup is often wrong, so it needs a second sign.
    """
    if view.status in REFUSALS:
        says = f"The site answered with status {view.status}."
        yield Signal("http_status", says, params=(("status", view.status),))
    if view.article.access.declared_free is False:
        yield Signal("declared_paid", "The page says that it is not free to read.")


def declared_words(document: Document) -> int | None:
    """Return the word count in the page's structured data, else in another script."""
    scripts = list(document.root.iter("script"))
    # What is declared for search engines comes first.
    scripts.sort(key=lambda script: script.get("type") != "application/ld+json")
    found = (_WORD_COUNT.search(script.text or "") for script in scripts)
    return next((int(one[1]) for one in found if one), None)


def signals_of(view: PageView, own: Own) -> tuple[list[Signal], list[CreditedOutlet]]:
    """Return all signals that the text is not whole, and whom it credits beside its `own`."""
    remarks = [*remarks_of(view)]
    found = [*pagination_signals(view), *remark_signals(remarks), *declared_signals(view)]
    credited = candidates_of(view, own, remarks, found)
    found += attribution_signals(view, credited)
    digest = digest_signal(view)
    return [*found, digest] if digest else found, credited


def features_of(signals: list[Signal], view: PageView) -> set[str]:
    """Return the features of a page: its signals, its length, and signals backing each other."""
    features = {signal.feature for signal in signals}
    letters = letters_in(view.article.text)
    if letters < BRIEF:
        features.add("length:brief")
    elif letters < SHORT:
        features.add("length:short")
    elif letters >= LONG:
        features.add("length:long")
    declared, words = declared_words(view.document), view.article.words
    if declared is not None and abs(declared - words) <= _NEARLY * words:
        features.add("length:declared")
    is_sold = "declared_paid" in features and "length:declared" not in features
    if is_sold and letters < (BRIEF if _offers(view) else SCANT):
        features.add("declared_paid+scant")
    seen = features | {feature.partition(":")[0] for feature in features}
    return features | {name for name, weak, others in _TOGETHER if weak in seen and others & seen}


def _offers(view: PageView) -> bool:
    """Return whether after the text there is a wall or a link to an account or an offer."""
    after = (block for block in view.blocks[view.last + 1 : view.last + FAR] if not block.is_closed)
    return any(
        block.wall or any(is_account_link(one.url) for one in block.links) for block in after
    )
