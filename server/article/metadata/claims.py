"""What a page says about itself, each time with where it says so."""

import re
from collections.abc import Iterable

from server.model import Claim, FoundIn
from server.page.document import fold

_LONGEST = 500
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


def line(text: str, longest: int = _LONGEST) -> str:
    """`text` as one clean line of at most `longest` characters, without tags."""
    words = " ".join(_TAG.sub("", text[: 20 * longest]).split())
    return "".join(filter(_is_shown, words))[:longest].strip()


def _is_shown(character: str) -> bool:
    # Joiners are part of Persian and Indic words.
    return character.isprintable() or character in "\u200c\u200d"


def claims(values: Iterable[str | None], found_in: FoundIn) -> list[Claim]:
    """One claim for each of `values` that says something."""
    return [Claim(clean, found_in) for value in values if value and (clean := line(value))]


def distinct(stated: Iterable[Claim]) -> list[Claim]:
    """The first of those claims that say the same in other typography."""
    first: dict[str, Claim] = {}
    for claim in stated:
        first.setdefault(fold(claim.value), claim)
    return list(first.values())
