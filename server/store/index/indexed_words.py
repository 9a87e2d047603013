"""What an article's words are in the index, in any engine: title, text and lead, and their hash."""

import hashlib
import re
from dataclasses import replace

from server.store.protocols import IndexArticle

_LEAD = 300  # characters


def complete(article: IndexArticle) -> tuple[IndexArticle, bytes]:
    """The article with a lead, in characters that UTF-8 can hold, and its version."""
    if article.text and not article.lead:
        article = replace(article, lead=opening(article.text))
    try:
        return article, version_of(article)
    except UnicodeEncodeError:
        article = _without_surrogates(article)
        return article, version_of(article)


def body_of(article: IndexArticle) -> str:
    """What is searched beside the title: the text, and the lead where the text does not have it."""
    if article.lead and article.lead not in article.text:
        return f"{article.lead}\n{article.text}"
    return article.text


def opening(text: str) -> str:
    """The beginning of `text`, to the end of a sentence or word."""
    if len(text) <= _LEAD:
        return text
    head = text[:_LEAD]
    sentence = max(head.rfind(stop) for stop in (". ", "! ", "? ", "\n", "。"))
    cut = sentence + 1 if sentence > _LEAD // 3 else max(head.rfind(" "), _LEAD // 2)
    return head[:cut].rstrip()


def version_of(article: IndexArticle) -> bytes:
    """A hash of all that a complete article has."""
    a = article
    parts = (a.title, a.text, a.lead, a.publisher, a.published, a.language, a.canonical_url)
    return _digest("\0".join(part or "" for part in parts))


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


_SURROGATE = re.compile("[\ud800-\udfff]")


def _without_surrogates(article: IndexArticle) -> IndexArticle:
    """The article in characters that UTF-8 can hold."""
    fields = {name: getattr(article, name) for name in article.__dataclass_fields__}
    clean = {name: _SURROGATE.sub("\ufffd", value) for name, value in fields.items() if value}
    return replace(article, **clean)
