"""Pointers in the page's markup, whatever its language: classes, itemprops, headlines."""

from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from server.page.block import Block
from server.page.document import Reading, fold
from server.page.links import Link
from server.page.roles import mark_of
from server.source.lead import Lead, Marker
from server.source.pointers.link_text import from_label
from server.source.pointers.zones import Zones, is_aside, pointing
from server.urls import is_story

_ITEMPROPS = {"isbasedon": 0.65, "isbasedonurl": 0.65, "citation": 0.5, "translationofwork": 0.65}
_LONGEST = 160  # characters of an element that is a credit rather than a text
_SHORTEST_TITLE = 8  # letters


def markup_links(reading: Reading, zones: Zones) -> Iterator[Lead]:
    """Yield the links whose markup makes them pointers."""
    root = reading.document.root
    for element in root.iter("a", "link"):
        if element.get("href") and (element.tag == "a" or element.get("itemprop")):
            yield from _by_names(element, zones)
    links = {link: link.text_content() for link in root.iter("a") if link.get("href")}
    yield from _headline(links, reading, zones)
    yield from _icons(links, zones, reading.article.language)


def _icons(links: Mapping[HtmlElement, str], zones: Zones, language: str | None) -> Iterator[Lead]:
    """Yield links that show a picture or a sign and say in an attribute where they lead."""
    for element, text in links.items():
        if any(map(str.isalnum, text)) or fold(text):
            continue
        if is_aside(element, zones.parts):
            continue
        label = _label(element)
        link = zones.place.link(element.get("href") or "", label, element) if label else None
        if link and link.elsewhere and not link.is_home and len(label) <= _LONGEST:
            yield from from_label(Block(label, element, (link,)), zones, language)


def _label(element: HtmlElement) -> str:
    """Return the label of a link without words: `aria-label`, `title`, or its picture's text."""
    for step in (element, *element.iterdescendants("img", "svg", "i", "span")):
        for name in ("aria-label", "title", "alt"):
            if words := " ".join((step.get(name) or "").split()):
                return words
    return ""


def _by_names(element: HtmlElement, zones: Zones) -> Iterator[Lead]:
    """Yield what the classes, ids and itemprops of a link or of its nearest elements say."""
    named = list(_named(element))
    link = _link(element, zones) if named and not is_aside(element, zones.parts) else None
    if link is not None:
        for marker, kind, holder, strength in named:
            yield from pointing(link, marker, kind, _words(holder) or link.url, strength)


def _named(element: HtmlElement) -> Iterator[tuple[Marker, str, HtmlElement, float]]:
    step: HtmlElement | None = element
    for _ in range(3):
        if step is None or step.tag in ("body", "article", "main"):
            return
        if strength := _ITEMPROPS.get((step.get("itemprop") or "").lower(), 0.0):
            yield "data", "microdata", element, strength
        if mark_of(step, "source") and len(_words(step)) <= _LONGEST:
            yield "credit", "class", step, 0.65
        step = step.getparent()


def _headline(links: Mapping[HtmlElement, str], reading: Reading, zones: Zones) -> Iterator[Lead]:
    """Yield a headline that links to another site, as on aggregators."""
    title = fold(reading.article.title or "")
    for element, words in links.items():
        text = fold(words)
        heading = next(element.iterancestors("h1"), None)
        titled = len(title) >= _SHORTEST_TITLE and text == title
        if (heading is not None or titled) and text and not is_aside(element, zones.parts):
            link = _link(element, zones)
            if link and is_story(link.url):
                yield from pointing(link, "call", "headline", link.text, 0.75)


def _link(element: HtmlElement, zones: Zones) -> Link | None:
    link = zones.place.link(element.get("href") or "", _words(element), element)
    return link if link and link.elsewhere and not link.is_home else None


def _words(element: HtmlElement) -> str:
    return " ".join((element.text_content() or "").split())
