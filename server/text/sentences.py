"""Sentences with their offsets: sentencex, and what news text needs beyond it.

It errs at abbreviations and quotations. The words of each language are in its file and in
abbreviations.json: abbreviations after which a sentence goes on, those that do so before a number,
a day or a zone of time, those that may end one, the words that open a sentence where an
abbreviation leaves it open (Kiss & Strunk 2006), and who speaks after a quotation.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

import sentencex

from server.language.data import (
    base_language,
    letters_are_words,
    section,
    table,
    writes_ordinal_point,
    writing,
)
from server.language.scripts import JOINERS, MARKS, UNSPACED, WORD
from server.model import Sentence
from server.text.frames import frame_end

_LETTER_OR_WORD = re.compile(rf"[{UNSPACED}]|(?:[^\W{UNSPACED}][{MARKS}{JOINERS}]*)+")
_CLOSED_STRAIGHT = re.compile(r"(„[^„“”\"]*)(?<!\s)\"")  # the sign opens no other quotation
_BEFORE_JOINT = 30  # characters before a possible end by which it is judged
_WORD = re.compile(rf"{WORD}(?:[’'\-]{WORD})*")


def split(paragraphs: list[str], language: str | None) -> list[Sentence]:
    """Split `paragraphs` into sentences, with offsets as joined by two line feeds.

    Each letter of the text is in exactly one sentence. `language` is a BCP 47 tag; without
    one, or with one that is not known, the rules are those for English.
    """
    sentences: list[Sentence] = []
    offset, base = 0, base_language(language) or "en"
    for index, paragraph in enumerate(paragraphs):
        for start, end in _without_frames(paragraph, _spans(paragraph, base)):
            sentences.append(
                Sentence(paragraph[start:end], offset + start, offset + end, paragraph=index)
            )
        offset += len(paragraph) + 2
    return sentences


def count_words(text: str, language: str | None) -> int:
    """Count the words of `text`; in Chinese, Japanese, Thai, Lao, Khmer and Burmese, letters."""
    pattern = _LETTER_OR_WORD if language is None or letters_are_words(language) else _WORD
    return sum(1 for _ in pattern.finditer(text))


def last_words(text: str, limit: int = 160) -> str:
    """Return the end of `text` in at most `limit` characters, from the beginning of a word."""
    end = text[-limit:]
    return (end.partition(" ")[2] or end) if len(text) > limit else text


def words(text: str) -> list[str]:
    """Return the words of `text`; the letters in scripts without spaces."""
    return _LETTER_OR_WORD.findall(text)


def _without_frames(paragraph: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Part "Here is a summary:" from the sentence that it frames."""
    for start, end in spans:
        if framed := frame_end(paragraph[start:end]):
            yield start, start + framed
            yield from _trim(paragraph[:end], [(start + framed, end)])
        else:
            yield start, end


def _spans(paragraph: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence: the splitter's pieces, joined where one goes on."""
    sentence_start: int | None = None
    end = 0
    rules = joins(language)
    for start, stop in _trim(paragraph, _boundaries(paragraph, language)):
        if sentence_start is not None and not rules.goes_on_in(
            paragraph[max(sentence_start, end - _BEFORE_JOINT) : end],
            paragraph[end:start],
            paragraph[start:stop],
        ):
            yield sentence_start, end
            sentence_start = None
        if sentence_start is None:
            sentence_start = start
        end = stop
    if sentence_start is not None:
        yield sentence_start, end


def _boundaries(paragraph: str, language: str) -> Iterator[tuple[int, int]]:
    sentence_start, closed = 0, _CLOSED_STRAIGHT.sub(r"\1”", paragraph)
    for piece in sentencex.get_sentence_boundaries(language, closed):
        end = piece["end_index"]
        start = sentence_start
        for inner in sorted(joins(language).missed_ends(paragraph[start:end])):
            yield sentence_start, start + inner
            sentence_start = start + inner
        yield sentence_start, end
        sentence_start = end


def _trim(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield `spans` without the white space around them; blank ones are left out."""
    for start, end in spans:
        piece = text[start:end]
        clean = piece.strip()
        if clean:
            first = start + piece.index(clean[0])
            yield first, first + len(clean)


_ORDINAL = re.compile(r"(?:(?<![\d:.,/])\b\d{1,2}|\b[IVX]{1,6})\.$")
# The number of a list's item, which its sentence follows.
_ITEM_NUMBER = re.compile(r"(?:^|:\s?)\(?\d{1,3}[.)]$")
# 。 ends a sentence whatever follows; the splitter sees no end before digits and Latin letters.
_WIDE_STOP = re.compile(r"[。！？](?=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])")
_INITIAL = re.compile(
    r"(?<![^\W\d_])[^\W\d_a-zß-öø-ÿа-яё\u0600-\u06ff\u0900-\u0dff\u3000-\uffff]\.$"
)
_DOTTED_DATE = re.compile(r"(?:^|\s)\d{4}\.(?:\s\d{1,2}\.){0,2}$")
_OPENING = tuple("\"“”„«'‘’([")
_IN_BRACKETS = re.compile(r"\([^()]*[.!?]\)(?=\s+)")
_TAIL, _HEAD = 24, 120  # characters that are looked at on either side of an end
_BOUND = r"(?<![^\s\"“„«'‘(\[.-])"


class Joins:
    """The words and signs that join and part the sentences of one language."""

    def __init__(self, language: str) -> None:
        shared, abbreviations = table("abbreviations"), section(language, "abbreviations")
        written = writing(language)

        def of(kind: str) -> str:
            return f"{shared.get(kind, '')} {abbreviations.get(kind, '')}"

        self.language = language
        self.title = _abbreviations(shared["titles"], "$")
        self.goes_on = _abbreviations(of("goes_on"), "$")
        self.before_number = _abbreviations(of("before_number"), "$")
        self.before_time = _abbreviations(of("before_time"), "$")
        self.times = _one_of(of("times"), r"\b")
        self.ends = _abbreviations(of("ends"), r"(?:\s+|$)")
        self.opener = _one_of(of("openers"), r"[\s,]", before=f"[{re.escape(''.join(_OPENING))}]?")
        self.after_quotation = re.compile(abbreviations.get("after_quotation", r"(?!)"))
        self.quotation_ends = tuple(written.get("quotation_ends", ""))
        self.inner_full_stop = bool(written.get("inner_full_stop"))
        self.dotted_dates = bool(written.get("dotted_dates"))

    def goes_on_in(self, before: str, gap: str, after: str) -> bool:
        """Whether sentence `before` goes on in `after`; `gap` is the white space between."""
        tail = before[-_TAIL:]
        if _ITEM_NUMBER.search(before):
            return True
        if after[0] in "”»’」』)]），、,;:،؛" or _starts_low(after):
            return True
        if tail[-1] in '!?…”"»“’' and after[0] in "—–-":
            return _starts_low(after[1:].removeprefix(" "))
        return self._is_quoted(tail, gap + after[:_HEAD]) or self._is_open(tail, after)

    def _is_quoted(self, before: str, rest: str) -> bool:
        """Whether `before` is a quotation, followed by its verb."""
        inner = self.inner_full_stop
        signs, marks = (".!?…。！？؟।", '”"»’」』“') if inner else ("!?؟！？", '”"»’“')
        is_said = before[-1] in marks and before[:-1].removesuffix(" ").endswith((*signs,))
        if not (is_said or before.endswith(self.quotation_ends)):
            return False
        return bool(self.after_quotation.match(rest))

    def _is_open(self, tail: str, after: str) -> bool:
        """Whether the full stop of `tail` belongs to an abbreviation or ordinal."""
        if not tail.endswith("."):
            return False
        # A cut may part an abbreviation from its number, or a time from its day.
        is_numbered = self.before_number.search(tail) and after[0].isdigit()
        if is_numbered or (self.before_time.search(tail) and self.times.match(after)):
            return True
        if self.title.search(tail) or (self.dotted_dates and _DOTTED_DATE.search(tail)):
            return True
        if self.opener.match(after):
            return False
        if self.goes_on.search(tail) or _INITIAL.search(tail):
            return True
        return self.language in writes_ordinal_point() and bool(_ORDINAL.search(tail))

    def missed_ends(self, piece: str) -> Iterator[int]:
        """Yield ends of sentences within `piece` that the splitter missed."""
        for match in self.ends.finditer(piece):
            end = match.start() + len(match[0].rstrip())
            if _starts_high(piece[end:].lstrip()):
                yield end
        if self.inner_full_stop:
            yield from (match.end() for match in _WIDE_STOP.finditer(piece))
        bracketed = _IN_BRACKETS.match(piece)
        if bracketed and _starts_high(piece[bracketed.end() :].lstrip()):
            yield bracketed.end()


@cache  # some 10 KB for each tag that callers name; workers are replaced
def joins(language: str) -> Joins:
    """Return the joins of `language`, a primary subtag; for unknown languages the shared ones."""
    return Joins(language)


def _abbreviations(listed: str, then: str) -> re.Pattern[str]:
    """Return a pattern for the `listed` words with a full stop, also with a capital initial."""
    words = {word for entry in listed.split() for word in (entry, entry[0].upper() + entry[1:])}
    return re.compile(rf"{_BOUND}(?:{_any(sorted(words))})\.{then}")


def _one_of(listed: str, then: str, *, before: str = "") -> re.Pattern[str]:
    return re.compile(rf"{before}(?:{_any(listed.split())}){then}")


def _any(words: list[str]) -> str:
    escaped = (re.escape(word).replace(r"\.", r"\.\s?").replace(r"\~", r"\s") for word in words)
    return "|".join(escaped) or r"(?!)"


def _opening_of(text: str) -> str:
    """Return the first two characters after an opening sign."""
    start = text.startswith(_OPENING)
    return text[start : start + 2]


def _starts_low(text: str) -> bool:
    """Whether `text` goes on in small letters: "iPhone" does not."""
    first = _opening_of(text)
    return first[:1].islower() and not (first.isascii() and first[1:].isupper())


def _starts_high(text: str) -> bool:
    return _opening_of(text)[:1].isupper()
