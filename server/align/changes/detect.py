"""Runs all detectors of the table of kinds on a page sentence and its sources."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module

from server.align.changes.make_change import overlap
from server.align.changes.rewording import wording_changes
from server.align.sentence_pair import SentencePair
from server.model import CHANGE_KINDS, Change

Detector = Callable[[SentencePair], Iterator[Change]]


@cache
def detectors() -> tuple[Detector, ...]:
    """Return `find_changes` of each module in the table of kinds, the gravest first."""
    modules = dict.fromkeys(name for facts in CHANGE_KINDS for name in facts.modules)
    return tuple(import_module(f"{__package__}.{name}").find_changes for name in modules)


def detect_changes(pair: SentencePair) -> list[Change]:
    """Return the changes of a sentence; each word of either side is in one of them at most.

    Of a sentence without sources these are the figures and names that the source has nowhere.
    """
    found: list[Change] = []
    for find_changes in detectors():
        for change in find_changes(pair):
            if not _is_listed(change, found):
                found.append(change)
    return [*found, *wording_changes(pair, found)]


def _is_listed(change: Change, others: Sequence[Change]) -> bool:
    """Return whether another change already has these words, on either side."""
    return any(
        (change.page and other.page and overlap(change.page, other.page))
        or (
            change.source
            and other.source
            and change.source.sentence == other.source.sentence
            and overlap(change.source, other.source)
        )
        for other in others
    )
