"""The links of a text with the sentences around them, to be checked one by one."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from server.page.document import Reading
from server.source.pointers.story_list import paragraphs_of
from server.urls import may_follow, normalise, page_key

_LINK = (
    "\0"  # is in place of the link's text, so that `re` remembers no pattern with words of a page
)
_BRACKETED = re.compile(rf"\s*[(\[（]\s*{_LINK}\s*[)\]）]")


class CitedSentence(NamedTuple):
    """A sentence of the article, by its index, and the address that it links.

    `says` is the sentence without a link in brackets, which only names the page: "(Gazette)".
    """

    sentence: int
    url: str
    says: str


def find_citations(reading: Reading) -> list[CitedSentence]:
    """Every sentence with a link that may be followed, in order, once for each address."""
    own = page_key(reading.article.url or "")
    found = (one for one in _cited(reading) if page_key(one.url) != own)
    return list(dict.fromkeys(one for one in found if may_follow(one.url)))


def _cited(reading: Reading) -> Iterator[CitedSentence]:
    sentences = reading.article.sentences
    for paragraph in paragraphs_of(reading):
        end = paragraph.start + len(paragraph.text)
        inside = [at for at, one in enumerate(sentences) if paragraph.start <= one.start < end]
        for link in paragraph.links:
            for at in inside:
                if link.text and link.text in sentences[at].text:
                    says = _without(link.text, sentences[at].text)
                    yield CitedSentence(at, normalise(link.url), says)
                    break


def _without(link: str, sentence: str) -> str:
    left = _BRACKETED.sub("", sentence.replace(link, _LINK)).replace(_LINK, link)
    return left or sentence
