"""Short lines right behind the end that hold one word of a call: too little to be one alone.

What such a word is worth is learned (weigh.py): "abridged" tells much, "more" next to nothing.
"""

from collections.abc import Collection, Iterator

from server.verdict.boundary import Block, Boundary
from server.verdict.signals import Seen, Signal
from server.verdict.words import WordClass, says

CLOSE = 4  # blocks right behind the end
LONGEST_LINE = 90  # characters
# What a line with a word of a class may be a part of.
_HINTS: tuple[tuple[WordClass, Signal], ...] = (
    ("edition", "in_other_edition"),
    ("part", "says_excerpt"),
    ("brief", "says_summary"),
    ("rest", "points_to_longer"),
    ("whole", "points_to_longer"),
    ("ends", "cut_for_subscribers"),
    ("source", "source_line"),
)


def hint_signs(
    end: Boundary, understood: Collection[str | None], language: str | None
) -> list[Seen]:
    """The first hint of each class, in lines that call for nothing that is `understood`."""
    first: dict[str, Seen] = {}
    for block in end.blocks[1 : 1 + CLOSE]:
        if len(block.text) > LONGEST_LINE or says(block.text, ("other",), language):
            continue
        if any(said in understood for said in (block.text, *block.sentences)):
            continue
        for seen in _in_line(block, language):
            first.setdefault(seen.feature, seen)
    return list(first.values())


def _in_line(block: Block, language: str | None) -> Iterator[Seen]:
    for name, signal in _HINTS:
        if says(block.text, (name,), language):
            yield _hint(signal, block, name)


def _hint(signal: Signal, block: Block, kind: str) -> Seen:
    says_it = f"Behind the end stands “{block.text}”."
    return Seen(signal, says_it, block.text, block.element, f"hint_{kind}")
