"""How soon a reader should look at a sentence.

The order is not a probability: it is a logistic regression over `SIGNS`, learned on summaries whose
sentences people judged or someone altered (priority.json, made by
tests/bench/align/concern_train.py).
"""

from collections.abc import Callable, Iterable, Sequence

from server.align.pair import SentencePair
from server.align.similarity import coverage_of
from server.model import HARD_KINDS, Change, linear_models

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
_MOST = 5.0  # a count beyond it says no more
_STRETCH = 4  # content words in a row that are looked for in one source sentence


def signs_of(pair: SentencePair, changes: Sequence[Change]) -> tuple[float, ...]:
    """Return the signs of a page sentence beside its sources, in the order of `SIGNS`."""
    words, texts = pair.words, pair.texts
    late_words = words.content_words[len(words.content_words) // 2 :]
    amounts = [
        pair.page.plains[cue.words[0]]
        for cue in (*pair.page.cues("amounts"), *pair.page.cues("superlatives"))
    ]
    hard_changes = [change for change in changes if change.kind in HARD_KINDS]
    retold = 0.0
    if pair.sources:
        retold = coverage_of(pair.best.terms, [pair.index], texts.page.terms, texts.weights)
    return (
        _scattered_share(
            [pair.page.words[index].term for index in words.content_words], texts.source_bits
        ),
        min(len(set(words.absent_words).intersection(late_words)), _MOST),
        min(sum(map(words.is_name, words.absent_words)), _MOST),
        min(sum(plain not in texts.source.vocabulary.plains for plain in amounts), _MOST),
        float(bool(hard_changes)),
        min(sum(change.kind == "name" for change in changes), _MOST),
        retold,
        float(any(change.is_difference for change in hard_changes)),
    )


def concern_of(signs: Sequence[float]) -> float:
    """Return 0..1, larger = look here first; 0.5 is as suspicious as an altered sentence."""
    by_name = dict(zip(SIGNS, signs, strict=True))
    return linear_models("server.align", "priority.json")["concern"].probability(by_name)


def _scattered_share(terms: Sequence[str], source_bits: Callable[[str], int]) -> float:
    """Return the share of stretches of terms that no single source sentence has, 0..1."""
    if not terms:
        return 0.0
    last_start = max(0, len(terms) - _STRETCH)
    stretches = [terms[start : start + _STRETCH] for start in range(last_start + 1)]
    lacking = sum(len(stretch) - _most_together(stretch, source_bits) for stretch in stretches)
    return lacking / (_STRETCH * len(stretches))


def _most_together(terms: Iterable[str], source_bits: Callable[[str], int]) -> int:
    """Return the largest number of terms in one source sentence."""
    sentences_with: list[int] = []  # as bits: those with at least one of the terms, two, three …
    for sentences in filter(None, map(source_bits, terms)):
        sentences_with.append(0)
        for count in range(len(sentences_with) - 1, 0, -1):
            sentences_with[count] |= sentences_with[count - 1] & sentences
        sentences_with[0] |= sentences
    return sum(map(bool, sentences_with))
