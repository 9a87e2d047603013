"""What the containers of a block are called, each element of a page looked at once."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

# Tokens of ids and classes, by what publishers name so.
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
    """An element with all that it stands in.

    `signature` is how siblings of one kind look alike.
    """

    __slots__ = ("_far", "_near", "_tags", "depth", "signature")
    _far: int
    _near: tuple[int, ...]
    _tags: int
    depth: int

    def __init__(self, element: HtmlElement, parent: "Surroundings | None") -> None:
        classes = element.get("class") or ""
        named = _named(classes, element.get("id") or "")
        self._tags = _TAG_BITS.get(element.tag, 0) | (parent._tags if parent else 0)
        if element.get("itemprop") == "articleBody":
            self._tags |= _ITEM_BODY
        self._near = (named, *(parent._near[:2] if parent else (0, 0)))
        self._far = named | (parent._far if parent and element.tag != "body" else 0)
        self.depth = parent.depth + 1 if parent else 0
        self.signature = (element.tag, classes)

    @property
    def is_remark(self) -> bool:
        """Whether some container is named after comments."""
        return bool(self._far >> _COMMENT & 1)

    def features(self) -> list[float]:
        """Depth; a flag for each of TAGS around; how near a name of each of NAMES is."""
        return [
            self.depth,
            *(self._tags >> bit & 1 for bit in range(len(TAGS) + 1)),
            *(self._nearness(bit) for bit in range(len(NAMES))),
        ]

    def _nearness(self, bit: int) -> float:
        if not self._far >> bit & 1:
            return 0
        for nearness, named in zip((3, 2, 1.5), self._near, strict=True):
            if named >> bit & 1:
                return nearness
        return 1


@lru_cache(maxsize=4096)
def _named(classes: str, identity: str) -> int:
    said = f"{classes} {identity}".lower()
    if said == " ":
        return 0
    return sum(1 << bit for bit, pattern in enumerate(_PATTERNS) if pattern.search(said))


class Neighbourhood:
    """The surroundings of a page's elements."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, Surroundings] = {}

    def of(self, element: HtmlElement) -> Surroundings:
        """The surroundings of `element`."""
        unknown = []
        step = element
        while step is not None and step not in self._known:
            unknown.append(step)
            step = step.getparent()
        around = self._known[step] if step is not None else None
        for member in reversed(unknown):
            around = self._known[member] = Surroundings(member, around)
        return self._known[element]
