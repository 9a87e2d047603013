"""Sentences with their offsets: sentencex, and what news text needs beyond it."""

import re
from collections.abc import Iterable, Iterator

import sentencex

from server.model import Sentence

# Languages that write words without spaces: there a letter counts as a word.
_UNSPACED = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my"})
_LETTER_OR_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_WORD = re.compile(r"\w+(?:[’'\-]\w+)*")

# Languages that write "the third" as "3."
_ORDINAL_DOT = frozenset("de da no nb nn is fi et cs sk sl hr sr bs pl hu lv lb".split())  # noqa: SIM905 - shorter so
_ORDINAL = re.compile(r"(?<![\d:.,/])\b\d{1,2}\.$")
_MONTH = re.compile(
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"  # English with a German dot
)
_INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_a-zß-öø-ÿа-яё]\.$")
_NUMBERED = re.compile(r"\b(?:No|Nos|Nr|Art|Abs|Vol|Fig|Sec|p|pp|S|n|N|núm|Núm|nº|č|cap|§)\.$")
_LATIN_TITLE = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Rev|Hon|St|Mt|Jr"
    r"|Mme|Mlle|Sr|Sra|Dra|Sig|Dott|Hr|Fr|Dhr|Mag|Ing)\.$"
)
_LOWER_START = re.compile(r"[\"“”„«‹'‘’(\[]?[^\W\d_](?![A-Z])")
_CLOSING_START = ("”", "»", "’", "」", "』", ")", "]", "）", "，", "、", ",", ";", ":")
_JAPANESE_GOES_ON = re.compile(r"(?:と|って|など|との|という|の|は|が|を|に|も|や|だ|です)")


def split(paragraphs: list[str], language: str | None) -> list[Sentence]:
    """The sentences of `paragraphs`, with offsets into the paragraphs joined by two line feeds.

    Each letter of the text is in exactly one sentence. `language` is a BCP 47 tag; without
    one, or with one that is not known, the rules are those for English.
    """
    sentences: list[Sentence] = []
    offset = 0
    for index, paragraph in enumerate(paragraphs):
        for start, end in _spans(paragraph, _primary(language)):
            sentences.append(
                Sentence(paragraph[start:end], offset + start, offset + end, paragraph=index)
            )
        offset += len(paragraph) + 2
    return sentences


def count_words(text: str, language: str | None) -> int:
    """Words of `text`; in Chinese, Japanese, Thai, Lao, Khmer and Burmese, letters."""
    pattern = _LETTER_OR_WORD if _primary(language) in _UNSPACED or language is None else _WORD
    return sum(1 for _ in pattern.finditer(text))


def _primary(language: str | None) -> str:
    primary = re.split(r"[-_]", language or "en")[0].lower()
    return "no" if primary in {"nb", "nn"} else primary


def _spans(paragraph: str, language: str) -> Iterator[tuple[int, int]]:
    begun: int | None = None
    end = 0
    for start, stop in _trimmed(paragraph, _boundaries(paragraph, language)):
        if begun is not None and not _goes_on(
            paragraph[begun:end], paragraph[start:stop], language
        ):
            yield begun, end
            begun = None
        begun, end = start if begun is None else begun, stop
    if begun is not None:
        yield begun, end


def _boundaries(paragraph: str, language: str) -> Iterator[tuple[int, int]]:
    for piece in sentencex.get_sentence_boundaries(language, paragraph):
        yield piece["start_index"], piece["end_index"]


def _trimmed(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """`spans` without the white space around them; those of nothing else are gone."""
    for start, end in spans:
        piece = text[start:end]
        clean = piece.strip()
        if clean:
            first = start + piece.index(clean[0])
            yield first, first + len(clean)


def _goes_on(before: str, after: str, language: str) -> bool:
    """Whether the sentence `before` goes on in `after`, so that the split was wrong."""
    tail = before[-24:]
    if after.startswith(_CLOSING_START) or _starts_low(after):
        return True
    if language == "ja":
        return tail.endswith(("」", "』")) and bool(_JAPANESE_GOES_ON.match(after))
    if _ORDINAL.search(tail):
        return language in _ORDINAL_DOT or bool(_MONTH.match(after))
    if _NUMBERED.search(tail):
        return after[0].isdigit()
    return bool(_INITIAL.search(tail) or _LATIN_TITLE.search(tail))


def _starts_low(after: str) -> bool:
    found = _LOWER_START.match(after)
    return found is not None and after[found.end() - 1].islower()
