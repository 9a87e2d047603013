"""Chooses the article of a page: an extractor's result, repaired block by block.

The extractor is trafilatura. Where the block classifier doubts its result, and on pages without
landmarks (from before HTML5), readability-lxml runs too, and the classifier judges both results.
docs/decisions/extraction.md has the measurements.
"""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from lxml.html import HtmlElement

from server.article.extract.boilerplate import (
    one_story,
    without_notes,
    without_repeats,
    without_walls,
)
from server.article.extract.classifier.block_features import PageBlocks
from server.article.extract.classifier.classify import THRESHOLD, chances, page_blocks
from server.article.extract.classifier.columns import Floats
from server.article.extract.comments import without_remarks
from server.article.extract.extractors import by_readability, by_trafilatura
from server.page.block import Block
from server.page.document import Document, Places
from server.page.structured import structured_of, texts
from server.text.spans import Extent

# Share of doubt (chances that may be wrong, by letters) above which a second extractor runs.
_DOUBT = 0.3
# Pages without landmarks and no larger than real ones are read by both extractors.
_MOST_BLOCKS = 3_000
# Share of doubt above which a part of the article may be missing: docs/decisions/extraction.md
# has the counts.
_MUCH_DOUBT = 0.35
# Least folded characters of a text that is taken by a lower chance than usual.
_A_TEXT = 500
_BEGINNING = 50  # characters by which a paragraph is found that the page has in part
_THREADS = ("DiscussionForumPosting", "QAPage")
_LANDMARKS = ("article", "main", "section", "nav", "header", "footer", "aside")


@dataclass(frozen=True)
class Chosen:
    """The paragraphs of an article, their extractor, and their places in the page.

    `is_incomplete` is a warning: a part of the article may be missing.
    """

    extractor: str
    paragraphs: list[str]
    body: Places
    is_incomplete: bool = False


def choose(tree: HtmlElement, document: Document) -> Chosen:
    """Return the article of `document`, with the readable copy `tree`; it may be empty."""
    first = by_trafilatura(tree)
    page = page_blocks(document)
    if page is None:
        return as_it_is("trafilatura", first, document)
    seen = [page.seen(first)]
    extractor, likely = "trafilatura", chances(page, *seen)
    has_landmarks = next(document.root.iter(*_LANDMARKS), None) is not None
    is_old = len(page.blocks) <= _MOST_BLOCKS and not has_landmarks
    if is_old or doubt(page, likely) > _DOUBT:
        extractor += "+readability"
        seen.append(page.seen(by_readability(tree)))
        likely = chances(page, *seen)
    is_doubtful = doubt(page, likely) > _MUCH_DOUBT
    least = _least_chance(page, likely) if is_doubtful and not is_old else THRESHOLD
    taken = [block for block, chance in zip(page.blocks, likely, strict=True) if chance >= least]
    if not taken:
        return as_it_is("trafilatura", first, document)
    article = _cleaned(taken, page, document)
    places: Places = [Extent(block.start, block.end) for block in article]
    incomplete = bool(article) and is_doubtful
    return Chosen(extractor, [block.text for block in article], places, incomplete)


def _is_forum(document: Document) -> bool:
    """Return whether the page declares a thread of posts as its text."""
    types = chain.from_iterable(texts(node.get("@type")) for node in structured_of(document).nodes)
    marked = (element.get("itemtype") for element in document.having["itemtype"])
    return any(name in kind for kind in chain(types, marked) for name in _THREADS)


def _cleaned(taken: list[Block], page: PageBlocks, document: Document) -> list[Block]:
    """Remove walls, boilerplate, comments, other stories, the headline and repeats."""
    kept = without_notes(without_walls(taken, document))
    if not _is_forum(document):  # whose comments are its text
        kept = without_remarks(kept, page.blocks)
    title = document.root.findtext(".//title") or ""
    story = one_story(kept, title)
    return without_repeats(_without_headline(story)) if story else []


def as_it_is(extractor: str, paragraphs: list[str], document: Document) -> Chosen:
    """Return an extractor's result, unrepaired, each paragraph found after the one before."""
    places: Places = []
    find, after = document.text_map.find, 0
    for paragraph in paragraphs:
        places.append(place := find(paragraph, after) or find(paragraph[:_BEGINNING], after))
        after = place.end if place else after
    return Chosen(extractor, paragraphs, places)


def doubt(page: PageBlocks, likely: Floats) -> float:
    """Return the share of the taken letters that may be wrong; 1 without any."""
    taken = float((page.lengths * likely).sum())
    unsure = float((page.lengths * np.minimum(likely, 1 - likely)).sum())
    return unsure / taken if taken else 1.0


def _least_chance(page: PageBlocks, likely: Floats) -> float:
    """Return the least chance for a doubtful page: the best one, if it gives a text."""
    least = best_threshold(page, likely)
    return least if page.lengths[likely >= least].sum() >= _A_TEXT else THRESHOLD


def best_threshold(page: PageBlocks, likely: Floats) -> float:
    """Return the chance with the greatest expected F1, which is half of that F1.

    Lipton, Elkan and Naryanaswamy (2014) show why.
    """
    order = np.argsort(-likely, kind="stable")
    taken, right = np.cumsum(page.lengths[order]), np.cumsum((page.lengths * likely)[order])
    return float((right / (taken + right[-1])).max())


def _without_headline(blocks: list[Block]) -> list[Block]:
    """Remove the headline, which is not a sentence of the body.

    A teaser above it that the body repeats goes, too.
    """
    headline = next((n for n, block in enumerate(blocks) if block.element.tag == "h1"), 0)
    below = {block.text for block in blocks[headline:]}
    first, *others = [b for b in blocks[:headline] if b.text not in below] + blocks[headline:]
    return others if first.element.tag == "h1" and others else [first, *others]
