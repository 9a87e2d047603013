"""Words of a quotation in one spelling: "don't" as "do not", "colour" as "color".

The endings are in each language's file; what they make of a word is only compared, never shown.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from server.language.data import section


class _Spelling(NamedTuple):
    """A language's contractions, whole words and endings, and its variants."""

    contractions: dict[str, list[str]]
    variants: list[tuple[re.Pattern[str], str]]


def in_one_spelling(plains: Sequence[str], language: str | None) -> list[str]:
    """Return `plains` with contractions written out and variants of spelling as one."""
    known = _spelling(language)
    if known is None:
        return list(plains)
    return [_respelt(word, known) for plain in plains for word in _written_out(plain, known)]


def _written_out(plain: str, known: _Spelling) -> Iterator[str]:
    if whole := known.contractions.get(plain):
        yield from whole
        return
    cut = plain.rfind("'") - plain.endswith("n't")
    if cut > 0 and (rest := known.contractions.get(plain[cut:])):
        yield plain[:cut]
        yield from rest
    else:
        yield plain


def _respelt(plain: str, known: _Spelling) -> str:
    for variant, usual in known.variants:
        plain = variant.sub(usual, plain)
    return plain


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


_NO_LETTERS = re.compile(r"[\W_]+")
# ASCII as `fold` writes it.
_FOLDED = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}


def fold(text: str) -> str:
    """Fold `text` for finding it again: NFKC, case folded, letters and digits only."""
    if text.isascii():
        return text.translate(_FOLDED)
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NO_LETTERS.sub("", folded.replace(" ", ""))  # of which a text has most
