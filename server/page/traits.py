"""Traits of remarks: the conditions that the rules of verdict, credits and pointers share.

Each is a function of one remark. What a remark with them means is said by the rules:
`server/verdict/signal_rules.py`, `mention_rules.py` and `server/source/pointer_rules.py`.
"""

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from lxml.html import HtmlElement

from server.language.scripts import TERMINAL, letters_in
from server.model import REFUSALS
from server.page.document import fold, is_account_link
from server.page.pagination import is_pager_line
from server.page.remark import READING_ON, Remark
from server.page.roles import BESIDE, PAGES, mark_of
from server.page.windows import (
    AROUND_END,
    BRIEF_BLOCK,
    CALL_LENGTH,
    LABEL_LENGTH,
    NOTE_BLOCK,
    Window,
)
from server.text.calls import KINDS, Kind, has_price, share, word_classes
from server.text.credits.forms import begins_with_part, has_part
from server.text.credits.publishers import names_in
from server.text.lines import behind_date, names_permissions
from server.text.tokens import Extent
from server.urls import is_story

OFF_TOPIC = BESIDE | {"offer"}  # roles of parts about something else, or for sale

CALL_SHARE = 0.25  # of a remark, that its phrases have at least if they are its point
MAIN_SHARE = 0.5  # of a remark, from which its phrases are its point whatever else it offers
LINKED_SHARE = 0.6  # of a block, from which it is mostly links
LEAST_WORDS = 15  # letters of a block that says something
BROKEN_OFF = 100  # letters below which a block without a full stop is a line and no sentence
PROSE = 250  # characters from which a block of the text may only report on a subscription
BUTTON_LENGTH = 40  # characters of a link or a button that asks to sign in
SMALL_WALL = 300  # characters of a part named as a paywall that has a few words only
SMALL_WALL_LINKS = 2
SOURCE_LEVELS = 3  # elements around a link whose class may say that it is the source
MOSTLY = 2  # times a link's length, up to which a remark is mostly that link

_ADDRESS = re.compile(r"\W*(?:https?://|www\.)|\W*(?:[\w-]+\.)+[a-z]{2,10}\W*$", re.I)


# Where it is


def is_within(remark: Remark, window: Window) -> bool:
    """Whether its block is in `window`."""
    page = remark.view
    edge = page.first if window.edge == "first" else page.last
    return window.before <= remark.number - edge <= window.after


def is_at_end(remark: Remark) -> bool:
    """Whether the text does not go on after it, and it is not far below."""
    page = remark.view
    if remark.block.is_closed or remark.number > page.last + AROUND_END.after:
        return False
    return page.edges.is_at_end(remark.number)


def is_where_text_ends(remark: Remark) -> bool:
    """Whether it is in the text's own container, or right after it."""
    return remark.where == "here"


def is_close(remark: Remark) -> bool:
    """Whether it is close to the text's end."""
    return remark.where != "far"


def is_before_text(remark: Remark) -> bool:
    """Whether it is above the text."""
    return remark.number < remark.view.first


def is_after_text(remark: Remark) -> bool:
    """Whether it is below the text."""
    return remark.number > remark.view.last


def is_last_of_text(remark: Remark) -> bool:
    """Whether it is in the text's last block."""
    return remark.number == remark.view.last


def is_off_topic(remark: Remark) -> bool:
    """Whether it is in a part of the page that is about something else, or sells something."""
    element = remark.link.element if remark.link else remark.block.element
    return remark.view.parts.of(element).role in OFF_TOPIC


def is_below_heading_of_others(remark: Remark) -> bool:
    """Whether the block above it heads other stories: "Related"."""
    above = remark.view.blocks[remark.number - 1].text
    return begins_with_part("besides", above, remark.view.credit_languages)


def is_in_source_part(remark: Remark) -> bool:
    """Whether its link is in a small part whose class says "source"."""
    return any(
        mark_of(element, "source") and len(element.text_content()) <= CALL_LENGTH
        for element in islice(_around_link(remark), SOURCE_LEVELS)
    )


def is_in_small_wall(remark: Remark) -> bool:
    """Whether a part named as a paywall has a few words only, in whatever language."""
    for element in reversed(remark.block.around):
        if mark_of(element, "wall"):
            is_short = len(" ".join(element.text_content().split())) <= SMALL_WALL
            return is_short and sum(1 for _ in element.iter("a")) <= SMALL_WALL_LINKS
    return False


def _around_link(remark: Remark) -> Iterator[HtmlElement]:
    """Yield the link of `remark` and the elements around it, below the article."""
    element = remark.link.element if remark.link else None
    if element is None:
        return iter(())
    return takewhile(
        lambda ancestor: ancestor.tag not in PAGES,
        (element, *element.iterancestors()),
    )


# What it is


def is_whole_block(remark: Remark) -> bool:
    """Whether it is a block of the page."""
    return remark.unit == "whole"


def is_said(remark: Remark) -> bool:
    """Whether it is a line of its own, or one sentence."""
    if len(remark.block.text) <= LABEL_LENGTH:
        return remark.unit == "whole"
    return remark.is_sentence


def is_linked_sentence(remark: Remark) -> bool:
    """Whether it is a sentence of the text around a link to another site."""
    return remark.unit == "link" and remark.is_in_text


def may_ask(remark: Remark) -> bool:
    """Whether it may ask the reader for something: a sentence below the story, or a label."""
    return remark.unit == "label" or (remark.is_sentence and remark.is_below)


def is_in_note(remark: Remark) -> bool:
    """Whether its block is no longer than a note."""
    return len(remark.block.text) <= NOTE_BLOCK


def is_in_long_paragraph(remark: Remark) -> bool:
    """Whether its block is a paragraph of the text, which may report on a subscription."""
    return remark.block.in_body and len(remark.block.text) > PROSE


def has_words(remark: Remark) -> bool:
    """Whether its block has more than a word or two."""
    return letters_in(remark.block.folded) > LEAST_WORDS


def is_mostly_links(remark: Remark) -> bool:
    """Whether its block is mostly links."""
    return remark.block.linked_share > LINKED_SHARE


def is_mostly_its_link(remark: Remark) -> bool:
    """Whether it says little beside the words of its link."""
    story = remark.leads.story
    return story is not None and len(remark.text) <= MOSTLY * len(story.text)


def ends_without_stop(remark: Remark) -> bool:
    """Whether its block is a short line without a full stop."""
    block = remark.block
    return block.letters < BROKEN_OFF and block.text.rstrip()[-1:] not in TERMINAL


# What it says


def asks_to_subscribe(remark: Remark) -> bool:
    """Whether a phrase in it says that the rest is for subscribers, and is not a quotation."""
    return "cut_for_subscribers" in remark.unquoted_phrases


def asks_to_subscribe_by_words(remark: Remark) -> bool:
    """Whether its words, without a phrase that is known, say that the rest is for subscribers."""
    return remark.kind_by_words == "cut_for_subscribers"


def begins_with_date(remark: Remark) -> bool:
    """Whether it begins with a date and says more."""
    return behind_date(remark.text, remark.view.language) != remark.text


def asks_for_something_else(remark: Remark) -> bool:
    """Whether a short block is about a newsletter, comments or the like, and no paywall."""
    block = remark.block
    if block.wall or len(block.text) >= BRIEF_BLOCK:
        return False
    return "other" in word_classes(block.text, remark.view.language)


def has_phrase(remark: Remark, *kinds: Kind) -> bool:
    """Whether it has a phrase of one of `kinds`."""
    return any(kind in remark.phrases for kind in kinds)


def is_mostly_call(remark: Remark) -> bool:
    """Whether its phrases for reading on are its point.

    "Continue reading" within a longer sentence is a figure of speech.
    """
    return share(remark.text, _hits(remark, *READING_ON)) >= CALL_SHARE


def diverts(remark: Remark) -> bool:
    """Whether it is about a newsletter or the like rather than what its phrases say."""
    return "other" in remark.words and share(remark.text, _hits(remark, *KINDS)) < MAIN_SHARE


def sends_to_outlet(remark: Remark) -> bool:
    """Whether it sends its reader on to a publisher: "Read the full story at X"."""
    ends = [hit.end for hit in remark.phrases.get("read_full", ()) if hit.start == 0]
    return bool(ends) and any(names_in(remark.text[max(ends) :]))


def names_price(remark: Remark) -> bool:
    """Whether its block names an amount of money."""
    return has_price(remark.block.text)


def is_about_permissions(remark: Remark) -> bool:
    """Whether it says who may print the text elsewhere."""
    return names_permissions(remark.text)


def is_about_whole_medium(remark: Remark) -> bool:
    """Whether it speaks of the whole interview, recording or study that the text is about."""
    return {"whole", "medium"} <= remark.words


def leads_to_pages(remark: Remark) -> bool:
    """Whether it is a line such as "Next page"."""
    return is_pager_line(remark.text, remark.block.element)


def _hits(remark: Remark, *kinds: Kind) -> list[Extent]:
    return [hit for kind in kinds for hit in remark.phrases.get(kind, ())]


# Where it leads


def leads_to_story(remark: Remark) -> bool:
    """Whether its link has words and leads to a story."""
    story = remark.leads.story
    return story is not None and bool(story.text) and is_story(story.url)


def leads_to_site(remark: Remark) -> bool:
    """Whether a link in its block leads to more than a front page."""
    return any(not link.is_home for link in remark.block.links)


def leads_elsewhere(remark: Remark) -> bool:
    """Whether a link in it leads to another site."""
    return any(link.elsewhere for link in remark.leads.all)


def leads_away_from_text(remark: Remark) -> bool:
    """Whether it has links, and none to a page of this text, whose address is known."""
    return bool(remark.view.addresses and remark.leads.all) and remark.leads.version is None


def is_account_link_for_other(remark: Remark) -> bool:
    """Whether its link to an account is to follow, share or shop, rather than to read."""
    link = remark.leads.account
    return link is not None and has_part("other", link.text, remark.view.credit_languages)


def leads_to_teaser(remark: Remark) -> bool:
    """Whether a link in it is one of those that name other stories at the text's end."""
    return any(
        link.url in remark.view.edges.teasers and not _ADDRESS.match(link.text)
        for link in remark.leads.all
    )


def is_titled_like_page(remark: Remark) -> bool:
    """Whether its link has the headline's words, or is in the headline."""
    title = fold(remark.view.article.title or "-")
    if fold(remark.link.text if remark.link else "") == title:
        return True
    return any(element.tag == "h1" for element in _around_link(remark))


def names_headline(remark: Remark) -> bool:
    """Whether its link to another site names another story after a colon."""
    link = remark.leads.elsewhere
    return link is not None and remark.leads.is_headline(link, remark.text)


def asks_for_account_nearby(remark: Remark) -> bool:
    """Whether a link or a button beside it asks to sign in or to subscribe."""
    around = remark.view.blocks[max(0, remark.number - 1) : remark.number + 3]
    open_blocks = [block for block in around if not block.is_closed]
    if any(is_account_link(link.url) for block in open_blocks for link in block.links):
        return True
    return any(
        len(block.text) <= BUTTON_LENGTH
        and "access" in word_classes(block.text, remark.view.language)
        for block in open_blocks
        if block is not remark.block
    )


# The page


def is_refused(remark: Remark) -> bool:
    """Whether the site answered with a status that refuses the page."""
    return remark.view.status in REFUSALS


def is_where_html_stops(remark: Remark) -> bool:
    """Whether the page's HTML stops with it, within a text or a tag."""
    return remark.view.document.breaks_off and remark.block is remark.view.blocks[-1]
