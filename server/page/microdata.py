"""Reads microdata (`itemprop`) and RDFa (`property`) about the article as schema.org nodes.

Read flat: the first property of each kind that belongs to an article, or to nothing in
particular. https://html.spec.whatwg.org/multipage/microdata.html, https://www.w3.org/TR/rdfa-lite/
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from server.model import FoundIn
from server.page.document import Having, is_hidden

# Elements looked at; a page of comments may have thousands.
_MANY = 3_000
_LONGEST = 1_000  # characters of a value
# Words of schema.org, Dublin Core and SIOC for the same.
_PROPERTIES = {
    "headline": "headline",
    "title": "headline",
    "author": "author",
    "creator": "author",
    "has_creator": "author",
    "datepublished": "datePublished",
    "created": "datePublished",
    "issued": "datePublished",
    "date": "datePublished",
    "datemodified": "dateModified",
    "modified": "dateModified",
    "inlanguage": "inLanguage",
}
# Ends of the types of an article, or of the page that it is.
_TYPES = (
    *("article", "posting", "report", "blog", "review", "recipe", "item", "page", "document"),
    "question",
)


def markup_nodes(having: Having) -> Iterator[tuple[FoundIn, dict[str, Any]]]:
    """Yield the article's node in microdata, and in RDFa, from the elements with attributes."""
    if microdata := _node(having["itemprop"], "itemprop", "itemtype"):
        yield "microdata", microdata
    in_body = (
        one for one in having["property"] if next(one.iterancestors("body"), None) is not None
    )
    if rdfa := _node(in_body, "property", "typeof"):
        yield "rdfa", rdfa


def _node(elements: Iterable[HtmlElement], naming: str, typing: str) -> dict[str, Any]:
    node: dict[str, Any] = {}
    for element in islice((one for one in elements if one.tag != "link"), _MANY):
        names = [name.rpartition(":")[2].lower() for name in element.get(naming).split()]
        key = next((_PROPERTIES[name] for name in names if name in _PROPERTIES), None)
        if key is None or not _is_of_article(element, typing):
            continue
        value = _value(element, naming)
        if key == "author" and value:
            node.setdefault(key, []).append(value)
        elif value:
            node.setdefault(key, value)
    return node


def _is_of_article(element: HtmlElement, typing: str) -> bool:
    """Return whether `element` is a property of an article, or of nothing that has a type."""
    for ancestor in element.iterancestors():
        kind = ancestor.get(typing)
        if kind is not None:
            return not kind.strip() or any(each.endswith(_TYPES) for each in kind.lower().split())
    return True


def _value(element: HtmlElement, naming: str) -> str:
    """Return the name within an element, else its declared value, else its text."""
    for part in element.iterdescendants():
        if (part.get(naming) or "").rpartition(":")[2].lower() == "name":
            element = part
            break
    declared = element.get("content") or element.get("datetime")
    if declared:
        return str(declared)[:_LONGEST].strip()
    return "" if is_hidden(element) else " ".join(element.text_content()[:_LONGEST].split())
