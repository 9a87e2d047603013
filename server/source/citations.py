"""The links of a text, each with its sentence."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from lxml.html import HtmlElement

from server.page.document import Reading
from server.page.links import Link, Place, anchor_of, place_of
from server.urls import may_follow, normalise, page_key

_LINK = "\0"  # replaces the link's text, so that `re` caches no pattern with words of a page
_BRACKETED = re.compile(rf"\s*[(\[（]\s*{_LINK}\s*[)\]）]")


class _Paragraph(NamedTuple):
    """A paragraph of the article, with the links in it and right after it."""

    text: str
    start: int
    links: list[Link]


class CitedSentence(NamedTuple):
    """A sentence of the article, by its index, and the address that it links.

    `says` is the sentence without a link in brackets, which only names the page: "(Gazette)".
    """

    sentence: int
    url: str
    says: str


def find_citations(reading: Reading) -> list[CitedSentence]:
    """Return every sentence with a link to follow, in order, once per address."""
    own = page_key(reading.article.url or "")
    cited = (each for each in _cited(reading) if page_key(each.url) != own)
    return list(dict.fromkeys(each for each in cited if may_follow(each.url)))


def _cited(reading: Reading) -> Iterator[CitedSentence]:
    sentences = reading.article.sentences
    for paragraph in _paragraphs_of(reading):
        end = paragraph.start + len(paragraph.text)
        inside = [
            index
            for index, sentence in enumerate(sentences)
            if paragraph.start <= sentence.start < end
        ]
        for link in paragraph.links:
            for index in inside:
                if link.text and link.text in sentences[index].text:
                    says = _without(link.text, sentences[index].text)
                    yield CitedSentence(index, normalise(link.url), says)
                    break


def _paragraphs_of(reading: Reading) -> Iterator[_Paragraph]:
    """Yield the paragraphs of the article with their links, as far as the page shows them."""
    document, body = reading.document, reading.body
    place = place_of(reading.article, document)
    spans = [*body.paragraphs, None]
    start = 0
    for text, (span, following) in zip(
        reading.article.text.split("\n\n"), pairwise(spans), strict=False
    ):
        if span:
            first = document.text_map.index_at(span.start)
            end = following.start - 1 if following else span.end - 1
            last = document.text_map.index_at(max(span.end - 1, end))
            runs = document.text_map.runs[first : last + 1]
            yield _Paragraph(text, start, list(_links([run.element for run in runs], place)))
        start += len(text) + 2


def _links(elements: Sequence[HtmlElement], place: Place) -> Iterator[Link]:
    """Yield the links around these elements, once each."""
    anchors = dict.fromkeys(anchor_of(element) for element in elements)
    for anchor in anchors:
        if anchor is not None:
            words = " ".join(anchor.text_content().split())
            if link := place.link(anchor.get("href") or "", words, anchor):
                yield link


def _without(link: str, sentence: str) -> str:
    left = _BRACKETED.sub("", sentence.replace(link, _LINK)).replace(_LINK, link)
    return left or sentence
