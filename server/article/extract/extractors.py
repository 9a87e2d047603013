"""Two extractors, one tree: each returns its paragraphs of the article.

Both get a tree, never a string: they would parse it again, without huge_tree.
"""

import logging
from typing import Any

from lxml.etree import strip_elements, tounicode
from lxml.html import HtmlElement
from readability.readability import Document, Unparseable
from trafilatura.core import bare_extraction
from trafilatura.utils import line_processing, return_printables_and_spaces, trim

from server.page.block import paragraphs
from server.page.document import unread

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
    except Unparseable:
        return []
    return paragraphs(document.html)


class _Readability(Document):  # type: ignore[misc] # it has no types
    """readability-lxml whose result is the tree in `html`, not a string to parse again."""

    def get_clean_html(self) -> str:
        """Return the article as text; only its length is used."""
        return str(tounicode(self.html, method="html"))
