"""Corrects false and missed sentence ends: abbreviations, quotations.

The words of each language are in abbreviations.json: abbreviations after which a sentence goes
on, those that do so before a number, a day or a zone of time, those that may end one, the words
that open a sentence where an abbreviation leaves it open (Kiss & Strunk 2006), and who speaks
after a quotation.
"""

import re
from collections.abc import Iterator
from functools import cache

from server.language.data import section, writes_ordinal_point, writing
from server.language.tables import table

_ORDINAL = re.compile(r"(?:(?<![\d:.,/])\b\d{1,2}|\b[IVX]{1,6})\.$")
# The number of a list's item, which its sentence follows.
_ITEM_NUMBER = re.compile(r"(?:^|:\s?)\(?\d{1,3}[.)]$")
# 。 ends a sentence whatever follows; the splitter sees no end before digits and Latin letters.
_WIDE_STOP = re.compile(r"[。！？](?=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])")
_INITIAL = re.compile(
    r"(?<![^\W\d_])[^\W\d_a-zß-öø-ÿа-яё\u0600-\u06ff\u0900-\u0dff\u3000-\uffff]\.$"
)
_DOTTED_DATE = re.compile(r"(?:^|\s)\d{4}\.(?:\s\d{1,2}\.){0,2}$")
_QUOTATION_ENDS = (tuple(".!?…。！？؟।"), tuple('”"»’」』“'))
_QUESTION_ENDS = (tuple("!?؟！？"), tuple('”"»’“'))
_SPOKEN = tuple('!?…”"»“’')
_DASHES = tuple("—–-")
_OPENING = tuple("\"“”„«'‘’([")
_CLOSING_START = ("”", "»", "’", "」", "』", ")", "]", "）", "，", "、", ",", ";", ":", "،", "؛")
_IN_BRACKETS = re.compile(r"\([^()]*[.!?]\)(?=\s+)")
_TAIL, _HEAD = 24, 120  # characters that are looked at on either side of an end
_BOUND = r"(?<![^\s\"“„«'‘(\[.-])"


class Joins:
    """The words and signs that join and part the sentences of one language."""

    def __init__(self, language: str) -> None:
        shared, own = table("abbreviations"), section(language, "abbreviations")
        written = writing(language)

        def of(kind: str) -> str:
            return f"{shared.get(kind, '')} {own.get(kind, '')}"

        self.language = language
        self.title = _abbreviations(shared["titles"], "$")
        self.goes_on = _abbreviations(of("goes_on"), "$")
        self.before_number = _abbreviations(of("before_number"), "$")
        self.before_time = _abbreviations(of("before_time"), "$")
        self.times = _one_of(of("times"), r"\b")
        self.ends = _abbreviations(of("ends"), r"(?:\s+|$)")
        self.opener = _one_of(of("openers"), r"[\s,]", before=f"[{re.escape(''.join(_OPENING))}]?")
        self.after_quotation = re.compile(own.get("after_quotation", r"(?!)"))
        self.quotation_ends = tuple(written.get("quotation_ends", ""))
        self.inner_full_stop = bool(written.get("inner_full_stop"))
        self.dotted_dates = bool(written.get("dotted_dates"))

    def goes_on_in(self, before: str, gap: str, after: str) -> bool:
        """Return whether sentence `before` goes on in `after`; `gap` is the white space between."""
        tail = before[-_TAIL:]
        if _ITEM_NUMBER.search(before):
            return True
        if after.startswith(_CLOSING_START) or _starts_low(after):
            return True
        if tail.endswith(_SPOKEN) and after.startswith(_DASHES):
            return _starts_low(after[1:].removeprefix(" "))
        return self._is_quoted(tail, gap + after[:_HEAD]) or self._is_open(tail, after)

    def _is_quoted(self, before: str, rest: str) -> bool:
        """Return whether `before` is a quotation, followed by its verb."""
        signs, marks = _QUOTATION_ENDS if self.inner_full_stop else _QUESTION_ENDS
        is_said = before.endswith(marks) and before[:-1].removesuffix(" ").endswith(signs)
        if not (is_said or before.endswith(self.quotation_ends)):
            return False
        return bool(self.after_quotation.match(rest))

    def _is_open(self, tail: str, after: str) -> bool:
        """Return whether the full stop of `tail` belongs to an abbreviation or ordinal."""
        if not tail.endswith("."):
            return False
        if self._is_measured(tail, after):
            return True
        if self.title.search(tail) or (self.dotted_dates and _DOTTED_DATE.search(tail)):
            return True
        if self.opener.match(after):
            return False
        if self.goes_on.search(tail) or _INITIAL.search(tail):
            return True
        return self.language in writes_ordinal_point() and bool(_ORDINAL.search(tail))

    def _is_measured(self, tail: str, after: str) -> bool:
        """Return whether a cut parts an abbreviation from its number, or a time from its day."""
        return bool(
            (self.before_number.search(tail) and after[0].isdigit())
            or (self.before_time.search(tail) and self.times.match(after))
        )

    def missed(self, piece: str) -> Iterator[int]:
        """Yield ends of sentences within `piece` that the splitter missed."""
        for found in self.ends.finditer(piece):
            end = found.start() + len(found[0].rstrip())
            if _starts_high(piece[end:].lstrip()):
                yield end
        if self.inner_full_stop:
            yield from (found.end() for found in _WIDE_STOP.finditer(piece))
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


def _opened(text: str) -> str:
    """Return the first two characters after an opening sign."""
    start = text.startswith(_OPENING)
    return text[start : start + 2]


def _starts_low(text: str) -> bool:
    """Return whether `text` goes on in small letters: "iPhone" does not."""
    first = _opened(text)
    return first[:1].islower() and not (first.isascii() and first[1:].isupper())


def _starts_high(text: str) -> bool:
    return _opened(text)[:1].isupper()
