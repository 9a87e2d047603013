"""Orders the findings by what to look at first; the order is no probability.

A logistic regression over `SIGNS`, learned on summaries whose sentences people judged or someone
altered (priority.json, made by tests/bench/align/concern_train.py).
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from server.align.findings import is_difference
from server.align.matching.similarity import covered
from server.align.sentence_pair import SentencePair
from server.model import HARD_KINDS, Change, linear_models
from server.text.statement_words import cues

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


def signs_of(pair: SentencePair, changes: Sequence[Change]) -> tuple[float, ...]:
    """Return the signs of a page sentence beside its sources, in the order of `SIGNS`."""
    absent, telling, texts = pair.absent, pair.telling, pair.texts
    page, source = texts.page, texts.source
    plains = page.plains[pair.index]
    found = (cues(kind, plains, page.language) for kind in ("amounts", "superlatives"))
    amounts = [plains[cue.words[0]] for cue in chain.from_iterable(found)]
    hard = [change for change in changes if change.kind in HARD_KINDS]
    return (
        _scattered([pair.words[at].term for at in telling], texts.bits_of),
        min(len(set(absent).intersection(telling[len(telling) // 2 :])), _MOST),
        min(sum(map(pair.is_name, absent)), _MOST),
        min(sum(plain not in texts.source_plains for plain in amounts), _MOST),
        float(bool(hard)),
        min(sum(change.kind == "name" for change in changes), _MOST),
        covered(source.terms[pair.best], [pair.index], page.terms, texts.weights)
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
