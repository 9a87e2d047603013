"""The words of an article in any index: title, text and lead, and their hash."""

import hashlib
import re
from dataclasses import replace

from server.store.protocols import IndexArticle

_LEAD = 300  # characters, two or three sentences of news


def complete(article: IndexArticle) -> tuple[IndexArticle, bytes]:
    """Return the article with a lead and in valid Unicode, and its version."""
    if article.text and not article.lead:
        article = replace(article, lead=opening(article.text))
    try:
        return article, version_of(article)
    except UnicodeEncodeError:
        article = _without_surrogates(article)
        return article, version_of(article)


def body_of(article: IndexArticle) -> str:
    """Return the text to search besides the title, with a lead that it lacks."""
    if article.lead and article.lead not in article.text:
        return f"{article.lead}\n{article.text}"
    return article.text


def opening(text: str) -> str:
    """Return the beginning of `text`, to the end of a sentence or word."""
    if len(text) <= _LEAD:
        return text
    head = text[:_LEAD]
    sentence = max(head.rfind(stop) for stop in (". ", "! ", "? ", "\n", "。"))
    cut = sentence + 1 if sentence > _LEAD // 3 else max(head.rfind(" "), _LEAD // 2)
    return head[:cut].rstrip()


def version_of(article: IndexArticle) -> bytes:
    """Return a hash of all fields of a complete article."""
    a = article
    parts = (a.title, a.text, a.lead, a.publisher, a.published, a.language, a.canonical_url)
    text = "\0".join(part or "" for part in parts)
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


_SURROGATE = re.compile("[\ud800-\udfff]")


def _without_surrogates(article: IndexArticle) -> IndexArticle:
    """Replace characters that UTF-8 can't encode."""
    fields = {name: getattr(article, name) for name in article.__dataclass_fields__}
    clean = {name: _SURROGATE.sub("\ufffd", value) for name, value in fields.items() if value}
    return replace(article, **clean)
