"""All signals of a page, and the names by which the classifier knows them."""

from server.page.block import letters_in
from server.page.view import PageView
from server.verdict.basis.basis import CreditedOutlet, candidates_of
from server.verdict.basis.own import Own
from server.verdict.signals.attribution import attribution_signals, digest_signal
from server.verdict.signals.declared import SCANT, declared_signals, is_all_declared
from server.verdict.signals.pagination import pagination_signals
from server.verdict.signals.remarks import remark_signals
from server.verdict.signals.signal import Signal
from server.verdict.signals.truncation import truncation_signals
from server.verdict.signals.unreadable import unreadable_signals

# Letters of a text: a brief, a short report, one of a usual length, a long one.
BRIEF, SHORT, LONG = 1000, 2500, 6000
_ASKS = frozenset({"locked_part", "offers_access", "http_status"})
_ENDS = frozenset({"cut_off_end", "hidden_rest"})
# A weak signal that is worth more with a second one of another kind: the feature of the two, the
# weak one, and those that back it.
_TOGETHER = (
    ("cut_off_end+access", "cut_off_end", _ASKS | {"declared_paid", "cut_for_subscribers"}),
    ("cut_off_end+brief", "cut_off_end", {"length:brief"}),
    ("declared_paid+less", "declared_paid", _ENDS | {"length:brief"}),
    ("declared_paid+longer", "declared_paid", {"declared_longer"}),
    (
        "cut_for_subscribers+access",
        "cut_for_subscribers",
        _ASKS | _ENDS | {"declared_paid", "rest_declared"},
    ),
)
_FINDERS = (
    pagination_signals,
    remark_signals,
    truncation_signals,
    unreadable_signals,
    declared_signals,
)


def signals_of(view: PageView, own: Own) -> tuple[list[Signal], list[CreditedOutlet]]:
    """Return all signals that the text is not whole, and whom it credits beside its `own`."""
    found = [signal for find in _FINDERS for signal in find(view)]
    credited = candidates_of(view, own, found)
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
    if is_all_declared(view):
        features.add("length:declared")
    if letters < SCANT and "declared_paid" in features:
        features.add("declared_paid+scant")
    return features | _backed(features)


def _backed(features: set[str]) -> set[str]:
    """Return the rows of `_TOGETHER` that a page's features make."""
    seen = features | {feature.partition(":")[0] for feature in features}
    return {name for name, weak, others in _TOGETHER if weak in seen and others & seen}
