"""A page sentence beside its sources: its label, what changed, and the signs for `concern`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from server.align.changes.antonyms import distant_opposites, opposite_changes
from server.align.changes.attribution_changes import attribution_changes
from server.align.changes.hedges import condition_changes, hedge_changes
from server.align.changes.name_changes import name_changes
from server.align.changes.negation_changes import negation_changes
from server.align.changes.numbers import number_changes
from server.align.changes.quotes import quote_changes
from server.align.changes.rewording import wording_changes
from server.align.changes.roles import exchanged_roles, exchanged_titles, exchanged_words
from server.align.changes.statements import statement_changes
from server.align.findings import lacks_a_part
from server.align.matching.cover import MOST_LISTED
from server.align.matching.labels import label_of
from server.align.matching.similarity import Held, Thresholds
from server.align.priority import Source, signs_of, suspicion
from server.align.sentence_pair import SentencePair
from server.model import DIFFERING_KINDS, Change, SentenceLabel, SourceSpan, Span


class Compared(NamedTuple):
    """What comparing a sentence gave; `pair` has no sources where the label is `not_found`.

    `odds` is how suspicious its `signs` make it, 0..1.
    """

    pair: SentencePair
    label: SentenceLabel
    share: float
    changes: list[Change]
    signs: tuple[float, ...]
    odds: float


def compared(
    pair: SentencePair,
    source: Source,
    held: Held,
    thresholds: Thresholds,
    *,
    in_order: bool,
    by_meaning: bool = False,
) -> Compared:
    """`pair` looked at, of which its sources hold `held`.

    `in_order`: the page keeps the source's order. `by_meaning`: the pair, in two languages, was
    placed by its meaning.
    """
    label = label_of(held, thresholds, sources=len(pair.listed), kept=pair.kept, in_order=in_order)
    if by_meaning or (not pair.texts.same_language and label != "not_found"):
        label = "translated"  # names and numbers alone can't show how near it is
    is_scattered = label == "not_found" and bool(pair.anywhere) and _is_told(pair, thresholds)
    if is_scattered:
        label, pair = "fused", replace(pair, sources=pair.anywhere, further=())
    found = SentencePair(pair.texts, pair.index, ()) if label == "not_found" else pair
    changes = list(_changes(found) if found.sources else _absent_facts(found))
    found = _with_places(found, changes)
    signs = signs_of(pair, source, changes)
    odds = suspicion(signs)
    differs = any(change.kind in DIFFERING_KINDS for change in changes)
    settled = differs or is_scattered
    if label in _LABELS_OF_FOUND and not settled and lacks_a_part(pair, odds, thresholds):
        label = "partly_found"
    return Compared(found, label, held.share, changes, signs, odds)


_FEWEST_TOLD = 4  # content words: fewer are anywhere by chance
_LABELS_OF_FOUND = {"near_verbatim", "paraphrase", "fused"}


def _is_told(pair: SentencePair, thresholds: Thresholds) -> bool:
    """Whether the source has most words of a sentence, and its facts, though in many places.

    Of these 1 of 12 had something wrong (judged pairs, RAGTruth).
    """
    telling = sum(pair.is_content(at) for at in range(len(pair.words)))
    few = telling >= _FEWEST_TOLD and len(pair.absent) < thresholds.most_absent * telling
    return (
        few
        and pair.texts.same_language
        and not [*_absent_facts(SentencePair(pair.texts, pair.index, ()))]
    )


def _absent_facts(pair: SentencePair) -> Iterator[Change]:
    """The figures and names of a sentence without a source that the source has nowhere."""
    yield from number_changes(pair)
    if pair.texts.same_language:
        yield from name_changes(pair)


def _with_places(pair: SentencePair, changes: Sequence[Change]) -> SentencePair:
    """`pair` with every source sentence in which a change has its other side listed."""
    places = dict.fromkeys(change.source.sentence for change in changes if change.source)
    more = [index for index in places if index not in pair.listed] if pair.sources else []
    room = MOST_LISTED - len(pair.sources)
    further = (*pair.further[: max(0, room - len(more))], *more)[:room]
    return replace(pair, further=further) if more else pair


def _changes(pair: SentencePair) -> Iterator[Change]:
    found: list[Change] = []
    for look in (
        number_changes,
        quote_changes,
        name_changes,
        negation_changes,
        opposite_changes,
        distant_opposites,
        hedge_changes,
        condition_changes,
        statement_changes,
        exchanged_roles,
        exchanged_words,
        exchanged_titles,
        attribution_changes,
    ):
        found.extend(change for change in look(pair) if not _is_listed(change, found))
    yield from found
    if pair.texts.same_language:
        yield from wording_changes(pair, found)


def _is_listed(change: Change, others: Sequence[Change]) -> bool:
    """Whether another change already has the same words of the page or of the source."""
    return any(
        (change.page and other.page and _overlap(change.page, other.page))
        or (
            change.source
            and other.source
            and change.source.sentence == other.source.sentence
            and _overlap(change.source, other.source)
        )
        for other in others
    )


def _overlap(one: Span | SourceSpan, other: Span | SourceSpan) -> bool:
    return one.start < other.end and other.start < one.end
