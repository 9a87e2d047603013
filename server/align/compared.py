"""A page sentence compared with its sources: its label, what differs, how suspicious it is."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import NamedTuple

from server.align.changes.make_change import overlap
from server.align.changes.rewording import wording_changes
from server.align.findings import concern_of, is_difference, lacks_a_part, signs_of
from server.align.matching.cover import MOST_LISTED
from server.align.matching.similarity import Held, Thresholds
from server.align.sentence_pair import SentencePair
from server.model import CHANGE_KINDS, Change, SentenceLabel

_FEWEST_TOLD = 4  # content words: fewer are anywhere by chance
_MOST_CALLED = 3  # content words of an exclamation that states nothing
_LABELS_OF_FOUND = {"near_verbatim", "paraphrase", "fused"}

_KEPT = 0.9  # share of the words that are in order: nearly word for word


class Compared(NamedTuple):
    """Hold what comparing a sentence showed; `pair` has no sources where it is `not_found`.

    `concern` is how suspicious its `signs` make it, 0..1; the signs teach it.
    """

    pair: SentencePair
    label: SentenceLabel
    share: float
    changes: list[Change]
    signs: tuple[float, ...]
    concern: float

    @property
    def is_exclamation(self) -> bool:
        """Return whether a few words call out and state nothing: "Sure!", "Spoiler alert!"."""
        calls = self.label == "not_found" and self.pair.page.text.rstrip().endswith(("!", "！"))
        facts = any(change.kind != "name" for change in self.changes)
        return calls and len(self.pair.telling) <= _MOST_CALLED and not facts


def compared(
    pair: SentencePair,
    held: Held,
    thresholds: Thresholds,
    *,
    in_order: bool,
    by_meaning: bool = False,
) -> Compared:
    """Compare `pair`, of which its sources hold `held`.

    `in_order`: the page keeps the source's order. `by_meaning`: the pair, in two languages, was
    placed by its meaning.
    """
    label = label_of(
        held, thresholds, sources=len(pair.rests_on), kept=pair.kept, in_order=in_order
    )
    if by_meaning or (not pair.texts.same_language and label != "not_found"):
        label = "translated"  # names and numbers alone can't show how near it is
    is_scattered = label == "not_found" and _is_told(pair, thresholds)
    if is_scattered:
        label, pair = "fused", pair.beside(pair.anywhere)
    shown = pair.beside() if label == "not_found" else pair
    changes = detect_changes(shown)
    signs = signs_of(pair, changes)
    concern = concern_of(signs)
    settled = is_scattered or any(map(is_difference, changes))
    if label in _LABELS_OF_FOUND and not settled and lacks_a_part(pair, concern, thresholds):
        label = "partly_found"
    if label == "near_verbatim" and not settled and not pair.says_no_more:
        label = "paraphrase"  # of those that only differ in function words 2 of 103 were wrong
    placed = _with_places(shown, changes)
    changes = [
        each for each in changes if not each.source or each.source.sentence in placed.rests_on
    ]
    return Compared(placed, label, held.share, changes, signs, concern)


def label_of(
    held: Held, thresholds: Thresholds, *, sources: int, kept: float, in_order: bool
) -> SentenceLabel:
    """Label a sentence of which its `sources` sources hold `held`.

    `kept` is the share of words that are in the first source in the same order; `in_order`: the
    page keeps the source's order.
    """
    telling = thresholds.telling_in_order if in_order else thresholds.telling
    if held.share < thresholds.least or held.weight < telling:
        return "not_found"
    if kept >= _KEPT and held.share >= thresholds.nearly_all:
        return "near_verbatim"
    fused = sources > 1 and held.best < thresholds.one_source * held.share
    return "fused" if fused else "paraphrase"


def _is_told(pair: SentencePair, thresholds: Thresholds) -> bool:
    """Return whether the source has most words of a sentence, and its facts, in many places."""
    telling = len(pair.telling)
    return (
        bool(pair.anywhere)
        and pair.texts.same_language
        and telling >= _FEWEST_TOLD
        and len(pair.absent) < thresholds.most_absent * telling
        and not detect_changes(pair.beside())
    )


def _with_places(pair: SentencePair, changes: Sequence[Change]) -> SentencePair:
    """Return `pair` with every source sentence in which a change has its other side."""
    places = dict.fromkeys(change.source.sentence for change in changes if change.source)
    more = [index for index in places if index not in pair.rests_on] if pair.sources else []
    room = MOST_LISTED - len(pair.sources)
    further = (*pair.further[: max(0, room - len(more))], *more)[:room]
    also = tuple(index for index in pair.also if index not in further)
    return pair.beside(pair.sources, further, also) if more else pair


Detector = Callable[[SentencePair], Iterator[Change]]


@cache
def detectors() -> tuple[Detector, ...]:
    """Return `find_changes` of each module in the table of kinds, the gravest first."""
    modules = dict.fromkeys(name for facts in CHANGE_KINDS for name in facts.modules)
    package = f"{__package__}.changes"
    return tuple(import_module(f"{package}.{name}").find_changes for name in modules)


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
