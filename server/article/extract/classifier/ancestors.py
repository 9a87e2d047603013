"""Features of a block's containers by tag and name, each element read once."""

import re
from collections.abc import Sequence

import numpy as np
from lxml.html import HtmlElement

from server.article.extract.classifier.columns import Floats, Keys
from server.model import remembered

# Tokens of ids and classes, by their use.
NAMES = {
    "body": r"body|content|entry|post|story|text|paragraph|article|copy",
    "lead": r"lead|intro|summary|standfirst|subtitle|deck|dek|perex|chapeau|excerpt",
    "related": r"relat|recommend|teaser|more|promo|read[-_]?(?:also|next)|card|linkbox|listing"
    r"|outbrain|taboola|popular|trend|latest|aside|side|widget|rail",
    "comment": r"comment|disqus|reply|replies|discuss|forum|feedback|kommentar|koment",
    "furniture": r"nav|menu|foot|header|breadcrumb|share|social|tool|button|btn|login|popup"
    r"|modal|cookie|consent|banner|newsletter|subscri|signup|print|search|pager|pagination",
    "about": r"author|byline|bio|meta|date|time|tag|categor|copyright|source|credit|info|label"
    r"|headline|title|kicker",
    "media": r"caption|figure|image|img|photo|picture|gallery|video|media|slide|player|foto|bild",
    "advert": r"\bads?\b|advert|sponsor|anzeige|werbung|reklam|\bdfp|promo|commercial",
}
TAGS = (
    *("article", "main", "aside", "nav", "footer", "header", "form", "figure", "table", "ul"),
    *("section", "blockquote", "a", "figcaption"),
)
_PATTERNS = [re.compile(pattern) for pattern in NAMES.values()]
_COMMENT = list(NAMES).index("comment")
_TAG_BITS = {tag: 1 << bit for bit, tag in enumerate(TAGS)} | {"ol": 1 << TAGS.index("ul")}
_ITEM_BODY = 1 << len(TAGS)


class Surroundings:
    """An element with all its ancestors.

    `signature` is equal for similar siblings.
    """

    __slots__ = ("depth", "far", "near", "parent", "signature", "tags")

    def __init__(self, element: HtmlElement, parent: "Surroundings | None") -> None:
        classes = element.get("class") or ""
        named = _named(classes, element.get("id") or "")
        self.parent = parent
        self.tags: int = _TAG_BITS.get(element.tag, 0) | (parent.tags if parent else 0)
        if element.get("itemprop") == "articleBody":
            self.tags |= _ITEM_BODY
        self.near: tuple[int, ...] = (named, *(parent.near[:2] if parent else (0, 0)))
        self.far: int = named | (parent.far if parent and element.tag != "body" else 0)
        self.depth: int = parent.depth + 1 if parent else 0
        self.signature = (element.tag, classes)

    @property
    def above(self) -> "Surroundings":
        """Return the parent; the element itself for the root."""
        return self.parent or self

    @property
    def is_remark(self) -> bool:
        """Return whether any container is named after comments."""
        return bool(self.far >> _COMMENT & 1)


def around(places: Sequence[Surroundings]) -> list[Floats]:
    """Return columns: depth; a flag for each of TAGS; nearness of a name of each of NAMES."""
    tags = np.array([place.tags for place in places])
    far = np.array([place.far for place in places])
    near = np.array([place.near for place in places]).T
    return [
        np.array([place.depth for place in places]),
        *((tags >> bit & 1).astype(np.float32) for bit in range(len(TAGS) + 1)),
        *(_nearness(far >> bit & 1, near >> bit & 1) for bit in range(len(NAMES))),
    ]


def _nearness(far: Keys, near: Keys) -> Floats:
    steps = np.where(near[1], 2, np.where(near[2], 1.5, 1))
    return np.where(far, np.where(near[0], 3, steps), 0)


@remembered
def _named(classes: str, identity: str) -> int:
    tokens = f"{classes} {identity}".lower()
    if tokens == " ":
        return 0
    return sum(1 << bit for bit, pattern in enumerate(_PATTERNS) if pattern.search(tokens))
