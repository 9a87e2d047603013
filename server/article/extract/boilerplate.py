"""Removes what is not the page's text: rights, prompts, repeats, other stories, consent walls.

An endless page has several stories, each in its own container with its own headline; a consent wall
is ordinary text except for its name and its buttons.
"""

from collections.abc import Sequence

from lxml.html import HtmlElement

from server.page.block import Block
from server.page.document import HEADINGS, Document, fold, inherited
from server.page.roles import named
from server.text.lines import claims_rights, credits_picture, is_prompt

_REPEATED = 25  # folded characters from which a repetition is no refrain
_MOST_BETWEEN = 4  # blocks from a deck to its repetition
_WHOLLY = 0.9  # share of a line's letters in links from which it is a link
_SHORTEST = 6  # folded characters of a heading in a table of contents
_LAST = 4  # blocks at the end that may claim rights
_LONGEST_NUMBER = 3  # digits, of a list's number on a line of its own, or a price
_STORIES = ("Article", "Posting")  # ends of types
_LONGEST_WALL = 6_000  # folded characters
_SHORTEST_STORY = 200  # folded characters
_CONTROLS = ".//button | .//input | .//*[@role='button']"
_HOLDS_PAGE = "boolean(.//main | .//article)"


def without_notes(blocks: list[Block]) -> list[Block]:
    """Remove blocks in which the page speaks of itself, unless all would go."""
    last = len(blocks) - _LAST
    kept = [
        block
        for index, block in enumerate(blocks)
        if not (
            is_prompt(block.text)
            or (index >= last and claims_rights(block.text))
            or credits_picture(block.text)
            or (block.length <= _LONGEST_NUMBER and fold(block.text).isdecimal())
        )
    ]
    return kept if any(block.element.tag not in HEADINGS for block in kept) else blocks


def without_repeats(blocks: Sequence[Block]) -> list[Block]:
    """Remove repeated decks, and tables of contents."""
    headings = {fold(block.text) for block in blocks if block.element.tag in HEADINGS}
    last: dict[str, int] = {}
    kept = []
    for index, block in enumerate(blocks):
        is_repeat = index - last.get(block.text, -_MOST_BETWEEN) < _MOST_BETWEEN
        is_link = block.linked >= _WHOLLY * block.length and block.element.tag not in HEADINGS
        is_content = is_link and block.length >= _SHORTEST and fold(block.text) in headings
        if not is_content and (block.length < _REPEATED or not is_repeat):
            kept.append(block)
        last[block.text] = index
    return kept


def one_story(blocks: list[Block], title: str) -> list[Block]:
    """Return the blocks of the story that `title` names, else of the first, if several."""
    known: dict[HtmlElement | None, HtmlElement | None] = {None: None}
    homes = [inherited(block.element, known, _story) for block in blocks]
    stories = list(dict.fromkeys(home for home in homes if home is not None))
    named = fold(title)
    if len(stories) < 2:
        return blocks
    chosen = _headline(next((s for s in stories if _headline(s) in named), stories[0]))
    kept = [
        block
        for block, home in zip(blocks, homes, strict=True)
        if home is None or _headline(home) == chosen
    ]
    # The rest may be only a headline with its deck, in its own container.
    return kept if sum(block.length for block in kept) >= _SHORTEST_STORY else blocks


def without_walls(blocks: list[Block], document: Document) -> list[Block]:
    """Remove the blocks of consent walls."""
    walls = {
        element
        for element in named(document, "consent")
        if element.xpath(f"boolean({_CONTROLS})")
        and not element.xpath(_HOLDS_PAGE)
        and len(fold(element.text_content())) <= _LONGEST_WALL
    }
    return [block for block in blocks if walls.isdisjoint(block.around)]


def _story(element: HtmlElement, above: HtmlElement | None) -> HtmlElement | None:
    """Return `element` if it holds a story with its own headline, else its ancestor."""
    kind = element.get("itemtype") or ""
    is_story = element.tag == "article" or kind.endswith(_STORIES)
    return element if is_story and _headline(element) else above


def _headline(story: HtmlElement) -> str:
    heading = next(story.iter("h1"), None)
    return "" if heading is None else fold(heading.text_content())
