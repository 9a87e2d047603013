"""Reads a page's declarations: schema.org in JSON-LD, microdata or RDFa, and meta elements.

Publishers get this wrong in every way there is, so each reader takes what has the right type
and passes over the rest. Microdata (`itemprop`) and RDFa (`property`) are read flat: the first
property of each kind that belongs to an article, or to nothing in particular.
https://html.spec.whatwg.org/multipage/microdata.html, https://www.w3.org/TR/rdfa-lite/
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from server.model import FoundIn, remembered
from server.page.document import Document, Having, fold, is_hidden

_MAX_META = 4_000  # below the digits that Python reads as a number
_ARTICLES = ("Article", "Report", "Posting", "NewsItem", "Blog", "Review", "Recipe")  # ends
# What old pages put around a script, for readers that did not know scripts.
_WRAPPER = re.compile(r"^(?:<!--|(?://\s*+)?<!\[CDATA\[)|(?:-->|(?://\s*+)?\]\]>)[\s;]*+$")

# Metas of syndication (Google's of 2010, Dublin Core, and what content systems made of them).
SYNDICATION = re.compile(
    r"(?:\w+[:._-])?(?:syndication|original|canonical)[:._-]?(?:source|url|link)"
    r"|dc(?:terms)?\.source|(?:article:)?source[_-]?url|(?:article:)?original[_-]source"
)

Node = dict[str, Any]
_LONGEST = 1_000  # characters of a value
# Words of schema.org, Dublin Core and SIOC for the same.
_PROPERTIES = {
    synonym: name
    for name, synonyms in (
        ("headline", "headline title"),
        ("author", "author creator has_creator"),
        ("datePublished", "datepublished created issued date"),
        ("dateModified", "datemodified modified"),
        ("inLanguage", "inlanguage"),
    )
    for synonym in synonyms.split()
}
# Ends of the types of an article, or of the page that it is.
_TYPES = (
    *("article", "posting", "report", "blog", "review", "recipe", "item", "page", "document"),
    "question",
)


@dataclass(frozen=True)
class Structured:
    """A page's declarations.

    JSON-LD `nodes` in order, meta contents by lower-case name, and what microdata and RDFa
    say about the article (one node each).
    """

    nodes: list[Node]
    metas: dict[str, list[str]] = field(default_factory=dict)
    markup: list[tuple[FoundIn, Node]] = field(default_factory=list)

    @property
    def article(self) -> Node:
        """The first node that describes an article; empty without one."""
        return next((node for node in self.nodes if is_article(node)), {})

    @cached_property
    def kinds(self) -> list[str]:
        """The types of its nodes, in small letters: "newsarticle"."""
        types = (node.get("@type") for node in self.nodes)
        kinds = (
            kind
            for declared in types
            for kind in (declared if isinstance(declared, list) else [declared])
        )
        return [kind.rpartition("/")[2].lower() for kind in kinds if isinstance(kind, str)]

    @property
    def bodies(self) -> list[str]:
        """The declared texts of articles."""
        bodies = (node.get("articleBody") for node in self.nodes)
        return [body for body in bodies if isinstance(body, str)]

    def article_about(self, headings: list[str]) -> Node:
        """Return the node of the article with one of `headings`, else the first article's.

        List pages and related stories have nodes too.
        """
        folded_headings = set(map(fold, headings))
        articles = (node for node in self.nodes if is_article(node))
        about = (n for n in articles if folded_headings & set(map(fold, texts(n.get("headline")))))
        return next(about, self.article)

    def names_in(self, value: Any) -> list[str]:
        """Return the names in `value`, following references (`@id`) to nodes."""
        by_id = {str(node["@id"]): node for node in self.nodes if "@id" in node and "name" in node}
        items = value if isinstance(value, list) else [value]
        resolved = [
            by_id.get(str(item.get("@id")), item)
            if isinstance(item, dict) and "name" not in item
            else item
            for item in items[:50]
        ]
        return texts(resolved)


@remembered
def structured_of(document: Document) -> Structured:
    """Return what `document` declares."""
    root = document.root
    return Structured(list(_json_ld(root)), _metas(root), list(markup_nodes(document.having)))


def is_article(node: Node) -> bool:
    """Whether a JSON-LD node is of one of schema.org's article types."""
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith(_ARTICLES)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def texts(value: Any) -> list[str]:
    """Return the strings that `value` names: itself, its `name`s, or those of its members."""
    if isinstance(value, str):
        return [clean] if (clean := " ".join(unescape(value[:_MAX_META]).split())) else []
    if isinstance(value, dict):
        parts = (value.get(key) for key in ("givenName", "familyName"))
        strings = (part for part in parts if isinstance(part, str))
        name = value.get("name") or value.get("@value") or " ".join(strings)
        return texts(name) if isinstance(name, str | list) else []
    if isinstance(value, list):
        return [text for item in value[:50] if isinstance(item, str | dict) for text in texts(item)]
    return []


def _metas(root: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for element in islice(root.iter("meta"), 1_000):  # a bound of work
        name = element.get("property") or element.get("name") or element.get("http-equiv")
        content = (element.get("content") or "")[:_MAX_META].strip()
        if name and content:
            metas.setdefault(name[:200].strip().lower(), []).append(content)
    return metas


def _json_ld(root: HtmlElement) -> Iterator[Node]:
    scripts = (
        script for script in root.iter("script") if "ld+json" in (script.get("type") or "").lower()
    )
    # Articles have a few nodes; thousands are a bound of work.
    return islice((node for script in scripts for node in _nodes(_load(script.text or ""))), 2_000)


def _load(text: str) -> Any:
    """Load the JSON in `text`; None where it can't be read, or has more than two megabytes."""
    if len(text) > 2_000_000:
        return None
    clean = text.strip(" \t\r\n")
    if clean[:1] not in ("{", "[") or clean[-1:] not in ("}", "]"):
        clean = _WRAPPER.sub("", clean).strip(" \t\r\n;")
    try:
        return json.loads(clean, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any) -> Iterator[Node]:
    """Yield each object, also in lists and `@graph`s, in document order."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            yield item
            stack.extend(
                item[key] for key in ("mainEntity", "mainEntityOfPage", "@graph") if key in item
            )


def markup_nodes(having: Having) -> Iterator[tuple[FoundIn, dict[str, Any]]]:
    """Yield the article's node in microdata, and in RDFa, from the elements with attributes."""
    if microdata := _node(having["itemprop"], "itemprop", "itemtype"):
        yield "microdata", microdata
    in_body = (
        element
        for element in having["property"]
        if next(element.iterancestors("body"), None) is not None
    )
    if rdfa := _node(in_body, "property", "typeof"):
        yield "rdfa", rdfa


def _node(elements: Iterable[HtmlElement], naming: str, typing: str) -> dict[str, Any]:
    node: dict[str, Any] = {}
    # A page of comments may have thousands.
    for element in islice(
        (descendant for descendant in elements if descendant.tag != "link"), 3_000
    ):
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
    """Whether `element` is a property of an article, or of nothing that has a type."""
    for ancestor in element.iterancestors():
        kind = ancestor.get(typing)
        if kind is not None:
            return not kind.strip() or any(name.endswith(_TYPES) for name in kind.lower().split())
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
