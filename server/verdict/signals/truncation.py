"""Texts that stop in the middle: in their last sentence, in a clipped part, before hidden text."""

import re
from collections.abc import Iterator
from typing import Literal

from lxml.html import HtmlElement

from server.language.data import section
from server.language.scripts import WORD
from server.language.tags import base_language
from server.page.block import Block
from server.page.document import is_hidden
from server.page.roles import mark_of
from server.page.view import PageView
from server.text.calls import find_phrases
from server.text.sentences import last_words
from server.verdict.signals.signal import Signal

Shape = Literal["whole", "bracketed_ellipsis", "ellipsis", "mid_sentence"]

SHORTEST = 25  # characters of a last paragraph that is judged
LEVELS = 3  # above the last paragraph, in which a clipped part or hidden text is looked for
LEAST_CLIPPED = 0.3  # of the body's letters in a clipped part
HIDDEN_LETTERS, HIDDEN_LEVELS = 300, 5  # a paragraph's; elements around it that are looked at
_CLOSING = "\"'”’»›“„)]）】」』》〉*"
# "[+1234 chars]" is what a news service's API puts there.
_BRACKETED = re.compile(r"[\[(]\s*(?:…|\.{3,}|\+\s?\d+ chars?)\s*[\])]\s*$")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.|。。。|···)\s*+$")
_NO_TEXT = frozenset({"script", "style", "template", "noscript"})

_NOTES = {"source_line", "read_full", "continue_reading"}
_LAST_WORD = re.compile(rf"({WORD})\W*$")
_SAYS = {
    "bracketed_ellipsis": "The text breaks off with “[…]”.",
    "ellipsis": "The text ends with an ellipsis.",
    "mid_sentence": "The text stops in the middle of a sentence.",
}


def truncation_signals(view: PageView) -> list[Signal]:
    """Return signals of the body's last paragraph, and of a rest that the page holds back."""
    if not view.body_numbers:
        return []
    last = view.blocks[view.story_end]
    rest = _hidden_rest(last.element, last.text)
    return [*_broken(view), *_end(view, last), *_clipped(view, last), *rest]


def shape_of(text: str, language: str | None) -> Shape:
    """Return how the last paragraph `text` of an article ends."""
    stripped = text.strip()
    if _BRACKETED.search(stripped):
        return "bracketed_ellipsis"
    bare = stripped.rstrip(_CLOSING + " ")
    if _ELLIPSIS.search(bare):
        return "ellipsis"
    is_open = stripped[-1:].isalpha() and stays_open(stripped, language)
    return "mid_sentence" if is_open else "whole"


def stays_open(text: str, language: str | None) -> bool:
    """Return whether `text` stops with a word that joins to more: "… and the", "… sagte, dass"."""
    joining = section(base_language(language), "joining") or ""
    last = _LAST_WORD.search(text)
    return last is not None and last.group(1).casefold() in joining.split()


def _broken(view: PageView) -> Iterator[Signal]:
    """Return whether the HTML stops within the body, as in none of 2,103 whole saved pages."""
    last = view.blocks[view.last]
    if view.document.breaks_off and last is view.blocks[-1]:
        says = "The page's HTML stops here."
        yield Signal("cut_off_end", says, last_words(last.text), last.element, "html")


def _end(view: PageView, last: Block) -> Iterator[Signal]:
    text = last.text
    if len(text) < SHORTEST or find_phrases(text).keys() & _NOTES:
        return
    shape = shape_of(text, view.language)
    if shape == "whole":
        return
    quote = last_words(last.sentences[-1])
    params = (("shape", shape),)
    is_open = stays_open(text.rstrip(_CLOSING + " ….。"), view.language)
    kind = "open" if is_open else "ellipsis"
    yield Signal("cut_off_end", _SAYS[shape], quote, last.element, kind, params)


def _clipped(view: PageView, last: Block) -> Iterator[Signal]:
    """Return whether a name says that the part with the text's end is cut off."""
    steps = (step for step in last.around[:LEVELS] if step.tag not in ("body", "html"))
    for step in steps:
        if (name := mark_of(step, "part")) and _holds_much(view, step):
            says, quote = f"The text ends in a part named “{name}”.", last_words(last.text)
            yield Signal("locked_part", says, quote, last.element, "part")
            return


def _holds_much(view: PageView, step: HtmlElement) -> bool:
    """Return whether `step` has a good share of the body, unlike a teaser."""
    blocks = [view.blocks[number] for number in view.body_numbers]
    inside = sum(block.letters for block in blocks if step in block.around)
    return inside >= LEAST_CLIPPED * sum(block.letters for block in blocks)


def _hidden_rest(element: HtmlElement, text: str) -> Iterator[Signal]:
    """Yield text beside or after the body's end that the page has but does not show."""
    around = [step for step in element.iterancestors() if step.tag not in ("body", "html")]
    for step in (element, *around[:HIDDEN_LEVELS]):
        after = [each for each in step.itersiblings() if _is_kept(each)]
        if sum(len(each.text_content()) for each in after) > HIDDEN_LETTERS:
            says = "After the shown text, the page holds more that is hidden from readers."
            yield Signal("hidden_rest", says, last_words(text), element)
            return


def _is_kept(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _NO_TEXT:
        return False
    if mark_of(element, "tool") or not is_hidden(element):
        return False
    parent = element.getparent()
    return any(mark_of(each, "kept") for each in (element, parent) if each is not None)
