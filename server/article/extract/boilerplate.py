"""Removes what is not the page's text: rights, prompts, repeats, comments, other stories, walls.

An endless page has several stories, each in its own container with its own headline; a consent wall
is ordinary text except for its name and its buttons. Comments are lists that markup names, else
posts: three or more similar lines with a day or a time, a short text between any two and another
name each time.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise

from lxml.html import HtmlElement

from server.language.data import any_word
from server.language.scripts import DIGIT, LETTERS
from server.page.block import Block
from server.page.document import HEADINGS, Document, fold, inherited
from server.page.roles import PAGES, mark_of, named
from server.text.dates import WRITTEN_DAY
from server.text.lines import claims_rights, credits_picture, is_prompt

_MOST_BETWEEN = 4  # blocks from a deck to its repetition
_CONTROLS = ".//button | .//input | .//*[@role='button']"
_HOLDS_PAGE = "boolean(.//main | .//article)"


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
    last: dict[str, int] = {}
    kept = []
    for index, block in enumerate(blocks):
        is_repeat = index - last.get(block.text, -_MOST_BETWEEN) < _MOST_BETWEEN
        # Share of a line's letters in links from which it is a link.
        is_link = block.linked >= 0.9 * block.length and block.element.tag not in HEADINGS
        # Folded characters of a heading in a table of contents.
        is_content = is_link and block.length >= 6 and fold(block.text) in headings
        # Folded characters from which a repetition is no refrain.
        if not is_content and (block.length < 25 or not is_repeat):
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
    return kept if sum(block.length for block in kept) >= 200 else blocks  # folded characters


def without_walls(blocks: list[Block], document: Document) -> list[Block]:
    """Remove the blocks of consent walls."""
    walls = {
        element
        for element in named(document, "consent")
        if element.xpath(f"boolean({_CONTROLS})")
        and not element.xpath(_HOLDS_PAGE)
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
_FEWEST, _MOST_WORDS, _MOST_THREADS = 3, 5, 50  # posts; words of a name; threads of a page


def without_remarks(blocks: list[Block], page: Sequence[Block]) -> list[Block]:
    """Remove comments after the text, unless little would be left."""
    places = {id(block): index for index, block in enumerate(page)}
    for first, last in islice(_threads(page), _MOST_THREADS):
        kept = [block for block in blocks if not first <= places[id(block)] <= last]
        before = sum(block.length for block in kept if places[id(block)] < first)
        if before >= _BODY:
            blocks = kept
    lists = _lists(blocks)
    kept = [block for block in blocks if lists.isdisjoint(_upwards(block.element))]
    return kept if sum(block.length for block in kept) >= _BODY else blocks


def _lists(blocks: list[Block]) -> set[HtmlElement]:
    """Return the lists of three or more comments in a part that markup calls so."""
    holders = {
        holder
        for block in blocks
        for item, holder in pairwise(_upwards(block.element))
        if _is_comment(item) and any(map(_is_comment, _upwards(holder)))
    }
    return {one for one in holders if sum(map(_is_comment, one.iterchildren("*"))) >= _FEWEST}


def _is_comment(element: HtmlElement) -> bool:
    return element.tag not in PAGES and mark_of(element, "comments") is not None


def _threads(page: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last block of each run of posts."""
    alike: dict[object, list[int]] = defaultdict(list)
    for index, block in enumerate(page):
        if _is_stamp(block):
            alike[_look(block.element)].append(index)
    for stamps in alike.values():
        for run in _runs(page, stamps):
            names = {_name(page, index) for index in run} - {""}
            has_heading = any(block.element.tag in HEADINGS for block in page[run[0] : run[-1]])
            if len(run) >= _FEWEST and len(names) >= _FEWEST and not has_heading:
                before = run[0] - 1  # the name before the first stamp
                is_name = before >= 0 and len(page[before].text) <= _LONGEST_NAME
                yield before if is_name else run[0], _end(page, run)


def _is_stamp(block: Block) -> bool:
    if len(block.text) > _LONGEST_STAMP or block.is_row or not DIGIT.search(block.text):
        return False
    if not _STAMP.search(block.text):
        return False
    if block.text[0] in "—–-" or any(step.tag == "blockquote" for step in _upwards(block.element)):
        return False  # the author of a quotation
    rest = _STAMP.sub(" ", block.text)
    return len(_words(rest)) <= _MOST_WORDS and len(_NUMBER.findall(rest)) <= 1


def _words(text: str) -> list[str]:
    return [word for word in LETTERS.findall(text) if len(word) > 1]


def _look(element: HtmlElement) -> tuple[object, ...]:
    parent = element.getparent()
    above = (parent.tag, parent.get("class")) if parent is not None else ()
    return element.tag, element.get("class"), *above


def _runs(page: Sequence[Block], stamps: list[int]) -> Iterator[list[int]]:
    """Yield runs of stamps, split where nothing or too much is between two."""
    run = stamps[:1]
    for first, second in pairwise(stamps):
        between = sum(page[n].length for n in range(first + 1, second))
        if 0 < between <= _LONGEST_POST:
            run.append(second)
        else:
            yield run
            run = [second]
    yield run


def _name(page: Sequence[Block], index: int) -> str:
    """Return the words of the stamp without the date, and a short line next to it."""
    own = " ".join(_words(_STAMP.sub(" ", page[index].text)))
    near = [
        block.text
        for block in (*page[max(0, index - 1) : index], *page[index + 1 : index + 2])
        if len(block.text) <= _LONGEST_NAME and block.element.tag not in HEADINGS
    ]
    return " ".join([own, *near[:1]]).strip()


def _end(page: Sequence[Block], run: list[int]) -> int:
    """Return the last block of the last post, within the smallest container of all stamps."""
    around = set(_upwards(page[run[0]].element))
    container = next(step for step in _upwards(page[run[-1]].element) if step in around)
    longest = max(later - sooner for sooner, later in pairwise(run))
    end = run[-1]
    while end + 1 < min(len(page), run[-1] + longest):
        if container not in _upwards(page[end + 1].element):
            break
        end += 1
    return end


def _upwards(element: HtmlElement) -> Iterator[HtmlElement]:
    return chain([element], element.iterancestors())
