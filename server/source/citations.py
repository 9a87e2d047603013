"""The links of a text, each with its sentence."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from server.page.document import Reading
from server.source.pointers.story_list import paragraphs_of
from server.urls import may_follow, normalise, page_key

_LINK = "\0"  # replaces the link's text, so that `re` caches no pattern with words of a page
_BRACKETED = re.compile(rf"\s*[(\[（]\s*{_LINK}\s*[)\]）]")


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
    for paragraph in paragraphs_of(reading):
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


def _without(link: str, sentence: str) -> str:
    left = _BRACKETED.sub("", sentence.replace(link, _LINK)).replace(_LINK, link)
    return left or sentence
