"""Places each sentence of the page: word for word, by its words or by its meaning.

Texts in two languages share names and numbers alone, and with the extra `languages` meaning.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from server.align.assign import AdditionalSources, Assignment, assign
from server.align.pair import SentencePair, TextPair
from server.align.similarity import Coverage, Similarity
from server.align.texts import Text, is_blank, is_furniture, languages_of
from server.align.verbatim import find_verbatim
from server.language.vectors import Encoder, Meanings


class MeaningMatch(NamedTuple):
    """The source sentence that says the same in another language; `similarity` is 0..1."""

    source: int
    similarity: float


class Placement(NamedTuple):
    """The source sentences of a page's sentences."""

    texts: TextPair
    similarity: Similarity
    assigned: Assignment
    verbatim: Collection[int]
    notes: Collection[int]
    meant: Mapping[int, float]  # likeness, 0..1, of those that were placed by their meaning
    additional: AdditionalSources

    def pair(self, index: int) -> SentencePair:
        """Return a page sentence beside its sources."""
        sources = self.assigned.sources[index]
        additional: tuple[int, ...] = ()
        corroborating: tuple[int, ...] = ()
        if index not in self.meant:
            terms = self.texts.page.terms[index]
            additional, corroborating = self.additional.beside(terms, sources)
        return SentencePair(
            self.texts,
            index,
            tuple(sources),
            additional,
            corroborating,
            tuple(self.assigned.out_of_order[index]),
        )

    def coverage(self, pair: SentencePair) -> Coverage:
        """Measure how much of a page sentence its sources have."""
        coverage = self.similarity.coverage(pair)
        likeness = self.meant.get(pair.index)
        return coverage if likeness is None else coverage._replace(share=likeness)


def place(
    texts: TextPair, similarity: Similarity, only: Collection[int] | None = None
) -> Placement:
    """Place every sentence of the page by a similarity, or `only` some and what is verbatim."""
    copied = find_verbatim(texts.page, texts.source, texts.weights)
    notes = _notes(texts, copied)
    verbatim = {index: sources for index, sources in copied.items() if index not in notes}
    assigned = assign(texts, similarity, verbatim, notes, only)
    page, source = texts.page.text, texts.source.text
    matches = meant_by(page, source)
    for note in notes:
        matches.pop(note, None)
    for index, sources in enumerate(assigned.sources):
        match = matches.get(index)
        assigned.sources[index] = [match.source] if match else alike(page, source, index, sources)
    return Placement(
        texts,
        similarity,
        assigned,
        verbatim.keys(),
        notes,
        {index: match.similarity for index, match in matches.items()},
        AdditionalSources(texts.source.terms, texts.weights, texts.page.terms),
    )


def with_meaning(
    page: Text, source: Text, encoder_of: Callable[..., Encoder | None]
) -> tuple[Text, Text]:
    """Return both texts with what their sentences mean, if an encoder knows both languages."""
    page_language, source_language = languages_of(page, source)
    if page_language == source_language:
        return page, source
    encoder = encoder_of(page_language, source_language)
    if not encoder:
        return page, source
    return (
        replace(page, meanings=encoder.encode(page.sentences)),
        replace(source, meanings=encoder.encode(source.sentences)),
    )


def meant_by(page: Text, source: Text) -> dict[int, MeaningMatch]:
    """Return the source sentence for each page sentence with a counterpart in meaning."""
    if page.meanings is None or source.meanings is None or not len(source.meanings.rows):
        return {}
    similarities = page.meanings.rows @ source.meanings.rows.T
    best = similarities.argmax(axis=1)
    matches = {}
    for index, source_index in enumerate(best):
        similarity = similarities[index, source_index]
        if similarity >= page.meanings.same:
            matches[index] = MeaningMatch(int(source_index), round(float(similarity), 4))
    return matches


def alike(page: Text, source: Text, index: int, sources: Sequence[int]) -> list[int]:
    """Return the sources that mean something like a page sentence.

    A name or a number alone is in many a text.
    """
    if page.meanings is None or source.meanings is None or index >= len(page.meanings.rows):
        return list(sources)
    (rows, _, like), source_rows = page.meanings, source.meanings.rows
    return [
        source_index
        for source_index in sources
        if source_index >= len(source_rows) or rows[index] @ source_rows[source_index] >= like
    ]


def share_meant(page: Meanings, source: Meanings) -> float:
    """Return the share of the page's sentences that a source sentence also says, 0..1."""
    if not len(page.rows) or not len(source.rows):
        return 0.0
    is_meant = (page.rows @ source.rows.T).max(axis=1) >= page.same
    return round(float(is_meant.mean()), 3)


def _notes(texts: TextPair, verbatim: Collection[int]) -> set[int]:
    """Return the page sentences that say nothing of the matter."""
    notes = set()
    for index, sentence in enumerate(texts.page.sentences):
        is_note = index in texts.page.text.notes or is_blank(sentence)
        if not is_note and index not in verbatim:
            is_note = is_furniture(sentence, texts.page.language)
        if is_note:
            notes.add(index)
    return notes
