"""Nearest passage of a source to a sentence, and the words that only one side has."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from server.align.changes.wording import missing_spans
from server.align.pair import SentencePair, TextPair
from server.model import PageSentence
from server.text.statements import CueKind, about_terms, words_of
from server.text.tokens import plain_words

_QUALIFYING: tuple[CueKind, ...] = ("hedges", "amounts", "superlatives")


class NearestPassage(NamedTuple):
    """Sentences in a row of a source, beside a page sentence.

    `lacks` are words of weight of that sentence, with "not" and "may", that the passage has in no
    form; `adds` the passage's own "not" and "may" about what the sentence says without. `absent`
    are the content words, by their place in the sentence, that are in no form in the passage;
    `turns`: what one side alone has may turn the statement round, or harden it.
    """

    sentences: range
    lacks: list[str]
    adds: list[str]
    absent: tuple[int, ...] = ()
    turns: bool = False


def passage_of(texts: TextPair, aligned: PageSentence) -> NearestPassage | None:
    """Return the passage for an aligned sentence; None where the source has none.

    Of a source in another language it is the sentence that was aligned, and lacks nothing.
    """
    page, source = texts.page.text, texts.source.text
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
    nearest = sorted(range(len(run)), key=lambda at: -beside.shared_weight(0, at))
    pair = SentencePair(beside, 0, tuple(nearest))
    qualifying = _qualifying(pair)
    unsaid = (
        pair.page.span(*pair.page.extent([at]))
        for at in qualifying
        if not pair.words.is_content(at)  # those are among the missing
    )
    missing = (
        span
        for span in missing_spans(pair)  # but for names in the source's headline and byline
        if not (span.text.istitle() and texts.byline_words.issuperset(plain_words(span.text)))
    )
    spans = sorted((*missing, *unsaid), key=lambda span: span.start)
    adds = [pair.best.source_span(*pair.best.extent([at])).text for at in _dropped(pair)]
    lacks = [span.text for span in spans]
    turns = bool(adds) or any(qualifying.values())
    return NearestPassage(run, lacks, adds, tuple(pair.words.absent_words), turns)


def _nearest(texts: TextPair, aligned: PageSentence) -> range:
    """Return the sentences in a row that have most of a page sentence; the fewest of those."""
    terms, source = texts.page.terms[aligned.index], texts.source.terms
    # Share of the sentence's weight that a longer passage must bring.
    least = 0.1 * texts.weights.mass(terms)
    places = set(chain.from_iterable(texts.source.term_places.get(term, ()) for term in terms))
    best, most = range(0), 0.0
    for length in (1, 2, 3):  # sentences in a row
        found, held = best, most
        for start in sorted(places):
            run = range(start, min(start + length, len(source)))
            mass = texts.weights.mass(terms & frozenset().union(*(source[j] for j in run)))
            if mass > max(held, most + (least if best else 0.0)):
                found, held = run, mass
        best, most = found, held
    return best


def _qualifying(pair: SentencePair) -> dict[int, bool]:
    """Return the words that deny or qualify, where the passage has none like them, by place.

    True where one turns the statement: a denial, a doubt, an amount among function words. "Can"
    softens it, and "first" is a word like others.
    """
    page, source = pair.page, pair.texts.source
    possible = words_of("possibilities", page.language)
    turns = {at: False for at, plain in enumerate(page.plains) if plain in possible}
    for kind in _QUALIFYING:
        known = {cue.kind for line in source.lines for cue in line.cues(kind)}
        for cue in page.cues(kind):
            if cue.kind not in known:
                turns |= {at: kind == "hedges" or not pair.words.is_content(at) for at in cue.words}
    if not any(line.denials for line in source.lines):
        turns |= dict.fromkeys(page.denials, True)
    return {
        at: turns[at] for at in sorted(turns) if page.plains[at] not in source.vocabulary.plains
    }


def _dropped(pair: SentencePair) -> Iterator[int]:
    """Yield doubts and denials of the best source about a word that a sentence has without.

    One that doubts, or denies, something itself may do so in other words.
    """
    page, source = pair.page, pair.best
    is_possible = not words_of("possibilities", source.language).isdisjoint(page.plains)
    doubts = [] if is_possible or page.cues("hedges") else source.cues("hedges")
    for at in [*(cue.words[0] for cue in doubts), *([] if page.denials else source.denials)]:
        about = about_terms(source.words, at, pair.texts.weights, source.language)
        if about and about[0] in page.terms and source.words[at].term not in page.terms:
            yield at
