"""Counts letters of blocks by kind, for all blocks of a page at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from server.article.extract.classifier.columns import Floats
from server.language.scripts import TERMINAL

_ADDRESSES = ("http:", "https:", "www.")
_CLOSING, _LAST = "'\"”»’)]」』", tuple(f":{TERMINAL}")
_PLANE = 0x10000  # code points of the basic plane


def _range(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


_KINDS = (
    TERMINAL,
    ",;，、،；",
    "".join(filter(str.isdecimal, map(chr, range(_PLANE)))),
    _range("A", "Z") + _range("À", "Þ") + _range("А", "Я") + _range("Α", "Ω"),
    "©@|/•»›→",
    '"“”„«»「」『』',
    " ",
)


def _table() -> NDArray[np.uint8]:
    """Return a bit for each of _KINDS by code point of the basic plane."""
    table = np.zeros(_PLANE, np.uint8)
    for bit, letters in enumerate(_KINDS):
        table[[ord(letter) for letter in letters]] |= 1 << bit
    return table


_TABLE = _table()


def written(texts: Sequence[str]) -> list[Floats]:
    """Return a column per feature, with a row for each of the non-empty texts."""
    sizes = np.array([len(text) for text in texts], np.float32)
    ends, commas, digits, uppers, odd, quotes, spaces = _counts(texts)
    hundreds = 1 + sizes / 100
    odd = odd + np.array([sum(map(text.count, _ADDRESSES)) for text in texts])
    return [
        ends / hundreds,
        np.array([text[-10:].rstrip(_CLOSING).endswith(_LAST) for text in texts]),
        commas / hundreds,
        np.array([text[0].islower() for text in texts]),
        digits / sizes,
        uppers / sizes,
        odd / hundreds,
        quotes > 0,
        spaces / sizes,
        np.minimum(sizes, 1000),
    ]


def _counts(texts: Sequence[str]) -> list[NDArray[np.intp]]:
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _TABLE[np.minimum(codes, _PLANE - 1)]
    starts = np.concatenate([[0], np.cumsum([len(text) for text in texts])[:-1]])
    bits = range(len(_KINDS))
    return [np.add.reduceat(kinds >> bit & 1, starts, dtype=np.intp) for bit in bits]
