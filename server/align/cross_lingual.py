"""What two languages share: names and numbers."""

from dataclasses import replace

from server.align.texts import Prepared
from server.text.numbers.reader import quantities
from server.text.tokens import Word
from server.text.weights import background

_LETTERS = 5  # endings differ between languages


def anchored(text: Prepared) -> Prepared:
    """`text` with names and numbers as its only terms."""
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
