"""Nearest passage of a source to a sentence, and the words that only one side has."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from server.align.changes.wording import missing_spans
from server.align.pair import SentencePair, TextPair
from server.model import PageSentence, Span
from server.text.statements import CueKind, about_terms, words_of
from server.text.tokens import plain_words

_QUALIFYING: tuple[CueKind, ...] = ("hedges", "amounts", "superlatives", "causes")
_TURNING: tuple[CueKind, ...] = ("hedges", "causes")  # whatever the words weigh
_LENGTHS = (1, 2, 3)  # of a passage, in sentences
_TERMS_OF_A_STATEMENT = 3  # with weight, that a sentence and another than its best one share
_LEAST_GAIN = 0.1  # share of the sentence's weight that a longer passage must bring


class NearestPassage(NamedTuple):
    """Sentences in a row of a source, beside a page sentence."""

    sentences: range
    lacks: list[
        str
    ]  # words of weight of that sentence, with "not", "may" and "because", that it lacks
    adds: list[str]  # its own "not" and "may" about what the sentence says without
    absent: tuple[int, ...] = ()  # content words of the sentence that it has in no form
    # What one side alone has may turn the statement round, or harden it.
    turns: bool = False


def passage_of(texts: TextPair, aligned: PageSentence) -> NearestPassage | None:
    """Return the passage for an aligned sentence; None where the source has none.

    Of a source in another language it is the sentence that was aligned, and lacks nothing.
    """
    if not texts.same_language:
        if not aligned.source:
            return None
        first = min(aligned.source)
        return NearestPassage(range(first, first + 1), [], [])
    run = _nearest(texts, aligned.index)
    if not run:
        return None
    pair = _beside(texts, aligned.index, run)
    qualifying = _qualifying(pair)
    unsaid = [
        pair.page.span(*pair.page.extent([index]))
        for index in qualifying
        if not pair.words.is_content(index)  # those are among the missing
    ]
    missing = [span for span in missing_spans(pair) if not _is_in_byline(texts, span)]
    spans = sorted((*missing, *unsaid), key=lambda span: span.start)
    adds = list(dict.fromkeys(_dropped_qualifiers(pair)))
    return NearestPassage(
        run,
        [span.text for span in spans],
        adds,
        tuple(pair.words.absent_words),
        bool(adds) or any(qualifying.values()),
    )


def _nearest(texts: TextPair, index: int) -> range:
    """Return the sentences in a row that have most of a page sentence; the fewest of those."""
    terms, source = texts.page.terms[index], texts.source.terms
    least_gain = _LEAST_GAIN * texts.weights.mass(terms)
    starts = sorted(
        set(chain.from_iterable(texts.source.term_places.get(term, ()) for term in terms))
    )
    best, best_weight = range(0), 0.0
    for length in _LENGTHS:
        longer, longer_weight = best, best_weight
        least = best_weight + (least_gain if best else 0.0)
        for start in starts:
            run = range(start, min(start + length, len(source)))
            weight = texts.weights.mass(terms & frozenset().union(*(source[j] for j in run)))
            if weight > max(longer_weight, least):
                longer, longer_weight = run, weight
        best, best_weight = longer, longer_weight
    return best


def _beside(texts: TextPair, index: int, run: range) -> SentencePair:
    """Return a page sentence beside a passage as if it were the whole source."""
    page = replace(
        texts.page.text, sentences=[texts.page.sentences[index]], language=texts.page.language
    )
    passage = replace(
        texts.source.text,
        sentences=texts.source.sentences[run.start : run.stop],
        title=None,
        language=texts.source.language,
    )
    pair = TextPair.of(page, passage)
    nearest = sorted(range(len(run)), key=lambda sentence: -pair.shared_weight(0, sentence))
    return SentencePair(pair, 0, tuple(nearest))


def _is_in_byline(texts: TextPair, span: Span) -> bool:
    """Whether missing words are names in the source's headline and byline."""
    return span.text.istitle() and texts.byline_words.issuperset(plain_words(span.text))


def _qualifying(pair: SentencePair) -> dict[int, bool]:
    """Return the words that deny or qualify, where the passage has none like them.

    True where one turns the statement: a denial, a doubt, a cause, an amount among function words.
    "Can" softens it, and "first" is a word like others.
    """
    page, source = pair.page, pair.texts.source
    possibilities = words_of("possibilities", page.language)
    turns = {index: False for index, plain in enumerate(page.plains) if plain in possibilities}
    for kind in _QUALIFYING:
        source_kinds = {cue.kind for line in source.lines for cue in line.cues(kind)}
        for cue in page.cues(kind):
            if cue.kind not in source_kinds:
                for index in cue.words:
                    turns[index] = kind in _TURNING or not pair.words.is_content(index)
    if not any(line.denials for line in source.lines):
        turns |= dict.fromkeys(page.denials, True)
    source_plains = source.vocabulary.plains
    return {
        index: turns[index] for index in sorted(turns) if page.plains[index] not in source_plains
    }


def _dropped_qualifiers(pair: SentencePair) -> Iterator[str]:
    """Yield doubts and denials of the passage about a word that a sentence has without.

    One that doubts, or denies, something itself may do so in other words.
    """
    page, weights = pair.page, pair.texts.weights
    language = pair.best.language
    is_possible = not words_of("possibilities", language).isdisjoint(page.plains)
    for source in pair.texts.source.lines:
        shared = [term for term in page.terms & source.terms if weights[term]]
        if source is not pair.best and len(shared) < _TERMS_OF_A_STATEMENT:
            continue
        qualifiers: list[int] = []
        if not is_possible and not page.cues("hedges"):
            qualifiers += [cue.words[0] for cue in source.cues("hedges")]
        if not page.denials:
            qualifiers += source.denials
        for index in qualifiers:
            word = source.words[index]
            about = about_terms(source.words, index, weights, language)
            if about and about[0] in page.terms and word.term not in page.terms:
                yield source.text[word.start : word.end]
