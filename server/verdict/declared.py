"""What a page declares about its article's length and access: weak evidence, often wrong."""

import re
from dataclasses import dataclass

from server.article.document import Document
from server.model import Article

_WORD_COUNT = re.compile(r'"wordCount"\s*:\s*"?(\d{2,7})\b')


@dataclass(frozen=True, slots=True)
class Declared:
    """`words` as declared; `paid` when the page says that it is not free."""

    words: int | None
    words_quote: str | None
    paid: bool


def declared(document: Document | None, article: Article) -> Declared:
    """What the page's structured data says of the article."""
    paid = article.access.declared_free is False
    if document is None:
        return Declared(None, None, paid)
    found = None
    for script in document.root.iterfind(".//script[@type='application/ld+json']"):
        found = found or _WORD_COUNT.search(script.text or "")
    if found is None:
        return Declared(None, None, paid)
    return Declared(int(found.group(1)), found.group(), paid)


def is_far_longer(declared_words: int, article: Article) -> bool:
    """Whether the declared length is far beyond the served one.

    Some publishers fill the field with characters; a count near the text's own characters is
    read so.
    """
    characters = len(article.text)
    counts_characters = 0.6 * characters <= declared_words <= 1.4 * characters
    return declared_words > 2.5 * max(1, article.words) and not counts_characters
