"""How a text ends: whole, with an ellipsis, within a sentence, with more that is hidden."""

import re
from typing import Literal

from lxml.html import HtmlElement

from server.language.data import base_language, section
from server.language.scripts import WORD
from server.page.document import is_hidden
from server.page.roles import mark_of

Shape = Literal["whole", "bracketed_ellipsis", "ellipsis", "mid_sentence"]

HIDDEN_TEXT = 300  # characters from which a hidden part may be the rest of the text
HIDING_LEVELS = 5  # elements above the body's end beside which its rest may be

_END = 1_000  # characters, longer than any word
_CLOSING = "\"'”’»›“„)]）】」』》〉*"
# "[+1234 chars]" is what a news service's API puts there.
_BROKEN_OFF = re.compile(r"[\[(]\s*(?:…|\.{3,}|\+\s?\d+ chars?)\s*[\])]\s*$")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.|。。。|···)\s*+$")
_LAST_WORD = re.compile(rf"({WORD})\W*$")
_UNREAD_TAGS = frozenset({"script", "style", "template", "noscript"})


def shape_of(text: str, language: str | None) -> Shape:
    """Name how the last paragraph `text` of an article ends."""
    stripped = text.strip()
    if _BROKEN_OFF.search(stripped):
        return "bracketed_ellipsis"
    bare = stripped.rstrip(_CLOSING + " ")
    if _ELLIPSIS.search(bare):
        return "ellipsis"
    is_open = stripped[-1:].isalpha() and stays_open(stripped, language)
    return "mid_sentence" if is_open else "whole"


def stays_open(text: str, language: str | None) -> bool:
    """Whether `text` stops with a word that joins to more: "… and the", "… sagte, dass"."""
    joining = section(base_language(language), "joining") or ""
    # Only at the end: the pattern goes through all that comes before.
    end = text.rstrip(_CLOSING + " ….。")[-_END:]
    last = _LAST_WORD.search(end)
    return last is not None and last.group(1).casefold() in joining.split()


def holds_back(element: HtmlElement) -> bool:
    """Whether text beside or after `element`, the body's end, is in the page but not shown."""
    ancestors = [
        ancestor for ancestor in element.iterancestors() if ancestor.tag not in ("body", "html")
    ]
    for level in (element, *ancestors[:HIDING_LEVELS]):
        hidden = [sibling for sibling in level.itersiblings() if _is_kept(sibling)]
        if sum(len(sibling.text_content()) for sibling in hidden) > HIDDEN_TEXT:
            return True
    return False


def _is_kept(element: HtmlElement) -> bool:
    """Whether `element` is hidden in a part that is kept from readers without access."""
    if not isinstance(element.tag, str) or element.tag in _UNREAD_TAGS or not is_hidden(element):
        return False
    parent = element.getparent()
    return bool(mark_of(element, "kept") or (parent is not None and mark_of(parent, "kept")))
