"""Removes lines of a page that are not its text: adverts, rights, cookies, prompts, repeats."""

from collections.abc import Sequence

from server.page.block import Block
from server.page.document import HEADINGS, fold
from server.text.calls.lines import claims_rights, credits_picture, is_prompt

# Least folded characters of a repetition that is no refrain.
_REPEATED = 25
# Blocks from a deck to its repetition.
_MOST_BETWEEN = 4
# Least share of a line's letters in links that makes it a link.
_WHOLLY = 0.9
_SHORTEST = 6  # folded characters of a heading in a table of contents
# Last blocks that may claim rights.
_LAST = 4
_LONGEST_NUMBER = 3  # digits, of a list's number on a line of its own, or a price


def without_notes(blocks: list[Block]) -> list[Block]:
    """Remove blocks in which the page speaks of itself, unless all would go."""
    last = len(blocks) - _LAST
    kept = [
        block
        for index, block in enumerate(blocks)
        if not (
            is_prompt(block.text)
            or (index >= last and claims_rights(block.text))
            or credits_picture(block.text)
            or (block.length <= _LONGEST_NUMBER and fold(block.text).isdecimal())
        )
    ]
    return kept if any(block.element.tag not in HEADINGS for block in kept) else blocks


def without_repeats(blocks: Sequence[Block]) -> list[Block]:
    """Remove repeated decks, and tables of contents."""
    headings = {fold(block.text) for block in blocks if block.element.tag in HEADINGS}
    last: dict[str, int] = {}
    kept = []
    for index, block in enumerate(blocks):
        is_repeat = index - last.get(block.text, -_MOST_BETWEEN) < _MOST_BETWEEN
        is_content = _leads_to_heading(block) and fold(block.text) in headings
        if not is_content and (block.length < _REPEATED or not is_repeat):
            kept.append(block)
        last[block.text] = index
    return kept


def _leads_to_heading(block: Block) -> bool:
    """Return whether a block with a heading's words links to it."""
    is_link = block.linked >= _WHOLLY * block.length
    return is_link and block.length >= _SHORTEST and block.element.tag not in HEADINGS
