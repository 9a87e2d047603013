"""Finds the remarks of a page: around the ends of its text, in paywalls, and at its links."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from server.page.body import PageBody
from server.page.document import HEADINGS, fold, label_of
from server.page.remark import Remark
from server.page.roles import mark_of
from server.page.windows import (
    AROUND_END,
    AT_FIRST,
    CALL_LENGTH,
    HEAD,
    HEADLINE_LENGTH,
    MOST_READ,
    NOTE_BLOCK,
    SHORT_BLOCK,
)
from server.urls import may_be_story

_BRACKETED = re.compile(r"[\[(（【][^\[\](（【]{4,120}[\])）】]\s*$")


def remarks_of(page: PageBody) -> Iterator[Remark]:
    """Yield the remarks around the ends of the text, and those in parts named as paywalls."""
    if page.body_numbers and page.article.sentences:
        yield Remark(page, page.last, page.article.sentences[-1].text, "closing")
        yield Remark(page, page.edges.story_end, page.blocks[page.edges.story_end].text, "final")

    end = min(page.last + AROUND_END.before, page.edges.story_end)
    for number, block in enumerate(page.blocks):
        is_at_head = HEAD.before <= number - page.first <= AT_FIRST.after
        is_at_end = end <= number <= page.last + AROUND_END.after
        is_wall = block.wall and len(block.text) <= SHORT_BLOCK
        if (is_at_head or is_at_end or is_wall) and not _is_about_others(page, number):
            yield from _remarks_in(page, number)


def _remarks_in(page: PageBody, number: int) -> Iterator[Remark]:
    """Yield a block, its sentences (of a long one the first and the last two), and its brackets."""
    block = page.blocks[number]
    yield Remark(page, number, block.text, "whole")
    sentences = block.sentences
    if len(block.text) > NOTE_BLOCK:
        sentences = [*sentences[:1], *sentences[-2:]]
    for text in sentences:
        if text != block.text and len(text) <= CALL_LENGTH:
            yield Remark(page, number, text, "sentence")
    if len(block.text) > CALL_LENGTH and (bracketed := _BRACKETED.search(block.text)):
        yield Remark(page, number, bracketed[0].strip(), "bracket")


def links_of(page: PageBody) -> Iterator[Remark]:
    """Yield a remark for each link to another site, up to what follows the text.

    Labels of links without words come last.
    """
    body_end = min(page.last, page.first + MOST_READ)
    below = max(body_end, page.edges.story_end, 0)
    for number in chain(
        range(max(0, page.first - MOST_READ), body_end), range(below, page.edges.turn)
    ):
        block = page.blocks[number]
        for link in block.links:
            if link.elsewhere and not link.is_home:
                around = (text for text in block.sentences if link.text and link.text in text)
                yield Remark(page, number, next(around, block.text), "link", link)

    anchors = (element for element in page.document.having["href"] if element.tag == "a")
    wordless = (element for element in anchors if not fold(element.text_content()))
    for element in islice(wordless, MOST_READ):
        label = label_of(element)
        if label and (target := page.place.link(element.get("href") or "", label, element)):
            yield Remark(page, page.last, label, "label", target)


def _is_about_others(page: PageBody, number: int) -> bool:
    """Whether a block is a figure's, of comments, or the heading of other stories."""
    block = page.blocks[number]
    if block.is_caption:
        return True
    if (
        block.wall
        and not block.in_body
        and any(mark_of(element, "comments") for element in block.around)
    ):
        return True
    if block.element.tag not in HEADINGS - {"h1"}:
        return False
    below = page.blocks[number + 1 : number + 3]
    first_links = [block_below.links[0] for block_below in below if block_below.links]
    return len(first_links) > 1 and all(
        len(link.text) >= HEADLINE_LENGTH and may_be_story(link.url) for link in first_links
    )
