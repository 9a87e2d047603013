"""What reads differently in a page sentence and in its sources, found in one pass.

A sentence is taken to pieces: its values (quotations, numbers, dates, names) and, where it is a
near copy, its edits. Each piece is compared; what no comparison names is shown as other wording.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from server.align.changes.calendar_words import calendar_words_of, compare_calendar_word
from server.align.changes.change import overlap
from server.align.changes.edits import compare_edit, edits_of_copy
from server.align.changes.names import compare_name, names_of
from server.align.changes.negations import (
    added_negations,
    compare_added_negation,
    compare_dropped_negation,
    dropped_negations,
    one_sided_negation,
    turned_statement,
)
from server.align.changes.numbers import compare_number, numbers_of
from server.align.changes.opposites import (
    compare_replacement,
    distant_member,
    distant_opposite,
    replacements_of,
)
from server.align.changes.quotations import compare_quotation, quotations_of
from server.align.changes.roles import exchanged_words, turned_voice
from server.align.changes.scales import contradicted_order, other_scale
from server.align.changes.wording import unnamed_edits, wording_change
from server.align.facts import SentenceFacts
from server.align.pair import SentencePair
from server.model import Change


class Detector(NamedTuple):
    """The pieces of one kind in a sentence, and how each is compared with the source."""

    pieces: Callable[[SentencePair], Iterable[Any]]
    compare: Callable[[SentencePair, Any], Change | None]


def _whole_sentence(pair: SentencePair) -> tuple[SentenceFacts]:
    return (pair.page,)


# The gravest first: of changes that share a word the first stays. A "not" that differs within a
# quotation makes that differ, so quotations come before all else.
DETECTORS = (
    Detector(quotations_of, compare_quotation),
    Detector(replacements_of, compare_replacement),
    Detector(_whole_sentence, distant_opposite),
    Detector(_whole_sentence, distant_member),
    Detector(_whole_sentence, other_scale),
    Detector(_whole_sentence, contradicted_order),
    Detector(_whole_sentence, turned_voice),
    Detector(edits_of_copy, compare_edit),
    Detector(_whole_sentence, exchanged_words),
    Detector(added_negations, compare_added_negation),
    Detector(dropped_negations, compare_dropped_negation),
    Detector(_whole_sentence, one_sided_negation),
    Detector(_whole_sentence, turned_statement),
    Detector(numbers_of, compare_number),
    Detector(calendar_words_of, compare_calendar_word),
    Detector(names_of, compare_name),
)


def detect_changes(pair: SentencePair) -> list[Change]:
    """Return the changes of a sentence; each word of either side is in one of them at most.

    Of a sentence without sources these are the figures and names that the source has nowhere.
    """
    changes: list[Change] = []
    for detector in DETECTORS:
        for piece in detector.pieces(pair):
            change = detector.compare(pair, piece)
            if change and not _shares_a_word(change, changes):
                changes.append(change)
    wordings = [wording_change(pair, edit) for edit in unnamed_edits(pair, changes)]
    return [*changes, *filter(None, wordings)]


def _shares_a_word(change: Change, others: Sequence[Change]) -> bool:
    """Whether another change already has a word of this one, on either side."""
    for other in others:
        if change.page and other.page and overlap(change.page, other.page):
            return True
        if not (change.source and other.source):
            continue
        is_same_sentence = change.source.sentence == other.source.sentence
        if is_same_sentence and overlap(change.source, other.source):
            return True
    return False
