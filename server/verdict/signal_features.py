"""All signals of a page, and the names by which the classifier knows them."""

import re
from collections.abc import Iterator

from server.model import REFUSALS
from server.page.block import letters_in
from server.page.document import Document
from server.page.links import is_account_link
from server.page.view import PageView
from server.verdict.basis.basis import CreditedOutlet, candidates_of
from server.verdict.basis.own import Own
from server.verdict.signals.attribution import attribution_signals, digest_signal
from server.verdict.signals.pagination import pagination_signals
from server.verdict.signals.remarks import remark_signals, remarks_of
from server.verdict.signals.signal import Signal

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
