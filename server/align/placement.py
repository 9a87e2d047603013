"""Places each sentence of the page: word for word, by its words or by its meaning.

Texts in two languages share names and numbers alone, and with the extra `languages` meaning.
"""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from server.align.assign import Assignment, FurtherSources, assign
from server.align.facts import TextFacts
from server.align.pair import SentencePair, TextPair
from server.align.similarity import Coverage, Similarity
from server.align.texts import Text, is_blank, is_furniture, languages_of
from server.language.vectors import Encoder, Meanings
from server.text.statements import words_of
from server.text.tokens import Weights
from server.text.units import signed

_GAP = "\x1f"


def find_verbatim(page: TextFacts, source: TextFacts, weights: Weights) -> dict[int, list[int]]:
    """Return the source sentences for each page sentence that is there word for word.

    Word for word is also sign for sign at the numbers; a sentence that was cut is never found.
    A sentence that goes on where the one before it ended, as in an excerpt, is placed there.
    Another one that is in the source several times takes a place that none has taken.
    """
    found: dict[int, list[int]] = {}
    lines = _lines(source)
    stream, starts = _stream(lines)
    whole, end = _Whole(lines, starts), -1
    for index, line in enumerate(_lines(page)):
        if index in page.cut:
            continue
        piece = _joined(line)
        first, at = whole.free(piece), -1
        if end >= 0 and stream.startswith(piece, end) and whole.may_go_on(piece, end):
            at = end
        elif first is not None:
            at = starts[first]
        # Weight a piece of a sentence needs: "it is" is found anywhere.
        elif weights.mass(page.terms[index]) >= 1.0:
            at = stream.find(piece)
        if at >= 0:
            end = at + len(piece) - 1
            spans = enumerate(pairwise([*starts, end + 1]))
            found[index] = whole.taken([i for i, (a, b) in spans if a < end and b > at])
    return found


class _Whole:
    """Sentences of the source by their words, each taken once before one is taken again."""

    def __init__(self, source: list[list[str]], starts: list[int]) -> None:
        self._starts = starts
        self._pieces = [_joined(line) for line in source]
        self._taken: set[int] = set()
        self._places: defaultdict[str, deque[int]] = defaultdict(deque)
        for index, piece in enumerate(self._pieces):
            self._places[piece].append(index)

    def free(self, piece: str) -> int | None:
        """Return the sentence to use for these words; None if the source lacks them."""
        places = self._places.get(piece)
        return places[0] if places else None

    def may_go_on(self, piece: str, at: int) -> bool:
        """Return whether these words may be those at place `at` of the stream.

        Not, where that is taken already, or only a part of a sentence and they are another one.
        """
        first = bisect_left(self._starts, at)
        if first == len(self._starts) or self._starts[first] != at:
            return self.free(piece) is None
        return first not in self._taken and (
            self._pieces[first] == piece or self.free(piece) is None
        )

    def taken(self, place: list[int]) -> list[int]:
        """Return `place`; from now on prefer other sentences with the same words."""
        self._taken.update(place)
        for index in place:
            places = self._places[self._pieces[index]]
            if len(places) > 1:
                places.remove(index)
                places.append(index)
        return place


def _lines(text: TextFacts) -> list[list[str]]:
    """Return each sentence's words for comparing, with the signs at its numbers."""
    return [signed(line.text, line.words) for line in text.lines]


def _stream(source: list[list[str]]) -> tuple[str, list[int]]:
    """Return all words of the source between gaps, and where each sentence begins there."""
    pieces, starts, length = [], [], 0
    for line in source:
        starts.append(length)
        pieces.append(_GAP + _GAP.join(line))
        length += len(pieces[-1])
    return "".join(pieces) + _GAP, starts


def _joined(line: list[str]) -> str:
    return _GAP + _GAP.join(line) + _GAP


_SPEAKER = 4  # words beside a statement in which a verb says whose it is


class MeaningMatch(NamedTuple):
    """The source sentence that says the same in another language; `similarity` is 0..1."""

    source: int
    similarity: float


def with_meaning(
    page: Text, source: Text, encoder_of: Callable[..., Encoder | None]
) -> tuple[Text, Text]:
    """Return both texts with what their sentences mean, if an encoder knows both languages."""
    tags = languages_of(page, source)
    encoder = encoder_of(*tags) if tags[0] != tags[1] else None
    if not encoder:
        return page, source
    return (
        replace(page, meanings=encoder.encode(page.sentences)),
        replace(source, meanings=encoder.encode(source.sentences)),
    )


def alike(page: Text, source: Text, index: int, sources: Sequence[int]) -> list[int]:
    """Return the `sources` that mean something like page sentence `index`.

    A name or a number alone is in many a text.
    """
    if page.meanings is None or source.meanings is None or index >= len(page.meanings.rows):
        return list(sources)
    (rows, _, like), others = page.meanings, source.meanings.rows
    return [at for at in sources if at >= len(others) or rows[index] @ others[at] >= like]


def share_meant(page: Meanings, source: Meanings) -> float:
    """Return the share of the page's sentences that a source sentence also says, 0..1."""
    if not len(page.rows) or not len(source.rows):
        return 0.0
    said = (page.rows @ source.rows.T).max(axis=1) >= page.same
    return round(float(said.mean()), 3)


def meant_by(page: Text, source: Text) -> dict[int, MeaningMatch]:
    """Return the source sentence for each page sentence with a counterpart in meaning."""
    if page.meanings is None or source.meanings is None or not len(source.meanings.rows):
        return {}
    similar = page.meanings.rows @ source.meanings.rows.T
    best = similar.argmax(axis=1)
    return {
        index: MeaningMatch(int(at), round(float(similar[index, at]), 4))
        for index, at in enumerate(best)
        if similar[index, at] >= page.meanings.same
    }


class Placement(NamedTuple):
    """The source sentences of a page's sentences.

    `meant` has the likeness, 0..1, of the sentences that were placed by their meaning.
    """

    texts: TextPair
    similarity: Similarity
    assigned: Assignment
    verbatim: Collection[int]
    notes: Collection[int]
    meant: Mapping[int, float]
    further: FurtherSources

    def pair(self, index: int) -> SentencePair:
        """Return page sentence `index` beside its sources."""
        sources = self.assigned.sources[index]
        terms = self.texts.page.terms[index]
        more, also = ((), ()) if index in self.meant else self.further.beside(terms, sources)
        anywhere = self.assigned.anywhere[index]
        return SentencePair(self.texts, index, tuple(sources), more, also, tuple(anywhere))

    def coverage(self, pair: SentencePair) -> Coverage:
        """Return how much of a page sentence its sources hold."""
        held = self.similarity.coverage(pair, self.assigned.matrix[pair.index])
        meant = self.meant.get(pair.index)
        return held if meant is None else held._replace(share=meant)


def place(
    texts: TextPair, similarity: Similarity, only: Collection[int] | None = None
) -> Placement:
    """Place every sentence of the page by `similarity`, or `only` some and what is verbatim."""
    verbatim = find_verbatim(texts.page, texts.source, texts.weights)
    notes = _notes(texts, verbatim)
    verbatim = {
        index: at
        for index, at in verbatim.items()
        if index not in notes and not _drops_qualifier(texts, index, at[0])
    }
    assigned = assign(texts, similarity, verbatim, notes, only)
    page, source = texts.page.text, texts.source.text
    meant = {index: at for index, at in meant_by(page, source).items() if index not in notes}
    for index, sources in enumerate(assigned.sources):
        at = meant.get(index)
        assigned.sources[index] = [at.source] if at else alike(page, source, index, sources)
    return Placement(
        texts,
        similarity,
        assigned,
        verbatim.keys(),
        notes,
        {index: at.similarity for index, at in meant.items()},
        FurtherSources(texts.source.terms, texts.weights, texts.page.terms),
    )


def _notes(texts: TextPair, verbatim: Collection[int]) -> set[int]:
    """Return the page sentences that say nothing of the matter."""
    return {
        index
        for index, sentence in enumerate(texts.page.sentences)
        if index in texts.page.text.notes
        or is_blank(sentence)
        or (index not in verbatim and is_furniture(sentence, texts.page.language))
    }


def _drops_qualifier(texts: TextPair, index: int, source: int) -> bool:
    """Return whether page sentence `index` drops a rank, doubt, condition or speaker of `source`.

    "Mayor Marsh resigned" is word for word in "Acting mayor Marsh resigned".
    """
    line = texts.source.lines[source]
    piece, whole = texts.page.plains[index], line.plains
    doubted, length = line.cues("hedges"), len(piece)
    starts = {cue.words[-1] + 1 for cue in (*line.cues("ranks"), *doubted)}
    limited = (*doubted, *line.cues("conditions"))
    starts |= {at - length for cue in limited if (at := cue.words[0]) >= length}
    if any(whole[start : start + length] == piece for start in starts):
        return True
    said = words_of("reporting_verbs", line.language).difference(piece)
    places = [at for at in range(len(whole) - length + 1) if whole[at : at + length] == piece]
    beside = (
        word
        for at in places
        for word in (*whole[max(0, at - _SPEAKER) : at], *whole[at + length :][:_SPEAKER])
    )
    return not said.isdisjoint(beside)
