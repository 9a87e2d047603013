"""The shape of a text's end: does it stop like a text, or in the middle?"""

import re
from typing import Literal

Shape = Literal["whole", "bracketed_ellipsis", "ellipsis", "mid_sentence"]

_CLOSING = "\"'”’»›“„)]）】」』》〉*"
_BRACKETED = re.compile(r"[\[(]\s*(?:…|\.{3,})\s*[\])]\s*$")
_ELLIPSIS = re.compile(r"(?:…|\.{3,}|。{3,}|···)\s*$")
_TERMINAL = ".!?。！？।؟．｡:;։။…"


def shape_of(text: str, language: str | None) -> Shape:
    """How the last paragraph `text` of an article ends."""
    stripped = text.strip()
    if _BRACKETED.search(stripped):
        return "bracketed_ellipsis"
    bare = stripped.rstrip(_CLOSING + " ")
    if _ELLIPSIS.search(bare):
        return "ellipsis"
    if _stops_within(stripped, bare) and (language or "").split("-")[0] not in ("th", "lo", "km"):
        return "mid_sentence"
    return "whole"


def is_unlike(text: str, others: list[str]) -> bool:
    """Whether `text` stops without a sign at its end although the paragraphs before it have one."""
    stated = [other.rstrip(_CLOSING + " ") for other in others if len(other) >= 80]
    bare = text.strip().rstrip(_CLOSING + " ")
    if len(stated) < 2 or len(bare) < 40 or not bare[-1].isalnum():
        return False
    return all(other[-1:] in _TERMINAL for other in stated)


def _stops_within(stripped: str, bare: str) -> bool:
    """Whether prose stops without its end: a comma or a small word, and no full stop."""
    if len(stripped) < 80 or not bare or bare[-1] in _TERMINAL:
        return False
    return bare[-1] in ",、，،" or (stripped == bare and bare[-1].islower() and _is_prose(bare))


def _is_prose(text: str) -> bool:
    """Whether sentences stand in `text` before its last one, so that the last should end too."""
    return bool(re.search(r"[a-zа-яё0-9\"”»)][.!?][\"”»)]?\s+\S", text))
