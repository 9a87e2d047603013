"""Pages of one text: numbers that link to this page's own address, "next page", rel=next."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote

from lxml.html import HtmlElement

from server.language.data import by_language
from server.language.tables import table
from server.page.links import Link
from server.page.view import PageBlock, PageView
from server.text.notices import fold_words
from server.urls import parts_of, same_site
from server.verdict.signals.signal import Signal

LONGEST_LINK, LONGEST_ROW = 40, 160  # characters of a pager's link, and of a whole pager
LONGEST_LINE, LONGEST_WORDS = 100, 25  # of a pager in one line, and of its words alone
MOST_PAGES = 60
MOST_LETTERS = 12  # of a pager beside its numbers and its words for next and previous
_SHORTEST_KEY = 4  # characters of an address's last part by which its other pages are known
_PAGE, _AFTER, _OF_WORDS = (
    "|".join(map(re.escape, table("page_numbers")[name])) for name in ("page", "after", "of")
)
_NUMBER = re.compile(rf"\W*(?:(?:{_PAGE})\s?)?(\d{{1,2}})(?:\s?(?:{_AFTER}))?\W*", re.I)
# What an address of another page adds: "/2/", "_2.html", "-p2", "?page=2", "?single_page=true".
_PAGE_PARAM = (
    r"[?&](?:p|pg|pn|s|start|full|_r|single_?page|(?:page|pagina|seite|side|sida|strona|sayfa)\w*)"
    r"=(\w{1,6})(?=$|[&#])"
)
_OTHER_PAGE = re.compile(
    r"(?:\.[a-z]{2,5})?(?:[/_,;.-]?(?:p|pg|page|seite|pagina|strona|part|s)?[-_/=,]?0?(\d{1,2})"
    rf"(?:[/_.-]?(?:\.?[a-z]{{2,5}})?/?)?|.*{_PAGE_PARAM}.*)(?:[?#].*)?",
    re.I,
)
_DIGIT = re.compile(r"\d")
_LAST_NUMBER = re.compile(rf"{_PAGE_PARAM}|[/_.-]p?(?:age)?[-_/]?(\d{{1,2}})(?:\.\w{{2,5}})?/?$")
_OWN_NUMBER = re.compile(r"/(?:page/?)?\d{1,2}/?$")
_COUNTED = re.compile(r"(?<!\d)1\W{0,3}2(?!\d)|(?<!\d)1\s?/\s?[2-9]|2\W{1,3}3|(?<!\d)1?2345")
_OF = re.compile(
    rf"\W*(?:[^\W\d]{{1,12}}\.?\s?)?(\d{{1,2}})\s*(?:{_OF_WORDS})\s*(\d{{1,2}})\W*(?:{_AFTER})?\W*",
    re.I,
)
# Rows of numbers that are no pages of the text.
_OTHER_ROW = re.compile(
    r"calendar|rating|stars?\b|carousel|slider|slick|swiper|poll|vote|tab|related|popular|most",
    re.I,
)
_COMMENTS = re.compile(r"comment|disqus|respond|repl(?:y|ies)", re.I)


_LINKED = ("next", "continued", "single")  # what a pager's links say


def pagination_signals(view: PageView) -> list[Signal]:
    """The pager of the text, the surest one: by its addresses, by the document, by its words."""
    if view.document is None or not view.body_numbers:
        return []
    found = next((signal for find in (_linked, _declared, _worded) for signal in find(view)), None)
    return [found] if found else []


def page_number(own: str, url: str) -> int | None:
    """Which page of the text at `own` is at `url`; 0 for all of it, None for another page."""
    if not url.startswith("http") or not same_site(own, url):
        return None
    rest = _after_key(own, url)
    found = _OTHER_PAGE.fullmatch(rest) if rest else None
    value = next(filter(None, found.groups()), None) if found else None
    if value is None:
        return None
    return int(value) if value.isdigit() and int(value) <= MOST_PAGES else 0


def _after_key(own: str, url: str) -> str:
    """What follows in `url` on the last part of `own`, without that one's page and extension."""
    path = _OWN_NUMBER.sub("", parts_of(own).path.rstrip("/"))
    key = re.sub(r"[-_](?:p|page)?\d{1,2}$", "", re.sub(r"\.\w{2,5}$", "", path.rpartition("/")[2]))
    if len(key) < _SHORTEST_KEY:
        bare = own.partition("?")[0].rstrip("/")
        return url[len(bare) :] if len(path) > 8 and url.startswith(bare) else ""
    return unquote(url).partition(unquote(key))[2]


def _linked(view: PageView) -> Iterator[Signal]:
    for row, links in _rows(view).items():
        text = " ".join(row.text_content().split())
        if any(_leads_to_page(view, link) for link in links):
            yield _more_pages(text, row, "own")
        elif not view.addresses:
            numbers = {link.url: n for link in links if (n := _number_of(link.text)) is not None}
            if len(numbers) > 1 and _alike(numbers):
                yield _more_pages(text, row, "alike")


def _leads_to_page(view: PageView, link: Link) -> bool:
    """Whether a link leads to another page of the text, the one that its words name."""
    address = link.url.partition("#")[0].rstrip("/")
    if any(address == own.partition("#")[0].rstrip("/") for own in view.addresses):
        return False
    page, number = _page_of(view, link.url), _number_of(link.text)
    if page is None:
        return False
    return number is None or page in (number, number - 1)


def _rows(view: PageView) -> dict[HtmlElement, list[Link]]:
    """Links that may be a pager's, by the element that holds the whole pager."""
    rows: defaultdict[HtmlElement, list[Link]] = defaultdict(list)
    for block in view.blocks:
        if len(block.text) > LONGEST_ROW or not _may_be_row(block):
            continue
        for link in block.links_with(_is_pager_link):
            if link.element is not None:
                row = _row_of(link.element)
                if not _is_other(row):
                    rows[row].append(link)
    return rows


def _may_be_row(block: PageBlock) -> bool:
    return " " in block.text or bool(_DIGIT.search(block.text)) or _is_pager_link(block.text)


def _row_of(element: HtmlElement) -> HtmlElement:
    row = element
    for step in element.iterancestors():
        if step.tag in ("body", "html", "main", "article"):
            break
        if len(" ".join(step.text_content().split())) > LONGEST_ROW:
            break
        row = step
    return row


def _is_other(row: HtmlElement) -> bool:
    """Whether `row` is no pager of the text: of comments, of a calendar, of pictures."""
    around = [row, *list(row.iterancestors())[:3]]
    named = " ".join(_named(step) for step in around)
    if _OTHER_ROW.search(named) and not re.search(r"pag(?:e|in)", named, re.I):
        return True
    steps = (row, *row.iterancestors())
    return any(_COMMENTS.search(_named(step)) for step in steps if step.tag not in ("body", "html"))


def _named(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_pager_link(text: str) -> bool:
    if len(text) > LONGEST_LINK:
        return False
    return _number_of(text) is not None or bool(_words(*_LINKED).fullmatch(fold_words(text)))


def _number_of(text: str) -> int | None:
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found and int(found[1]) else None


def _page_of(view: PageView, url: str) -> int | None:
    pages = (page_number(own, url) for own in view.addresses)
    return next((page for page in pages if page is not None), None)


def _alike(numbers: dict[str, int]) -> bool:
    """Whether one of the addresses ends with the number by which it is named, or one less."""
    for url, number in numbers.items():
        found = _LAST_NUMBER.search(url)
        value = next(filter(None, found.groups()), "") if found else ""
        if value.isdigit() and int(value) in (number, number - 1):
            return True
    return False


def _declared(view: PageView) -> Iterator[Signal]:
    """A link to the next page of the text in the document's head or in its links."""
    assert view.document is not None  # noqa: S101 - the caller looks
    for element in view.document.root.xpath("//*[@rel='next'][@href]"):
        link = view.place.link(element.get("href") or "", "", element)
        if link and _page_of(view, link.url) is not None and not _is_other(element):
            words = " ".join(element.text_content().split()) or None
            says = "The page declares a next page of the same text."
            yield Signal("more_pages", says, words, element, "declared")


def _worded(view: PageView) -> Iterator[Signal]:
    """Pagers without addresses, whose links are made by scripts: their words and numbers."""
    following = [*view.blocks[view.first + 2 :], None]
    for block, follows in zip(view.blocks[view.first + 1 :], following, strict=False):
        if len(block.text) > LONGEST_LINE or (block.in_body and len(block.text) > LONGEST_WORDS):
            continue
        kind = _kind_of(view, block, follows.text if follows else "")
        element = block.element if kind else None
        if kind and element is not None and not block.is_closed and not _is_other(element):
            yield _more_pages(block.text, element, kind)


def _kind_of(view: PageView, block: PageBlock, follows: str) -> str | None:
    folded = fold_words(block.text)
    named = _words("next").search(folded)
    # A line break may be between the words and the numbers.
    numbers = f"{block.text} {follows}" if len(follows) <= LONGEST_WORDS else block.text
    if named and _COUNTED.search(numbers) and _is_pager_text(numbers):
        return "words"
    if _words("continued").fullmatch(folded) or (
        _words("next").fullmatch(folded) and _is_about_pages(folded)
    ):
        return "next"
    counted = _OF.fullmatch(block.text) if len(block.text) <= LONGEST_WORDS else None
    if counted and int(counted[1]) <= int(counted[2]) > 1 and _is_close(view, block):
        return "count"
    return None


def _is_pager_text(text: str) -> bool:
    """Whether `text` has little but numbers and words of pagers."""
    rest = fold_words(text)
    for name in ("continued", "next", "previous", "single"):
        rest = _bare_words(name).sub("", rest)
    return sum(letter.isalpha() for letter in rest) <= MOST_LETTERS


def _is_about_pages(folded: str) -> bool:
    """Whether words for "next" name a page: "next" alone may lead to the next story."""
    return any(word in folded for word in _page_words())


def _is_close(view: PageView, block: PageBlock) -> bool:
    return block.start >= view.blocks[view.last].start


def _more_pages(text: str, element: HtmlElement, kind: str) -> Signal:
    says = f"“{text}” leads to other pages of the same text."
    return Signal("more_pages", says, text, element, kind)


@cache
def _words(*names: str) -> re.Pattern[str]:
    """The words of all languages for any of `names`, between signs and numbers."""
    return re.compile(rf"[\W\d]*{_bare_words(*names).pattern}[\W\d]*")


@cache
def _bare_words(*names: str) -> re.Pattern[str]:
    words = {
        fold_words(word)
        for section in by_language("pagination").values()
        for name in names
        for word in section.get(name, ())
    }
    any_of = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d])(?:{any_of})(?![^\W\d])")


@cache
def _page_words() -> frozenset[str]:
    """The longest words for "next" of each language, those that name a page."""
    known = by_language("pagination").values()
    return frozenset(fold_words(max(section["next"], key=len)) for section in known)
