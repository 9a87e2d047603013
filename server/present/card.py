"""The picture of a shared comparison: its sentence, both names, and the map of the original."""

import unicodedata
from collections.abc import Iterator

from server.language.messages import Words
from server.present.comparison import Json, kinds_of
from server.present.gist import in_a_line

_MOST_LINES = 5  # as many as fit beside the map
_LINE = 34  # letters of a line, two for each wide one
_NAME = 44  # letters of a name, counted alike


def card_of(comparison: Json, words: Words) -> Json:
    """Return what the template of the card shows."""
    page, source = comparison["page"], comparison["source"]
    line = in_a_line(comparison, words)
    return {
        "line": line,
        "lines": list(_lines(line)),
        "page": _cut(_name(page), _NAME),
        "source": _cut(_name(source), _NAME) if source else "",
        "cells": kinds_of(comparison["alignment"]) if comparison["alignment"] else [],
    }


def _name(article: Json) -> str:
    return str(article["publisher"] or article["title"] or article["url"] or "")


def _cut(text: str, most: int) -> str:
    kept = text[: most + 1]
    while _width(kept) > most - (kept != text):
        kept = kept[:-1]
    return text if kept == text else kept.rstrip() + "…"


def _lines(text: str) -> Iterator[str]:
    """Break a sentence into lines, the last one cut."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and _width(line + piece.rstrip()) > _LINE:
            lines.append(line.rstrip())
            line = ""
        line += piece
    lines.append(line.rstrip())
    yield from lines[: _MOST_LINES - 1]
    if rest := lines[_MOST_LINES - 1 :]:
        yield _cut(" ".join(rest), _LINE)


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts between which a line may end: words, pieces of long ones, wide letters."""
    for word in text.split():
        if any(unicodedata.east_asian_width(letter) in "WF" for letter in word):
            yield from word
            yield " "
        else:
            for at in range(0, len(word), _LINE):
                yield word[at : at + _LINE] + (" " if at + _LINE >= len(word) else "")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
