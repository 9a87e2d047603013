"""Quotation marks of many languages, and what is between them."""

import re

from server.text.spans import Extent

_QUOTED = re.compile(
    r"“([^“”]{3,})”|„([^„“”\"]{3,})(?:[“”]|(?<!\s)\")|„([^„“”]{3,})[“”]"
    r"|«\s?([^«»]{3,}?)\s?»|»([^«»]{3,})«|「([^「」]{3,})」"
    r"|『([^『』]{3,})』|\"([^\"]{3,})\"|(?<!\w)‘((?:[^‘’]|’(?=\w)){3,})’(?!\w)"
    r"|(?<![^\s(])”(?=\w)([^“”„]{3,})”"  # Swedish, Finnish
    r"|(?<!\w)'(?=[^\W\d_])((?:[^']|'(?=\w)){3,})'(?!\w)"
)
_LONGEST_SMALL = 3  # letters of "of", "the" in a title
_STRAIGHT = "'"  # also the apostrophe of "the players' 'em"


_MARKS = frozenset("\"'“”„«»「」『』‘")


def quotations(sentence: str) -> list[Extent]:
    """Return start and end of quoted words in `sentence`, without the marks."""
    if _MARKS.isdisjoint(sentence):
        return []
    return [
        Extent(*match.span(match.lastindex or 0))
        for match in _QUOTED.finditer(sentence)
        if match[0][0] != _STRAIGHT or match[0][1].isupper() or match[0][-2] in ",.!?…"
    ]


def is_work(quoted: str) -> bool:
    """Return whether a quotation is the title of a work, capitalised throughout."""
    return all(
        any(part[:1].isupper() for part in word.replace("’", "'").split("'"))  # "d'Orval"
        for word in quoted.split()
        if len(word) > _LONGEST_SMALL
    )
