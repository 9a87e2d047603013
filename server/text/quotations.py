"""Quotations: what is between quotation marks of many languages, and its words in one spelling.

"Don't" is "do not", "colour" is "color": the endings are in each language's file. What they make of
a word is only compared, never shown.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from server.language.data import section
from server.text.tokens import Extent

_QUOTED = re.compile(
    r"“([^“”]{3,})”|„([^„“”\"]{3,})(?:[“”]|(?<!\s)\")|„([^„“”]{3,})[“”]"
    r"|«\s?([^«»]{3,}?)\s?»|»([^«»]{3,})«|「([^「」]{3,})」"
    r"|『([^『』]{3,})』|\"([^\"]{3,})\"|(?<!\w)‘((?:[^‘’]|’(?=\w)){3,})’(?!\w)"
    r"|(?<![^\s(])”(?=\w)([^“”„]{3,})”"  # Swedish, Finnish
    r"|(?<!\w)'(?=[^\W\d_])((?:[^']|'(?=\w)){3,})'(?!\w)"
)
_MARKS = frozenset("\"'“”„«»「」『』‘")


def quotations(sentence: str) -> list[Extent]:
    """Return start and end of quoted words in `sentence`, without the marks."""
    if _MARKS.isdisjoint(sentence):
        return []
    return [
        Extent(*match.span(match.lastindex or 0))
        for match in _QUOTED.finditer(sentence)
        # Also the apostrophe of "the players' 'em".
        if match[0][0] != "'" or match[0][1].isupper() or match[0][-2] in ",.!?…"
    ]


def is_work(quoted: str) -> bool:
    """Whether a quotation is the title of a work, capitalised throughout."""
    return all(
        any(part[:1].isupper() for part in word.replace("’", "'").split("'"))  # "d'Orval"
        for word in quoted.split()
        if len(word) > 3  # letters of "of", "the" in a title
    )


class _Spelling(NamedTuple):
    """A language's contractions, whole words and endings, and its variants."""

    contractions: dict[str, list[str]]
    variants: list[tuple[re.Pattern[str], str]]


def in_one_spelling(plains: Sequence[str], language: str | None) -> list[str]:
    """Return `plains` with contractions written out and variants of spelling as one."""
    spelling = _spelling(language)
    if spelling is None:
        return list(plains)
    written = [word for plain in plains for word in _written_out(plain, spelling)]
    # A long text repeats its words: each is respelled once.
    usual_by_word = {word: _usual(word, spelling) for word in set(written)}
    return [usual_by_word[word] for word in written]


def _usual(word: str, spelling: _Spelling) -> str:
    for variant, usual in spelling.variants:
        word = variant.sub(usual, word)
    return word


def _written_out(plain: str, spelling: _Spelling) -> Iterator[str]:
    if contraction := spelling.contractions.get(plain):
        yield from contraction
        return
    cut = plain.rfind("'") - plain.endswith("n't")
    if cut > 0 and (rest := spelling.contractions.get(plain[cut:])):
        yield plain[:cut]
        yield from rest
    else:
        yield plain


@cache
def _spelling(language: str | None) -> _Spelling | None:
    entry = section(language, "spellings")
    if not entry:
        return None
    pairs = (pair.partition("=") for pair in entry["contractions"].split())
    return _Spelling(
        {short: long.split("_") for short, _, long in pairs},
        [(re.compile(variant), usual) for variant, usual in entry["spellings"].items()],
    )
