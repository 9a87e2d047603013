"""Bounds the marked places of sentences, so that an answer is no larger than its question."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic_core import to_json

from server.align.texts import Text
from server.model import PageSentence, Warning, counted

# Bytes of all marks of a text: changes, missing or shared words, and parts.
_TIMES, _LEAST, _MOST = 2, 500_000, 4_000_000


def most_marked(page: Text, source: Text) -> int:
    """Return how many bytes the marks of two texts may have: twice those of the texts."""
    whole = "".join((*page.sentences, *source.sentences)).encode("utf-8", "surrogatepass")
    return min(_MOST, max(_LEAST, _TIMES * len(whole)))


def bounded(
    sentences: Sequence[PageSentence], most: int
) -> tuple[list[PageSentence], list[Warning]]:
    """Return sentences whose first marks have `most` bytes, and a warning about the others."""
    shown = list[PageSentence]()
    for one in sentences:
        marks = _marks(one)
        most -= len(to_json((one.changes, one.missing, one.shared, one.parts))) if marks else 0
        is_cut = marks and most < 0
        plain = replace(one, changes=[], missing=[], shared=None, parts=[]) if is_cut else one
        shown.append(plain)
    cut = sum(map(_marks, sentences)) - sum(map(_marks, shown))
    return shown, [_warning(cut)] if cut else []


def _marks(one: PageSentence) -> int:
    shared = len(one.shared.page) + len(one.shared.source) if one.shared else 0
    return len(one.changes) + len(one.missing) + len(one.parts) + shared


def _warning(cut: int) -> Warning:
    detail = (
        f"The texts differ in very many places: {counted(cut, 'mark')} in the page's last "
        "sentences are left out, so that the answer is no larger than a few times the texts. "
        "Which sentences differ is said of all."
    )
    return Warning("/problems/text_cut", "align", detail, params={"marks": cut})
