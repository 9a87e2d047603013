"""Removes lines of a page that are not its text: advert labels, rights, cookies, prompts.

The phrases are in language/<tag>.json, `boilerplate`. They only count where a block is little else.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from server.language.data import by_language
from server.page.block import Block
from server.page.document import fold

# Folded characters of the longest advert label; characters of the other longest lines.
_ADVERT, _RIGHTS, _LONGEST_SIGN, _COOKIES, _PROMPT = 80, 300, 120, 450, 160
# Least folded characters of a repetition that is no refrain.
_REPEATED = 25
# Blocks from a deck to its repetition.
_MOST_BETWEEN = 4
_CAPTIONS = frozenset({"figcaption", "figure", "caption"})
# Least share of a line's letters in links that makes it a link.
_WHOLLY = 0.9
# Containers with the same text that make it a box's, and its least folded characters.
_MANY, _SHORTEST = 3, 6
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"li", "td", "th", "dt", "dd"})
# Last blocks that may claim rights.
_LAST = 4
_LONGEST_CREDIT = 120  # characters of a caption's credit
# A list's number on a line of its own, or a price.
_NUMBER = re.compile(r"\W*\d{1,3}\W{0,2}")
_AGENCIES = (
    r"getty(?: images)?|shutterstock|i ?stock(?:photo)?|alamy(?: stock photo)?|adobe ?stock"
    r"|unsplash|pexels|pixabay|reuters|a[fp]p|epa(?:-efe)?|dpa|imago(?: images)?|picture alliance"
)
_CREDIT = re.compile(rf"(?:^|[/:©|]\s*|\bvia\s+)(?:{_AGENCIES})[)\].]*$", re.IGNORECASE)
_SIGN = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*[\w\s,.–-]*\b(?:19|20)\d\d|©\s*\w", re.I
)
_WORD = re.compile(r"\w+")


def without_notes(blocks: list[Block], page: Sequence[Block]) -> list[Block]:
    """Remove blocks in which the page speaks of itself, unless all would go."""
    often, last = _in_many_places(page), len(blocks) - _LAST
    kept = [
        block
        for index, block in enumerate(blocks)
        if not (
            block.text in often
            or announces_advert(block.text)
            or asks_for_cookies(block.text)
            or is_prompt(block.text)
            or (index >= last and claims_rights(block.text))
            or credits_picture(block.text)
            or _NUMBER.fullmatch(block.text)
        )
    ]
    return kept if any(block.element.tag not in _HEADINGS for block in kept) else blocks


def _in_many_places(page: Sequence[Block]) -> set[str]:
    """Return texts in three containers or more: boxes between paragraphs."""
    places: dict[str, set[Any]] = defaultdict(set)
    for block in page:
        if block.element.tag not in _CELLS and block.length >= _SHORTEST:
            places[block.text].add(block.element.getparent())
    return {text for text, parents in places.items() if len(parents) >= _MANY}


def announces_advert(text: str) -> bool:
    """Return whether `text` is only the label of an advert."""
    return len(text) <= _ADVERT and bool(_adverts().fullmatch(fold(text)))


def claims_rights(text: str) -> bool:
    """Return whether `text` is a line about rights."""
    if len(text) <= _LONGEST_SIGN and _SIGN.match(text):
        return True
    folded = fold(text) if len(text) <= _RIGHTS else ""
    return any(phrase in folded for phrase in _rights())


def asks_for_cookies(text: str) -> bool:
    """Return whether `text` is a cookie notice that asks for consent."""
    if len(text) > _COOKIES or not _cookie().search(text):
        return False
    lower = text.casefold()
    words = set(_WORD.findall(lower))
    return any(
        words & set(phrases["reader"]) and any(part in lower for part in phrases["consents"])
        for phrases in _phrases("cookies")
    )


def is_prompt(text: str) -> bool:
    """Return whether `text` leads elsewhere, asks to sign up, or credits a photo."""
    return len(text) <= _PROMPT and bool(_prompts().match(text.casefold()))


def credits_picture(text: str) -> bool:
    """Return whether `text` is a caption or credit that ends with an agency."""
    return len(text) <= _LONGEST_CREDIT and bool(_CREDIT.search(text))


def without_repeats(blocks: Sequence[Block]) -> list[Block]:
    """Remove repeated decks and captions, and tables of contents."""
    headings = {fold(block.text) for block in blocks if block.element.tag in _HEADINGS}
    last: dict[str, int] = {}
    kept = []
    for index, block in enumerate(blocks):
        before = last.get(block.text, -_MOST_BETWEEN)
        is_near = index - before < _MOST_BETWEEN
        is_repeat = block.text in last and (is_near or block.element.tag in _CAPTIONS)
        is_content = _leads_to_heading(block) and fold(block.text) in headings
        if not is_content and (block.length < _REPEATED or not is_repeat):
            kept.append(block)
        last[block.text] = index
    return kept


def _leads_to_heading(block: Block) -> bool:
    """Return whether a block with a heading's words links to it."""
    is_link = block.linked >= _WHOLLY * block.length
    return is_link and block.length >= _SHORTEST and block.element.tag not in _HEADINGS


@cache
def _phrases(kind: str) -> list[Any]:
    """Return the phrases of `kind` in every language."""
    sections = by_language("boilerplate").values()
    return [phrases[kind] for phrases in sections if kind in phrases]


@cache
def _cookie() -> re.Pattern[str]:
    names = (name for cookies in _phrases("cookies") for name in cookies.get("names", ()))
    return re.compile("|".join(map(re.escape, names)), re.IGNORECASE)


@cache
def _adverts() -> re.Pattern[str]:
    phrases = sorted(_folded(_phrases("advert")), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, phrases))})+")


@cache
def _rights() -> frozenset[str]:
    return frozenset(_folded(_phrases("rights")))


@cache
def _prompts() -> re.Pattern[str]:
    phrases = (re.escape(phrase) for phrases in _phrases("prompts") for phrase in phrases)
    return re.compile(rf"[\W_]{{0,6}}(?:{'|'.join(phrases)})(?![^\W\d_\u3040-\u9fff\uac00-\ud7af])")


def _folded(lists: Iterable[list[str]]) -> Iterable[str]:
    return (fold(phrase) for phrases in lists for phrase in phrases)
