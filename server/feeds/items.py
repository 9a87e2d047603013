"""Items as all feeds have them, and RSS 0.9x, 1.0, 2.0 and Atom, parsed with feedparser.

docs/decisions/feeds.md compares it with the faster fastfeedparser.
"""

import calendar
import io
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import feedparser
import lxml.html
from lxml import etree
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from server.article import local_date
from server.errors import InvalidAddress, NotAFeed, UnreadableFeed
from server.language.scripts import CONTROLS
from server.page.block import paragraphs
from server.store import IndexArticle
from server.urls import join, normalise, parse, unwrap

Kind = Literal["rss", "atom", "json", "sitemap", "sitemap_index"]

MOST_ITEMS = 20_000  # of a feed; the protocol of news site maps allows 1,000


@dataclass(frozen=True, slots=True)
class Item(IndexArticle):
    """An article as its feed announces it; `text` only where the feed carries all of it.

    `url` is absolute and without tracking parameters; `published` is ISO 8601 with zone, None where
    the feed gives no plausible date.
    """

    guid: str | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """A site map in an index of site maps; `modified` as the index gives it."""

    url: str
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A feed; an index of site maps has `children` instead of `items`."""

    kind: Kind
    title: str | None = None
    items: list[Item] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)


def elements(body: bytes, *tags: str) -> "etree.iterparse[etree._Element]":
    """Return the elements of XML called so, as they end, without entities or other files."""
    return etree.iterparse(
        io.BytesIO(body),
        tag=tags,
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )


def without_duplicates(items: Iterable[Item]) -> list[Item]:
    """Return the first of all items that share an address or a guid."""
    seen: set[str] = set()
    kept: list[Item] = []
    for item in items:
        names = {item.url, f"guid {item.guid}"} if item.guid else {item.url}
        if names.isdisjoint(seen):
            kept.append(item.sound())
            if len(kept) == MOST_ITEMS:
                break
        seen |= names
    return kept


# The first news on the web was in 1993; nothing is published after the day after tomorrow.
_EARLIEST = datetime(1993, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)


def plausible(value: str | None, parsed: time.struct_time | None = None) -> str | None:
    """Return `value` as ISO 8601 with zone; None if unreadable or implausible.

    `parsed` is a fallback reading of the same value, in UTC. A time without zone counts as UTC.
    """
    iso = local_date(value)
    try:
        if iso is not None:
            moment = datetime.fromisoformat(iso)
        elif parsed is not None:
            moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        else:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not _EARLIEST <= moment <= datetime.now(UTC) + _AHEAD:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat(timespec="seconds")


_MOST_CHARACTERS = 500_000  # of an item's HTML
_LONGEST_LINE = 1_000  # characters of a title or lead
_DOTS = ("…", "...")  # a cut text ends with them, or with a link after them


def line(html: str | None, *, plain: bool = False) -> str:
    """Return `html` (`plain`: text) as one line of at most 1,000 characters."""
    text = (html or "")[:_MOST_CHARACTERS].translate(CONTROLS)
    if not plain and ("<" in text or "&" in text):
        root = _tree(text)
        text = "" if root is None else " ".join(paragraphs(root))
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_LINE else words[: _LONGEST_LINE - 1] + "…"


def blocks(html: str | None) -> str:
    """Return `html` as paragraphs between blank lines."""
    text = (html or "")[:_MOST_CHARACTERS].translate(CONTROLS)
    root = _tree(text) if text.strip() else None
    return "" if root is None else "\n\n".join(paragraphs(root))


def is_whole(text: str) -> bool:
    """Return whether `text` can be a whole article: long, and not cut at its end."""
    length = sum(3 if char > "\u2e80" else 1 for char in text)
    # Latin letters; a Chinese, Japanese or Korean character counts as three of them.
    return length >= 700 and not any(dots in text[-120:] for dots in _DOTS)  # characters


def _tree(text: str) -> HtmlElement | None:
    try:
        return lxml.html.document_fromstring(
            f"<html><body><div>{text}</div></body></html>".encode("utf-8", "replace"),
            parser=lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
        )
    except (LxmlError, ValueError):
        return None


def malformed(url: str, what: str, why: object) -> UnreadableFeed:
    """Return the problem of a feed that is broken XML or JSON."""
    return UnreadableFeed(f"{url} is broken {what} ({why}).", url=url, why="malformed")


def not_a_feed(url: str, what: str, detail: str, feeds: Sequence[str] = ()) -> NotAFeed:
    """Return the problem of an address that holds `what`; it may name `feeds`."""
    return NotAFeed(f"{url} is {detail}", url=url, what=what, feeds=list(feeds))


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
        if sum(map(len, taken)) >= 200:  # that paragraphs are taken for, two sentences
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
