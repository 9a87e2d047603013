"""Places each sentence of the page: word for word, by its words or by its meaning."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from server.align.cross_lingual import alike, meant_by
from server.align.matching.assign import Assignment, Order, assign
from server.align.matching.cover import FurtherSources
from server.align.matching.similarity import Held, Similarity
from server.align.matching.verbatim import find_verbatim
from server.align.sentence_pair import SentencePair
from server.align.text_pair import TextPair
from server.align.texts import is_blank, is_furniture
from server.text.statements import words_of

_SPEAKER = 4  # words beside a statement in which a verb says whose it is


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

    @property
    def order(self) -> Order:
        """Return whether the page keeps the order of the source."""
        return self.assigned.order

    @property
    def sources(self) -> list[list[int]]:
        """Return the source sentences of each page sentence, best first."""
        return self.assigned.sources

    def pair(self, index: int) -> SentencePair:
        """Return page sentence `index` beside its sources."""
        sources = self.sources[index]
        terms = self.texts.page.terms[index]
        more, also = ((), ()) if index in self.meant else self.further.beside(terms, sources)
        anywhere = self.assigned.anywhere[index]
        return SentencePair(self.texts, index, tuple(sources), more, also, tuple(anywhere))

    def held(self, pair: SentencePair) -> Held:
        """Return how much of a page sentence its sources hold."""
        held = self.similarity.held(pair, self.assigned.matrix[pair.index])
        meant = self.meant.get(pair.index)
        return held if meant is None else held._replace(share=meant)


def place(texts: TextPair, similarity: Similarity) -> Placement:
    """Place every sentence of the page by `similarity`."""
    verbatim = find_verbatim(texts.page, texts.source, texts.weights)
    notes = _notes(texts, verbatim)
    verbatim = {
        index: at
        for index, at in verbatim.items()
        if index not in notes and not _drops_qualifier(texts, index, at[0])
    }
    assigned = assign(texts, similarity, verbatim, notes)
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
