"""Compares a sentence with its sources: its label, what differs, how it is shown, how soon to look.

The order is no probability: it is a logistic regression over `SIGNS`, learned on summaries whose
sentences people judged or someone altered (priority.json, made by
tests/bench/align/concern_train.py).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import chain
from typing import NamedTuple

from server.align.assign import MOST_LISTED
from server.align.changes.make_change import missing_spans, overlap, shared_words, wording_changes
from server.align.pair import SentencePair, SentenceWords
from server.align.place import Placement
from server.align.similarity import HeldShares, Thresholds, covered
from server.model import (
    CHANGE_KINDS,
    DIFFERING_KINDS,
    DOUBTS,
    HARD_KINDS,
    KIND_GRAVITY,
    NOT_COMPARED,
    Change,
    Finding,
    PageSentence,
    SentenceLabel,
    SentencePart,
    change_name,
    linear_models,
)

_MOST = 5.0  # a count beyond it says no more
_STRETCH = 4  # content words in a row that are looked for in one source sentence
SIGNS = {  # and whether more of it makes a sentence more or less suspicious
    "scattered": 1,  # share of the words of a stretch that no one source sentence has together
    "lost_late": 1,  # words of its second half that the whole source has in no form
    "lost_names": 1,  # names that the whole source has in no form
    "amounts": 1,  # words of amount, rank and comparison that the source has nowhere
    "change": 1,  # a value or a doubt that differs
    "name": 1,
    "retold": -1,  # share of the best source sentence that it repeats
    "exchanged": 1,  # one value for another, which a reader can't see: before all else, by hand
}


class DisplayedFinding(NamedTuple):
    """A sentence's finding, and the code of its heading."""

    finding: Finding
    heading: str


def finding_of(
    label: SentenceLabel, changes: Sequence[Change], absent: float = 0.0, *, is_known: bool = True
) -> DisplayedFinding:
    """Return the finding of a sentence with this label and these changes.

    `absent` is the share of its weight that the whole source has in no form. `is_known` is false
    where names and numbers alone could place it: that none did shows nothing.
    """
    if label == "boilerplate":
        return DisplayedFinding("note", "label_boilerplate")
    if label == "not_found":
        return (
            DisplayedFinding("not_found", "label_not_found")
            if is_known
            else DisplayedFinding("note", NOT_COMPARED)
        )
    by_gravity = sorted(changes, key=lambda change: KIND_GRAVITY[change.kind])
    for change in filter(is_difference, by_gravity):
        return DisplayedFinding("differs", f"change_{change_name(change.kind, change.params)}")
    if label == "partly_found":
        mostly = DisplayedFinding("not_found", "label_mostly_absent")
        # Of its weight: 19 of 21 had something wrong, of those from .45 on 26 of 30.
        return mostly if absent > 0.5 else DisplayedFinding("partly", "label_partly_found")
    if any(change.kind in DIFFERING_KINDS for change in changes):
        return DisplayedFinding("partly", "label_partly_found")
    return DisplayedFinding("found", f"label_{label}")


def is_sure(change: Change) -> bool:
    """Return whether a change is right often enough to be called a difference."""
    is_doubt = (change.kind, change.params.get("code", "")) in DOUBTS
    return change.kind in DIFFERING_KINDS and not is_doubt


def is_difference(change: Change) -> bool:
    """Return whether it is a sure change with both sides: one in the place of the other."""
    return is_sure(change) and bool(change.page and change.source)


def lacks_a_part(words: SentenceWords, concern: float, thresholds: Thresholds) -> bool:
    """Return whether a sentence of this concern has a part that the source lacks."""
    absent = words.absent
    telling = len(words.telling)
    # Absent words, or more than half; two of four were wrong in 0 of 4 cases.
    is_much = len(absent) >= 3 or 2 * len(absent) > telling
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
    owners = [_owner(pair, at) for at in range(len(pair.page.words))]
    runs: list[tuple[int, int, int]] = []  # source, first, last
    for at, owner in enumerate(owners):
        if owner is None:
            continue
        if runs and runs[-1][0] == owner:
            runs[-1] = (owner, runs[-1][1], at)
        else:
            runs.append((owner, at, at))
    return [
        SentencePart(pair.page.words[first].start, pair.page.words[last].end, source)
        for source, first, last in runs
        if last - first + 1 >= 2  # words of a part that is shown as coming from one source sentence
    ]


def _owner(pair: SentencePair, at: int) -> int | None:
    """Return the listed source sentence that word `at` comes from, by the words around it."""
    terms = pair.texts.source.terms
    term, weights = pair.page.words[at].term, pair.texts.weights
    if not term or not pair.words.is_content(at):
        return None
    near = frozenset(word.term for word in pair.page.words[max(0, at - 3) : at + 4] if word.term)
    having = [j for j in pair.rests_on if term in terms[j]]
    return max(having, key=lambda j: weights.mass(near & terms[j]), default=None)


def signs_of(pair: SentencePair, changes: Sequence[Change]) -> tuple[float, ...]:
    """Return the signs of a page sentence beside its sources, in the order of `SIGNS`."""
    absent, telling, texts = pair.words.absent, pair.words.telling, pair.texts
    found = chain(pair.page.cues("amounts"), pair.page.cues("superlatives"))
    amounts = [pair.page.plains[cue.words[0]] for cue in found]
    hard = [change for change in changes if change.kind in HARD_KINDS]
    return (
        _scattered([pair.page.words[at].term for at in telling], texts.bits_of),
        min(len(set(absent).intersection(telling[len(telling) // 2 :])), _MOST),
        min(sum(map(pair.words.is_name, absent)), _MOST),
        min(sum(plain not in texts.source.all_plains for plain in amounts), _MOST),
        float(bool(hard)),
        min(sum(change.kind == "name" for change in changes), _MOST),
        covered(pair.best.terms, [pair.index], texts.page.terms, texts.weights)
        if pair.sources
        else 0.0,
        float(any(map(is_difference, hard))),
    )


def _scattered(terms: Sequence[str], bits_of: Callable[[str], int]) -> float:
    """Return the share of stretches of `terms` that no single source sentence holds, 0..1."""
    stretches = [
        terms[at : at + _STRETCH] for at in range(max(1, len(terms) - _STRETCH + 1)) if terms
    ]
    lacking = sum(len(stretch) - _most_together(stretch, bits_of) for stretch in stretches)
    return lacking / (_STRETCH * max(1, len(stretches)))


def _most_together(terms: Iterable[str], bits_of: Callable[[str], int]) -> int:
    """Return the largest number of `terms` in one source sentence."""
    having: list[int] = []  # sentences that have at least one of them, two, three ...
    for place in filter(None, map(bits_of, terms)):
        having.append(0)
        for count in range(len(having) - 1, 0, -1):
            having[count] |= having[count - 1] & place
        having[0] |= place
    return sum(map(bool, having))


def concern_of(signs: Sequence[float]) -> float:
    """Return 0..1, larger = look here first; 0.5 is as suspicious as an altered sentence."""
    named = dict(zip(SIGNS, signs, strict=True))
    return linear_models("server.align", "priority.json")["concern"].probability(named)


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
        # Content words of an exclamation that states nothing.
        return calls and len(self.pair.words.telling) <= 3 and not facts


def compared(
    pair: SentencePair,
    held: HeldShares,
    thresholds: Thresholds,
    *,
    in_order: bool,
    by_meaning: bool = False,
) -> Compared:
    """Compare `pair`, of which its sources hold `held`.

    `in_order`: the page keeps the source's order. `by_meaning`: the pair, in two languages, was
    placed by its meaning.
    """
    # Whether words keep their order matters where nearly all of them are there.
    kept = pair.kept if held.share >= thresholds.nearly_all else 0.0
    label = label_of(held, thresholds, sources=len(pair.rests_on), kept=kept, in_order=in_order)
    if by_meaning or (not pair.texts.same_language and label != "not_found"):
        label = "translated"  # names and numbers alone can't show how near it is
    shown = pair.beside() if label == "not_found" else pair
    changes = detect_changes(shown)
    may_be_told = label == "not_found" and not changes and pair.texts.same_language
    # The source has most words of it, and its facts, in many places; fewer words by chance.
    least = thresholds.most_absent * len(pair.words.telling)
    is_told = len(pair.words.telling) >= 4 and len(pair.words.absent) < least
    is_scattered = may_be_told and is_told and bool(pair.anywhere)
    if is_scattered:
        label, pair = "fused", pair.beside(pair.anywhere)
        shown, changes = pair, detect_changes(pair)
    signs = signs_of(pair, changes)
    concern = concern_of(signs)
    settled = is_scattered or any(map(is_difference, changes))
    if (
        label in {"near_verbatim", "paraphrase", "fused"}
        and not settled
        and lacks_a_part(pair.words, concern, thresholds)
    ):
        label = "partly_found"
    if label == "near_verbatim" and not settled and not pair.says_no_more:
        label = "paraphrase"  # of those that only differ in function words 2 of 103 were wrong
    placed = _with_places(shown, changes)
    changes = [
        each for each in changes if not each.source or each.source.sentence in placed.rests_on
    ]
    return Compared(placed, label, held.share, changes, signs, concern)


def label_of(
    held: HeldShares, thresholds: Thresholds, *, sources: int, kept: float, in_order: bool
) -> SentenceLabel:
    """Label a sentence of which its `sources` sources hold `held`.

    `kept` is the share of words that are in the first source in the same order; `in_order`: the
    page keeps the source's order.
    """
    telling = thresholds.telling_in_order if in_order else thresholds.telling
    if held.share < thresholds.least or held.weight < telling:
        return "not_found"
    # Share of the words that are in order: nearly word for word.
    if kept >= 0.9 and held.share >= thresholds.nearly_all:
        return "near_verbatim"
    fused = sources > 1 and held.best < thresholds.one_source * held.share
    return "fused" if fused else "paraphrase"


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


def sentence_of(placement: Placement, index: int) -> PageSentence:
    """Return page sentence `index` as it is shown, compared with the sources of its place."""
    if index in placement.notes:
        return _sure(index, "boilerplate", [])
    if index in placement.verbatim:
        return _sure(index, "verbatim", placement.assigned.sources[index])
    pair = placement.pair(index)
    found = compared(
        pair,
        placement.held(pair),
        placement.similarity.thresholds,
        in_order=placement.assigned.order == "monotone",
        by_meaning=index in placement.meant,
    )
    return _sure(index, "boilerplate", []) if found.is_exclamation else _compared(found)


def _sure(index: int, label: SentenceLabel, source: list[int]) -> PageSentence:
    """Return a sentence of which nothing has to be compared."""
    finding, heading = finding_of(label, [])
    score = float(bool(source))
    return PageSentence(index, label, source, score, 0.0, [], [], finding=finding, heading=heading)


def _compared(found: Compared) -> PageSentence:
    pair = found.pair
    is_known = pair.texts.is_known(pair.texts.page, pair.index)
    shown = finding_of(found.label, found.changes, pair.words.absent_share, is_known=is_known)
    says_nothing = shown.finding == "note"
    return PageSentence(
        index=pair.index,
        label=found.label,
        source=list(pair.rests_on),
        score=round(found.share, 4),
        concern=round(found.concern, 4),
        missing=[] if says_nothing else missing_spans(pair),
        changes=[] if says_nothing else found.changes,
        shared=shared_words(pair),
        finding=shown.finding,
        heading=shown.heading,
        parts=parts_of(pair),
    )
