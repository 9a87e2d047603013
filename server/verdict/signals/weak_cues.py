"""Lines right behind the end that hold words of a call: too little to be one alone.

What such words are worth is learned (weigh.py): "abridged" tells much, "more" next to nothing, an
account in one sentence with reading nearly as much as a call.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from server.page.boundary import Boundary
from server.page.calls_to_action import teaser_addresses
from server.page.link_blocks import Block
from server.text.cue_words import WordClass, is_meter, says
from server.verdict.signals.signal import Signal, SignalCode

CLOSE = 4  # blocks right behind the end
_FEW = re.compile(r"(?<![\d.,])\d{1,2}(?![\d.,]|\s?[%٪％])")
LONGEST_LINE = 90  # characters
LONGEST_SENTENCE = 130
LONGEST_BLOCK = 400
# What a line with a word of a class may be a part of.
_HINTS: tuple[tuple[WordClass, SignalCode], ...] = (
    ("edition", "in_other_edition"),
    ("part", "says_excerpt"),
    ("brief", "says_summary"),
    ("rest", "points_to_longer"),
    ("whole", "points_to_longer"),
    ("ends", "cut_for_subscribers"),
    ("source", "source_line"),
)
# What a sentence with words of two classes may be a part of; the first pair that fits counts.
_PAIRS: tuple[tuple[WordClass, WordClass, SignalCode], ...] = (
    ("access", "only", "cut_for_subscribers"),
    ("access", "on", "cut_for_subscribers"),
    ("access", "read", "cut_for_subscribers"),
    ("free", "ends", "cut_for_subscribers"),
    ("free", "text", "cut_for_subscribers"),
    ("whole", "outlet", "in_other_edition"),
    ("brief", "text", "says_summary"),
    ("whole", "text", "points_to_longer"),
)


def hint_signs(
    end: Boundary, understood: Collection[str | None], language: str | None
) -> list[Signal]:
    """The first hint of each class, in lines that call for nothing that is `understood`."""
    first: dict[str, Signal] = {}
    teasers = teaser_addresses(end.blocks, language)
    addresses = Counter(link.url for block in end.blocks for link in block.links)
    for block in end.blocks[1 : 1 + CLOSE]:
        # A headline and a button lead to another story.
        of_another = block.links and all(
            link.url in teasers and addresses[link.url] > 1 for link in block.links
        )
        said = (block.text, *block.sentences)
        if block.told or of_another or any(words in understood for words in said):
            continue
        pairs = list(_in_sentences(block, language))
        for seen in pairs or _in_line(block, language):
            first.setdefault(seen.feature, seen)
    return list(first.values())


def _in_line(block: Block, language: str | None) -> Iterator[Signal]:
    if len(block.text) > LONGEST_LINE or says(block.text, ("other",), language):
        return
    for name, signal in _HINTS:
        # "4 articles left this month" counts articles, not what is left of this one.
        counted = name in ("rest", "ends") and _FEW.search(block.text)
        if not counted and says(block.text, (name,), language):
            yield _hint(signal, block, block.text, name)


def _in_sentences(block: Block, language: str | None) -> Iterator[Signal]:
    for sentence in block.sentences if len(block.text) <= LONGEST_BLOCK else ():
        if len(sentence) > LONGEST_SENTENCE or says(sentence, ("other",), language):
            continue
        for one, two, signal in _PAIRS:
            if says(sentence, (one, two), language) and not is_meter(sentence):
                yield _hint(signal, block, sentence, f"{one}_{two}")
                break


def _hint(signal: SignalCode, block: Block, quote: str, kind: str) -> Signal:
    says_it = f"Behind the end stands “{quote}”."
    return Signal(signal, says_it, quote, block.element, f"hint_{kind}")
