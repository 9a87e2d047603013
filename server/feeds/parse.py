"""Detects the format of a feed and parses it. Pure."""

from server.errors import NotAFeed, UnreadableFeed
from server.feeds.discover import feeds_of
from server.feeds.items import Parsed
from server.feeds.json_feed import read_json_feed
from server.feeds.rss import read_syndicated
from server.feeds.sitemap import read_sitemap, read_sitemap_index
from server.feeds.sniff import root_name, unpacked
from server.net.content import name_of

_SYNDICATED = frozenset({"rss", "rdf", "feed", "channel"})
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
    if root in _SYNDICATED:
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
        detail = f"{url} is a web page, not a feed. {advice}"
        return NotAFeed(detail, url=url, what="a web page", feeds=feeds)
    what = f"XML of another kind (<{root}>)" if root else name_of(content_type)
    return NotAFeed(f"{url} is {what}, not a feed.", url=url, what=what, feeds=[])
