"""Compares texts in two languages by names, numbers, and with the extra `languages` meaning."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from server.align.texts import Prepared, Text, languages_of
from server.language.vectors import Encoder, Meanings
from server.text.numbers.reader import quantities
from server.text.tokens import Word
from server.text.weights import background

_LETTERS = 5  # endings differ between languages


def anchored(text: Prepared) -> Prepared:
    """Return `text` with names and numbers as its only terms."""
    lines = [
        _anchors(sentence, words, text.language)
        for sentence, words in zip(text.sentences, text.words, strict=True)
    ]
    return replace(
        text,
        words=lines,
        terms=[frozenset(word.term for word in line if word.term) for line in lines],
    )


def _anchors(sentence: str, words: list[Word], language: str | None) -> list[Word]:
    values = {q.first: f"{q.value:g}" for q in quantities(sentence, words, language) if q.firm}
    known = background(language).function_terms
    return [
        word._replace(term=values.get(at) or _name(sentence, word, at, known))
        for at, word in enumerate(words)
    ]


def _name(sentence: str, word: Word, at: int, known: frozenset[str]) -> str:
    if not sentence[word.start : word.start + 1].isupper() or len(word.plain) < 2:
        return ""
    return "" if at == 0 and word.term in known else word.plain[:_LETTERS]


class Meant(NamedTuple):
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


def meant_by(page: Text, source: Text) -> dict[int, Meant]:
    """Return the source sentence for each page sentence with a counterpart in meaning."""
    if page.meanings is None or source.meanings is None or not len(source.meanings.rows):
        return {}
    similar = page.meanings.rows @ source.meanings.rows.T
    best = similar.argmax(axis=1)
    return {
        index: Meant(int(at), round(float(similar[index, at]), 4))
        for index, at in enumerate(best)
        if similar[index, at] >= page.meanings.same
    }
