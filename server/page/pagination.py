"""Pages of one text: rows of numbers that link to its other pages, "next page".

Structure decides where there is some: addresses that differ by the number that their link shows.
Words count where they name a page.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Literal, NamedTuple
from urllib.parse import unquote

from lxml.html import HtmlElement

from server.language.data import by_language, table
from server.language.scripts import DENSE, DIGIT
from server.page.body import PageBody
from server.page.document import Place, label_of
from server.page.roles import mark_of
from server.text.lexicon import fold_words
from server.urls import is_a, is_story, parts_of, same_site

LONGEST_LINK = 40  # characters of a pager's link
MOST_PAGES = 60  # of one story; larger numbers count an archive's
MOST_GONE = 2  # parts of an address that another page of the text lacks
_PAGE, _AFTER = (
    "|".join(map(re.escape, table("page_numbers")[name])) for name in ("page", "after")
)
_NUMBER = re.compile(rf"\W*(?:(?:{_PAGE})\s?)?(\d{{1,2}})(?:\s?(?:{_AFTER}))?\W*", re.I)
# "Page 1 of 3", "Strona 1 z 3", "第1页/共3页".
_OF = "|".join(map(re.escape, table("page_numbers")["of"]))
_PAGE_COUNT = re.compile(
    rf"(?<!\w)(?:{_PAGE})\s?(\d{{1,2}})\s?(?:{_OF})\s?(\d{{1,2}})(?!\w)"
    rf"|(?:第)?(\d{{1,2}})\s?(?:{_AFTER})?\s?[/／,，]?\s?共?\s?(\d{{1,2}})\s?(?:{_AFTER})",
    re.I,
)
LONGEST_COUNT = 60  # characters of a line that counts pages
COUNT_BEFORE, COUNT_AFTER = 12, 8  # blocks around the text with such a line
_LONG_NUMBER = 5  # digits of a number that is one text's alone
_EDGES = re.compile(r"^[\W\d]+|[\W\d]+$")
_UNSPACED = re.compile(f"[{DENSE}]{{2}}")
_PART = re.compile(r"\d+|[^\W\d_]+")  # of an address
# What the address of the whole text in one page adds, and what the first page may be called.
_WHOLE = re.compile("|".join(table("page_numbers")["whole"]), re.I)
_FIRST = frozenset({"index", "html", "htm", "shtml", "php", "page", "p", "from", "utm"})
# Rows that are not pages of the text: what follows on a number of comments, of pictures.
_COMMENTS = re.compile(r"[ck]omm?ent|disqus|respond|repl(?:y|ies)|cpage", re.I)
# The pager of the third list on a page, as one system writes it; several papers use its second.
_OTHER_LIST = re.compile(r"[?&]page=0(?:,|%2C){2}", re.I)
_COUNTED = re.compile(r"(?<!\d)1\W{0,3}2(?!\d)|(?<!\d)1\s?/\s?[2-9]|2\W{1,3}3|(?<!\d)1?2345")
_MONTH = re.compile(r"27\W*28\W*29")  # in a calendar


@dataclass
class _Row:
    """The links of what may be a pager, and what holds them: (shown number, address)."""

    element: HtmlElement
    text: str
    links: list[tuple[int | None, str]] = field(default_factory=list)

    def url_by_number(self) -> dict[int, str]:
        """Return the addresses by the number that their link shows."""
        return {number: url for number, url in self.links if number is not None}


class Pager(NamedTuple):
    """A row of links to other pages of a text, known by their addresses alone or by the page's own.

    `url` is the address of the whole text on one page (`is_whole`), else of its next page.
    """

    text: str
    element: HtmlElement
    kind: Literal["own", "alike"]
    url: str | None
    is_whole: bool


def page_number(address: str, url: str) -> int | None:
    """Return the page number of `url` in the text at `address`; 0 for all of it, else None."""
    return next(iter(_numbers_added(address, url)), None)


def _numbers_added(address: str, url: str) -> list[int]:
    """Return the numbers that `url` adds to `address`; [0] for all of it on one page; else []."""
    if not url.startswith("http") or not same_site(address, url) or _is_same_page(address, url):
        return []
    parts_of_address, parts_of_url = _parts(address), _parts(url)
    in_path = _parts(url.partition("?")[0])
    for own_parts in (parts_of_address, _parts(address.partition("?")[0])):
        added, gone = parts_of_url - own_parts, own_parts - parts_of_url
        if added.total() > 6 or not _is_same_text(own_parts, gone):
            continue
        # What a query adds may be a section's or a reader's number.
        if any(part.isdigit() and not _is_small(part) for part in added & in_path):
            continue
        if any(_COMMENTS.fullmatch(part) for part in added):
            return []
        if numbers := [int(part) for part in added if _is_small(part)]:
            return numbers
        if any(map(_WHOLE.match, added)):
            return [0]
    return []


def _is_same_page(address: str, url: str) -> bool:
    """Whether `url` shows the page at `address` again: its comments, or another list on it."""
    is_same = _bare(address) == _bare(url) or _OTHER_LIST.search(url)
    return bool(is_same or _COMMENTS.search(parts_of(url).fragment))


def _is_same_text(own_parts: Counter[str], gone: Counter[str]) -> bool:
    """Whether an address without the parts `gone` still names the same text."""
    if any(len(part) >= _LONG_NUMBER and part.isdigit() for part in own_parts - gone):
        return gone.total() <= MOST_GONE
    is_like = gone.total() <= MOST_GONE and bool(own_parts)
    return is_like and all(_is_small(part) or part in _FIRST for part in gone)


def _parts(address: str) -> Counter[str]:
    parts = parts_of(address)
    pieces = _PART.findall(unquote(f"{parts.path} {parts.query}").lower())
    return Counter(part.lstrip("0") or "0" if part.isdigit() else part for part in pieces)


def _is_small(part: str) -> bool:
    return part.isdecimal() and len(part) < _LONG_NUMBER and int(part) <= MOST_PAGES


def _bare(url: str) -> str:
    return url.partition("#")[0].rstrip("/")


def pager_of(page: PageBody) -> Pager | None:
    """Return the first row of links to other pages of the text."""
    for row in _rows(page) if page.body_numbers else ():
        inside = set(row.element.iter())
        numbers_inside = (n for n, block in enumerate(page.blocks) if block.element in inside)
        # Before the text or far after it, lists have pagers too.
        if not page.first <= next(numbers_inside, page.first) <= page.edges.story_end + 20:
            continue
        is_pager, pages = _is_pager_text(row.text), row.url_by_number().items()
        leads_to_own_page = any(_leads_to_page(page, *link) for link in row.links)
        if leads_to_own_page and (is_pager or len(row.links) > 1):
            return Pager(row.text, row.element, "own", *_continuation(row, page))
        # To one story's pages rather than to a section's.
        stories = not page.addresses or all(is_story(url) for number, url in pages if number > 1)
        if is_pager and stories and _alike(row):
            return Pager(row.text, row.element, "alike", *_continuation(row, page))
    return None


def _continuation(row: _Row, page: PageBody) -> tuple[str | None, bool]:
    """Return the address of the whole text on one page, and that it is; else of its next page."""
    for address in page.addresses:
        if url := next((url for _, url in row.links if 0 in _numbers_added(address, url)), None):
            return url, True
    own_numbers = [n for address in page.addresses for n in _parts(address) if _is_small(n)]
    after = [url for n, url in row.links if n is None or (n > 1 and str(n) not in own_numbers)]
    is_web = after and after[0].startswith("http") and bool(page.addresses)
    return after[0] if is_web else None, False


def _leads_to_page(page: PageBody, number: int | None, url: str) -> bool:
    """Whether a link leads to another page of the text, the one that its words name."""
    for address in page.addresses:
        added = _numbers_added(address, url)
        if number == 1 and _parts(url) - _parts(address):
            continue  # the page's own number
        if number is not None and (number in added or number - 1 in added):
            return True
        # Another number in the place of one may be the next day, or the next story.
        if number is None and added and not any(map(_is_small, _parts(address) - _parts(url))):
            return True
    return False


def _rows(page: PageBody) -> list[_Row]:
    """Return the page's links that may be a pager's, by the element around the whole pager."""
    place = page.place if page.place.base else Place(None, "https://page.invalid/a/")
    rows: dict[HtmlElement, _Row] = {}
    for anchor in page.document.root.iter("a"):
        href = anchor.get("href")
        if not href or href[:1] == "#":
            continue
        text = _text_of(anchor)
        if not any(map(str.isalnum, text)):  # a picture or an arrow
            text = label_of(anchor) or text
        if not text or not _is_pager_link(text):
            continue
        link = place.link(href, text)
        if link is None:
            continue
        element = _row_of(anchor)
        if element not in rows:
            rows[element] = _Row(element, _text_of(element) or text)
        rows[element].links.append((_number_of(text), link.url))
    return [row for row in rows.values() if not _is_other(row.element)]


def _text_of(element: HtmlElement) -> str:
    """Return the text of `element` without its scripts."""
    text = element.text_content()
    if len(text) > LONGEST_LINK:
        for script in element.iter("script", "style"):
            text = text.replace(script.text or "", "", 1)
    return " ".join(text.split())


def _row_of(element: HtmlElement) -> HtmlElement:
    row = element
    for ancestor in element.iterancestors():
        if ancestor.tag in ("body", "html", "main", "article"):
            break
        if len(" ".join(ancestor.text_content().split())) > 160:  # characters of a whole pager
            break
        row = ancestor
    return row


def _is_other(row: HtmlElement) -> bool:
    """Whether `row` is not a pager of the text: of comments, of a calendar, of pictures."""
    around = [row, *islice(row.iterancestors(), 3)]
    roles = {
        role
        for role in ("no_pager", "pager")
        if any(mark_of(element_around, role) for element_around in around)
    }
    if roles == {"no_pager"}:
        return True
    elements = (row, *row.iterancestors())
    return any(
        _COMMENTS.search(element.get(name) or "")
        for element in elements
        if element.tag not in ("body", "html")
        for name in ("class", "id", "aria-label")
    )


def _is_pager_link(text: str) -> bool:
    if len(text) > LONGEST_LINK:
        return False
    if DIGIT.search(text) and _number_of(text) is not None:
        return True
    return _EDGES.sub("", fold_words(text)) in _known_words("next", "continued", "single")


def _number_of(text: str) -> int | None:
    match = _NUMBER.fullmatch(text)
    return int(match[1]) if match and int(match[1]) else None


def _alike(row: _Row) -> bool:
    """Whether the addresses of a row with a current page differ by the numbers shown."""
    numbered = {number: url for number, url in row.url_by_number().items() if number <= MOST_PAGES}
    if _MONTH.search(row.text) or not numbered.keys() & {1, 2}:
        return False
    consecutive = any(number + 1 in numbered for number in numbered)
    if len(numbered) > MOST_PAGES // 2 or not (consecutive or _COUNTED.search(row.text)):
        return False
    by_rest = defaultdict(set)
    for number, url in numbered.items():
        parts = _parts(url)
        for shown_number in {str(number), str(number - 1)} & set(parts) - {"0"}:
            by_rest[
                frozenset((parts - Counter([shown_number])).items()), int(shown_number) - number
            ].add(number)
    best = max(by_rest.values(), key=len, default=set())
    return len(best) > 1 or (bool(best) and len(numbered.keys() - {1}) == 1)


def print_version(page: PageBody) -> str | None:
    """Return the address of the text as a page for printing, which has all of it."""
    for address in page.addresses:
        stem = stem_of(address)
        for element in page.document.root.iter("a", "link"):
            link = page.place.link(element.get("href") or "", "", element)
            if link is None or link.elsewhere or not link.url.startswith(stem):
                continue
            if is_for_print(element, link.url.removeprefix(stem)):
                return link.url
    return None


def stem_of(address: str) -> str:
    """Return an address without query, fragment, extension and trailing slash."""
    return re.sub(r"(?:\.\w{2,5})?/?$", "", re.split("[?#]", address, maxsplit=1)[0])


def is_for_print(element: HtmlElement, added: str) -> bool:
    """Whether a link that adds `added` to a text's address leads to its page for printing."""
    return element.get("media") == "print" or is_a(added, "print")


def page_count_of(page: PageBody) -> tuple[str, HtmlElement | None] | None:
    """Return "page 1 of 3" in the window's title or a line around the text, and where it is."""
    if (page_count := _PAGE_COUNT.search(page.document.title)) and _counts_pages(page_count):
        return page_count[0].strip(), page.document.root.find(".//title")
    around = page.blocks[max(0, page.first - COUNT_BEFORE) : page.last + COUNT_AFTER]
    for block in around:
        page_count = _PAGE_COUNT.search(block.text) if len(block.text) <= LONGEST_COUNT else None
        if (
            page_count
            and _counts_pages(page_count)
            and not (block.is_beside or _is_other(block.element))
        ):
            return page_count[0].strip(), block.element
    return None


def _counts_pages(page_count: re.Match[str]) -> bool:
    number, count = _place_of(page_count)
    return 1 <= number <= count and count > 1


def _place_of(page_count: re.Match[str]) -> tuple[int, int]:
    number, count = (int(group) for group in page_count.groups() if group)
    return number, count


def place_counted_in(text: str) -> tuple[int, int] | None:
    """Return the number of the page and of all pages, where words such as "page 1 of 3" say it."""
    page_count = _PAGE_COUNT.search(text)
    return _place_of(page_count) if page_count and _counts_pages(page_count) else None


def is_pager_line(text: str, element: HtmlElement) -> bool:
    """Whether a line says that the text goes on on another page: "Next page"."""
    is_short = len(text) <= 25  # characters
    is_said = is_short and _EDGES.sub("", fold_words(text)) in _page_words()
    return is_said and not _is_other(element)


def _is_pager_text(text: str) -> bool:
    """Whether `text` has little but numbers and words of pagers."""
    other_words = _bare_words().sub("", fold_words(text))
    return sum(letter.isalpha() for letter in other_words) <= 12


@cache
def _bare_words() -> re.Pattern[str]:
    pager_words = _known_words("continued", "next", "previous", "single")
    words = sorted(pager_words, key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d])(?:{'|'.join(map(re.escape, words))})(?![^\W\d])")


@cache
def _known_words(*names: str) -> frozenset[str]:
    return frozenset(
        fold_words(word)
        for words_by_kind in by_language("pagination").values()
        for name in names
        for word in words_by_kind.get(name, ())
    )


@cache
def _page_words() -> frozenset[str]:
    """Return the words that a text goes on: "continued", or "next" with another word."""
    named_pages = (word for word in _known_words("next") if " " in word or _UNSPACED.search(word))
    return _known_words("continued") | frozenset(named_pages)
