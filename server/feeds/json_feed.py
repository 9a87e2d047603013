"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Iterator
from typing import Any

from server.feeds.items import MOST_ITEMS, Item, Parsed, plausible, without_duplicates
from server.feeds.rss import absolute, lead_and_content
from server.feeds.text import line, malformed, not_a_feed


def read_json_feed(body: bytes, url: str) -> Parsed:
    """Parse a JSON Feed; raise UnreadableFeed, or NotAFeed for other JSON."""
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise malformed(url, "JSON", str(error)[:200]) from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise not_a_feed(url, "JSON", "JSON, but no JSON Feed: it has no list of items.")
    title = line(_text(feed, "title"), plain=True) or None
    language = _text(feed, "language")
    items = without_duplicates(_items(feed["items"], url, title, language))
    return Parsed("json", title, items)


def _items(
    entries: list[Any], url: str, publisher: str | None, language: str | None
) -> Iterator[Item]:
    for entry in entries[:MOST_ITEMS]:
        item = entry if isinstance(entry, dict) else {}
        address = absolute(_text(item, "url") or _address(item.get("id")), url)
        contents = [_text(item, "content_html"), _escaped(_text(item, "content_text"))]
        lead, text = lead_and_content(_escaped(_text(item, "summary")), contents)
        title = line(_text(item, "title"), plain=True) or lead[:120]
        if address is None or not title:
            continue
        yield Item(
            url=address,
            title=title,
            lead=lead,
            text=text,
            published=plausible(_text(item, "date_published") or _text(item, "date_modified")),
            language=_text(item, "language") or language,
            publisher=publisher,
            guid=str(item["id"]) if item.get("id") else None,
        )


def _text(node: dict[str, Any], name: str) -> str | None:
    value = node.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _address(value: Any) -> str | None:
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else None


def _escaped(text: str | None) -> str | None:
    """Return plain text as HTML, its blank lines as paragraphs."""
    if text is None:
        return None
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return "<p>" + safe.replace("\n\n", "</p><p>") + "</p>"
