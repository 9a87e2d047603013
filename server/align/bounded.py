"""Bounds the marked places of sentences, so that an answer is no larger than its question."""

from collections.abc import Sequence
from dataclasses import replace

from server.model import PageSentence, Warning, counted

MOST_MARKED = 20_000  # places of a text, as changes, missing or shared words, and parts


def bounded(
    sentences: Sequence[PageSentence], most: int
) -> tuple[list[PageSentence], list[Warning]]:
    """Return sentences of which the first have all `most` marks, and a warning about the others."""
    shown = list[PageSentence]()
    for one in sentences:
        marks = _marks(one)
        most -= marks
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
        f"The texts differ in very many places: {counted(cut, 'mark')} of words in the page's last "
        "sentences are left out. Which sentences differ is said of all."
    )
    return Warning("/problems/text_cut", "align", detail, params={"marks": cut})
