"""RSS 0.9x, 1.0, 2.0 and Atom, parsed with feedparser.

docs/decisions/feeds.md compares it with the faster fastfeedparser.
"""

import io
from collections.abc import Iterator
from typing import Any

import feedparser

from server.errors import InvalidAddress, UnreadableFeed
from server.feeds.items import (
    MOST_ITEMS,
    Item,
    Parsed,
    blocks,
    is_whole,
    line,
    plausible,
    without_duplicates,
)
from server.urls import join, normalise, parse, unwrap

_LEAD_CHARACTERS = 200  # that paragraphs are taken for, two sentences


def read_syndicated(body: bytes, content_type: str, url: str) -> Parsed:
    """Parse the feed in `body` from `url`; raise UnreadableFeed where it is empty."""
    try:
        # A stream: feedparser would try anything else as an address or a file's name.
        feed = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": content_type, "content-location": url},
            sanitize_html=False,  # only text is taken from it
            resolve_relative_uris=False,
        )
    except ValueError as error:  # a space in a namespace's address, which it splits names at
        feed = feedparser.FeedParserDict(entries=[], bozo=True, bozo_exception=error)
    if not feed.entries and (feed.bozo or not feed.version):
        raise UnreadableFeed(
            f"{url} is broken XML ({feed.get('bozo_exception', 'no feed in it')}). Tell its "
            "publisher, or use another feed of the site.",
            url=url,
            why="malformed",
        )
    title = _detail(feed.feed, "title") or None
    language = feed.feed.get("language") or None
    return Parsed(
        kind="atom" if str(feed.version).startswith("atom") else "rss",
        title=title,
        items=without_duplicates(_items(feed.entries, url, title, language)),
    )


def _items(
    entries: list[Any], url: str, publisher: str | None, language: str | None
) -> Iterator[Item]:
    for entry in entries[:MOST_ITEMS]:
        address = absolute(entry.get("feedburner_origlink") or entry.get("link"), url)
        title = _detail(entry, "title")
        if address is None or not title:
            continue
        lead, text = lead_and_content(
            entry.get("summary"), [part.get("value") for part in entry.get("content", [])]
        )
        yield Item(
            url=address,
            title=title,
            lead=lead,
            text=text,
            published=_date(entry),
            language=(entry.get("title_detail") or {}).get("language") or language,
            publisher=publisher,
            guid=entry.get("id") or None,
        )


def absolute(address: str | None, base: str) -> str | None:
    """Return `address` absolute, unwrapped, without tracking; None if invalid."""
    if not address:
        return None
    try:
        whole = address.strip()
        if not whole.lower().startswith(("http://", "https://")):
            whole = str(join(parse(base), whole))
        return normalise(str(parse(unwrap(whole) if "?" in whole else whole)))
    except InvalidAddress:
        return None


def lead_and_content(summary: str | None, contents: list[str | None]) -> tuple[str, str]:
    """Return the lead as one line, and the whole text where the feed carries it.

    Publishers differ in which field holds which, so length and ending decide.
    """
    texts = [text for html in (summary, *contents) if (text := blocks(html))]
    if not texts:
        return "", ""
    longest = max(texts, key=len)
    lead = _beginning(longest) if texts[0] is longest else texts[0]
    return line(lead, plain=True), longest if is_whole(longest) else ""


def _beginning(text: str) -> str:
    """Return the first paragraphs that make a lead."""
    taken: list[str] = []
    for paragraph in text.split("\n\n"):
        taken.append(paragraph)
        if sum(map(len, taken)) >= _LEAD_CHARACTERS:
            break
    return " ".join(taken)


def _detail(node: Any, name: str) -> str:
    detail = node.get(f"{name}_detail") or {}
    return line(node.get(name), plain=detail.get("type") == "text/plain")


def _date(entry: Any) -> str | None:
    for name in ("published", "updated", "created"):
        # Not by feedparser's own look-up, which takes one date for the other and warns.
        if date := plausible(dict.get(entry, name), dict.get(entry, f"{name}_parsed")):
            return date
    return None
