"""Detects the format of a feed and parses it: site maps and JSON feeds here. Pure.

News site maps and indexes of site maps: https://www.sitemaps.org/protocol.html.
"""

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import lxml.html
from lxml import etree
from lxml.etree import LxmlError

from server.errors import NotAFeed, PageTooLarge, UnreadableFeed
from server.feeds.items import (
    MOST_ITEMS,
    Child,
    Item,
    Parsed,
    absolute,
    elements,
    lead_and_content,
    line,
    malformed,
    not_a_feed,
    plausible,
    read_syndicated,
    without_duplicates,
)
from server.net.content import decode, name_of


def likely_first(children: list[Child]) -> list[Child]:
    """Sort site maps: those with "news" in their address, then the latest."""
    return sorted(
        children,
        key=lambda child: ("news" in child.url.lower(), child.modified or ""),
        reverse=True,
    )


def read_sitemap(body: bytes, url: str) -> Parsed:
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
    return Parsed("sitemap", publisher, without_duplicates(items))


def read_sitemap_index(body: bytes, url: str) -> Parsed:
    """Return the site maps that the index in `body` names; raise UnreadableFeed."""
    children = {
        address: Child(address, plausible(fields.get("lastmod")))
        for fields in _records(body, "sitemap", url)
        if (address := absolute(fields.get("loc"), url))
    }
    return Parsed("sitemap_index", children=list(children.values())[:MOST_ITEMS])


def _records(body: bytes, name: str, url: str) -> Iterator[dict[str, str]]:
    """Yield the texts below each element `name` with a `loc`, freeing it afterwards."""
    found = False
    found_elements = elements(body, f"{{*}}{name}", name)
    try:
        for _, element in found_elements:
            fields = _fields(element)
            if "loc" in fields:
                found = True
                yield fields
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise malformed(url, "XML", error) from None
    if not found and found_elements.error_log:
        raise malformed(url, "XML", found_elements.error_log[0].message)


def _fields(element: etree._Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in element.iterdescendants():
        if text := (child.text or "").strip():
            # Not by QName, which refuses names that a broken site map was read with.
            fields.setdefault(str(child.tag).rpartition("}")[2], text)
    return fields


_HTML = frozenset({"html", "head", "body", "title", "meta", "div", "p", "script", "link"})


def parse_feed(body: bytes, content_type: str, url: str, most: int) -> Parsed:
    """Parse the feed in `body`, which came from `url`.

    Raises NotAFeed (with `feeds`, the addresses of the feeds that a web page names),
    UnreadableFeed, and PageTooLarge where it unpacks to more than `most` bytes.
    """
    body = unpacked(body, url, most)
    if not body.strip():
        raise UnreadableFeed(f"{url} is empty.", url=url, why="empty")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return read_json_feed(body, url)
    root = root_name(body, url)
    if root in {"rss", "rdf", "feed", "channel"}:
        return read_syndicated(body, content_type, url)
    if root == "urlset":
        return read_sitemap(body, url)
    if root == "sitemapindex":
        return read_sitemap_index(body, url)
    raise _other(root, body, content_type, url)


def _other(root: str, body: bytes, content_type: str, url: str) -> NotAFeed:
    if root in _HTML or "html" in content_type:
        feeds = feeds_of(body, content_type, url)
        advice = f"It names these feeds: {', '.join(feeds)}." if feeds else "It names no feed."
        return not_a_feed(url, "a web page", f"a web page, not a feed. {advice}", feeds)
    what = f"XML of another kind (<{root}>)" if root else name_of(content_type)
    return not_a_feed(url, what, f"{what}, not a feed.")


_TYPE = re.compile(r"\s*application/(?:(?:rss|atom|rdf)\+xml|(?:feed\+)?json)\s*(?:;|$)", re.I)


def feeds_of(body: bytes, content_type: str, url: str) -> list[str]:
    """Return the addresses of the page's feeds, in its order."""
    html = decode(body[:1_000_000], content_type)  # searched for links
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
    return list(dict.fromkeys(filter(None, feeds)))[:20]  # named in an error


_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_GZIP = b"\x1f\x8b"


def root_name(body: bytes, url: str) -> str:
    """Return the root element's name without prefix; "" if it is missing.

    Raises UnreadableFeed where the file defines entities: no feed needs them, and they can turn a
    kilobyte into a gigabyte or request other files.
    """
    # Two bytes a character: the markup is ASCII once the null bytes are gone.
    head = _COMMENT.sub(b"", body[:1_000_000].replace(b"\0", b""))  # searched for the root element
    root = _ROOT.search(head)
    prolog = head[: root.start()] if root else head
    if b"<!ENTITY" in prolog.upper():
        raise UnreadableFeed(
            f"{url} defines XML entities, which feeds don't need and which can be made to fill "
            "the memory or to ask for other files. It was not read.",
            url=url,
            why="entities",
        )
    return root[1].decode("ascii", "replace").lower() if root else ""


def unpacked(body: bytes, url: str, most: int) -> bytes:
    """Return `body` without gzip compression; raise PageTooLarge."""
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        raise UnreadableFeed(f"{url} is a broken gzip file.", url=url, why="gzip") from error
    if len(plain) > most:
        raise PageTooLarge(
            f"{url} unpacks to more than {most / 1e6:g} MB, the most that is read of a feed.",
            url=url,
            limit=most,
        )
    return plain


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
        given, key = _text(item, "url"), _text(item, "id") or ""
        is_address = key.startswith(("http://", "https://"))
        address = absolute(given or (key if is_address else None), url)
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


def _escaped(text: str | None) -> str | None:
    """Return plain text as HTML, its blank lines as paragraphs."""
    if text is None:
        return None
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return "<p>" + safe.replace("\n\n", "</p><p>") + "</p>"
