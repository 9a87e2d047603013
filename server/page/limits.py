"""Limits the cost of a page: checks before and after parsing that keep hostile pages cheap.

The numbers leave room above the largest of 1,426 real pages (1.6 MB, 9,748 elements, 50 deep);
each stops a page that takes libxml2, readability-lxml or trafilatura seconds to minutes. Of a
page that is only long, the beginning is read.
"""

import re
from collections import Counter
from typing import Any

from lxml.etree import XPath, iterwalk
from lxml.html import HtmlElement

from server.errors import PageTooLarge, UnreadableHtml
from server.language.scripts import letters_in
from server.model import words_of
from server.page.document import BREAKING, SILENT

MAX_BYTES = 10_000_000  # of HTML
# Elements and letters of text that are read of one page; what is compared is no more.
MAX_ELEMENTS = 20_000
MAX_LETTERS = 500_000  # a long novel
MAX_DEPTH = 1_000  # elements within each other
# Attributes that the extractors run many patterns over, and the longest value they see.
SCORED_ATTRIBUTES = {"class": 256, "id": 256, "style": 2_048}

# A tag this long is a data: image at best; libxml2 needs minutes for its 200,000 attributes.
_GIANT = 65_536
_GIANT_TAG = re.compile(rf"<(/?[A-Za-z][\w:-]{{0,63}})[^<>]{{{_GIANT},}}")
# Runs that mean nothing and that the extractors go over again and again.
_LONG_RUN = 1_000
_SIGNS = ".,!?…·*_=~-"
_RUN = re.compile(
    rf"(?<![\s{_SIGNS}])[\s{_SIGNS}]{{{_LONG_RUN},}}|(?<!<)<{{{_LONG_RUN},}}"  # each run once
)
_ALL_RUN = re.compile(rf"[\s{_SIGNS}]+|<+")
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\f\r"))
# References to those; libxml2 puts their characters into a tree that then refuses to be changed.
_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[1245-9]|2\d|3[01]|6553[45])(?!\d)"
    r"|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]));?",
    re.ASCII,  # other digits end a reference
)
# Two fifths of the time of counting each element's ancestors.
_TOO_DEEP: Any = XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
_TAG = re.compile(r"<(/?[A-Za-z][\w:-]*)")
_NEED_NO_END = words_of(
    "area base body br col colgroup dd dt embed head hr html img input li link meta optgroup "
    "option p param rp rt source tbody td tfoot th thead tr track wbr"
)
_DECLARED: Any = XPath("following::script[@type='application/ld+json']")
_DOCUMENT_MAGIC = ("%PDF-", "PK\x03\x04", "\x89PNG", "GIF8", "\ufffdPNG", "\xff\xd8\xff")


def check_size(text: str) -> None:
    """Raise PageTooLarge where `text` is over the hard limit, whoever sent it."""
    size = len(text)
    if size > MAX_BYTES // 4 and not text.isascii():  # a letter has four bytes at most
        size = len(text.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        raise PageTooLarge(
            f"The page has {size:,} bytes and at most {MAX_BYTES:,} are read; "
            "send the article's part of it.",
            stage="article",
            bytes=size,
            limit=MAX_BYTES,
        )


def readable(text: str) -> str:
    """Return HTML or text without control characters.

    Raises PageTooLarge, and UnreadableHtml where it is empty or binary.
    """
    check_size(text)
    if text.lstrip()[:8].startswith(_DOCUMENT_MAGIC):
        raise UnreadableHtml(
            "This is a document or an image instead of HTML or text; send the article's web page.",
            reason="binary",
        )
    clean = _without_controls(text)
    if not clean or clean.isspace():
        raise UnreadableHtml("The page is empty; there is nothing to read.", reason="empty")
    if len(text) - len(clean) > max(2, len(text) // 50):  # none of 4,304 real pages has more
        raise UnreadableHtml(
            "This is binary data instead of HTML or text; send the article's web page.",
            reason="binary",
        )
    return clean


def defuse(html: str) -> str:
    """Make `html` safe to parse: no control characters, no giant tags; raise as `readable`."""
    clean = readable(html)
    if "&#" in clean:
        clean, count = _REFERENCE.subn("", clean)
        # What is left of two around one may make another.
        clean = _REFERENCE.sub(" ", clean) if count else clean
    if _may_hold_giant(clean):
        clean = _GIANT_TAG.sub(r"<\1 ", clean)
    if _may_hold_run(clean):
        clean = _RUN.sub(lambda run: run[0][0], clean)
    return clean


def _without_controls(html: str) -> str:
    # As bytes: a pattern takes longer over a page than parsing it does.
    data = html.encode("utf-8", "replace")
    # A form feed is white space in HTML, and a control in a tree.
    clean = data.translate(bytes.maketrans(b"\f", b" "), _CONTROLS)
    plain = html if clean == data else clean.decode("utf-8")
    for noncharacter in "\ufffe\uffff":
        plain = plain.replace(noncharacter, "")
    return plain


def _may_hold_giant(html: str) -> bool:
    half = _GIANT // 2
    starts = range(0, len(html) - half, half)
    without = (start for start in starts if html.find("<", start, start + half) < 0)
    return any(html.rfind(">", 0, start) < html.rfind("<", 0, start) for start in without)


def _may_hold_run(html: str) -> bool:
    half = _LONG_RUN // 2
    starts = range(0, len(html), half)
    likely = (
        index
        for index in starts
        if html[index] in _SIGNS or html[index] == "<" or html[index].isspace()
    )
    return any(
        _ALL_RUN.fullmatch(html, index, index + half)
        and _RUN.search(html[max(0, index - _LONG_RUN) : index + _LONG_RUN + half])
        for index in likely
    )


def check_depth(root: HtmlElement) -> None:
    """Raise UnreadableHtml where `root` is nested too deep."""
    if _TOO_DEEP(root):
        raise UnreadableHtml(
            f"The page is nested deeper than {MAX_DEPTH:,} elements.",
            reason="depth",
            limit=MAX_DEPTH,
        )


def may_be_deep(html: str) -> bool:
    """Whether more than MAX_DEPTH elements may be open at once, or a menu is giant.

    Lexbor's time grows with the square of either; libxml2 reads these pages alone.
    """
    if html.count("<") <= 3 * MAX_DEPTH:
        return False
    tags = Counter[str]()
    for tag, count in Counter(_TAG.findall(html)).items():
        tags[tag.lower()] += count
    left_open = (tags[tag] - tags[f"/{tag}"] for tag in tags if tag not in _NEED_NO_END)
    is_deep = sum(count for count in left_open if count > 0) > MAX_DEPTH
    return is_deep or tags["option"] > 5_000  # a tenth of a second


def may_be_long(html: bytes) -> bool:
    """Whether the page `html` may hold more elements or letters than are read."""
    # In UTF-8 no character has fewer bytes than it counts letters.
    return len(html) > MAX_LETTERS or html.count(b"<") > MAX_ELEMENTS


def cut_long(root: HtmlElement) -> bool:
    """Whether `root` was longer than is read; what is beyond goes, but for JSON-LD."""
    letters_left = float(MAX_LETTERS)
    for number, (event, element) in enumerate(iterwalk(root, events=("start", "end"))):
        at_edge = event == "start" and element.tag in BREAKING
        if number > 2 * MAX_ELEMENTS or letters_left < (0 if at_edge else -MAX_LETTERS):
            _drop_from(element)
            return True
        text = "tail" if event == "end" else "" if element.tag in SILENT else "text"
        letters_left -= _cut_to_limit(element, text) if text else 0
    return False


def first_letters(paragraphs: list[str]) -> list[str]:
    """Return the paragraphs within the limit, cutting one that is too long alone."""
    letters_left, paragraphs_kept = float(MAX_LETTERS), []
    for paragraph in paragraphs:
        if letters_left < 0:
            break
        paragraphs_kept.append(paragraph[:MAX_LETTERS])
        letters_left -= letters_in(paragraphs_kept[-1])
    return paragraphs_kept


def _cut_to_limit(element: HtmlElement, name: str) -> float:
    """Count the letters of a text of `element`, cutting it at the limit."""
    text = (getattr(element, name) or "").strip()
    if len(text) > MAX_LETTERS:
        setattr(element, name, text[:MAX_LETTERS])
    return letters_in(text)


def _drop_from(element: HtmlElement) -> None:
    """Drop `element` and what follows it, except declarations of the page."""
    declared, current = _DECLARED(element), element
    while (parent := current.getparent()) is not None:
        del parent[parent.index(current) + (current is not element) :]
        current.tail = None
        current = parent
    for script in declared:
        script.tail = None
        current.append(script)


def shorten_attributes(root: HtmlElement) -> None:
    """Cut the attributes that extractors score, in place."""
    for name, limit in SCORED_ATTRIBUTES.items():
        for element in root.xpath(f"//@{name}[string-length() > {limit}]/.."):
            element.set(name, element.get(name)[:limit])
