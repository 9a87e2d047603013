"""Removes lines that are not the story: rights, prompts, repeats, comments, teasers, walls.

An endless page has several stories, each in its own container with its own headline; a consent wall
is ordinary text except for its name and its buttons. Comments are a list (`server.page.records`)
whose records have a line with a day or a time, a short text, and another name each time.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from server.language.data import any_word
from server.language.scripts import DIGIT, LETTERS
from server.page.block import Block, blocks_of
from server.page.document import HEADINGS, Document, fold, inherited
from server.page.records import Records, look_of, records_of
from server.page.roles import elements_in_roles, is_named, rows_of
from server.text.dates import WRITTEN_DAY
from server.text.lines import claims_rights, credits_picture, is_prompt
from server.text.tokens import Extent

_MOST_BETWEEN = 4  # blocks from a deck to its repetition


def without_notes(blocks: list[Block]) -> list[Block]:
    """Remove blocks in which the page speaks of itself, unless all would go."""
    last = len(blocks) - 4  # blocks at the end that may claim rights
    # Digits, of a list's number on a line of its own, or a price.
    kept = [
        block
        for index, block in enumerate(blocks)
        if not (
            is_prompt(block.text)
            or (index >= last and claims_rights(block.text))
            or credits_picture(block.text)
            or (block.length <= 3 and fold(block.text).isdecimal())
        )
    ]
    return kept if any(block.element.tag not in HEADINGS for block in kept) else blocks


def without_repeats(blocks: Sequence[Block]) -> list[Block]:
    """Remove repeated decks, and tables of contents."""
    headings = {fold(block.text) for block in blocks if block.element.tag in HEADINGS}
    last_index_by_text: dict[str, int] = {}
    kept = []
    for index, block in enumerate(blocks):
        is_repeat = index - last_index_by_text.get(block.text, -_MOST_BETWEEN) < _MOST_BETWEEN
        # Share of a line's letters in links from which it is a link.
        is_link = block.linked >= 0.9 * block.length and block.element.tag not in HEADINGS
        # Folded characters of a heading in a table of contents.
        is_content = is_link and block.length >= 6 and fold(block.text) in headings
        # Folded characters from which a repetition is not a refrain.
        if not is_content and (block.length < 25 or not is_repeat):
            kept.append(block)
        last_index_by_text[block.text] = index
    return kept


def one_story(blocks: list[Block], title: str) -> list[Block]:
    """Return the blocks of the story that `title` names, else of the first, if several."""
    story_by_element: dict[HtmlElement | None, HtmlElement | None] = {None: None}
    homes = [inherited(block.element, story_by_element, _story) for block in blocks]
    stories = list(dict.fromkeys(home for home in homes if home is not None))
    folded_title = fold(title)
    if len(stories) < 2:
        return blocks
    story_headline = _headline(
        next((s for s in stories if _headline(s) in folded_title), stories[0])
    )
    kept = [
        block
        for block, home in zip(blocks, homes, strict=True)
        if home is None or _headline(home) == story_headline
    ]
    # The rest may be only a headline with its deck, in its own container.
    return kept if sum(block.length for block in kept) >= 200 else blocks  # folded characters


def without_walls(blocks: list[Block], document: Document) -> list[Block]:
    """Remove the blocks of consent walls."""
    walls = {
        element
        for element in elements_in_roles(document, "consent")
        if element.xpath("boolean(.//button | .//input | .//*[@role='button'])")
        and not element.xpath("boolean(.//main | .//article)")
        and len(fold(element.text_content())) <= 6_000  # folded characters
    }
    return [block for block in blocks if walls.isdisjoint(block.around)]


def _story(element: HtmlElement, above: HtmlElement | None) -> HtmlElement | None:
    """Return `element` if it holds a story with its own headline, else its ancestor."""
    kind = element.get("itemtype") or ""
    is_story = element.tag == "article" or kind.endswith(("Article", "Posting"))  # ends of types
    return element if is_story and _headline(element) else above


def _headline(story: HtmlElement) -> str:
    heading = next(story.iter("h1"), None)
    return "" if heading is None else fold(heading.text_content())


_DAYS_AND_TIMES = (
    r"(?<!\d)(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?(?!\d)(?:\s?[ap]\.?m\b)?",
    WRITTEN_DAY.pattern,
    r"\d{1,2}月\d{1,2}日",
    rf"(?<!\d)\d{{1,4}} [^\W\d_]{{1,15}} (?:{any_word('dates', 'ago_after')})\b",
    rf"(?:{any_word('dates', 'ago_before')}) \d{{1,4}} \w{{1,15}}",
)
_STAMP = re.compile("|".join(_DAYS_AND_TIMES), re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\w)\d+(?!\w)")
# Letters: of the longest stamp with a name, name and post; of the shortest article before.
_LONGEST_STAMP, _LONGEST_NAME, _LONGEST_POST, _BODY = 90, 40, 2_000, 300
_FEWEST, _MOST_WORDS = 3, 5  # posts; words of a name


def without_remarks(blocks: list[Block], document: Document) -> list[Block]:
    """Remove lists of comments after the text, unless little would be left."""
    page = blocks_of(document.text_map)
    index_by_block = {id(block): index for index, block in enumerate(page)}
    stamps = [index for index, block in enumerate(page) if _is_stamp(block)]
    names = rows_of(("comments",)).by_name
    if len(stamps) < _FEWEST and not any(name in document.names for name in names):
        return blocks  # no list is of posts: every third page
    threads = filter(None, (_thread(page, records, stamps) for records in records_of(document)))
    indices_done = set[int]()
    # The longest list that a post is in decides: a part of it may lack its headings, or have posts
    # before it.
    for _, (start, end) in sorted(
        threads, key=lambda thread: (thread[0], thread[1].end), reverse=True
    ):
        if not indices_done.isdisjoint(inside := range(start, end)):
            continue
        indices_done.update(inside)
        if _have_heading(page[start:end]):
            continue
        kept = [block for block in blocks if index_by_block[id(block)] not in inside]
        if sum(block.length for block in kept if index_by_block[id(block)] < start) >= _BODY:
            blocks = kept
    return blocks


def _thread(
    page: Sequence[Block], records: Records, stamps: Sequence[int]
) -> tuple[int, Extent] | None:
    """Return how many posts a list has, and its place; None where it is not a list of posts.

    Markup calls it so, or its posts have a text and one stamp each, which look alike but for the
    names.
    """
    tag, *names = map(str, records.trait)
    if len(names) == 1 and is_named("comments", tag, names[0]):
        return len(records.extents), Extent(records.extents[0].start, records.extents[-1].end)
    posts_by_look: dict[object, list[tuple[Extent, str]]] = defaultdict(list)
    for record in records.extents if len(stamps) >= _FEWEST else ():
        stamp_number = bisect_left(stamps, record.start)
        if bisect_left(stamps, record.end) != stamp_number + 1:
            continue
        lines = page[record.start : record.end]
        post_letters = sum(line.length for line in lines) - page[stamps[stamp_number]].length
        if 0 < post_letters <= _LONGEST_POST:
            look = look_of(page[stamps[stamp_number]].element)
            posts_by_look[look].append((record, _name(page, stamps[stamp_number])))
    posts = max(posts_by_look.values(), key=len, default=[])
    if len({name for _, name in posts} - {""}) < _FEWEST:
        return None
    start, end = posts[0][0].start, posts[-1][0].end
    rest = page[end : records.extents[-1].end]
    if 2 * len(posts) > len(records.extents) and not _have_heading(rest):
        end += len(rest)  # the last may lack a stamp
    letters_in_posts = sum(line.length for post, _ in posts for line in page[post.start : post.end])
    # Half of what is between the first post and the last is in posts.
    is_filled = 2 * letters_in_posts >= sum(line.length for line in page[start:end])
    return (len(posts), Extent(start, end)) if is_filled else None


def _have_heading(lines: Iterable[Block]) -> bool:
    return any(line.element.tag in HEADINGS for line in lines)


def _name(page: Sequence[Block], stamp: int) -> str:
    """Return the words of the stamp without the date, and a short line beside it."""
    own_words = " ".join(_words(_STAMP.sub(" ", page[stamp].text)))
    near = [
        block.text
        for block in (*page[max(0, stamp - 1) : stamp], *page[stamp + 1 : stamp + 2])
        if len(block.text) <= _LONGEST_NAME and block.element.tag not in HEADINGS
    ]
    return " ".join([own_words, *near[:1]]).strip()


def _is_stamp(block: Block) -> bool:
    if len(block.text) > _LONGEST_STAMP or block.is_row or not DIGIT.search(block.text):
        return False
    if not _STAMP.search(block.text):
        return False
    if block.text[0] in "—–-" or any(step.tag == "blockquote" for step in block.around):
        return False  # the author of a quotation
    rest = _STAMP.sub(" ", block.text)
    return len(_words(rest)) <= _MOST_WORDS and len(_NUMBER.findall(rest)) <= 1


def _words(text: str) -> list[str]:
    return [word for word in LETTERS.findall(text) if len(word) > 1]
