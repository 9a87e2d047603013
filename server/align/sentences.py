"""A page sentence compared with its sources: its label, what differs, how it is shown."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from server.align.assign import MOST_LISTED
from server.align.changes.detect import detect_changes
from server.align.changes.wording import missing_spans, shared_words
from server.align.concern import concern_of, signs_of
from server.align.pair import SentencePair, SentenceWords
from server.align.placement import Placement
from server.align.similarity import Coverage, Thresholds
from server.model import (
    DIFFERING_KINDS,
    KIND_GRAVITY,
    Change,
    PageSentence,
    SentenceLabel,
    SentencePart,
    State,
)

_IN_ORDER = 0.9  # share of the words kept in order that makes a sentence nearly verbatim
# Share of the weight that is in the source in no form: mostly absent. 19 of 21 such sentences had
# something wrong, of those from .45 on 26 of 30.
_MOSTLY = 0.5
_MANY_ABSENT = 3  # content words; with fewer, more than half: two of four were wrong in 0 of 4
_FEWEST_SCATTERED = 4  # content words that a source has in many places; fewer are there by chance
_LONGEST_EXCLAMATION = 3  # content words of a sentence that states nothing
_SHORTEST_PART = 2  # words of a piece that is shown as coming from one source sentence
_NEIGHBOURHOOD = 3  # words to each side that show which source sentence a word is from


class ComparedSentence(NamedTuple):
    """What comparing a sentence showed; its pair has no sources where it is `not_found`."""

    pair: SentencePair
    label: SentenceLabel
    score: float  # share of it that its sources have, 0..1
    changes: list[Change]
    signs: tuple[float, ...]  # they make it suspicious, and teach `concern`
    concern: float  # 0..1

    @property
    def is_exclamation(self) -> bool:
        """Whether a few words call out and state nothing: "Sure!", "Spoiler alert!"."""
        return (
            self.label == "not_found"
            and self.pair.page.text.rstrip().endswith(("!", "！"))
            and len(self.pair.words.content_words) <= _LONGEST_EXCLAMATION
            and all(change.kind == "name" for change in self.changes)
        )


def page_sentence(placement: Placement, index: int) -> PageSentence:
    """Return a page sentence as it is shown, compared with the sources of its place."""
    if index in placement.notes:
        return _settled_sentence(index, "boilerplate", [])
    if index in placement.verbatim:
        return _verbatim_sentence(placement, index)
    pair = placement.pair(index)
    compared = compare_sentence(
        pair,
        placement.coverage(pair),
        placement.similarity.thresholds,
        in_order=placement.assigned.order == "monotone",
        by_meaning=index in placement.meant,
    )
    if compared.is_exclamation:
        return _settled_sentence(index, "boilerplate", [])
    return _as_page_sentence(compared)


def _verbatim_sentence(placement: Placement, index: int) -> PageSentence:
    """Return a sentence that is word for word in the source, with what was cut beside it.

    "Mayor Marsh resigned" is word for word in "Critics claim that acting mayor Marsh resigned".
    """
    sources = placement.assigned.sources[index]
    settled = _settled_sentence(index, "verbatim", sources)
    texts = placement.texts
    if len(sources) > 1 or texts.page.plains[index] == texts.source.plains[sources[0]]:
        return settled
    pair = SentencePair(texts, index, tuple(sources))
    changes = detect_changes(pair)
    if not any(change.is_difference for change in changes):
        return replace(settled, heading="label_verbatim_piece", changes=changes)
    signs = signs_of(pair, changes)
    compared = ComparedSentence(pair, "near_verbatim", 1.0, changes, signs, concern_of(signs))
    return _as_page_sentence(compared)


def compare_sentence(
    pair: SentencePair,
    coverage: Coverage,
    thresholds: Thresholds,
    *,
    in_order: bool,
    by_meaning: bool = False,
) -> ComparedSentence:
    """Compare a page sentence with its sources, which have `coverage` of it.

    `in_order`: the page keeps the source's order. `by_meaning`: the pair, in two languages, was
    placed by its meaning.
    """
    label = label_of(
        coverage,
        thresholds,
        sources=len(pair.support),
        # Whether words keep their order matters where nearly all of them are there.
        kept_share=pair.kept_share if coverage.share >= thresholds.nearly_all else 0.0,
        in_order=in_order,
    )
    if by_meaning or (not pair.texts.same_language and label != "not_found"):
        label = "translated"  # names and numbers alone can't show how near it is
    compared_pair = pair.with_sources() if label == "not_found" else pair
    changes = detect_changes(compared_pair)

    is_scattered = label == "not_found" and not changes and _is_scattered(pair, thresholds)
    if is_scattered:
        label, pair = "fused", pair.with_sources(pair.out_of_order)
        compared_pair, changes = pair, detect_changes(pair)

    signs = signs_of(pair, changes)
    concern = concern_of(signs)
    if not (is_scattered or any(change.is_difference for change in changes)):
        label = _doubted_label(pair, label, concern, thresholds)

    listed_pair = _with_places(compared_pair, changes)
    shown_changes = [
        change
        for change in changes
        if not change.source or change.source.sentence in listed_pair.support
    ]
    return ComparedSentence(listed_pair, label, coverage.share, shown_changes, signs, concern)


def label_of(
    coverage: Coverage,
    thresholds: Thresholds,
    *,
    sources: int,
    kept_share: float,
    in_order: bool,
) -> SentenceLabel:
    """Label a sentence by how much of it so many sources have.

    `kept_share` is the share of words that are in the first source in the same order; `in_order`:
    the page keeps the source's order.
    """
    least_weight = thresholds.telling_in_order if in_order else thresholds.telling
    if coverage.share < thresholds.least or coverage.weight < least_weight:
        return "not_found"
    if kept_share >= _IN_ORDER and coverage.share >= thresholds.nearly_all:
        return "near_verbatim"
    if sources > 1 and coverage.best < thresholds.one_source * coverage.share:
        return "fused"
    return "paraphrase"


def state_of(
    label: SentenceLabel,
    changes: Sequence[Change],
    absent_share: float = 0.0,
    *,
    is_comparable: bool = True,
) -> State:
    """Return the state of a page sentence with this label and these changes.

    `absent_share` is the share of its weight that the whole source has in no form. It is not
    comparable where names and numbers alone could place it: that none did shows nothing.
    """
    if label == "boilerplate":
        return "aside"
    if label == "not_found":
        return "added" if is_comparable else "not_compared"
    if any(change.is_difference for change in changes):
        return "changed"
    if label == "partly_found" and absent_share > _MOSTLY:
        return "added"
    if any(change.kind in DIFFERING_KINDS for change in changes):
        return "partly"  # which names what the source lacks
    return "same" if label in {"verbatim", "near_verbatim"} else "reworded"


def heading_of(state: State, label: SentenceLabel, changes: Sequence[Change]) -> str:
    """Return the code of a page sentence's heading: its gravest difference, else its label."""
    if state == "changed":
        differences = [change for change in changes if change.is_difference]
        gravest = min(differences, key=lambda change: KIND_GRAVITY[change.kind])
        return f"change_{gravest.name}"
    if state == "added" and label == "partly_found":
        return "label_mostly_absent"
    if state == "partly":
        return "label_partly_found"
    if state == "not_compared":
        return "label_not_compared"
    if label == "partly_found":
        return "label_other_words"
    return f"label_{label}"


def lacks_a_part(words: SentenceWords, concern: float, thresholds: Thresholds) -> bool:
    """Whether a sentence of this concern has a part that the source lacks."""
    if concern >= thresholds.partly_from:
        return True
    absent, content = len(words.absent_words), len(words.content_words)
    is_much = absent >= _MANY_ABSENT or 2 * absent > content
    return is_much and absent > thresholds.most_absent * content


def parts_of(pair: SentencePair) -> list[SentencePart]:
    """Return the stretch of a sentence that comes from each of its source sentences.

    Each content word goes to the source sentence that has most of its neighbourhood; stretches
    of one word join the ones beside them.
    """
    if len(pair.support) < 2:
        return []
    stretches: list[tuple[int, int, int]] = []  # source sentence, first word, last word
    for index in range(len(pair.page.words)):
        source = _source_of_word(pair, index)
        if source is None:
            continue
        if stretches and stretches[-1][0] == source:
            stretches[-1] = (source, stretches[-1][1], index)
        else:
            stretches.append((source, index, index))
    words = pair.page.words
    return [
        SentencePart(words[first].start, words[last].end, source)
        for source, first, last in stretches
        if last - first + 1 >= _SHORTEST_PART
    ]


def _settled_sentence(index: int, label: SentenceLabel, source: list[int]) -> PageSentence:
    """Return a sentence of which nothing has to be compared."""
    state, score = state_of(label, []), float(bool(source))
    heading = heading_of(state, label, [])
    return PageSentence(index, label, source, score, 0.0, [], [], state=state, heading=heading)


def _as_page_sentence(compared: ComparedSentence) -> PageSentence:
    pair = compared.pair
    state = state_of(
        compared.label,
        compared.changes,
        pair.words.absent_share,
        is_comparable=pair.texts.is_comparable(pair.texts.page, pair.index),
    )
    says_nothing = state == "not_compared"
    return PageSentence(
        index=pair.index,
        label=compared.label,
        source=list(pair.support),
        score=round(compared.score, 4),
        concern=round(compared.concern, 4),
        missing=[] if says_nothing else missing_spans(pair),
        changes=[] if says_nothing else compared.changes,
        shared=shared_words(pair),
        state=state,
        heading=heading_of(state, compared.label, compared.changes),
        parts=parts_of(pair),
    )


def _is_scattered(pair: SentencePair, thresholds: Thresholds) -> bool:
    """Whether the source has most words of a sentence that is in no place of it."""
    content = len(pair.words.content_words)
    return (
        pair.texts.same_language
        and bool(pair.out_of_order)
        and content >= _FEWEST_SCATTERED
        and len(pair.words.absent_words) < thresholds.most_absent * content
    )


def _doubted_label(
    pair: SentencePair, label: SentenceLabel, concern: float, thresholds: Thresholds
) -> SentenceLabel:
    """Lower the label of a sentence without a difference by what it has beside its sources."""
    is_placed = label in {"near_verbatim", "paraphrase", "fused"}
    if is_placed and lacks_a_part(pair.words, concern, thresholds):
        return "partly_found"
    # Of those that only differ in function words 2 of 103 were wrong.
    if label == "near_verbatim" and not pair.adds_nothing:
        return "paraphrase"
    return label


def _with_places(pair: SentencePair, changes: Sequence[Change]) -> SentencePair:
    """List every source sentence in which a change has its other side."""
    if not pair.sources:
        return pair
    places = dict.fromkeys(change.source.sentence for change in changes if change.source)
    unlisted = [index for index in places if index not in pair.support]
    if not unlisted:
        return pair
    room = MOST_LISTED - len(pair.sources)
    further = pair.additional[: max(0, room - len(unlisted))]
    additional = (*further, *unlisted)[:room]
    corroborating = tuple(index for index in pair.corroborating if index not in additional)
    return pair.with_sources(pair.sources, additional, corroborating)


def _source_of_word(pair: SentencePair, index: int) -> int | None:
    """Return the source sentence that a word comes from, by the words around it."""
    words, source_terms = pair.page.words, pair.texts.source.terms
    term = words[index].term
    if not term or not pair.words.is_content(index):
        return None
    neighbourhood = words[max(0, index - _NEIGHBOURHOOD) : index + _NEIGHBOURHOOD + 1]
    terms = frozenset(word.term for word in neighbourhood if word.term)
    having = [source for source in pair.support if term in source_terms[source]]
    return max(
        having,
        key=lambda source: pair.texts.weights.mass(terms & source_terms[source]),
        default=None,
    )
