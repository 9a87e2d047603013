"""The page's statements about itself, each with its place."""

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

from server.model import Claim, FoundIn
from server.page.document import fold

Field = Literal["published", "modified", "author", "title"]
_LONGEST = 500  # characters of a claim
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


def line(text: str, longest: int = _LONGEST) -> str:
    """Return `text` as one clean line of at most `longest` characters, without tags."""
    words = " ".join(_TAG.sub("", text[: 20 * longest]).split())
    return "".join(filter(_is_shown, words))[:longest].strip()


def _is_shown(character: str) -> bool:
    # Joiners are part of Persian and Indic words.
    return character.isprintable() or character in "\u200c\u200d"


def claims(values: Iterable[str | None], found_in: FoundIn) -> list[Claim]:
    """Return a claim for each of `values` with text."""
    return [Claim(clean, found_in) for value in values if value and (clean := line(value))]


@cache
def metas_of(field: Field) -> tuple[str, ...]:
    """Return the names of the metas that state `field`, the most reliable first."""
    names = json.loads(files(__package__).joinpath("metas.json").read_text("utf-8"))
    return tuple(names[field])


def distinct(stated: Iterable[Claim]) -> list[Claim]:
    """Return the first of those claims that only differ in typography."""
    first: dict[str, Claim] = {}
    for claim in stated:
        first.setdefault(fold(claim.value), claim)
    return list(first.values())
