"""Signals in what a page calls itself at its head or end: a summary, an excerpt."""

from collections.abc import Iterator
from typing import Literal

from server.page.block import Block
from server.page.view import PageView
from server.text.calls.phrases import find_phrases
from server.verdict.signals.signal import Signal

HEAD, TAIL = 12, 8  # blocks before the body and after its end
LONGEST_SENTENCE = 240  # characters
LONGEST_BLOCK = 700  # characters; a longer one is a paragraph of the story
_CALLED: dict[Literal["says_summary", "says_excerpt"], str] = {
    "says_summary": "a summary",
    "says_excerpt": "a part of a longer text",
}


def own_words_signals(view: PageView) -> list[Signal]:
    """Return the first sentence of each kind in which the page says what it is."""
    first: dict[str, Signal] = {}
    for number in range(max(0, view.first - HEAD), min(len(view.blocks), view.last + TAIL + 1)):
        head = number <= view.first + 2
        if head or number >= view.last - 3:
            for signal in _said(view.blocks[number], "head" if head else "tail"):
                first.setdefault(signal.code, signal)
    return list(first.values())


def _said(block: Block, kind: str) -> Iterator[Signal]:
    # "AI summary" on a button offers one.
    if block.is_closed or block.is_control or block.is_beside:
        return
    sentences = block.sentences
    if len(block.text) > LONGEST_BLOCK:
        sentences = [*sentences[:1], *sentences[-2:]]
    for sentence in sentences:
        if len(sentence) > LONGEST_SENTENCE:
            continue
        # A note may be in another language than the text.
        kinds = {hit.kind for hit in find_phrases(sentence)}
        for code, called in _CALLED.items():
            if code in kinds:
                says = f"“{sentence}”: the page calls itself {called}."
                # The whole line where it is short: "This is a summary. Read the full story on …".
                quote = block.text if len(block.text) <= 160 else sentence
                yield Signal(code, says, quote, block.element, kind)
