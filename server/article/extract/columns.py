"""Columns of numbers over a page's blocks: signs, neighbours, distances, sums, containers."""

import re
from collections.abc import Hashable, Sequence

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray

from server.language.scripts import TERMINAL
from server.model import remembered

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Keys = NDArray[np.intp]
_FAR_BLOCKS, _FAR_LETTERS = 99, 1e5  # where distances are cut off
_ADDRESSES = ("http:", "https:", "www.")
_CLOSING, _LAST = "'\"”»’)]」』", tuple(f":{TERMINAL}")
_PLANE = 0x10000  # code points of the basic plane


def shift(column: Floats, offset: int) -> Floats:
    """Return the value of the block `offset` further on for each block; -1 beyond the ends."""
    moved = np.full(len(column), -1, np.float32)
    if offset > 0:
        moved[:-offset] = column[offset:]
    else:
        moved[-offset:] = column[:offset]
    return moved


def distances(taken: Bools, lengths: Floats) -> list[Floats]:
    """Return distances to the last and next taken block, in blocks and in letters."""
    index = np.arange(len(taken))
    ends = np.concatenate([[0], np.cumsum(lengths)])
    last = np.maximum.accumulate(np.where(taken, index, -1))
    following = np.minimum.accumulate(np.where(taken, index, len(taken))[::-1])[::-1]
    since = np.where(last >= 0, ends[index] - ends[last + 1], _FAR_LETTERS)
    until = np.where(
        following < len(taken),
        ends[np.minimum(following, len(taken) - 1)] - ends[index + 1],
        _FAR_LETTERS,
    )
    return [
        np.where(last >= 0, np.minimum(index - last, _FAR_BLOCKS), _FAR_BLOCKS),
        np.clip(since, 0, _FAR_LETTERS),
        np.where(following < len(taken), np.minimum(following - index, _FAR_BLOCKS), _FAR_BLOCKS),
        np.clip(until, 0, _FAR_LETTERS),
    ]


def number_keys(keys: Sequence[Hashable]) -> Keys:
    """Return a number for each of `keys`, equal for equal keys."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.intp)


def is_first(numbers: Keys) -> Bools:
    """Return which of the numbers that `number_keys` gave are the first of their kind."""
    # np.unique would load numpy.ma, a tenth of a second in each worker.
    largest = np.maximum.accumulate(numbers)
    return np.asarray(numbers > np.concatenate([[-1], largest[:-1]]))


def container(keys: Keys, lengths: Floats, linked: Floats) -> list[Floats]:
    """Return log letters, link density and block count of each block's container."""
    letters, links = total(keys, lengths), total(keys, linked)
    counts = total(keys, np.ones(len(keys), np.float32))
    return [np.log1p(letters), links / letters, np.minimum(counts, 50)]


def share(keys: Keys, taken_letters: Floats, lengths: Floats) -> list[Floats]:
    """Return the taken share of a block's other equals (-1 if none), and its log letters."""
    others_taken = total(keys, taken_letters) - taken_letters
    others = total(keys, lengths) - lengths
    return [
        np.where(others > 0, others_taken / np.maximum(others, 1), -1),
        np.log1p(np.maximum(others_taken, 0)),
    ]


def total(keys: Keys, column: Floats) -> Floats:
    """Return for each block the sum of `column` over the blocks with its key."""
    sums = np.bincount(keys, column)[keys]
    return sums.astype(np.float32)


def repetition_features(looks: Keys, homes: Keys) -> list[Floats]:
    """Return counts of similar blocks, of their containers, and the quotient.

    Paragraphs share a container; comments and teasers have one each.
    """
    counts = np.bincount(looks)[looks]
    pairs = number_keys(list(zip(looks.tolist(), homes.tolist(), strict=True)))
    containers = np.bincount(looks[is_first(pairs)])[looks]
    return [np.minimum(counts, 60), np.minimum(containers, 60), containers / counts]


def _range(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


_KINDS = (
    TERMINAL,
    ",;，、،；",
    "".join(filter(str.isdecimal, map(chr, range(_PLANE)))),
    _range("A", "Z") + _range("À", "Þ") + _range("А", "Я") + _range("Α", "Ω"),
    "©@|/•»›→",
    '"“”„«»「」『』',
    " ",
)


def _table() -> NDArray[np.uint8]:
    """Return a bit for each of _KINDS by code point of the basic plane."""
    table = np.zeros(_PLANE, np.uint8)
    for bit, letters in enumerate(_KINDS):
        table[[ord(letter) for letter in letters]] |= 1 << bit
    return table


_TABLE = _table()


def text_features(texts: Sequence[str]) -> list[Floats]:
    """Return a column per feature, with a row for each of the non-empty texts."""
    sizes = np.array([len(text) for text in texts], np.float32)
    ends, commas, digits, uppers, odd, quotes, spaces = _counts(texts)
    hundreds = 1 + sizes / 100
    odd = odd + np.array([sum(map(text.count, _ADDRESSES)) for text in texts])
    return [
        ends / hundreds,
        np.array([text[-10:].rstrip(_CLOSING).endswith(_LAST) for text in texts]),
        commas / hundreds,
        np.array([text[0].islower() for text in texts]),
        digits / sizes,
        uppers / sizes,
        odd / hundreds,
        quotes > 0,
        spaces / sizes,
        np.minimum(sizes, 1000),
    ]


def _counts(texts: Sequence[str]) -> list[NDArray[np.intp]]:
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _TABLE[np.minimum(codes, _PLANE - 1)]
    starts = np.concatenate([[0], np.cumsum([len(text) for text in texts])[:-1]])
    bits = range(len(_KINDS))
    return [np.add.reduceat(kinds >> bit & 1, starts, dtype=np.intp) for bit in bits]


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
        name_bits = _name_bits(classes, element.get("id") or "")
        self.parent = parent
        self.tags: int = _TAG_BITS.get(element.tag, 0) | (parent.tags if parent else 0)
        if element.get("itemprop") == "articleBody":
            self.tags |= _ITEM_BODY
        self.near: tuple[int, ...] = (name_bits, *(parent.near[:2] if parent else (0, 0)))
        self.far: int = name_bits | (parent.far if parent and element.tag != "body" else 0)
        self.depth: int = parent.depth + 1 if parent else 0
        self.signature = (element.tag, classes)

    @property
    def above(self) -> "Surroundings":
        """The parent; the element itself for the root."""
        return self.parent or self

    @property
    def is_remark(self) -> bool:
        """Whether any container is named after comments."""
        return bool(self.far >> _COMMENT & 1)


def around(surroundings: Sequence[Surroundings]) -> list[Floats]:
    """Return columns: depth; a flag for each of TAGS; nearness of a name of each of NAMES."""
    tags = np.array([place.tags for place in surroundings])
    far = np.array([place.far for place in surroundings])
    near = np.array([place.near for place in surroundings]).T
    return [
        np.array([place.depth for place in surroundings]),
        *((tags >> bit & 1).astype(np.float32) for bit in range(len(TAGS) + 1)),
        *(_nearness(far >> bit & 1, near >> bit & 1) for bit in range(len(NAMES))),
    ]


def _nearness(far: Keys, near: Keys) -> Floats:
    steps = np.where(near[1], 2, np.where(near[2], 1.5, 1))
    return np.where(far, np.where(near[0], 3, steps), 0)


@remembered
def _name_bits(classes: str, identity: str) -> int:
    tokens = f"{classes} {identity}".lower()
    if tokens == " ":
        return 0
    return sum(1 << bit for bit, pattern in enumerate(_PATTERNS) if pattern.search(tokens))
