"""Finds the story in its page, and its end, where pages say that there is more.

Extraction errs at the edges: an author's box, a teaser or a form after the story, a lead above
it. Most of a story's letters are in paragraphs that look alike, in one container, its column.

Extractors delete or swallow the lines at the end, so they are read from the page itself: from the
last blocks of the story on, in document order, until the page moves on to other things. Words
after which the story goes on are not at its end.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from server.language.scripts import TERMINAL
from server.page.block import Block, is_long
from server.page.document import Body, TextMap, block_of, fold
from server.page.paywall_markup import asks_for, is_account_link
from server.page.roles import PAGES, Parts, mark_of
from server.text.calls.lines import is_note
from server.text.calls.made import has_price, is_offer, made_kind, says
from server.text.calls.phrases import find_phrases

_ALIKE = 0.2  # share of the story's letters that paragraphs of one look must have to count
_MOST = 0.7  # share of these letters that the column holds
_ENOUGH = 0.4  # share of the story that is left when what is named as something else is not
LONGEST_OFFER = 600  # characters of one paragraph of advertisement for a subscription
Look = tuple[str, str]
Letters = Counter[HtmlElement]

MOST_BLOCKS = 30  # after the end
MOST_CHARACTERS = 1500  # of them together
# How far back from the body's end reading starts, so that swallowed notes are seen.
BLOCKS_BACK = 12
# Letters of story after "subscribe to read on" from which the body goes on; less is a note.
GOES_ON = 250
LONGEST_MARK = 200  # characters of a line that marks the end of the free text
_OWN_WORDS = frozenset({"cut_for_subscribers", "says_summary", "says_excerpt"})
_CLOSING = "\"'”’»›“)）」』》"
_RIGHTS = ("©", "(c)", "copyright ")


def blocks_after(
    blocks: Sequence[Block], end: int, text: str, language: str | None
) -> tuple[Block, ...]:
    """Return what follows the story that ends with the block number `end`.

    It is led by the story's own last sentences, and by notes among its last paragraphs. `text` is
    the article's.
    """
    if end < 0:
        return tuple(_following(blocks[: 4 * MOST_BLOCKS], None, language))
    last = blocks[end]
    following = list(_following(blocks[end + 1 : end + 4 * MOST_BLOCKS], last, language))
    for block in following:
        block.in_story = _is_last_word(block, last, text)
    within = _notes_within(blocks[max(0, end - BLOCKS_BACK) : end], last.letters, language)
    return (*within, last.ending(), *following)


def _notes_within(blocks: Sequence[Block], letters: float, language: str | None) -> list[Block]:
    """Return the notes among the last `blocks` of a story, if they mark its end.

    Words after which the body goes on, by `letters` so far, are not at its end.
    """
    notes: list[Block] = []
    for block in reversed(blocks):
        if letters >= GOES_ON:
            break
        if _is_statement(block, language) and not _is_advertised(block, notes, language):
            letters += block.letters
        else:
            notes.insert(0, block)
    return notes if _marks(notes, language) else []


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
        states = _is_statement(block, language) and not _is_advertised(block, after, language)
        if states and is_long(block.text, 250):
            return
        yield block
        after.append(block)
        if len(after) > MOST_BLOCKS or sum(len(b.text) for b in after) > MOST_CHARACTERS:
            return


def _marks(blocks: list[Block], language: str | None) -> bool:
    """Return whether one of `blocks` looks like the end of the shown text, by words or markup."""
    return _calls(blocks, language) or any(
        len(block.text) <= LONGEST_MARK
        and not says(block.text, ("other",), language)
        and (_is_locked(block) or any(is_account_link(link.url) for link in block.links))
        for block in blocks
    )


def _is_locked(block: Block) -> bool:
    near = (block.element, *_two_up(block.element))
    return (
        has_price(block.text)
        or asks_for(block.element, "password")
        or any(mark_of(step, "wall", "hint") for step in near)
    )


def _two_up(element: HtmlElement) -> list[HtmlElement]:
    return [step for step in list(element.iterancestors())[:2] if step.tag not in PAGES]


def _calls(blocks: list[Block], language: str | None) -> bool:
    """Return whether one of `blocks` says that the story ends here."""
    return any(_is_call(text, language) for block in blocks for text in block.sentences[:4])


@lru_cache(maxsize=1024)
def _is_call(text: str, language: str | None) -> bool:
    if len(text) > 300:
        return False
    ends = ("cut_for_subscribers", "says_summary", "says_excerpt", "read_full", "in_other_edition")
    return any(hit.kind in ends for hit in find_phrases(text)) or (
        made_kind(text, language) in ends
    )


def _is_advertised(block: Block, after: list[Block], language: str | None) -> bool:
    """Return whether `block` describes a subscription, after a call for one."""
    return (
        len(block.text) <= LONGEST_OFFER
        and is_offer(block.text, language)
        and _calls(after, language)
    )


def _is_statement(block: Block, language: str | None) -> bool:
    """Return whether `block` says something of the story, rather than about the page."""
    if not is_long(block.text, 80):
        return False
    if sum(len(link.text) for link in block.links) > 0.5 * len(block.text):
        return False
    if len(block.text) > 300:
        return True
    claims_rights = block.text.lower().lstrip("–—-*• ").startswith(_RIGHTS)
    if claims_rights or says(block.text, ("access", "other"), language):
        return False
    if len(block.text) <= 120 and made_kind(block.text, language):
        return False
    return not any(
        hit.kind in ("cut_for_subscribers", "says_summary") for hit in find_phrases(block.text)
    ) and not is_note(block.text, None)


def _is_last_word(block: Block, end: Block, article: str) -> bool:
    """Return whether a short `block` after `end` may be the story's own last paragraph.

    It was extracted, looks like the paragraph before it, is a sentence and leads nowhere.
    """
    if block.links:
        return False
    if block.text.rstrip(_CLOSING)[-1:] not in TERMINAL or len(block.element):
        return False
    if block.element.getparent() is not end.element.getparent():
        return False
    alike = look_of(block.element) == look_of(end.element)
    kinds = {hit.kind for hit in find_phrases(block.text)}
    return alike and not kinds & _OWN_WORDS and fold(block.text) in fold(article)


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
