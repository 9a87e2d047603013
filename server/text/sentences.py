"""Sentences with their offsets: sentencex, and what news text needs beyond it."""

import re
from collections.abc import Iterable, Iterator

import sentencex

from server.language.data import letters_are_words
from server.language.scripts import JOINERS, MARKS, UNSPACED, WORD
from server.language.tags import base_language
from server.model import Sentence
from server.text.sentence_repair import joins

_LETTER_OR_WORD = re.compile(rf"[{UNSPACED}]|(?:[^\W{UNSPACED}][{MARKS}{JOINERS}]*)+")
_CLOSED_STRAIGHT = re.compile(r"(„[^„“”\"]*)(?<!\s)\"")  # the sign opens no other quotation
_WORD = re.compile(rf"{WORD}(?:[’'\-]{WORD})*")


def split(paragraphs: list[str], language: str | None) -> list[Sentence]:
    """Split `paragraphs` into sentences, with offsets as joined by two line feeds.

    Each letter of the text is in exactly one sentence. `language` is a BCP 47 tag; without
    one, or with one that is not known, the rules are those for English.
    """
    sentences: list[Sentence] = []
    offset, base = 0, base_language(language) or "en"
    for index, paragraph in enumerate(paragraphs):
        for start, end in _spans(paragraph, base):
            sentences.append(
                Sentence(paragraph[start:end], offset + start, offset + end, paragraph=index)
            )
        offset += len(paragraph) + 2
    return sentences


def count_words(text: str, language: str | None) -> int:
    """Count the words of `text`; in Chinese, Japanese, Thai, Lao, Khmer and Burmese, letters."""
    pattern = _LETTER_OR_WORD if language is None or letters_are_words(language) else _WORD
    return sum(1 for _ in pattern.finditer(text))


def last_words(text: str, most: int = 160) -> str:
    """Return the end of `text` in at most `most` characters, from the beginning of a word."""
    end = text[-most:]
    return (end.partition(" ")[2] or end) if len(text) > most else text


def words(text: str) -> list[str]:
    """Return the words of `text`; the letters in scripts without spaces."""
    return _LETTER_OR_WORD.findall(text)


def _spans(paragraph: str, language: str) -> Iterator[tuple[int, int]]:
    begun: int | None = None
    end = 0
    rules = joins(language)
    for start, stop in _trimmed(paragraph, _boundaries(paragraph, language)):
        if begun is not None and not rules.goes_on_in(
            paragraph[max(begun, end - 30) : end], paragraph[end:start], paragraph[start:stop]
        ):
            yield begun, end
            begun = None
        begun, end = start if begun is None else begun, stop
    if begun is not None:
        yield begun, end


def _boundaries(paragraph: str, language: str) -> Iterator[tuple[int, int]]:
    begun, closed = 0, _CLOSED_STRAIGHT.sub(r"\1”", paragraph)
    for piece in sentencex.get_sentence_boundaries(language, closed):
        end = piece["end_index"]
        start = begun
        for inner in sorted(joins(language).missed(paragraph[start:end])):
            yield begun, start + inner
            begun = start + inner
        yield begun, end
        begun = end


def _trimmed(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield `spans` without the white space around them; blank ones are left out."""
    for start, end in spans:
        piece = text[start:end]
        clean = piece.strip()
        if clean:
            first = start + piece.index(clean[0])
            yield first, first + len(clean)
