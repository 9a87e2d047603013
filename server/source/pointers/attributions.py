"""Publishers that a page names as its source without an address: wire credits, "first reported by".

A name is no pointer, but says where to look. Agencies are known by name (agencies.json); others are
recognised by the words beside them and by what publishers are called.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from server.language.tables import table
from server.model import Article, Verdict
from server.page.document import Document, Reading, fold
from server.page.structured import Node, is_article, texts
from server.page.view import PageView
from server.source.pointers.declared_addresses import NAMING, SYNDICATION
from server.source.pointers.pointer import Attribution, Kind
from server.text.attribution.phrases import Part, begins, has, languages_for, said
from server.text.attribution.publishers import (
    agencies,
    bare_name,
    domain_of,
    is_publisher,
    names_in,
)
from server.text.numbers.conventions import conventions
from server.text.tokens import words
from server.urls import parts_of, registrable_domain, same_site

MOST_ATTRIBUTIONS = 5
_MOST_SENTENCES = 200
_LONGEST_SENTENCE = 2_000
_NAMING_PARTS: tuple[Part, ...] = ("before", "after", "first", "taken", "credit", "credit_after")
_LONGEST_NAME = 60  # characters
_SHORTEST_NAME = 4
_LONGEST_NOTE = 120
_MOST_LINES = 8  # blocks after the body
_LONGEST_CREDIT = 3  # words before the colon
_CREDIT_LINE = re.compile(r"\W{0,3}([^:：]{1,30})[:：]\s*(\S.{1,59})")
_LISTED = re.compile(r"\s*[,;/、，；|]\s*")
# "(Фонтанка.Ру)", "(gazette.example)" at the end of a line.
_HOST_CREDIT = re.compile(r"[(（\[]\s*(?:www\.)?((?:[\w-]+\.)+\w{2,8})\s*[)）\]]\W*$")
_FRONT_DOOR = re.compile(r"https?://(?:www\.)?([\w-]+(?:\.[\w-]+)+)/?", re.I)
_DENSE_FIRST = re.compile(r"[\u3040-\ud7af]")
# Letters in place of a name in a pattern, so that `re` remembers no page's.
_MARK, _MARK_OF_DENSE = "\N{GLAGOLITIC CAPITAL LETTER AZU}", "\N{YI SYLLABLE IT}"
_MARKED = re.compile(rf"(?<!\w)[{_MARK}{_MARK_OF_DENSE}](?!\w)")
_REPUBLISHED = re.compile(r"\brepubli", re.I)


def find_attributions(view: PageView, verdict: Verdict | None = None) -> list[Attribution]:
    """Return the publishers that the page names as its source, the surest first, at most 5.

    `verdict`: of the page; the outlets that it says are retold count too.
    """
    reading, article = view.reading, view.article
    languages = languages_for(article.language)
    found: dict[str, Attribution] = {}
    own = fold(article.publisher or "")
    for attribution in (
        *_wire(reading),
        *_declared(view),
        *_credit_lines(view, languages),
        *_judged(verdict),
        *_reported(reading, languages),
    ):
        name = fold(attribution.name)
        if name and name != own:
            found.setdefault(attribution.domain or name, attribution)
    named = list(found.values())[:MOST_ATTRIBUTIONS]
    if all(attribution.domain for attribution in named):
        return named
    home_links = _home_links(reading)
    return [replace(one, domain=one.domain or home_links.get(bare_name(one.name))) for one in named]


def credit_of(article: Article, publisher: str) -> Attribution | None:
    """Return the credit of `article` to `publisher`, which is known to be one.

    A bare credit is found where those of agencies do: in the first two and the last two sentences.
    """
    name = " ".join(publisher.split())
    if len(name) < _SHORTEST_NAME or name not in article.text:
        return None
    if bare_name(name) == bare_name(article.publisher or ""):
        return None
    mark = _MARK_OF_DENSE if _DENSE_FIRST.match(name) else _MARK
    languages, size = languages_for(article.language), len(article.sentences)
    for number, sentence in enumerate(article.sentences[:_MOST_SENTENCES]):
        text = sentence.text
        at_an_end = number < 2 or number >= size - 2
        marked = text.replace(name, mark)
        if not _MARKED.search(marked):
            continue
        if at_an_end and _credit((mark,)).search(marked):
            return Attribution(name, None, text, "wire")
        note = number >= size - 2 and len(text) < _LONGEST_NOTE
        if speech := said(text, name, languages, note=note):
            kind: Kind = "credit" if speech.marker == "credit" else "told"
            return Attribution(name, None, text, kind)
    return None


def _wire(reading: Reading) -> Iterator[Attribution]:
    """Yield agencies in the dateline, in the byline and in the last lines."""
    article = reading.article
    sentences = [sentence.text for sentence in article.sentences]
    for author in article.authors:
        if domain := agencies().get(fold(author)):
            yield Attribution(author, domain, author, "wire")
    for quote in (
        *(text[:160] for text in sentences[:2]),
        *(text[-160:] for text in sentences[-2:]),
    ):
        for found in _dateline().finditer(quote):
            name = next(group for group in found.groups() if group)
            yield Attribution(name, agencies()[fold(name)], found[0].strip(), "wire")


def _judged(verdict: Verdict | None) -> Iterator[Attribution]:
    """Yield the outlets whose reports the page retells, by the evidence of its verdict."""
    for one in verdict.evidence if verdict else ():
        name = one.params.get("outlet") if one.signal == "retells_report" else None
        if name and one.quote and one.weight > 0 and len(name) <= _LONGEST_NAME:
            yield Attribution(name, domain_of(name), one.quote, "told")


def _declared(view: PageView) -> Iterator[Attribution]:
    """Yield names in the structured data and the metas."""
    structured = view.structured
    for node in filter(is_article, structured.nodes):
        for field in NAMING[:-1]:
            yield from _named(node.get(field))
        yield from _published_elsewhere(view.article, node)
    yield from _pixels(view.document)
    for name, values in structured.metas.items():
        if SYNDICATION.fullmatch(name):
            for value in values:
                if "/" not in value and len(value) <= _LONGEST_NAME:
                    yield Attribution(value, agencies().get(fold(value)), value, "declared")


def _published_elsewhere(article: Article, node: Node) -> Iterator[Attribution]:
    """Yield the declared publisher that is neither the page's site nor its house."""
    site, address = fold(article.publisher or ""), article.url
    for one in _named(node.get("publisher")) if site and address else ():
        name = fold(one.name)
        elsewhere = one.domain and not same_site(f"https://{one.domain}/", address or "")
        if elsewhere and name not in site and site not in name:
            yield one


def _pixels(document: Document) -> Iterator[Attribution]:
    """Yield publishers whose tracking picture or script counts readers of republished stories."""
    for element in document.root.iter("img", "script"):
        address = (element.get("src") or "").strip()
        parts = parts_of(address)
        if parts.hostname and _REPUBLISHED.search(parts.query):
            domain = registrable_domain(parts.hostname) or parts.hostname
            yield Attribution(domain, domain, address, "declared")


def _named(value: Any) -> Iterator[Attribution]:
    for name in texts(value):
        address = value.get("url") if isinstance(value, dict) else None
        host = parts_of(address).hostname if isinstance(address, str) else None
        domain = (host or "").removeprefix("www.") or agencies().get(fold(name))
        if len(name) <= _LONGEST_NAME:
            yield Attribution(name, domain, name, "declared")


def _reported(reading: Reading, languages: tuple[str, ...]) -> Iterator[Attribution]:
    """Yield names beside "first reported by", "according to", "Source:"."""
    sentences = [sentence.text for sentence in reading.article.sentences]
    size = len(sentences)
    for number, sentence in enumerate(sentences[:_MOST_SENTENCES]):
        # A quick look, since most sentences name no source, and a sentence of pages is not one.
        if len(sentence) > _LONGEST_SENTENCE or not any(
            has(part, sentence, languages) for part in _NAMING_PARTS
        ):
            continue
        note = number >= size - 2 and len(sentence) < _LONGEST_NOTE
        for name in names_in(sentence):
            if _is_of_the_calendar(name, languages):
                continue
            speech = said(sentence, name, languages, note=note)
            if speech is None:
                continue
            domain = agencies().get(fold(name))
            if domain or is_publisher(name, sentence, languages):
                kind: Kind = "credit" if speech.marker == "credit" else "told"
                yield Attribution(name, domain, sentence, kind)


def _credit_lines(view: PageView, languages: tuple[str, ...]) -> Iterator[Attribution]:
    """Yield names credited in short lines at the ends ("Source: X"), and hosts in parentheses.

    Lines after the body are read from the page, as extractors drop them.
    """
    sentences = [sentence.text for sentence in view.article.sentences]
    lines = [*sentences[:2], *sentences[-2:]]
    lines += [block.text for block in view.boundary.blocks[:_MOST_LINES]]
    for line in dict.fromkeys(lines):
        if host := _HOST_CREDIT.search(line[-_LONGEST_NAME:]):
            domain = registrable_domain(host[1].lower()) if host[1].isascii() else None
            if domain or not host[1].isascii():
                yield Attribution(host[1], domain, line, "credit")
        found = _CREDIT_LINE.fullmatch(line) if len(line) <= _LONGEST_NOTE else None
        if found is None or not begins("credit", found[1], languages):
            continue
        if not has("other", line, languages) and len(found[1].split()) <= _LONGEST_CREDIT:
            for name in _LISTED.split(found[2]):
                yield _credited(name.strip(" .,«»“”\"'「」()（）[]"), line)


def _credited(name: str, line: str) -> Attribution:
    """Return the name in a credit line, with its domain if it is an address."""
    host = re.fullmatch(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})/?.*", name, re.I)
    domain = registrable_domain(host[1].lower()) if host else agencies().get(fold(name))
    return Attribution(name, domain, line, "credit")


def _home_links(reading: Reading) -> dict[str, str]:
    """Return domains by the bare names that the page links to their front pages."""
    found: dict[str, str] = {}
    for link in reading.document.root.iter("a"):
        home_link = _FRONT_DOOR.fullmatch((link.get("href") or "").strip())
        if home_link:
            name = " ".join(link.text_content().split())[:_LONGEST_NAME]
            found.setdefault(bare_name(name), home_link[1].lower())
    return found


def _is_of_the_calendar(name: str, languages: tuple[str, ...]) -> bool:
    """Return whether `name` is a weekday or a month."""
    known = [conventions(language) for language in languages]
    return all(
        any(word.plain in one.weekdays or word.plain in one.months for one in known)
        for word in words(name, languages[0])
    )


@cache
def _dateline() -> re.Pattern[str]:
    """Return a pattern of agency credits: "(Reuters)", "BERLIN (dpa) –", "dpa/lno", "– AP"."""
    known = table("agencies")
    return _credit(tuple(name for names in known.values() for name in names))


@cache
def _credit(known: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted(known, key=len, reverse=True)
    any_of = "|".join(map(re.escape, names))
    dense = "|".join(re.escape(name) for name in names if _DENSE_FIRST.match(name)) or "(?!)"
    return re.compile(
        rf"[(\[（【]\s*({any_of})(?:\s*[-/,][^)\]）】]{{0,20}})?\s*[)\]）】]"
        rf"|^(?:[^.!?]{{0,40}}[,–—-]\s*)?({any_of})\s*[–—:-]\s"
        rf"|^({dense})|[–—/|]\s*({any_of})\s*$|^({any_of})(?:/\w{{2,12}})*$"
        rf"|(?:©|\(c\))\s*(?:\d{{4}}\s*)?({any_of})\b"
    )
