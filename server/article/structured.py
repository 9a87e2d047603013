"""What a page declares about itself: JSON-LD of schema.org, and meta elements.

Publishers get this wrong in every way there is, so each reader takes what has the right type
and passes over the rest.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml.html import HtmlElement

_MAX_NODES = 2_000
_MAX_SCRIPT = 2_000_000
_ARTICLE = re.compile(r"(?:Article|Report|Posting|NewsItem|Blog|Review)$")
_WRAPPER = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)?[\s;]*$")

Node = dict[str, Any]


@dataclass(frozen=True)
class Structured:
    """A page's declarations: JSON-LD nodes in order, and meta contents by lower-case name."""

    nodes: list[Node]
    metas: dict[str, list[str]] = field(default_factory=dict)

    @property
    def article(self) -> Node:
        """The first node that describes an article; empty where there is none."""
        return next((node for node in self.nodes if is_article(node)), {})

    def meta(self, *names: str) -> str | None:
        """The first content of the first of `names` that the page has."""
        return next((value for name in names for value in self.metas.get(name, ())), None)


def read_structured(root: HtmlElement) -> Structured:
    """What the tree `root` declares."""
    metas: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("http-equiv")
        content = (element.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.strip().lower(), []).append(content)
    return Structured(list(_json_ld(root)), metas)


def is_article(node: Node) -> bool:
    """Whether a JSON-LD node is of one of schema.org's article types."""
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE.search(kind)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def texts(value: Any) -> list[str]:
    """The strings that `value` names: itself, its `name`s, or those of its members."""
    if isinstance(value, str):
        return [clean] if (clean := " ".join(unescape(value).split())) else []
    if isinstance(value, dict):
        named = value.get("name")
        return texts(named) if isinstance(named, str | list) else []
    if isinstance(value, list):
        return [text for item in value[:50] if isinstance(item, str | dict) for text in texts(item)]
    return []


def _json_ld(root: HtmlElement) -> Iterator[Node]:
    count = 0
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for node in _nodes(_load(script.text or "")):
            count += 1
            if count > _MAX_NODES:
                return
            yield node


def _load(text: str) -> Any:
    if len(text) > _MAX_SCRIPT:
        return None
    try:
        return json.loads(_WRAPPER.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any) -> Iterator[Node]:
    """Each object, those in lists and `@graph`s too, in document order."""
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
