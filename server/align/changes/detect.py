"""A page sentence beside its sources: its label, what changed, and the signs for `concern`."""

from collections.abc import Iterator
from typing import NamedTuple

from server.align.changes.antonyms import opposite_changes
from server.align.changes.hedges import hedge_changes
from server.align.changes.names import name_changes
from server.align.changes.negation import negation_changes
from server.align.changes.numbers import number_changes
from server.align.changes.quotes import quote_changes
from server.align.changes.rewording import wording_changes
from server.align.matching.cover import covered
from server.align.matching.labels import label_of
from server.align.priority import Source, signs_of
from server.align.sentence_pair import Pair
from server.model import Change, SentenceLabel


class Compared(NamedTuple):
    """What comparing a sentence gave; `pair` has no sources where the label is `not_found`."""

    pair: Pair
    label: SentenceLabel
    share: float
    changes: list[Change]
    signs: tuple[float, ...]


def compared(pair: Pair, source: Source, *, in_order: bool) -> Compared:
    """`pair` looked at; `in_order`: the page keeps the source's order."""
    label, share = _label(pair, in_order=in_order)
    found = Pair(pair.texts, pair.index, ()) if label == "not_found" else pair
    changes = list(_changes(found) if found.sources else number_changes(found))
    return Compared(found, label, share, changes, signs_of(pair, source, changes))


def _label(pair: Pair, *, in_order: bool) -> tuple[SentenceLabel, float]:
    texts, terms = pair.texts, pair.texts.page.terms[pair.index]
    share = covered(terms, pair.sources, texts.source.terms, texts.weights)
    best = covered(terms, pair.sources[:1], texts.source.terms, texts.weights)
    label = label_of(
        share=share,
        best=best,
        sources=len(pair.sources),
        kept=pair.kept,
        shared_weight=max(
            (texts.weights.mass(terms & texts.source.terms[j]) for j in pair.sources), default=0.0
        ),
        in_order=in_order,
    )
    if not texts.same_language and label not in {"not_found", "partly_found"}:
        label = "partly_found"  # names and numbers alone can't show that all is told
    return label, share


def _changes(pair: Pair) -> Iterator[Change]:
    found: list[Change] = []
    for look in (
        number_changes,
        name_changes,
        quote_changes,
        negation_changes,
        opposite_changes,
        hedge_changes,
    ):
        found.extend(look(pair))
    yield from found
    if pair.texts.same_language:
        yield from wording_changes(pair, found)
