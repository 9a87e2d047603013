"""The part of a page that holds its body, whatever else was taken for the body's end.

Extraction errs at the edges: an author's box, a teaser or a form after the story, a lead above
it. Most of a body's letters are in paragraphs that look alike, in one container.
"""

from collections import Counter

from lxml.html import HtmlElement

from server.page.document import Body, TextMap, block_of
from server.page.roles import Roles
from server.text.cue_words import is_offer

_ALIKE = 0.2  # share of the body's letters that paragraphs of one look must have to count
_MOST = 0.7  # share of these letters that the column holds
_ENOUGH = 0.4  # share of the body that is left when what is named as something else is not
LONGEST_OFFER = 600  # characters of one paragraph of advertisement for a subscription
Look = tuple[str, str]
Letters = Counter[HtmlElement]


def look_of(element: HtmlElement) -> Look:
    """What paragraphs of one kind have in common: tag and class."""
    return str(element.tag), element.get("class") or ""


def is_in(element: HtmlElement, column: HtmlElement | None) -> bool:
    """Whether `element` is `column` or inside it."""
    return element is column or any(step is column for step in element.iterancestors())


def column_of(text_map: TextMap, body: Body, language: str | None) -> HtmlElement | None:
    """The deepest element that holds most of the body; None where none of it was found."""
    letters: Counter[HtmlElement] = Counter()
    for span in body.paragraphs:
        if span:
            block = block_of(text_map.run_at(span.start).element)
            letters[block] += span.end - span.start
    kept = _alike(_of_the_story(letters, language))
    held: Counter[HtmlElement] = Counter()
    for block, count in kept.items():
        for step in (block, *block.iterancestors()):
            held[step] += count
    most = _MOST * sum(kept.values())
    enough = [step for step, count in held.items() if count >= most]
    # Those that hold enough lie within each other.
    return max(enough, key=lambda step: sum(1 for _ in step.iterancestors()), default=None)


def _of_the_story(letters: Letters, language: str | None) -> Letters:
    """The paragraphs not named as beside the story, and not advertising a subscription."""
    roles = Roles()
    kept = Counter(
        {
            block: count
            for block, count in letters.items()
            if not roles.is_beside(block)
            and not (count <= LONGEST_OFFER and is_offer(block.text_content(), language))
        }
    )
    # Where most of the body is named so, names mean nothing.
    return kept if sum(kept.values()) >= _ENOUGH * sum(letters.values()) else letters


def _alike(letters: Letters) -> Letters:
    """The paragraphs of the looks that make up the body."""
    looks: Counter[Look] = Counter()
    for block, count in letters.items():
        looks[look_of(block)] += count
    least = _ALIKE * sum(looks.values())
    return Counter({b: n for b, n in letters.items() if looks[look_of(b)] >= least}) or letters
