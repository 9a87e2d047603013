"""Signals in a page's declarations: its length, its access, the share that remains.

Markup is often wrong, so it needs a second sign. What readers see on the page ("57 % of this
article remain") needs no other.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from server.article import payload
from server.model import REFUSALS, Article, counted
from server.page.block import letters_in
from server.page.document import Document, block_of
from server.page.view import PageView
from server.text.calls.made import says
from server.verdict.signals.signal import Signal

_WORD_COUNT = re.compile(r'"wordCount"\s*:\s*"?(\d{2,7})\b')
_PERCENT_SIGNS = frozenset("%٪％")
_PERCENT = re.compile(r"(?<![\d.,])\d{1,2}(?:[.,]\d{1,2})?\s?[%٪％]|[%٪％]\s?\d{1,2}\b")
LONGEST_NOTE = 140  # characters
SCANT = 800  # letters of a text that is sold, from which on it may be all
FAR = 2.5  # times the words shown; a text with notes and captions has less beside
# Share of its words by which a text may be shorter or longer than declared: 68 of 68 are whole.
_NEARLY = 0.15


def declared_signals(view: PageView) -> list[Signal]:
    """Report what status, structured data and notes say of the article's access and length."""
    article = view.article
    found = [next(_percent(view), None)]
    if view.status in REFUSALS:
        says_it = f"The site answered with status {view.status}."
        status = (("status", view.status),)
        found.append(Signal("http_status", says_it, params=status))
    is_paid = article.access.declared_free is False
    words = declared_words(view.document)
    is_longer = words and is_far_longer(words.words, article)
    words = words if is_longer else _held_words(view) if is_paid else None
    if words:
        says_it = f"The page declares {counted(words.words, 'word')}, and has {article.words}."
        counts = (("declared", words.words), ("words", article.words))
        found.append(Signal("declared_longer", says_it, words.quote, words.element, "", counts))
    if is_paid:
        found.append(Signal("declared_paid", "The page says that it is not free to read."))
    return [signal for signal in found if signal]


class DeclaredWords(NamedTuple):
    """Count the words that a page declares or holds, with the quote and its script."""

    words: int
    quote: str | None = None
    element: HtmlElement | None = None


def declared_words(document: Document) -> DeclaredWords | None:
    """Return the word count in the page's structured data, else in another script."""
    scripts = list(document.root.iter("script"))
    # What is declared for search engines comes first.
    scripts.sort(key=lambda script: script.get("type") != "application/ld+json")
    for script in scripts:
        if found := _WORD_COUNT.search(script.text or ""):
            return DeclaredWords(int(found.group(1)), found.group(), script)
    return None


def _held_words(view: PageView) -> DeclaredWords | None:
    """Count the words of a far longer text in the page's scripts, where little is shown."""
    held = payload(view.document) if letters_in(view.article.text) < SCANT else None
    words = sum(len(line.split()) for line in held[1]) if held else 0
    return DeclaredWords(words) if words > FAR * view.article.words else None


def is_all_declared(view: PageView) -> bool:
    """Return whether the text has about as many words as the page declares."""
    declared, words = declared_words(view.document), view.article.words
    return declared is not None and abs(declared.words - words) <= _NEARLY * words


def is_far_longer(declared: int, article: Article) -> bool:
    """Return whether the declared length is far beyond the served one.

    Some publishers fill the field with characters; a count near the text's own characters is
    read so.
    """
    characters = len(article.text)
    counts_characters = 0.6 * characters <= declared <= 1.4 * characters
    return declared > FAR * max(1, article.words) and not counts_characters


def _percent(view: PageView) -> Iterator[Signal]:
    """Report a share of the article that remains, anywhere: no whole page has such a note."""
    for run in view.document.text_map.runs:
        if _PERCENT_SIGNS.isdisjoint(run.text) or not _PERCENT.search(run.text):
            continue
        if run.end == run.start or len(run.text) > 2 * LONGEST_NOTE:
            continue
        element = block_of(run.element)
        text = " ".join(element.text_content().split())
        if len(text) <= LONGEST_NOTE and _is_share_left(text, view.language):
            says_it = f"“{text}” says that there is more."
            yield Signal("rest_declared", says_it, text, element)


def _is_share_left(text: str, language: str | None) -> bool:
    return says(text, ("rest", "text"), language) or says(text, ("rest", "read"), language)
