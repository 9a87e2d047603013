"""Finds the story in its page, and its end, where pages say that there is more.

Extraction errs at the edges: an author's box, a teaser or a form after the story, a lead above
it. Most of a story's letters are in paragraphs that look alike, in one container, its column.

Extractors delete or swallow the lines at the end, so they are read from the page itself: from the
last blocks of the story on, in document order, until the page moves on to other things. Words
after which the story goes on are not at its end.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from server.page.block import Block, is_long
from server.page.document import Body, TextMap, block_of
from server.page.roles import Parts
from server.text.calls.made import is_offer, says
from server.text.calls.phrases import find_phrases

_ALIKE = 0.2  # share of the story's letters that paragraphs of one look must have to count
_MOST = 0.7  # share of these letters that the column holds
_ENOUGH = 0.4  # share of the story that is left when what is named as something else is not
LONGEST_OFFER = 600  # characters of one paragraph of advertisement for a subscription
Look = tuple[str, str]
Letters = Counter[HtmlElement]

MOST_BLOCKS = 30  # after the end
MOST_CHARACTERS = 1500  # of them together
_PROSE = 250  # letters of a statement after which other things begin


def blocks_after(blocks: Sequence[Block], end: int, language: str | None) -> tuple[Block, ...]:
    """Return what follows the story that ends with the block number `end`.

    It is led by the story's own last sentences.
    """
    if end < 0:
        return tuple(_following(blocks[: 4 * MOST_BLOCKS], None, language))
    last = blocks[end]
    return (last.ending(), *_following(blocks[end + 1 : end + 4 * MOST_BLOCKS], last, language))


def _following(blocks: Sequence[Block], end: Block | None, language: str | None) -> Iterator[Block]:
    """Yield the blocks after `end`, until the page turns to other things."""
    parts = Parts(end.element if end else None)
    after: list[Block] = []
    for block in blocks:
        if end:
            part = parts.of(block.element)
            if part.role in ("comments", "footer"):
                return
            if part.is_beside:
                continue
        if is_long(block.text, _PROSE) and _is_statement(block, language):
            return
        yield block
        after.append(block)
        if len(after) > MOST_BLOCKS or sum(len(b.text) for b in after) > MOST_CHARACTERS:
            return


def _is_statement(block: Block, language: str | None) -> bool:
    """Return whether `block` says something of the story, rather than about the page."""
    if sum(len(link.text) for link in block.links) > 0.5 * len(block.text):
        return False
    if len(block.text) > 300:
        return True
    return not says(block.text, ("access", "other"), language) and not any(
        hit.kind in ("cut_for_subscribers", "says_summary") for hit in find_phrases(block.text)
    )


def look_of(element: HtmlElement) -> Look:
    """Return the tag and class that paragraphs of one kind share."""
    return str(element.tag), element.get("class") or ""


def is_in(element: HtmlElement, column: HtmlElement | None) -> bool:
    """Return whether `element` is `column` or inside it."""
    return element is column or any(step is column for step in element.iterancestors())


def column_of(text_map: TextMap, body: Body, language: str | None) -> HtmlElement | None:
    """Return the deepest element with most of the body; None where the body wasn't found."""
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
    """Return paragraphs that are neither named as beside the story nor offers to subscribe."""
    parts = Parts()
    kept = Counter(
        {
            block: count
            for block, count in letters.items()
            if not parts.of(block).is_beside
            and not (count <= LONGEST_OFFER and is_offer(block.text_content(), language))
        }
    )
    # Where most of the body is named so, names mean nothing.
    return kept if sum(kept.values()) >= _ENOUGH * sum(letters.values()) else letters


def _alike(letters: Letters) -> Letters:
    """Return the paragraphs with the looks of most of the body."""
    looks: Counter[Look] = Counter()
    for block, count in letters.items():
        looks[look_of(block)] += count
    least = _ALIKE * sum(looks.values())
    return Counter({b: n for b, n in letters.items() if looks[look_of(b)] >= least}) or letters
