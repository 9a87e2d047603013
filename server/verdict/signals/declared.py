"""What a page declares about its article's length and access, and what is served of it.

Markup is often wrong, so it is weak evidence; what a page tells its readers ("57 % of this
article remain", "page 1 of 3") is not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from server.language.scripts import HAN, KANA
from server.model import Article
from server.page.document import Document, Reading, block_of
from server.page.link_blocks import Block, is_long
from server.page.links import place_of
from server.text.cue_words import WordClass, has_price, says
from server.text.notices import known
from server.urls import joined, parts_of
from server.verdict.signals.signal import Signal

_WORD_COUNT = re.compile(r'"wordCount"\s*:\s*"?(\d{2,7})\b')
_PERCENT = re.compile(r"(?<![\d.,])\d{1,2}(?:[.,]\d{1,2})?\s?[%٪％]|[%٪％]\s?\d{1,2}\b")
_LENGTH = re.compile(
    r"(\d[\d.,]{1,8})\s?(字|文字|자|chars?\b|characters\b|zeichen\b|words\b|wörter\b|mots\b"
    r"|palabras\b|palavras\b|parole\b|woorden\b|słów\b|слов\b|знак|كلمة|शब्द)",
    re.I,
)
_CHARACTERS = re.compile(r"字|자|char|zeichen|знак", re.I)
_PAGES = re.compile(
    r"\b(?:page|seite|página|pagina|strona|страница|sayfa|sida|oldal|strana|pag\.|p\.)\s*"
    r"(\d{1,2})\s*(?:of|/|von|sur|de|di|van|z|ze|из|av|iz)\s*(\d{1,2})\b"
    r"|(?:第\s*)?(\d{1,2})\s*(?:页|頁|ページ)?\s*/\s*(?:共\s*|全\s*)?(\d{1,2})\s*(?:页|頁|ページ)",
    re.I,
)
# The same in any language: one word, or none, and "1/3".
_OF = re.compile(r"\W*(?:\w{1,12}\.?\s)?(1)\s?/\s?(\d{1,2})(?:\s?\w{1,10})?\W*")
_NUMBERED = re.compile(r"^(?:[/?&_-]|(?:page|p|seite|pagina|part)\b|\.[sx]?html?|=|\d)+$", re.I)
_EXTENSION = re.compile(r"\.[sx]?html?$", re.I)
_NEXT = re.compile(r"\W*(?:next(?: page)?|下一页|下一頁|次へ|次のページ|다음)\W*", re.I)
_WORD = re.compile(rf"[^\W\d_]{{3}}|[{KANA}{HAN}]")
_CHANGE = re.compile(r"[+−±-]\s?\d")
LONGEST_NOTE = 140  # characters
LONGEST_SHARE = 60
MOST_PAGES = 20  # galleries and forums have more
CLOSE = 4  # blocks right behind the end


@dataclass(frozen=True, slots=True)
class Declared:
    """`words` as declared; `paid` when the page says that it is not free."""

    words: int | None
    script: HtmlElement | None
    words_quote: str | None
    paid: bool


def declared(document: Document | None, article: Article) -> Declared:
    """What the page's structured data says of the article."""
    paid = article.access.declared_free is False
    if document is not None:
        for script in document.root.iterfind(".//script[@type='application/ld+json']"):
            if found := _WORD_COUNT.search(script.text or ""):
                return Declared(int(found.group(1)), script, found.group(), paid)
    return Declared(None, None, None, paid)


def is_far_longer(declared_words: int, article: Article) -> bool:
    """Whether the declared length is far beyond the served one.

    Some publishers fill the field with characters; a count near the text's own characters is
    read so.
    """
    characters = len(article.text)
    counts_characters = 0.6 * characters <= declared_words <= 1.4 * characters
    return declared_words > 2.5 * max(1, article.words) and not counts_characters


def length_signs(reading: Reading, after: Iterable[Block]) -> list[Signal]:
    """What speaks for a longer text than the one served; `after` stands behind the body's end."""
    behind = list(after)
    blocks = [block for block in behind if len(block.text) <= LONGEST_NOTE]
    close = [block for block in behind[:CLOSE] if block in blocks]
    own = place_of(reading.article, reading.document).address
    language = reading.article.language
    found = [
        next(_percent(reading), None) or next(_percent_close(close, language), None),
        next(_counts(blocks, reading.article), None),
        next(_pages(blocks, own, language), None)
        or next(_numbered(blocks, own), None)
        or _next_page(reading),
    ]
    return [sign for sign in found if sign]


def _percent(reading: Reading) -> Iterator[Signal]:
    """A share of the article that remains, wherever it stands: no whole page says so."""
    if reading.document is None:
        return
    for run in reading.document.text_map.runs:
        if len(run.text) > 2 * LONGEST_NOTE or not _PERCENT.search(run.text):
            continue
        element = block_of(run.element)
        text = " ".join(element.text_content().split())
        if len(text) <= LONGEST_NOTE and _is_share_left(text, reading.article.language):
            yield _rest(text, element, "percent")


def _is_share_left(text: str, language: str | None) -> bool:
    return says(text, ("rest", "text"), language) or says(text, ("rest", "read"), language)


def _percent_close(blocks: list[Block], language: str | None) -> Iterator[Signal]:
    """A share right behind the end, in whatever language; where its words are known, by them.

    Several are a poll or a table, one without words a figure.
    """
    shares = [block for block in blocks if _PERCENT.search(block.text)]
    for block in shares if len(shares) == 1 else ():
        # Longer lines and links are news and advertisements.
        alone = not is_long(block.text, LONGEST_SHARE) and not block.links
        worded = _WORD.search(block.text) and not _CHANGE.search(block.text)
        if alone and worded and not has_price(block.text) and _may_be_rest(block.text, language):
            yield _rest(block.text, block.element, "close")


def _may_be_rest(text: str, language: str | None) -> bool:
    """Whether words of a language that is known speak of what is left, or none is known."""
    kinds: tuple[WordClass, ...] = ("rest", "text", "read", "on", "whole")
    return not known(language) or any(says(text, (kind,), language) for kind in kinds)


def _is_page_of(own: str | None, url: str) -> bool:
    """Whether `url` is this page's own address with a number."""
    bare = _EXTENSION.sub("", (own or "").partition("?")[0].rstrip("/"))
    led = url.removeprefix(bare) if bare else url
    return 0 < len(led) < len(url) and bool(_NUMBERED.match(led))


def _numbered(blocks: list[Block], own: str | None) -> Iterator[Signal]:
    """Links named 2, or next, to this page's own address with a number."""
    for link, block in [(link, one) for one in blocks for link in one.links]:
        named = link.text == "2" or _NEXT.fullmatch(link.text)
        if named and _is_page_of(own, link.url):
            yield Signal(
                "more_pages",
                f"“{block.text}”: the text goes on on a second page.",
                block.text,
                block.element,
                "numbers",
            )


def _counts(blocks: list[Block], article: Article) -> Iterator[Signal]:
    for block in blocks:
        found = _LENGTH.search(block.text)
        if not found:
            continue
        count = int(re.sub(r"\D", "", found.group(1)))
        served = len(article.text) if _CHARACTERS.match(found.group(2)) else article.words
        if _is_beside_field(block.element):
            continue
        left = says(block.text, ("rest",), article.language) or found.group(2) == "chars"
        if (left and count > 40) or count > 1.5 * served:
            yield _rest(block.text, block.element, "count")


def _is_beside_field(element: HtmlElement | None) -> bool:
    """Whether readers write in a field beside `element`, whose letters are counted."""
    around = None if element is None else element.getparent()
    return around is not None and around.find(".//textarea") is not None


def _rest(text: str, element: HtmlElement | None, kind: str) -> Signal:
    return Signal("rest_declared", f"“{text}” says that there is more.", text, element, kind)


def _pages(blocks: list[Block], own: str | None, language: str | None) -> Iterator[Signal]:
    # "1/3" without the word may be a picture's number or a mark.
    goes_on = any(_is_page_of(own, link.url) for block in blocks for link in block.links)
    for block in blocks:
        bare = goes_on or (not known(language) and _WORD.search(block.text))
        found = _PAGES.search(block.text) or (_OF.fullmatch(block.text) if bare else None)
        found = found if len(block.text) <= 60 else None
        if found:
            page, pages = (int(number) for number in found.groups() if number)
            if 1 <= page <= pages and 1 < pages <= MOST_PAGES:
                says_it = f"“{block.text}”: this is one page of {pages}."
                yield Signal("more_pages", says_it, block.text, block.element)


def _next_page(reading: Reading) -> Signal | None:
    """A link to the next page whose address is this one's with a number."""
    if reading.document is None:
        return None
    place = place_of(reading.article, reading.document)
    own = _EXTENSION.sub("", parts_of(place.address).path.rstrip("/"))
    for element in reading.document.root.xpath("//*[@rel='next'][@href]") if own else ():
        path = parts_of(joined(place.base, element.get("href")))
        rest = (path.path + "?" + path.query).removeprefix(own)
        if len(rest) < len(path.path) + len(path.query) and _NUMBERED.match(rest.strip("?")):
            says_it = f"The page declares that it goes on at {element.get('href')}."
            words = " ".join(element.text_content().split()) or None
            return Signal("more_pages", says_it, words, element, "next")
    return None
