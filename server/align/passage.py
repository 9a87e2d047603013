"""Nearest passage of a source to a sentence, and the words that only one side has."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from server.align.changes.edits import dropped
from server.align.changes.rewording import missing_spans
from server.align.sentence_pair import SentencePair
from server.align.text_pair import TextPair
from server.align.texts import Text
from server.model import PageSentence
from server.text.statements import CueKind, words_of
from server.text.tokens import Word, plain_words

_LONGEST = 3  # sentences in a row
_ADDS = 0.1  # share of the sentence's weight that a longer passage must bring
_QUALIFYING: tuple[CueKind, ...] = ("hedges", "amounts", "superlatives")


class NearestPassage(NamedTuple):
    """Sentences in a row of a source, beside a page sentence.

    `lacks` are words of weight of that sentence, with "not" and "may", that the passage has in no
    form; `adds` the passage's own "not" and "may" about what the sentence says without.
    """

    sentences: range
    lacks: list[str]
    adds: list[str]


def passage_of(page: Text, source: Text, aligned: PageSentence) -> NearestPassage | None:
    """Return the passage for a sentence that was aligned; None where the source has nothing of it.

    Of a source in another language it is the sentence that was aligned, and lacks nothing.
    """
    texts = TextPair.of(page, source)
    if not texts.same_language:
        return (
            NearestPassage(range(at, at + 1), [], [])
            if (at := min(aligned.source, default=-1)) >= 0
            else None
        )
    run = _nearest(texts, aligned)
    if not run:
        return None
    near = replace(source, sentences=texts.source.sentences[run.start : run.stop], title=None)
    beside = TextPair.of(
        replace(
            page, sentences=[texts.page.sentences[aligned.index]], language=texts.page.language
        ),
        replace(near, language=texts.source.language),
    )
    nearest = sorted(range(len(run)), key=lambda at: -beside.shared(0, at))
    pair = SentencePair(beside, 0, tuple(nearest))
    unsaid = (pair.page.span(word.start, word.end) for word in _unsaid(pair))
    missing = (
        span
        for span in missing_spans(pair)  # but for names in the source's headline and byline
        if not (span.text.istitle() and texts.bylines.issuperset(plain_words(span.text)))
    )
    spans = sorted((*missing, *unsaid), key=lambda span: span.start)
    return NearestPassage(
        run,
        [span.text for span in spans],
        [
            pair.best.place(*pair.best.extent([at])).text
            for at in dropped(pair, "hedges", "denials")
        ],
    )


def _nearest(texts: TextPair, aligned: PageSentence) -> range:
    """Return the sentences in a row that have most of a page sentence; the fewest of those."""
    terms, source = texts.page.terms[aligned.index], texts.source.terms
    least = _ADDS * texts.weights.mass(terms)
    places = set(chain.from_iterable(texts.source.term_places.get(term, ()) for term in terms))
    best, most = range(0), 0.0
    for length in range(1, _LONGEST + 1):
        found, held = best, most
        for start in sorted(places):
            run = range(start, min(start + length, len(source)))
            mass = texts.weights.mass(terms & frozenset().union(*(source[j] for j in run)))
            if mass > max(held, most + (least if best else 0.0)):
                found, held = run, mass
        best, most = found, held
    return best


def _unsaid(pair: SentencePair) -> Iterator[Word]:
    """Yield the words without weight that deny or qualify, where the passage has none like them."""
    page, source = pair.page, pair.texts.source
    places: set[int] = set()
    for kind in _QUALIFYING:
        known = {cue.kind for line in source.lines for cue in line.cues(kind)}
        places |= {at for cue in page.cues(kind) if cue.kind not in known for at in cue.words}
    if not any(line.denials for line in source.lines):
        places |= {*page.denials}
    possible = words_of("possibilities", page.language)
    places |= {at for at, plain in enumerate(page.plains) if plain in possible}
    for at in sorted(places):
        if page.plains[at] not in source.all_plains and not pair.is_content(at):
            yield page.words[at]
