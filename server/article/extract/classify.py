"""Classifies the blocks of a page, given the results of one or two extractors.

A block classifier after Boilerpipe (Kohlschütter et al. 2010: length and link density of a block
and its neighbours), dragnet (Peters and Lecocq 2013: tokens of ids and classes) and Web2Text
(Vogels et al. 2018: the path in the tree), which also sees the extractors' choices: it adds lost
paragraphs, and drops captions, teasers and comments. blocks.json has its boosted trees
(Friedman 2001).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
from lxml.html import HtmlElement

from server.article.extract.columns import (
    Floats,
    Keys,
    Surroundings,
    around,
    container,
    distances,
    is_first,
    number_keys,
    repetition_features,
    share,
    shift,
    text_features,
)
from server.model import read_table
from server.page.block import Block, blocks_of, separate_from_links
from server.page.document import HEADINGS, Document, fold, inherited
from server.page.structured import structured_of

_TAGS = "p|div|li|td th|blockquote|figcaption caption|section article|pre|dd dt|address"
_KINDS = {tag: kind for kind, tags in enumerate(_TAGS.split("|"), 1) for tag in tags.split()}
# Columns of a block's own features whose neighbours' values are features too.
_LENGTH, _LINKS, _ENDINGS, _DIGITS, _KIND = 0, 1, 2, 6, 12
# Folded characters: shorter texts are found by chance; running text is longer.
_BY_CHANCE, _SHORT, _RUNNING = 12, 40, 40
# Blocks from the headline, at most.
_FAR_AWAY = 100
# Columns of `extractor_features`: the share of a block that was taken; and how many they are.
COVERAGE = 0
_EXTRACTOR_COLUMNS = 20
# Number of extractors, and the value of all columns of one that did not run.
_EXTRACTORS, _NOT_ASKED = 2, -2
_MOST_BLOCKS = 500  # where the count is cut off


class PageBlocks:
    """A page's blocks, with all features that don't depend on an extractor."""

    def __init__(self, blocks: Sequence[Block], page: str, title: str, declared: str) -> None:
        """Compute features; `page` is its folded text, `declared` that of its declared body."""
        self.blocks = blocks
        self.folded = [page[block.start : block.end] for block in blocks]
        self.lengths = np.array([block.length for block in blocks], np.float32)
        self.linked = np.array([block.linked for block in blocks], np.float32)
        surroundings_by_element: dict[HtmlElement | None, Surroundings | None] = {None: None}
        homes = [
            inherited(block.element, surroundings_by_element, Surroundings) for block in blocks
        ]
        self._homes = [home for home in homes if home]
        parents = [home.above for home in self._homes]
        grandparents = [parent.above for parent in parents]
        self._parents, self._grandparents = number_keys(parents), number_keys(grandparents)
        looks = [home.signature for home in self._homes]
        pairs = list(zip(looks, (parent.signature for parent in parents), strict=True))
        above = (parent.signature for parent in grandparents)
        self._looks, self._pairs = number_keys(looks), number_keys(pairs)
        self._triples = number_keys(list(zip(pairs, above, strict=True)))
        self.remarks = np.array([home.is_remark for home in self._homes])
        self.running = self.lengths * (
            (self.lengths >= _RUNNING) & (self.linked < 0.5 * self.lengths)
        )
        self._own = self._own_features(fold(title), declared)

    def features(self, *extracted: Floats) -> Floats:
        """Return a row per block, given the `extractor_features` of one extractor or of both."""
        missing = [np.full((len(self.blocks), _EXTRACTOR_COLUMNS), _NOT_ASKED, np.float32)]
        both = [*extracted, *missing * (_EXTRACTORS - len(extracted))]
        return np.column_stack([self._own, *self._of_page(extracted), *both]).astype(np.float32)

    def extractor_features(self, taken: list[str]) -> Floats:
        """Return features of each block from an extractor's paragraphs."""
        coverage = self.coverage(list(map(fold, taken)))
        letters = coverage * self.lengths
        count = len(coverage)
        columns = [
            coverage,
            *(shift(coverage, distance) for distance in (-2, -1, 1, 2)),
            *distances(coverage >= 0.5, self.lengths),
            *share(self._parents, letters, self.lengths),
            *share(self._grandparents, letters, self.lengths),
            *share(self._looks, letters, self.lengths),
            *share(self._pairs, letters, self.lengths),
            self._steps_to(self._core((coverage > 0) * self.lengths)),
            np.full(count, np.log1p(letters.sum())),
            np.full(count, letters.sum() / max(1.0, self.running.sum())),
        ]
        return np.column_stack(columns).astype(np.float32)

    def _of_page(self, extracted: Sequence[Floats]) -> list[Floats]:
        """Return features of the page: text, links, taken shares, and agreement."""
        page_letters, running = self.lengths.sum(), self.running.sum()
        covered_letters = [columns[:, COVERAGE] * self.lengths for columns in extracted]
        shares = [letters.sum() / page_letters for letters in covered_letters]
        agreement: float = _NOT_ASKED
        if len(covered_letters) == _EXTRACTORS:
            either = np.maximum(*covered_letters).sum()
            agreement = np.minimum(*covered_letters).sum() / max(1.0, either)
        values = [
            np.log1p(page_letters),
            np.log1p(running),
            running / page_letters,
            self.linked.sum() / page_letters,
            min(_MOST_BLOCKS, len(self.blocks)),
            *shares,
            *[_NOT_ASKED] * (_EXTRACTORS - len(shares)),
            agreement,
            np.log1p(self.lengths.max()),
            np.count_nonzero(self.running),
        ]
        return [np.full(len(self.blocks), value, np.float32) for value in values]

    def coverage(self, taken: list[str]) -> Floats:
        """Return each block's overlap with `taken`: 1, 0.5 or 0."""
        text_taken, lines, position = "\0".join(taken), set(taken), 0
        coverage = np.ones(len(self.folded), np.float32)
        for index, text in enumerate(self.folded):
            if text in lines:
                continue
            # Mostly it continues where the previous block was found.
            place = text_taken.find(text, position) if len(text) >= _BY_CHANCE else -1
            if place >= 0:
                position = place
            elif len(text) < _BY_CHANCE or text_taken.find(text, 0, position + len(text)) < 0:
                coverage[index] = _partly(text, text_taken)
        return coverage

    def _own_features(self, title: str, declared: str) -> Floats:
        declared_share = [_overlap(text, declared) if declared else -1 for text in self.folded]
        columns = [
            np.log1p(self.lengths),
            self.linked / self.lengths,
            *text_features([block.text for block in self.blocks]),
            *_tags([block.element.tag for block in self.blocks]),
            *around(self._homes),
            np.array([_overlap(text, title) for text in self.folded]),
            ~is_first(number_keys(self.folded)),  # an earlier block has the same text
            np.concatenate([[False], np.maximum.accumulate(self.remarks)[:-1]]),  # after one
            np.array(declared_share),
            *self._densest(),
            self._steps_to(self._core(self.running)),
            *self._from_headline(title),
        ]
        columns_of_blocks = np.column_stack(columns).astype(np.float32)
        near = [
            shift(columns_of_blocks[:, n], s)
            for n in (_LENGTH, _LINKS, _ENDINGS)
            for s in (-2, -1, 1, 2)
        ]
        near += [shift(columns_of_blocks[:, n], s) for n in (_DIGITS, _KIND) for s in (-1, 1)]
        return np.column_stack(
            [
                columns_of_blocks,
                *self._places(),
                *near,
                *repetition_features(self._triples, self._parents),
            ]
        )

    def _places(self) -> list[Floats]:
        count = len(self.blocks)
        place = np.arange(count, dtype=np.float32)
        return [
            place / count,
            np.minimum(place, 200),
            np.minimum(count - place, 200),
            *container(self._parents, self.lengths, self.linked),
            *container(self._grandparents, self.lengths, self.linked),
        ]

    def _densest(self) -> list[Floats]:
        """Return each block's place relative to the container that Readability would take.

        A container scores the letters of running text in its own blocks, and half of those one
        level below.
        """
        scores: dict[Surroundings, float] = defaultdict(float)
        for home, letters in zip(self._homes, self.running.tolist(), strict=True):
            if letters:
                scores[home.above] += letters
                scores[home.above.above] += letters / 2
        best = max(scores, key=lambda place: scores[place], default=None)
        best_score = scores[best] if best else 1.0
        own_scores = np.array([scores.get(home.above, 0.0) for home in self._homes], np.float32)
        running_letters = max(1.0, float(self.running.sum()))
        return [
            self._steps_to(best),
            np.log1p(own_scores),
            own_scores / best_score,
            np.full(len(own_scores), best_score / running_letters, np.float32),
        ]

    def _from_headline(self, title: str) -> list[Floats]:
        """Return blocks and letters from the heading that the title names, else the first."""
        count = len(self.blocks)
        headings = [n for n, block in enumerate(self.blocks) if block.element.tag == "h1"]
        named_headings = (
            n for n in headings if len(self.folded[n]) >= _BY_CHANCE and self.folded[n] in title
        )
        first = next(named_headings, headings[0] if headings else None)
        if first is None:
            return [np.full(count, -_FAR_AWAY, np.float32), np.full(count, -1e5, np.float32)]
        steps = np.arange(count, dtype=np.float32) - first
        letters = np.cumsum(self.lengths) - self.lengths
        return [
            np.clip(steps, 1 - _FAR_AWAY, _FAR_AWAY),
            np.clip(letters - letters[first], -2e4, 1e5),
        ]

    def _core(self, letters: Floats) -> Surroundings | None:
        """Return the smallest container of most of `letters`, which are counted by block."""
        within: dict[Surroundings, float] = defaultdict(float)
        for home, length in zip(self._homes, letters.tolist(), strict=True):
            if length:
                within[home.above] += length
        by_depth: dict[int, list[Surroundings]] = defaultdict(list)
        for place in within:
            by_depth[place.depth].append(place)
        least_letters = 0.7 * float(letters.sum())
        for depth in range(max(by_depth, default=-1), -1, -1):
            for place in by_depth[depth]:
                if within[place] >= least_letters:
                    return place
                if (parent := place.parent) is not None:
                    if parent not in within:
                        by_depth[depth - 1].append(parent)
                    within[parent] += within[place]
        return None

    def _steps_to(self, place: Surroundings | None) -> Floats:
        """Return steps from each block up to `place`, at most 12; -1 outside of it."""
        steps_by_place: dict[Surroundings | None, int] = {place: 0} if place else {}
        steps_by_place[None] = -1_000_000  # Below minus any depth.
        steps = np.array([_steps(home, steps_by_place) for home in self._homes], np.float32)
        return np.where(steps < 0, -1, np.minimum(steps, 12)).astype(np.float32)


def _steps(home: Surroundings, steps_by_place: dict[Surroundings | None, int]) -> int:
    """Return steps from `home` to the place with 0 in `steps_by_place`; negative elsewhere."""
    ancestors = []
    place: Surroundings | None = home
    while place not in steps_by_place:
        assert place is not None  # noqa: S101 - `steps_by_place` has None
        ancestors.append(place)
        place = place.parent
    count = steps_by_place[place]
    for place in reversed(ancestors):
        count += 1
        steps_by_place[place] = count
    return count


def _tags(tags: list[str]) -> list[Floats]:
    levels = [int(tag[1]) if tag in HEADINGS else 0 for tag in tags]
    return [np.array([_KINDS.get(tag, 0) for tag in tags]), np.array(levels)]


def _overlap(text: str, reference: str) -> float:
    """Return the share of `text` in `reference`; low for a text short enough for chance."""
    if not reference:
        return 0.0
    if text in reference:
        return min(1.0, len(text) / 20)
    return 0.5 if reference in text or (len(text) > 80 and text[20:60] in reference) else 0.0


def _partly(text: str, reference: str) -> float:
    if len(text) < _SHORT:
        return 0.0
    middle = len(text) // 2
    return 0.5 * ((text[5:30] in reference) + (text[middle : middle + 25] in reference))


TABLE = "blocks.json"
# Least chance of a taken block.
THRESHOLD = 0.5
# The same in containers named after comments, where the trees are less sure.
_REMARK_THRESHOLD = 0.65


@dataclass(frozen=True)
class Forest:
    """All trees in one array; a node's high child is next to its low one.

    Leaves lead to themselves.
    """

    depth: int
    roots: Keys
    feature: Keys
    threshold: Floats
    low: Keys
    value: Floats

    @classmethod
    def of(cls, table: dict[str, Any]) -> "Forest":
        """Build the forest from `table`, whose `trees` of `depth` are lists of nodes.

        A node is `[feature, threshold, low child]`, an index within its tree, or `[value]`.
        """
        roots = [0, *accumulate(map(len, table["trees"]))][:-1]
        feature, threshold, low, value = zip(
            *(
                (*node[:2], root + node[2], 0) if node[1:] else (0, np.inf, root + index, node[0])
                for tree, root in zip(table["trees"], roots, strict=True)
                for index, node in enumerate(tree)
            ),
            strict=True,
        )
        return cls(
            table["depth"],
            np.array(roots, np.intp),
            np.array(feature, np.intp),
            np.array(threshold, np.float32),
            np.array(low, np.intp),
            np.array(value, np.float32),
        )

    def chances(self, rows: Floats) -> Floats:
        """Return the probability of each row; columns are features."""
        count, width = rows.shape
        first = np.arange(count, dtype=np.intp)[:, None] * width
        cells = np.ascontiguousarray(rows).ravel()
        nodes = np.broadcast_to(self.roots, (count, len(self.roots)))
        for _ in range(self.depth):
            cell_values = cells.take(self.feature.take(nodes) + first)
            nodes = self.low.take(nodes) + (cell_values > self.threshold.take(nodes))
        return np.asarray(1 / (1 + np.exp(-self.value.take(nodes).sum(axis=1))), np.float32)


def page_blocks(document: Document) -> PageBlocks | None:
    """Return the blocks of a page; None without text."""
    blocks = separate_from_links(blocks_of(document.text_map))
    if not blocks:
        return None
    longest = max(map(fold, structured_of(document).bodies), key=len, default="")
    return PageBlocks(blocks, document.text_map.folded, document.title, longest)


def chances(page: PageBlocks, *extracted: Floats) -> Floats:
    """Return each block's probability of being the article's.

    `extracted` are the `extractor_features` of trafilatura, and of readability-lxml if it ran.
    """
    likely = forest().chances(page.features(*extracted))
    likely[page.remarks] *= THRESHOLD / _REMARK_THRESHOLD
    # The references that the trees were learnt from leave tables out; the extractor does not.
    is_row = np.array([block.is_row for block in page.blocks])
    likely[is_row & np.any([columns[:, COVERAGE] == 1 for columns in extracted], axis=0)] = 1
    return likely


@cache
def forest() -> Forest:
    """Return the trees, loaded once."""
    return Forest.of(read_table(__package__, TABLE))
