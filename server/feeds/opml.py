"""OPML: lists of feeds, exchanged by feed readers (http://opml.org/spec2.opml)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from server.errors import UnreadableFeed
from server.feeds.items import elements, malformed
from server.feeds.parse import root_name
from server.feeds.rss import absolute
from server.urls import as_address, host_of

_MOST_FEEDS = 10_000  # of one file


@dataclass(frozen=True, slots=True)
class Outlines:
    """The feed addresses of an OPML file with their folders, and its unusable entries."""

    feeds: dict[str, tuple[str, ...]]
    unusable: list[str]


def read_opml(body: bytes, name: str) -> Outlines:
    """Return the feeds in an OPML file called `name`; raise UnreadableFeed."""
    if root_name(body, name) != "opml":
        raise UnreadableFeed(
            f"{name} is no OPML file. Export the list of feeds from your reader as OPML.",
            url=name,
            why="not_opml",
        )
    try:
        written = {
            element.get("xmlUrl") or element.get("xmlurl"): _folders(element)
            for _, element in elements(body, "outline")
        }
    except etree.XMLSyntaxError as error:
        raise malformed(name, "XML", error) from None
    written.pop(None, None)
    usable: dict[str, tuple[str, ...]] = {}
    unusable: list[str] = []
    for address, folders in islice(written.items(), _MOST_FEEDS):
        if whole := _whole(str(address)):
            usable.setdefault(whole, folders)
        else:
            unusable.append(str(address))
    return Outlines(usable, unusable)


def _folders(outline: etree._Element) -> tuple[str, ...]:
    """Return the names of the outlines around a feed's, the outermost first."""
    around = (above.get("text") or above.get("title") for above in outline.iterancestors("outline"))
    return tuple(filter(None, around))[::-1]


def write_opml(feeds: Iterable[tuple[str | None, str, Sequence[str]]]) -> bytes:
    """Return an OPML 2.0 file of `feeds`, each a title, an address and its folders."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Feeds of Unabridged"
    body = etree.SubElement(root, "body")
    made: dict[tuple[str, ...], etree._Element] = {(): body}
    for title, address, folders in feeds:
        for depth in range(1, len(folders) + 1):
            if (path := tuple(folders[:depth])) not in made:
                name = printable(path[-1])
                made[path] = etree.SubElement(made[path[:-1]], "outline", text=name, title=name)
        name = printable(title or address)
        attributes = {"type": "rss", "text": name, "title": name, "xmlUrl": address}
        etree.SubElement(made[tuple(folders)], "outline", attributes)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def printable(text: str) -> str:
    """Return `text` without the characters that XML can't hold."""
    return "".join(letter for letter in text if letter.isprintable())


def _whole(address: str) -> str | None:
    """Return a feed's web address without a leading `feed:`, None for anything else."""
    written = re.sub(r"^feed:(?://)?(?=https?://)", "", address.strip(), flags=re.I)
    written = re.sub(r"^feed://", "https://", written, flags=re.I)
    if not written.lower().startswith(("http://", "https://")):
        return None
    host = host_of(written) or ""
    is_named = "." in host or host == "localhost" or as_address(host.strip("[]")) is not None
    return absolute(written, written) if is_named else None
