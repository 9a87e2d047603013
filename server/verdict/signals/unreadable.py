"""Bodies that nobody can read: letters mixed or shifted, filler Latin, repeated blocks."""

from collections.abc import Iterator
from itertools import groupby

from server.language.detect import likeness
from server.language.scripts import LETTERS
from server.page.block import Block
from server.page.view import PageView
from server.verdict.signals.signal import Signal

_LINE = 80  # letters of a paragraph that is judged
_SAMPLE, _LEAST = 400, 60  # characters of it that are judged, and that are enough
_FEWEST, _LETTERS = 2, 300  # paragraphs and letters that can't be read
_REPEATED = 3  # times that a text comes again: twice is a teaser and its story
# Likeness to the page's language and to any, by that of its first paragraph. Of another script
# the letters alone are most of it.
_LATIN, _OTHER_SCRIPT = (0.45, 0.75), (0.76, 0.8)
_FILLER = "lorem ipsum"


def unreadable_signals(view: PageView) -> Iterator[Signal]:
    """Yield where a body ceases to be text of its language, if it does so up to its end."""
    texts = {block.text for block in view.body if block.letters >= _LINE}
    # Extractors leave repeated blocks out.
    prose = [block for block in view.blocks[view.first :] if block.text in texts]
    if len(prose) <= _FEWEST:
        return
    first, *others = prose
    page = _Language(first.text)
    unread: list[Block] = []
    for _, group in groupby(reversed(others), key=lambda block: block.text):
        same = list(group)
        if len(same) < _REPEATED and page.reads(same[0].text):
            break
        unread += same
    if len(unread) >= _FEWEST and sum(block.letters for block in unread) >= _LETTERS:
        begin = unread[-1]
        quote = begin.text[:_LINE].rstrip()
        says = f"From here on the text is no text of its language: “{quote}”."
        yield Signal("unreadable_text", says, quote, begin.element)


class _Language:
    """The language of a page's first paragraph, by its letters."""

    def __init__(self, text: str) -> None:
        alike = likeness(_plain(text)[:_SAMPLE])
        self._tag = max(alike, key=alike.__getitem__)
        self._alike = alike[self._tag]
        latin = sum(letter < "\u0250" for letter in text)
        self._own, self._any = _LATIN if latin > len(text) / 2 else _OTHER_SCRIPT

    def reads(self, text: str) -> bool:
        """Return whether `text` is of this language, or of another one that people write."""
        if _FILLER in text.casefold():
            return False
        if len(_plain(text)) < _LEAST:
            return True
        alike = likeness(_plain(text)[:_SAMPLE])
        best = max(alike, key=alike.__getitem__)
        if best == "la" and self._tag != "la":
            return False
        return alike[self._tag] >= self._own * self._alike or alike[best] >= self._any * self._alike


def _plain(text: str) -> str:
    """Return `text` without names and numbers, which lists and references are full of."""
    return " ".join(word for word in LETTERS.findall(text) if not word[0].isupper())
