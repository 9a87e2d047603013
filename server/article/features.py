"""What is seen of a block, of its neighbours and of its containers: a classifier's input.

After Boilerpipe (Kohlschütter et al. 2010: length and link density of a block and its
neighbours), dragnet (Peters and Lecocq 2013: tokens of ids and classes) and Web2Text (Vogels et
al. 2018: the path in the tree); and what an extractor took, so that its choice is repaired.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from lxml.html import HtmlElement

from server.article.blocks import Block
from server.article.columns import Floats, container, distances, scattered, share, shifted
from server.article.document import fold
from server.article.surroundings import Neighbourhood

_KINDS = {
    "p": 1,
    "div": 2,
    "li": 3,
    "td": 4,
    "th": 4,
    "blockquote": 5,
    "figcaption": 6,
    "section": 7,
    "article": 7,
    "pre": 8,
    "dd": 9,
    "dt": 9,
    "caption": 6,
    "address": 10,
}
_ENDS = re.compile(r"[.!?。！？؟।…]")
_LAST = re.compile(r"[.!?:…。！？؟।]['\"”»’)\]」』]*$")
_COMMAS = re.compile(r"[,;，、،；]")
_DIGIT = re.compile(r"\d")
_UPPER = re.compile(r"[A-ZÀ-ÞА-ЯΑ-Ω]")
_ODD = re.compile(r"[©@|/•»›→]|https?:|www\.")
_QUOTES = re.compile(r"[\"“”„«»「」『』]")
_HEADING = re.compile(r"h[1-6]$")
# Columns of a block's own features whose neighbours' values are features too.
_LENGTH, _LINKS, _ENDINGS, _DIGITS, _KIND = 0, 1, 2, 6, 12
# Folded characters: below these a text is found by chance; running text is longer.
_BY_CHANCE, _SHORT, _RUNNING = 12, 40, 40
# Columns of `features`, from the end: what the extractor took of a block; blocks since the last
# one that it took, and until the next.
HELD, SINCE, UNTIL = -21, -16, -14


class PageBlocks:
    """A page's blocks, with all that does not depend on what an extractor took."""

    def __init__(self, blocks: Sequence[Block], page: str, title: str, declared: str) -> None:
        """`page` is the page's folded text, `declared` that of the body it declares, if any."""
        self.blocks = blocks
        self.folded = [page[block.start : block.end] for block in blocks]
        self.lengths = np.array([block.length for block in blocks], np.float32)
        self._linked = np.array([block.linked for block in blocks], np.float32)
        self._around = Neighbourhood()
        self._parents = [_parent(block.element) for block in blocks]
        self._grandparents = [_parent(element) for element in self._parents]
        self._looks = [self._around.of(block.element).signature for block in blocks]
        self._parent_looks = [self._around.of(parent).signature for parent in self._parents]
        self._own = self._own_features(fold(title), declared)

    def features(self, taken: list[str], extractor: int) -> Floats:
        """A row a block, given the folded paragraphs that an extractor took."""
        held = self.held(taken)
        letters = held * self.lengths
        count = len(held)
        running = self.lengths[
            (self.lengths >= _RUNNING) & (self._linked < 0.5 * self.lengths)
        ].sum()
        columns = [
            held,
            *(shifted(held, step) for step in (-2, -1, 1, 2)),
            *distances(held >= 0.5, self.lengths),
            *share(self._parents, letters, self.lengths),
            *share(self._grandparents, letters, self.lengths),
            *share(self._looks, letters, self.lengths),
            *share(list(zip(self._looks, self._parent_looks, strict=True)), letters, self.lengths),
            self._steps_to_core(held),
            np.full(count, np.log1p(letters.sum())),
            np.full(count, letters.sum() / max(1.0, running)),
            np.full(count, extractor),
        ]
        return np.column_stack([self._own, *columns]).astype(np.float32)

    def held(self, taken: list[str]) -> Floats:
        """How much of each block is in `taken`: 1, a half, or nothing."""
        whole, lines = "\0".join(taken), set(taken)
        return np.array(
            [
                1.0
                if text in lines or (len(text) >= _BY_CHANCE and text in whole)
                else _partly(text, whole)
                for text in self.folded
            ],
            np.float32,
        )

    def _own_features(self, title: str, declared: str) -> Floats:
        rows = []
        seen: set[str] = set()
        remarks = False
        for block, folded in zip(self.blocks, self.folded, strict=True):
            around = self._around.of(block.element)
            rows.append(
                [
                    *_text_features(block),
                    *_tag_features(block.element),
                    *around.features(),
                    _overlap(folded, title),
                    folded in seen,
                    remarks,
                    _overlap(folded, declared) if declared else -1,
                ]
            )
            seen.add(folded)
            remarks = remarks or around.is_remark
        own = np.array(rows, np.float32)
        near = [shifted(own[:, n], s) for n in (_LENGTH, _LINKS, _ENDINGS) for s in (-2, -1, 1, 2)]
        near += [shifted(own[:, n], s) for n in (_DIGITS, _KIND) for s in (-1, 1)]
        return np.column_stack([own, *self._places(), *near, *self._scattered()])

    def _places(self) -> list[Floats]:
        count = len(self.blocks)
        place = np.arange(count, dtype=np.float32)
        return [
            place / count,
            np.minimum(place, 200),
            np.minimum(count - place, 200),
            *container(self._parents, self.lengths, self._linked),
            *container(self._grandparents, self.lengths, self._linked),
        ]

    def _scattered(self) -> list[Floats]:
        above = [self._around.of(element).signature for element in self._grandparents]
        looks = list(zip(self._looks, self._parent_looks, above, strict=True))
        return scattered(looks, self._parents)

    def _steps_to_core(self, held: Floats) -> Floats:
        """Steps from each block up to the smallest container of most of what is held."""
        letters: dict[HtmlElement, float] = defaultdict(float)
        for element, length in zip(self._parents, (held > 0) * self.lengths, strict=True):
            letters[element] += float(length)
        within: dict[HtmlElement, float] = defaultdict(float)
        for parent, length in letters.items():
            step = parent if length else None
            while step is not None:
                within[step] += length
                step = step.getparent()
        most = 0.7 * sum(letters.values())
        core = max(
            (element for element, length in within.items() if length >= most > 0),
            key=lambda element: self._around.of(element).depth,
            default=None,
        )
        return np.array([_steps(block.element, core) for block in self.blocks], np.float32)


def _parent(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _steps(element: HtmlElement, core: HtmlElement | None) -> int:
    steps = 0
    while element is not None and element is not core:
        element, steps = element.getparent(), steps + 1
    return -1 if element is None or core is None else min(steps, 12)


def _text_features(block: Block) -> list[float]:
    text = block.text
    size = len(text)
    hundreds = 1 + size / 100
    return [
        float(np.log1p(block.length)),
        block.linked / block.length,
        len(_ENDS.findall(text)) / hundreds,
        bool(_LAST.search(text[-10:])),
        len(_COMMAS.findall(text)) / hundreds,
        text[0].islower(),
        len(_DIGIT.findall(text)) / size,
        len(_UPPER.findall(text)) / size,
        len(_ODD.findall(text)) / hundreds,
        bool(_QUOTES.search(text)),
        text.count(" ") / size,
        min(size, 1000),
    ]


def _tag_features(element: HtmlElement) -> list[float]:
    level = int(element.tag[1]) if _HEADING.match(element.tag) else 0
    return [_KINDS.get(element.tag, 0), level]


def _overlap(text: str, other: str) -> float:
    """How much of `text` is in `other`; little where it is short enough to be so by chance."""
    if not other:
        return 0.0
    if text in other:
        return min(1.0, len(text) / 20)
    return 0.5 if other in text or (len(text) > 80 and text[20:60] in other) else 0.0


def _partly(text: str, whole: str) -> float:
    if len(text) < _SHORT:
        return 0.0
    middle = len(text) // 2
    return 0.5 * ((text[5:30] in whole) + (text[middle : middle + 25] in whole))
