"""News site maps and indexes of site maps (https://www.sitemaps.org/protocol.html)."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from server.feeds.items import (
    MOST_ITEMS,
    Child,
    Item,
    Parsed,
    elements,
    line,
    malformed,
    not_a_feed,
    plausible,
    without_duplicates,
)
from server.feeds.rss import absolute


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
