"""HTML to a document: one parse that every later step shares.

Parts that the markup hides only until a script has run are shown: React sends parts of a page late,
hidden, and moves them into place; other pages hide the whole page until they are ready, or hold
their text in `noscript` for readers without scripts.
"""

import copy
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import lxml.html
from lxml.etree import ElementDefaultClassLookup, LxmlError, SubElement, XPath, strip_elements
from lxml.html import HtmlElement
from selectolax.lexbor import LexborHTMLParser

from server.errors import UnreadableHtml
from server.page.document import Document, is_hidden, visible
from server.page.limits import (
    check_depth,
    cut_long,
    defuse,
    may_be_deep,
    may_be_long,
    shorten_attributes,
)

_TABLE_BODY, _WRITTEN = re.compile(r"<tbody(?![^\s/>])", re.I), "data-written"
_EMPTY = "The page's HTML holds no elements; there is nothing to read."
_TAG = re.compile("<[a-z]", re.I)
_LEFT_OPEN: Any = XPath("//a[not(@href)][.//p or .//div] | //a[.//p[4]]")


def parse(html: str, url: str | None) -> Document:
    """Return the document that `html` describes; raise PageTooLarge or UnreadableHtml."""
    safe = defuse(html)
    data = _TABLE_BODY.sub(rf"\g<0> {_WRITTEN} ", safe).encode("utf-8", "replace")
    if not may_be_deep(safe):
        # With every tag that a browser adds or moves: libxml2 knows the elements of HTML 4 only, so
        # that it leaves `<header>` in the head.
        data = (LexborHTMLParser(data).html or "").encode()
    try:
        root = lxml.html.document_fromstring(data, parser=_parser())
    except (LxmlError, ValueError) as error:
        raise UnreadableHtml(_EMPTY, reason="empty") from error
    if not (_TAG.search(html) or "".join(map(str, root.itertext())).strip()):
        raise UnreadableHtml(_EMPTY, reason="empty")
    is_cut = may_be_long(data) and cut_long(root)
    check_depth(root)
    _unwrap(root)
    reveal(root)
    strip_elements(root, "template", with_tail=False)
    breaks_off = "<" in html and not html.rstrip().endswith(">")
    return Document(root, url, is_cut, breaks_off)


def document_of(paragraphs: Sequence[str], url: str | None) -> Document:
    """Return the document of a text without HTML."""
    root = _parser().makeelement("text")
    for paragraph in paragraphs:
        SubElement(root, "p").text = paragraph
    return Document(root, url, is_text=True)


def _unwrap(root: HtmlElement) -> None:
    """Unwrap elements that only the parser added: implied `<tbody>`, links left open."""
    for body in root.findall(".//tbody"):
        if body.attrib.pop(_WRITTEN, None) is None:
            body.drop_tag()
    for anchor in _LEFT_OPEN(root):
        anchor.drop_tag()


def readable_copy(root: HtmlElement, *, hidden: bool = False) -> HtmlElement:
    """Return a copy of `root` for extractors; with `hidden`, hidden parts are in it."""
    tree = copy.deepcopy(root)
    if not hidden:
        for element in tree.xpath("//@hidden/.. | //@style/.. | //dialog"):
            if element.tag in {"html", "body"}:  # extractors would drop the page
                element.attrib.pop("hidden", None)
                element.attrib.pop("style", None)
            elif is_hidden(element) and element.getparent() is not None:
                element.drop_tree()
    shorten_attributes(tree)
    return tree


def _parser() -> lxml.html.HTMLParser:
    # Without huge_tree libxml2 drops what is nested deeper than 256 elements, silently.
    parser = lxml.html.HTMLParser(
        huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False, encoding="utf-8"
    )
    # lxml.html asks a Python function for the class of each element, each time one is touched:
    # a tenth of a page's time. Nobody here needs its classes for forms.
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    return parser


def reveal(root: HtmlElement) -> None:
    """Make these parts of `root` visible where they hold twice the prose that is without them."""
    _place_streamed(root)
    candidates = root.iter("noscript")
    scriptless = [part for part in candidates if next(part.iterancestors("head"), None) is None]
    for part in [*scriptless, *_hidden_pages(root)]:
        prose = _prose(part.itertext())
        if prose < 400 or prose <= 2 * _prose(text for _, text, *_ in visible(root)):
            continue
        if part.tag == "noscript":
            part.tag = "div"
        else:
            del part.attrib["style"]


def _place_streamed(root: HtmlElement) -> None:
    """Move React's late parts (`<div hidden id="S:1">`) to their places (`<template id="B:1">`)."""
    parts = [
        part
        for part in root.iter("div")
        if part.get("hidden") is not None and part.get("id", "").startswith("S:")
    ]
    template_by_id = {place.get("id"): place for place in root.iter("template")} if parts else {}
    for part in parts:
        del part.attrib["hidden"]
        place = template_by_id.get(f"B:{part.get('id')[2:]}")
        if place is not None and part not in place.iterancestors():
            place.addprevious(part)


def _hidden_pages(root: HtmlElement) -> list[HtmlElement]:
    """Return elements hidden by style around the page's heading or main part."""
    paths = ([*inner.iterancestors()][::-1] for inner in root.iter("h1", "main"))
    around = dict.fromkeys(chain.from_iterable(paths))
    styled = (part for part in around if part.get("style") and part.get("hidden") is None)
    return [part for part in styled if is_hidden(part)]


def _prose(texts: Iterable[str]) -> int:
    """Count the characters of text nodes that are long enough to be prose."""
    return sum(len(text) for text in texts if len(text) >= 60)
