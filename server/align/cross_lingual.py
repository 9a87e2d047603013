"""Compares texts in two languages by names, numbers, and with the extra `languages` meaning."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from server.align.facts import Prepared, SentenceFacts
from server.align.texts import Text, languages_of
from server.language.vectors import Encoder, Meanings
from server.text.weights import background

_LETTERS = 5  # endings differ between languages


def anchored(text: Prepared) -> Prepared:
    """Return `text` with names and numbers as its only terms."""
    return replace(text, lines=[*map(_anchored, text.lines)])


def _anchored(line: SentenceFacts) -> SentenceFacts:
    values = {q.first: f"{q.value:g}" for q in line.quantities if q.firm}
    known = background(line.language).function_terms
    names = (
        "" if not at and word.term in known else word.plain[:_LETTERS]
        if line.is_capital(at) and len(word.plain) > 1 else ""
        for at, word in enumerate(line.words)
    )  # fmt: skip
    return replace(
        line,
        words=[
            word._replace(term=values.get(at) or name)
            for at, (word, name) in enumerate(zip(line.words, names, strict=True))
        ],
    )


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
