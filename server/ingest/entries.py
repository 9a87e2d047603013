"""Items on their way through the store into the index."""

import hashlib

from pydantic_core import from_json, to_json

from server.feeds import Item
from server.store import Entry, IndexArticle


def entry_of(item: Item) -> Entry:
    """`item` as the store keeps it."""
    body = to_json(item).decode()
    words = "\0".join((item.title, item.lead, item.content or ""))
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Entry(item.url, item.guid, digest, body)


def item_of(entry: Entry) -> Item:
    """The item that the store kept."""
    return Item(**from_json(entry.body))


def article_of(item: Item) -> IndexArticle:
    """What the index takes of an item as its feed announced it."""
    return IndexArticle(
        url=item.url,
        title=item.title,
        text=item.content or "",
        lead=item.lead,
        publisher=item.publisher,
        published=item.published,
        language=item.language,
    )
