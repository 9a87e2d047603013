"""What a page declares of its article: its length, its access, the share that remains.

Markup is often wrong, so it needs a second sign. What readers see on the page ("57 % of this
article remain") needs no other.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from server.model import Article
from server.page.document import Document, block_of
from server.page.view import PageBlock, PageView
from server.text.cue_words import says
from server.verdict.signals.signal import Signal

_WORD_COUNT = re.compile(r'"wordCount"\s*:\s*"?(\d{2,7})\b')
_PERCENT_SIGN = re.compile("[%٪％]")
_PERCENT = re.compile(r"(?<![\d.,])\d{1,2}(?:[.,]\d{1,2})?\s?[%٪％]|[%٪％]\s?\d{1,2}\b")
_LENGTH = re.compile(
    r"(\d[\d.,]{1,8})\s?(字|文字|자|chars?\b|characters\b|zeichen\b|words\b|wörter\b|mots\b"
    r"|palabras\b|palavras\b|parole\b|woorden\b|słów\b|слов\b|знак|كلمة|शब्द)",
    re.I,
)
_CHARACTERS = re.compile(r"字|자|char|zeichen|знак", re.I)
LONGEST_NOTE = 140  # characters
CLOSE = 12  # blocks after the body's end
REFUSALS = {401: "price", 402: "price", 403: "refused", 451: "refused"}


def declared_signals(view: PageView) -> list[Signal]:
    """What status, structured data and notes say of the article's access and length."""
    article = view.article
    found = [next(_percent(view), None) or next(_counts(view), None)]
    if view.status in REFUSALS:
        says_it = f"The site answered with status {view.status}."
        kind, params = REFUSALS[view.status], (("status", view.status),)
        found.append(Signal("http_status", says_it, None, None, kind, params))
    words = declared_words(view.document)
    if words and is_far_longer(words.words, article):
        says_it = f"The page declares {words.words} words; {article.words} are here."
        counts = (("declared", words.words), ("words", article.words))
        found.append(Signal("declared_longer", says_it, words.quote, words.element, "", counts))
    if article.access.declared_free is False:
        found.append(Signal("declared_paid", "The page declares that it is not free to read."))
    return [signal for signal in found if signal]


class DeclaredWords(NamedTuple):
    """How many words a page declares to have, with the quote and its script."""

    words: int
    quote: str
    element: HtmlElement


def declared_words(document: Document | None) -> DeclaredWords | None:
    """The words that the page's JSON-LD declares, with the quote and its script."""
    if document is not None:
        for script in document.root.iterfind(".//script[@type='application/ld+json']"):
            if found := _WORD_COUNT.search(script.text or ""):
                return DeclaredWords(int(found.group(1)), found.group(), script)
    return None


def is_far_longer(declared: int, article: Article) -> bool:
    """Whether the declared length is far beyond the served one.

    Some publishers fill the field with characters; a count near the text's own characters is
    read so.
    """
    characters = len(article.text)
    counts_characters = 0.6 * characters <= declared <= 1.4 * characters
    return declared > 2.5 * max(1, article.words) and not counts_characters


def _percent(view: PageView) -> Iterator[Signal]:
    """A share of the article that remains, wherever it is: no whole page says so."""
    if view.document is None:
        return
    for run in view.document.text_map.runs:
        if len(run.text) > 2 * LONGEST_NOTE or not _PERCENT_SIGN.search(run.text):
            continue
        if not _PERCENT.search(run.text):
            continue
        element = block_of(run.element)
        text = " ".join(element.text_content().split())
        if len(text) <= LONGEST_NOTE and _is_share_left(text, view.language):
            yield _rest(text, element, "percent")


def _is_share_left(text: str, language: str | None) -> bool:
    return says(text, ("rest", "text"), language) or says(text, ("rest", "read"), language)


def _counts(view: PageView) -> Iterator[Signal]:
    """The text's length in words or characters, far beyond what is here; "[+1234 chars]"."""
    article = view.article
    for _, block in view.near_end(0, CLOSE):
        found = _LENGTH.search(block.text) if len(block.text) <= LONGEST_NOTE else None
        if not found or _is_beside_field(block):
            continue
        count = int(re.sub(r"\D", "", found.group(1)))
        served = len(article.text) if _CHARACTERS.match(found.group(2)) else article.words
        left = says(block.text, ("rest",), article.language) or found.group(2) == "chars"
        if (left and count > 40) or count > 1.5 * served:
            yield _rest(block.text, block.element, "count")


def _is_beside_field(block: PageBlock) -> bool:
    """Whether readers write in a field beside the block, whose letters are counted."""
    around = None if block.element is None else block.element.getparent()
    return around is not None and around.find(".//textarea") is not None


def _rest(text: str, element: HtmlElement | None, kind: str) -> Signal:
    return Signal("rest_declared", f"“{text}” says that there is more.", text, element, kind)
