"""Two extractors, one tree: each gives the paragraphs that it takes for the article.

Both get a tree, never a string: they would parse it again, without huge_tree.
"""

import logging
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml.etree import tounicode
from lxml.html import HtmlElement
from readability.readability import Document, Unparseable
from trafilatura.core import bare_extraction

from server.article.extract.paragraphs import paragraphs
from server.page.document import fold, unread

# Both log what they give up on; here that is an answer ("no paragraphs"), not news.
for _name in ("trafilatura", "readability", "htmldate", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_TEXTLESS = ("script", "style", "noscript", "svg", "iframe", "object", "canvas", "link", "meta")


@dataclass(frozen=True)
class Extraction:
    """What one extractor takes for the article."""

    extractor: str
    paragraphs: list[str]

    @cached_property
    def folded(self) -> str:
        """Its letters and digits, for comparing lengths across scripts and layouts."""
        return fold("".join(self.paragraphs))


def by_trafilatura(tree: HtmlElement) -> Extraction:
    """Trafilatura's fast mode, without reader comments; `tree` loses what nobody reads.

    Without its scripts the tree holds no JSON-LD, which trafilatura falls back on: text that the
    page does not show.
    """
    for element in [*tree.iter(*_TEXTLESS), *unread(tree)]:
        if element.getparent() is not None:
            element.drop_tree()
    found: Any = bare_extraction(tree, fast=True, include_comments=False)
    return Extraction("trafilatura", paragraphs(found.body) if found else [])


def by_readability(tree: HtmlElement) -> Extraction:
    """readability-lxml; `tree` loses its hidden elements."""
    try:
        document = _Readability(tree)
        document.summary(html_partial=True)
    except Unparseable:
        return Extraction("readability", [])
    return Extraction("readability", paragraphs(document.html))


class _Readability(Document):  # type: ignore[misc] # it has no types
    """readability-lxml whose result is the tree in `html`, not a string to parse again."""

    def get_clean_html(self) -> str:
        """The article as text; only its length is looked at."""
        return str(tounicode(self.html, method="html"))
