"""Conversions of feed items for the store and the index."""

import hashlib

from pydantic_core import from_json, to_json

from server.feeds import Item
from server.store import Entry, IndexArticle


def entry_of(item: Item) -> Entry:
    """Convert `item` for the store."""
    body = to_json(item).decode()
    words = "\0".join((item.title, item.lead, item.content or ""))
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Entry(item.url, item.guid, digest, body)


def item_of(entry: Entry) -> Item:
    """Restore the item that the store kept."""
    return Item(**from_json(entry.body))


def article_of(item: Item) -> IndexArticle:
    """Convert an item, as its feed announced it, for the index."""
    return IndexArticle(
        url=item.url,
        title=item.title,
        text=item.content or "",
        lead=item.lead,
        publisher=item.publisher,
        published=item.published,
        language=item.language,
    )
