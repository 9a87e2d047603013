"""Detects the format of a feed and parses it. Pure.

RSS 0.9x, 1.0, 2.0 and Atom are feedparser's; site maps and JSON feeds are read here. News site
maps and indexes of site maps: https://www.sitemaps.org/protocol.html.
"""

import calendar
import io
import json
import re
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import feedparser
import lxml.html
from lxml import etree
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from server.article import local_date
from server.errors import InvalidAddress, NotAFeed, PageTooLarge, UnreadableFeed
from server.language.scripts import CONTROLS
from server.net.content import decode, name_of
from server.page.block import paragraphs
from server.store import IndexArticle
from server.urls import join, normalise, parse, unwrap

Kind = Literal["rss", "atom", "json", "sitemap", "sitemap_index"]

# Items of a feed; the protocol of news site maps allows 1,000.
MOST_ITEMS = 20_000
# Characters of an item's HTML, and of its title or lead as a line.
_MOST_CHARACTERS, _LONGEST_LINE = 500_000, 1_000
# Latin letters of the shortest whole article; a Chinese, Japanese or Korean one counts as three.
_WHOLE_LETTERS, _DENSE_LETTERS = 700, 3
_FIRST_DENSE = "\u2e80"
# Characters at the end of a text, where a cut one has dots, or a link after them.
_END_CHARACTERS = 120
# Letters of a lead, two sentences, and of a title that is made of it.
_LEAD_LETTERS, _TITLE_LETTERS = 200, 120
# The first news on the web was in 1993; nothing is published after the day after tomorrow.
_EARLIEST = datetime(1993, 1, 1, tzinfo=UTC)
_LATEST_AHEAD = timedelta(days=2)
# Of a web page that is searched for its feeds: bytes, and feeds that an error names.
_PAGE_BYTES, _NAMED_FEEDS = 1_000_000, 20
# A feed's elements have some ten attributes at most; feedparser's time grows by the square of them.
_MOST_ATTRIBUTES = 1_000
_HTML = frozenset({"html", "head", "body", "title", "meta", "div", "p", "script", "link"})
_TYPE = re.compile(r"\s*application/(?:(?:rss|atom|rdf)\+xml|(?:feed\+)?json)\s*(?:;|$)", re.I)
# Comments and processing instructions, before which a parser looks for nothing. One without a name
# is none: what follows it counts.
_SKIPPED = re.compile(rb"<!--.*?(?:-->|\Z)|<\?(?=[A-Za-z_:]).*?(?:\?>|\Z)", re.DOTALL)
_DECLARATION = re.compile(r"[\s\ufeff]*+(?:<\?xml(?=\s)[^>]*+>)?")
_FIRST_MARKUP = re.compile(rb"<!DOCTYPE|<[A-Za-z_]", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_START_TAG = re.compile(rb"""<[A-Za-z_](?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+""")


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
class ParsedFeed:
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
    names: set[str] = set()
    unique: list[Item] = []
    for item in items:
        own_names = {item.url, f"guid {item.guid}"} if item.guid else {item.url}
        if own_names.isdisjoint(names):
            unique.append(item.sound())
            if len(unique) == MOST_ITEMS:
                break
        names |= own_names
    return unique


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
        if not _EARLIEST <= moment <= datetime.now(UTC) + _LATEST_AHEAD:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat(timespec="seconds")


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
    """Whether `text` can be a whole article: long, and not cut at its end."""
    dense = sum(character > _FIRST_DENSE for character in text)
    length = len(text) + (_DENSE_LETTERS - 1) * dense
    end = text[-_END_CHARACTERS:]
    return length >= _WHOLE_LETTERS and "…" not in end and "..." not in end


def _tree(text: str) -> HtmlElement | None:
    try:
        return lxml.html.document_fromstring(
            f"<html><body><div>{text}</div></body></html>".encode("utf-8", "replace"),
            parser=lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
        )
    except (LxmlError, ValueError):
        return None


def malformed_feed(url: str, what: str, why: object) -> UnreadableFeed:
    """Return the problem of a feed that is broken XML or JSON."""
    return UnreadableFeed(f"{url} is broken {what} ({why}).", url=url, why="malformed")


def not_a_feed(url: str, what: str, detail: str, feeds: Sequence[str] = ()) -> NotAFeed:
    """Return the problem of an address that holds `what`; it may name `feeds`."""
    return NotAFeed(f"{url} is {detail}", url=url, what=what, feeds=list(feeds))


def read_syndicated(body: bytes, url: str) -> ParsedFeed:
    """Parse the feed in `body`, in UTF-8, from `url`; raise UnreadableFeed where it is empty."""
    try:
        # A stream: feedparser would try anything else as an address or a file's name.
        feed = feedparser.parse(
            io.BytesIO(body),
            response_headers={
                "content-type": "application/xml; charset=utf-8",
                "content-location": url,
            },
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
    return ParsedFeed(
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
        resolved = address.strip()
        if not resolved.lower().startswith(("http://", "https://")):
            resolved = str(join(parse(base), resolved))
        return normalise(str(parse(unwrap(resolved) if "?" in resolved else resolved)))
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
    paragraphs: list[str] = []
    for paragraph in text.split("\n\n"):
        paragraphs.append(paragraph)
        if sum(map(len, paragraphs)) >= _LEAD_LETTERS:
            break
    return " ".join(paragraphs)


def _detail(node: Any, name: str) -> str:
    detail = node.get(f"{name}_detail") or {}
    return line(node.get(name), plain=detail.get("type") == "text/plain")


def _date(entry: Any) -> str | None:
    for name in ("published", "updated", "created"):
        # Not by feedparser's own look-up, which takes one date for the other and warns.
        if date := plausible(dict.get(entry, name), dict.get(entry, f"{name}_parsed")):
            return date
    return None


def merge_site_maps(parts: Sequence[ParsedFeed], url: str) -> ParsedFeed:
    """Merge the site maps that the index at `url` leads to; raise NotAFeed."""
    if all(part.kind == "sitemap_index" for part in parts):
        raise not_a_feed(
            url,
            "an index of site maps without news",
            "an index of site maps that leads to no site map with news. Look for the site's "
            "news site map or feed.",
        )
    title = next((part.title for part in parts if part.title), None)
    items = without_duplicates(item for part in parts for item in part.items)
    return ParsedFeed("sitemap_index", title, items)


def likely_first(children: list[Child]) -> list[Child]:
    """Sort site maps: those with "news" in their address, then the latest."""
    return sorted(
        children,
        key=lambda child: ("news" in child.url.lower(), child.modified or ""),
        reverse=True,
    )


def read_sitemap(body: bytes, url: str) -> ParsedFeed:
    """Return the articles of a news site map; raise UnreadableFeed, or NotAFeed without news."""
    pages = 0
    items: list[Item] = []
    for fields in _records(body, "url", url):
        pages += 1
        address = absolute(fields.get("loc"), url)
        title = line(fields.get("title"), plain=True)
        if address and title and "publication_date" in fields:
            item = Item(address, title, published=plausible(fields["publication_date"]))
            publisher = line(fields.get("name"), plain=True) or None
            language = fields.get("language") or None
            items.append(replace(item, language=language, publisher=publisher))
        if len(items) == MOST_ITEMS:
            break
    if pages and not items:
        raise not_a_feed(
            url,
            "a site map without news",
            "a site map without news: it lists addresses only, no titles and dates. Look for the "
            "site's news site map or feed.",
        )
    publisher = next((item.publisher for item in items if item.publisher), None)
    return ParsedFeed("sitemap", publisher, without_duplicates(items))


def read_sitemap_index(body: bytes, url: str) -> ParsedFeed:
    """Return the site maps that the index in `body` names; raise UnreadableFeed."""
    children = {
        address: Child(address, plausible(fields.get("lastmod")))
        for fields in _records(body, "sitemap", url)
        if (address := absolute(fields.get("loc"), url))
    }
    return ParsedFeed("sitemap_index", children=list(children.values())[:MOST_ITEMS])


def _records(body: bytes, name: str, url: str) -> Iterator[dict[str, str]]:
    """Yield the texts below each element `name` with a `loc`, freeing it afterwards."""
    is_any = False
    records = elements(body, f"{{*}}{name}", name)
    try:
        for _, element in records:
            fields = _fields(element)
            if "loc" in fields:
                is_any = True
                yield fields
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise malformed_feed(url, "XML", error) from None
    if not is_any and records.error_log:
        raise malformed_feed(url, "XML", records.error_log[0].message)


def _fields(element: etree._Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in element.iterdescendants():
        if text := (child.text or "").strip():
            # Not by QName, which refuses names that a broken site map was read with.
            fields.setdefault(str(child.tag).rpartition("}")[2], text)
    return fields


def parse_feed(body: bytes, content_type: str, url: str, byte_limit: int) -> ParsedFeed:
    """Parse the feed in `body`, which came from `url`.

    Raises NotAFeed (with `feeds`, the addresses of the feeds that a web page names),
    UnreadableFeed, and PageTooLarge where it unpacks to more than `byte_limit` bytes.
    """
    body = unpack(body, url, byte_limit)
    if not body.strip():
        raise UnreadableFeed(f"{url} is empty.", url=url, why="empty")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return read_json_feed(body, url)
    xml = in_utf8(body, content_type)
    root = root_name(xml, url)
    if root in {"rss", "rdf", "feed", "channel"}:
        return read_syndicated(xml, url)
    if root == "urlset":
        return read_sitemap(xml, url)
    if root == "sitemapindex":
        return read_sitemap_index(xml, url)
    raise _other_content_problem(root, body, content_type, url)


def _other_content_problem(root: str, body: bytes, content_type: str, url: str) -> NotAFeed:
    if root in _HTML or "html" in content_type:
        feeds = feeds_of(body, content_type, url)
        advice = f"It names these feeds: {', '.join(feeds)}." if feeds else "It names no feed."
        return not_a_feed(url, "a web page", f"a web page, not a feed. {advice}", feeds)
    what = f"XML of another kind (<{root}>)" if root else name_of(content_type)
    return not_a_feed(url, what, f"{what}, not a feed.")


def feeds_of(body: bytes, content_type: str, url: str) -> list[str]:
    """Return the addresses of the page's feeds, in its order."""
    html = decode(body[:_PAGE_BYTES], content_type)
    if not html.strip():
        return []
    try:
        root = lxml.html.document_fromstring(html.encode("utf-8", "replace"))
    except (LxmlError, ValueError):
        return []
    base = next((element.get("href") for element in root.iter("base") if element.get("href")), "")
    feeds = [
        absolute(link.get("href"), absolute(base, url) or url)
        for link in root.iter("link", "a")
        if "alternate" in (link.get("rel") or "").lower().split()
        and _TYPE.match(link.get("type") or "")
    ]
    return list(dict.fromkeys(filter(None, feeds)))[:_NAMED_FEEDS]


def in_utf8(body: bytes, content_type: str) -> bytes:
    """Return XML in UTF-8, and saying so.

    All that look into it then read the same. The parsers know other charsets, of which one hides
    an entity (UTF-7) and another a comment's end (bytes of UTF-16).
    """
    text = decode(body, content_type).replace("\0", "")
    begins = _DECLARATION.match(text)
    text = text[begins.end() if begins else 0 :]
    return f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode("utf-8", "replace")


def root_name(body: bytes, url: str) -> str:
    """Return the name of the root of XML in UTF-8, without prefix; "" if it is missing.

    Raises UnreadableFeed where the file defines entities: no feed needs them, and they can turn a
    kilobyte into a gigabyte or request other files. The same where an element has so many
    attributes that only to list them takes minutes.
    """
    markup = _SKIPPED.sub(b"", body)
    first = _FIRST_MARKUP.search(markup)
    has_document_type = first is not None and first[0].startswith(b"<!")
    if has_document_type and b"<!ENTITY" in markup.upper():
        raise UnreadableFeed(
            f"{url} defines XML entities, which feeds don't need and which can be made to fill "
            "the memory or to ask for other files. It was not read.",
            url=url,
            why="entities",
        )
    if any(tag[0].count(b"=") > _MOST_ATTRIBUTES for tag in _START_TAG.finditer(markup)):
        raise malformed_feed(
            url, "XML", f"an element has more than {_MOST_ATTRIBUTES:,} attributes"
        )
    root = _ROOT.search(markup)
    return root[1].decode("ascii", "replace").lower() if root else ""


def unpack(body: bytes, url: str, byte_limit: int) -> bytes:
    """Return `body` without gzip compression; raise PageTooLarge."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, byte_limit + 1)
    except zlib.error as error:
        raise UnreadableFeed(f"{url} is a broken gzip file.", url=url, why="gzip") from error
    if len(plain) > byte_limit:
        raise PageTooLarge(
            f"{url} unpacks to more than {byte_limit / 1e6:g} MB, the most that is read of a feed.",
            url=url,
            limit=byte_limit,
        )
    return plain


def read_json_feed(body: bytes, url: str) -> ParsedFeed:
    """Parse a JSON Feed; raise UnreadableFeed, or NotAFeed for other JSON."""
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise malformed_feed(url, "JSON", str(error)[:200]) from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise not_a_feed(url, "JSON", "JSON, but no JSON Feed: it has no list of items.")
    title = line(_text(feed, "title"), plain=True) or None
    language = _text(feed, "language")
    items = without_duplicates(_json_items(feed["items"], url, title, language))
    return ParsedFeed("json", title, items)


def _json_items(
    entries: list[Any], url: str, publisher: str | None, language: str | None
) -> Iterator[Item]:
    for entry in entries[:MOST_ITEMS]:
        item = entry if isinstance(entry, dict) else {}
        key = _text(item, "id") or ""
        key_address = key if key.startswith(("http://", "https://")) else None
        address = absolute(_text(item, "url") or key_address, url)
        contents = [_text(item, "content_html"), _as_html(_text(item, "content_text"))]
        lead, text = lead_and_content(_as_html(_text(item, "summary")), contents)
        title = line(_text(item, "title"), plain=True) or lead[:_TITLE_LETTERS]
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


def _as_html(text: str | None) -> str | None:
    """Return plain text as HTML, its blank lines as paragraphs."""
    if text is None:
        return None
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return "<p>" + safe.replace("\n\n", "</p><p>") + "</p>"
