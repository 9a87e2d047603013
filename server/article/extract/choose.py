"""Chooses the article of a page: an extractor's result, repaired block by block.

The extractor is trafilatura. Where the block classifier doubts its result, and on pages without
landmarks (from before HTML5), readability-lxml runs too, and the classifier judges both results.
docs/measurements.md has the figures. Both extractors get a tree, never a string: they
would parse it again, without huge_tree.
"""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
from lxml.etree import strip_elements, tounicode
from lxml.html import HtmlElement
from readability import readability
from trafilatura.core import bare_extraction
from trafilatura.utils import line_processing, return_printables_and_spaces, trim

from server.article.extract.boilerplate import (
    one_story,
    without_notes,
    without_remarks,
    without_repeats,
    without_walls,
)
from server.article.extract.classify import THRESHOLD, PageBlocks, chances, page_blocks
from server.article.extract.columns import Floats
from server.page.block import Block, paragraphs
from server.page.document import Document, Places, unread
from server.page.structured import structured_of
from server.text.tokens import Extent

# Both log failures, which are an answer here ("no paragraphs").
for _name in ("trafilatura", "readability", "htmldate", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

# Trafilatura's names of elements, and those of HTML.
_NAMES = dict(
    zip(
        ("ab", "head", "list", "item", "quote", "row", "cell", "lb"),
        ("p", "h2", "ul", "li", "blockquote", "tr", "td", "br"),
        strict=True,
    )
)
_TEXTLESS = ("script", "style", "noscript", "svg", "iframe", "object", "canvas", "link", "meta")


def by_trafilatura(tree: HtmlElement) -> list[str]:
    """Run trafilatura's fast mode, without reader comments; `tree` loses unread elements.

    Without scripts the tree has no JSON-LD, which trafilatura falls back on: text that the page
    does not show.
    """
    strip_elements(tree, *_TEXTLESS, with_tail=False)
    for element in unread(tree):
        if element.getparent() is not None:
            element.drop_tree()
    # As "python" it would write out the text, too.
    extracted: Any = bare_extraction(tree, fast=True, include_comments=False, output_format="xml")
    for memory in (line_processing, return_printables_and_spaces, trim):
        memory.cache_clear()  # of the page's words
    for element in extracted.body.iter(*_NAMES) if extracted else ():
        element.tag = _NAMES[element.tag]
    return paragraphs(extracted.body) if extracted else []


def by_readability(tree: HtmlElement) -> list[str]:
    """Run readability-lxml; `tree` loses its hidden elements."""
    try:
        document = _Readability(tree)
        document.summary(html_partial=True)
    except readability.Unparseable:
        return []
    return paragraphs(document.html)


class _Readability(readability.Document):  # type: ignore[misc] # it has no types
    """readability-lxml whose result is the tree in `html`, not a string to parse again."""

    def get_clean_html(self) -> str:
        """Return the article as text; only its length is used."""
        return str(tounicode(self.html, method="html"))


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
    extracted = [page.extractor_features(first)]
    extractor, likely = "trafilatura", chances(page, *extracted)
    landmarks = ("article", "main", "section", "nav", "header", "footer", "aside")
    has_landmarks = next(document.root.iter(*landmarks), None) is not None
    # Pages no larger than real ones are read by both extractors, without landmarks or in doubt.
    is_usual = len(page.blocks) <= 3_000
    is_old = is_usual and not has_landmarks
    # Share of doubt (chances that may be wrong, by letters) above which a second extractor runs.
    if is_old or (is_usual and doubt(page, likely) > 0.3):
        extractor += "+readability"
        extracted.append(page.extractor_features(by_readability(tree)))
        likely = chances(page, *extracted)
    # Share of doubt above which a part of the article may be missing: docs/decisions.md
    # has the counts.
    is_doubtful = doubt(page, likely) > 0.35
    least = THRESHOLD
    if is_doubtful and not is_old:  # the best one, if it gives a text
        best = best_threshold(page, likely)
        is_text = page.lengths[likely >= best].sum() >= 500  # folded characters
        least = best if is_text else THRESHOLD
    taken = [block for block, chance in zip(page.blocks, likely, strict=True) if chance >= least]
    if not taken:
        return as_it_is("trafilatura", first, document)
    article = _clean(taken, document)
    places: Places = [Extent(block.start, block.end) for block in article]
    incomplete = bool(article) and is_doubtful
    return Chosen(extractor, [block.text for block in article], places, incomplete)


def _clean(blocks_taken: list[Block], document: Document) -> list[Block]:
    """Remove walls, boilerplate, comments, other stories, the headline and repeats."""
    blocks = without_notes(without_walls(blocks_taken, document))
    marked = (element.get("itemtype").lower() for element in document.having["itemtype"])
    kinds = (*structured_of(document).kinds, *marked)
    threads = ("discussionforumposting", "qapage")  # whose comments are their text
    if not any(name in kind for kind in kinds for name in threads):
        blocks = without_remarks(blocks, document)
    story = one_story(blocks, document.title)
    return without_repeats(_without_headline(story)) if story else []


def as_it_is(extractor: str, paragraphs: list[str], document: Document) -> Chosen:
    """Return an extractor's result, unrepaired, each paragraph found after the one before."""
    extents: Places = []
    find, after = document.text_map.find, 0
    for paragraph in paragraphs:
        # The page may have a paragraph in part.
        extents.append(extent := find(paragraph, after) or find(paragraph[:50], after))
        after = extent.end if extent else after
    return Chosen(extractor, paragraphs, extents)


def doubt(page: PageBlocks, likely: Floats) -> float:
    """Return the share of the taken letters that may be wrong; 1 without any."""
    letters_taken = float((page.lengths * likely).sum())
    unsure = float((page.lengths * np.minimum(likely, 1 - likely)).sum())
    return unsure / letters_taken if letters_taken else 1.0


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
    first, *rest = [b for b in blocks[:headline] if b.text not in below] + blocks[headline:]
    return rest if first.element.tag == "h1" and rest else [first, *rest]
