"""Finds the feeds that a web page names as its own (RSS autodiscovery)."""

import lxml.html
from lxml.etree import LxmlError

from server.feeds.rss import absolute
from server.net.charset import decode

_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/rdf+xml",
    }
)
_MOST_FEEDS = 20  # named in an error
_MOST_BYTES = 1_000_000  # searched for links


def feeds_of(body: bytes, content_type: str, url: str) -> list[str]:
    """Return the addresses of the page's feeds, in its order."""
    html = decode(body[:_MOST_BYTES], content_type)
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
        and (link.get("type") or "").split(";")[0].strip().lower() in _TYPES
    ]
    return list(dict.fromkeys(filter(None, feeds)))[:_MOST_FEEDS]
