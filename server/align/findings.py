"""Decides how a sentence is shown; figures, chips, ribbon and report derive from it."""

from collections.abc import Sequence
from typing import NamedTuple

from server.align.matching.similarity import Thresholds
from server.align.sentence_pair import SentencePair
from server.model import (
    DIFFERING_KINDS,
    DOUBTS,
    KIND_GRAVITY,
    NOT_COMPARED,
    Change,
    Finding,
    SentenceLabel,
    SentencePart,
    change_name,
)

_MANY_ABSENT = 3  # absent words, or more than half; two of four were wrong in 0 of 4 cases
_MOSTLY = 0.5  # of its weight; 19 of 21 had something wrong, of those from 0.45 on 26 of 30
_LEAST_PART = 2  # words of a part that is shown as coming from one source sentence


class Shown(NamedTuple):
    """A sentence's finding, and the code of its heading."""

    finding: Finding
    heading: str


def finding_of(
    label: SentenceLabel, changes: Sequence[Change], absent: float = 0.0, *, is_known: bool = True
) -> Shown:
    """Return the finding of a sentence with this label and these changes.

    `absent` is the share of its weight that the whole source has in no form. `is_known` is false
    where names and numbers alone could place it: that none did shows nothing.
    """
    if label == "boilerplate":
        return Shown("note", "label_boilerplate")
    if label == "not_found":
        return Shown("not_found", "label_not_found") if is_known else Shown("note", NOT_COMPARED)
    by_gravity = sorted(changes, key=lambda change: KIND_GRAVITY[change.kind])
    for change in filter(is_difference, by_gravity):
        return Shown("differs", f"change_{change_name(change.kind, change.params)}")
    if label == "partly_found":
        mostly = Shown("not_found", "label_mostly_absent")
        return mostly if absent > _MOSTLY else Shown("partly", "label_partly_found")
    if any(change.kind in DIFFERING_KINDS for change in changes):
        return Shown("partly", "label_partly_found")
    return Shown("found", f"label_{label}")


def is_sure(change: Change) -> bool:
    """Return whether a change is right often enough to be called a difference."""
    is_doubt = (change.kind, change.params.get("code", "")) in DOUBTS
    return change.kind in DIFFERING_KINDS and not is_doubt


def is_difference(change: Change) -> bool:
    """Return whether it is a sure change with both sides: one in the place of the other."""
    return is_sure(change) and bool(change.page and change.source)


def lacks_a_part(pair: SentencePair, concern: float, thresholds: Thresholds) -> bool:
    """Return whether a sentence of this concern has a part that the source lacks."""
    absent = pair.absent
    telling = len(pair.telling)
    is_much = len(absent) >= _MANY_ABSENT or 2 * len(absent) > telling
    return concern >= thresholds.partly_from or (
        is_much and len(absent) > thresholds.most_absent * telling
    )


def parts_of(pair: SentencePair) -> list[SentencePart]:
    """Return the stretch of a sentence that comes from each of its source sentences.

    Each content word goes to the source sentence that has most of its neighbourhood; stretches
    of one word join the ones beside them.
    """
    if len(pair.rests_on) < 2:
        return []
    owners = [_owner(pair, at) for at in range(len(pair.words))]
    runs: list[tuple[int, int, int]] = []  # source, first, last
    for at, owner in enumerate(owners):
        if owner is None:
            continue
        if runs and runs[-1][0] == owner:
            runs[-1] = (owner, runs[-1][1], at)
        else:
            runs.append((owner, at, at))
    return [
        SentencePart(pair.words[first].start, pair.words[last].end, source)
        for source, first, last in runs
        if last - first + 1 >= _LEAST_PART
    ]


def _owner(pair: SentencePair, at: int) -> int | None:
    """Return the listed source sentence that word `at` comes from, by the words around it."""
    terms = pair.texts.source.terms
    term, weights = pair.words[at].term, pair.texts.weights
    if not term or not pair.is_content(at):
        return None
    near = frozenset(word.term for word in pair.words[max(0, at - 3) : at + 4] if word.term)
    having = [j for j in pair.rests_on if term in terms[j]]
    return max(having, key=lambda j: weights.mass(near & terms[j]), default=None)
