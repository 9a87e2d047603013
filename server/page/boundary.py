"""The end of an article's body: the place at which pages say that there is more.

Extractors delete or swallow these lines, so they are read from the page itself: from the last
blocks of the body on, in document order, until the page moves on to other things. Words after
which the body goes on are not at its end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml.html import HtmlElement

from server.language.scripts import TERMINAL
from server.page.document import Body, Document, Reading, fold
from server.page.link_blocks import (
    _SPACE,
    LinkBlock,
    _written_links,
    blocks_from,
    is_long,
    letters_in,
)
from server.page.links import Place, place_of
from server.page.main_column import LONGEST_OFFER, column_of, is_in, look_of
from server.page.paywall_markup import asks_for, is_account_link
from server.page.roles import BESIDE, PAGES, Roles, mark_of
from server.text.cue_words import has_price, is_offer, made_kind, says
from server.text.notices import find_phrases, is_note

MOST_BLOCKS = 30
MOST_CHARACTERS = 1500
# How far back from the body's end reading starts, so that swallowed notes are seen.
PARAGRAPHS_BACK = 12
# Letters of story after "subscribe to read on" from which the body goes on; less is a note.
GOES_ON = 250
LONGEST_MARK = 200  # characters of a line that marks the end of the free text
_OWN_WORDS = frozenset({"cut_for_subscribers", "says_summary", "says_excerpt"})
_CLOSING = "\"'”’»›“)）」』》"
_RIGHTS = re.compile(r"^\W{0,2}(?:©|\(c\)|copyright\b)", re.I)


@dataclass(frozen=True, slots=True)
class Boundary:
    """The body's end.

    `end` is the last block that states something; `blocks` what follows it, led by its own
    last sentences.
    """

    end: LinkBlock | None
    blocks: tuple[LinkBlock, ...]


def boundary(reading: Reading, column: HtmlElement | None = None) -> Boundary:
    """The body's end in its page; in the text itself where the page can't be seen.

    `column` is what `column_of` gives, where it is known.
    """
    place = place_of(reading.article, reading.document)
    if reading.document and reading.body and reading.body.span:
        if column is None:
            column = column_of(reading.document.text_map, reading.body, reading.article.language)
        blocks = list(_page_blocks(reading.document, reading.body, column, place))
    else:
        blocks = list(_text_blocks(reading.article.text, place))
    text, language = fold(reading.article.text), reading.article.language
    number, marks = _last_statement(blocks, column, text, language)
    if number is None:
        number, marks = _last_statement(blocks, None, text, language)
    if number is None:
        return Boundary(None, tuple(_blocks_after(blocks, None, language)))
    end = blocks[number]
    following = [
        replace(block, in_story=_is_last_word(block, end, text))
        for block in _blocks_after(blocks[number + 1 :], end, language)
    ]
    return Boundary(end, (*marks, *following))


def _page_blocks(
    document: Document, body: Body, column: HtmlElement | None, place: Place
) -> Iterator[LinkBlock]:
    """The blocks of the page from shortly before the end of its `column` on."""
    text_map = document.text_map
    located = [span for span in body.paragraphs if span]
    inside = [span for span in located if is_in(text_map.run_at(span.start).element, column)]
    within = inside or located
    first = text_map.index_at(within[-PARAGRAPHS_BACK:][0].start)
    last = text_map.index_at(max(0, max(span.end for span in within) - 1))
    return blocks_from(text_map.runs[first : last + 12 * MOST_BLOCKS], place)


def _text_blocks(text: str, place: Place) -> Iterator[LinkBlock]:
    for line in text.split("\n")[-2 * MOST_BLOCKS :]:
        if stripped := _SPACE.sub(" ", line).strip():
            yield LinkBlock(stripped, None, tuple(_written_links(stripped, None, place)))


def _last_statement(
    blocks: list[LinkBlock], column: HtmlElement | None, article: str, language: str | None
) -> tuple[int | None, list[LinkBlock]]:
    """The number of the body's last block; notes before it, then its last sentences.

    Words after which the body goes on are not at its end, unless little more than an
    advertisement follows.
    """
    roles = Roles([column])
    number: int | None = None
    marks: list[LinkBlock] = []
    since: list[LinkBlock] = []  # the blocks after the end so far
    letters_after = 0.0  # letters of the story after words that could have been its end
    for index, block in enumerate(blocks):
        if column is not None and block.element is not None:
            if not is_in(block.element, column):
                if number is None:
                    continue
                break
            if roles.is_beside(block.element):
                continue
        states = _is_statement(block, language) and not _is_advertised(block, since, language)
        if states and (number is None or _goes_on(block, blocks[number], article)):
            length = letters_in(block.text)
            kept = since if letters_after + length < GOES_ON and _marks(since, language) else []
            letters_after = letters_after + length if kept else 0
            number, marks = index, [*kept, _ending(block)]
            since = list(marks)
        else:
            since.append(block)
    return number, marks


def _blocks_after(
    blocks: list[LinkBlock], end: LinkBlock | None, language: str | None
) -> Iterator[LinkBlock]:
    """The blocks after `end`, until the page moves on to other things."""
    roles = Roles([end.element] if end else [])
    after: list[LinkBlock] = []
    for block in blocks:
        if end and end.element is not None:
            mark = roles.of(block.element)
            if mark and mark.role in ("comments", "footer"):
                return
            if mark and mark.role in BESIDE:
                continue
        states = _is_statement(block, language) and not _is_advertised(block, after, language)
        if states and is_long(block.text, 250):
            return
        yield block
        after.append(block)
        if len(after) > MOST_BLOCKS or sum(len(b.text) for b in after) > MOST_CHARACTERS:
            return


def _marks(blocks: list[LinkBlock], language: str | None) -> bool:
    """Whether one of `blocks` looks like the end of what is shown, by its words or its markup."""
    return _calls(blocks, language) or any(
        len(block.text) <= LONGEST_MARK
        and not says(block.text, ("other",), language)
        and (_is_locked(block) or any(is_account_link(link.url) for link in block.links))
        for block in blocks
    )


def _is_locked(block: LinkBlock) -> bool:
    if has_price(block.text):
        return True
    element = block.element
    return element is not None and (
        asks_for(element, "password")
        or any(mark_of(step, "wall", "hint") for step in (element, *_two_up(element)))
    )


def _two_up(element: HtmlElement) -> list[HtmlElement]:
    return [step for step in list(element.iterancestors())[:2] if step.tag not in PAGES]


def _calls(blocks: list[LinkBlock], language: str | None) -> bool:
    """Whether one of `blocks` says that the story ends here."""
    return any(_is_call(text, language) for block in blocks for text in block.sentences[:4])


@lru_cache(maxsize=1024)
def _is_call(text: str, language: str | None) -> bool:
    if len(text) > 300:
        return False
    ends = ("cut_for_subscribers", "says_summary", "says_excerpt", "read_full", "in_other_edition")
    return any(hit.kind in ends for hit in find_phrases(text)) or (
        made_kind(text, language) in ends
    )


def _is_advertised(block: LinkBlock, after: list[LinkBlock], language: str | None) -> bool:
    """Whether `block` describes a subscription, after a call for one."""
    return (
        len(block.text) <= LONGEST_OFFER
        and is_offer(block.text, language)
        and _calls(after, language)
    )


def _is_statement(block: LinkBlock, language: str | None) -> bool:
    """Whether `block` says something of the story, rather than about the page."""
    if not is_long(block.text, 80):
        return False
    if sum(len(link.text) for link in block.links) > 0.5 * len(block.text):
        return False
    if len(block.text) > 300:
        return True
    if _RIGHTS.search(block.text) or says(block.text, ("access", "other"), language):
        return False
    if len(block.text) <= 120 and made_kind(block.text, language):
        return False
    return not any(
        hit.kind in ("cut_for_subscribers", "says_summary") for hit in find_phrases(block.text)
    ) and not is_note(block.text, None)


def _is_last_word(block: LinkBlock, end: LinkBlock, article: str) -> bool:
    """Whether a short `block` after `end` may be the story's own last paragraph.

    It was extracted, looks like the paragraph before it, is a sentence and leads nowhere.
    """
    if block.element is None or end.element is None or block.links:
        return False
    if block.text.rstrip(_CLOSING)[-1:] not in TERMINAL or fold(block.text) not in article:
        return False
    if block.element.getparent() is not end.element.getparent():
        return False
    alike = look_of(block.element) == look_of(end.element)
    kinds = {hit.kind for hit in find_phrases(block.text)}
    return alike and len(block.element) == 0 and not kinds & _OWN_WORDS


def _goes_on(block: LinkBlock, end: LinkBlock, article: str) -> bool:
    """Whether the body goes on in `block`: it was extracted, or is a sibling as long as prose."""
    if fold(block.text) in article:
        return True
    if block.element is None or end.element is None:
        return block.element is end.element
    return is_long(block.text, 200) and block.element.getparent() is end.element.getparent()


def _ending(block: LinkBlock) -> LinkBlock:
    """The last two sentences of the body, with the links in them."""
    sentences = block.sentences
    text = block.text[block.text.rfind(sentences[-2]) :] if len(sentences) > 1 else block.text
    links = tuple(link for link in block.links if link.text in text)
    return LinkBlock(text, block.element, links, in_story=True)
