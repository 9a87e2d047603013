"""Compares texts in two languages by names, numbers, and with the extra `languages` meaning."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from server.align.texts import Prepared, Text, languages_of
from server.language.vectors import Vectors
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


# Cosine from which two sentences say the same. Of the tests' stories in five languages translated
# sentences have .48 to .81, other sentences of the same story at most .36.
SAME_MEANING = 0.45
# Cosine below which names and numbers in common make no pair: Japanese sentences placed by them
# have .42 and more in their own text, .29 at most in another one.
LIKE_MEANING = 0.35


def with_vectors(
    page: Text,
    source: Text,
    encode: Callable[[Sequence[str]], Vectors],
    covers: Callable[..., bool],
) -> tuple[Text, Text]:
    """Return both texts with their sentences' vectors, if in two covered languages."""
    tags = languages_of(page, source)
    if tags[0] == tags[1] or not all(map(covers, tags)):
        return page, source
    return (
        replace(page, vectors=encode(page.sentences)),
        replace(source, vectors=encode(source.sentences)),
    )


def alike(page: Text, source: Text, index: int, sources: Sequence[int]) -> list[int]:
    """Return the `sources` that mean something like page sentence `index`.

    A name or a number alone is in many a text.
    """
    if page.vectors is None or source.vectors is None or index >= len(page.vectors):
        return list(sources)
    known = len(source.vectors)
    return [
        at
        for at in sources
        if at >= known or page.vectors[index] @ source.vectors[at] >= LIKE_MEANING
    ]


def share_meant(page: Vectors, source: Vectors) -> float:
    """Return the share of the page's sentences that a source sentence also says, 0..1."""
    if not len(page) or not len(source):
        return 0.0
    said = (page @ source.T).max(axis=1) >= SAME_MEANING
    return round(float(said.mean()), 3)


def meant_by(page: Text, source: Text) -> dict[int, Meant]:
    """Return the source sentence for each page sentence with a counterpart in meaning."""
    if page.vectors is None or source.vectors is None or not len(source.vectors):
        return {}
    similar = page.vectors @ source.vectors.T
    best = similar.argmax(axis=1)
    return {
        index: Meant(int(at), round(float(similar[index, at]), 4))
        for index, at in enumerate(best)
        if similar[index, at] >= SAME_MEANING
    }
