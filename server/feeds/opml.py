"""OPML: lists of feeds, exchanged by feed readers (http://opml.org/spec2.opml)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from lxml import etree

from server.errors import UnreadableFeed
from server.feeds.parse import absolute, elements, in_utf8, malformed_feed, root_name
from server.model import counted
from server.urls import as_address, host_of

# Feeds of one file.
_MOST_FEEDS = 10_000
# Folders around a feed, and characters of a folder's name.
_MOST_FOLDERS, _NAME_CHARACTERS = 20, 200


@dataclass(frozen=True, slots=True)
class Outlines:
    """The feed addresses of an OPML file with their folders, its unusable entries, and remarks."""

    feeds: dict[str, tuple[str, ...]]
    unusable: list[str]
    remarks: list[str]


def read_opml(body: bytes, name: str) -> Outlines:
    """Return the feeds in an OPML file called `name`; raise UnreadableFeed."""
    body = in_utf8(body, "")
    if root_name(body, name) != "opml":
        raise UnreadableFeed(
            f"{name} is no OPML file. Export the list of feeds from your reader as OPML.",
            url=name,
            why="not_opml",
        )
    folders_by_address: dict[str, tuple[str, ...]] = {}
    outlines = elements(body, "outline")
    try:
        for _, element in outlines:
            if address := element.get("xmlUrl") or element.get("xmlurl"):
                folders_by_address.setdefault(str(address), _folders(element.getparent()))
    except etree.XMLSyntaxError as error:
        raise malformed_feed(name, "XML", error) from None
    finally:
        _folders.cache_clear()
    usable: dict[str, tuple[str, ...]] = {}
    unusable: list[str] = []
    for address, folders in islice(folders_by_address.items(), _MOST_FEEDS):
        if full_address := _web_address(address):
            usable.setdefault(full_address, folders)
        else:
            unusable.append(address)
    remarks = [
        f"{name} is broken XML ({error.message}, line {error.line}); feeds after it may be missing."
        for error in list(outlines.error_log)[:1]
    ]
    if len(folders_by_address) > _MOST_FEEDS:
        total = counted(len(folders_by_address), "feed")
        remarks.append(f"{name} names {total}; only the first {_MOST_FEEDS:,} were taken.")
    return Outlines(usable, unusable, remarks)


@cache
def _folders(outline: etree._Element | None) -> tuple[str, ...]:
    """Return the names of an outline and those around it, the outermost first."""
    if outline is None or outline.tag != "outline":
        return ()
    around, name = _folders(outline.getparent()), outline.get("text") or outline.get("title")
    return (*around, str(name)[:_NAME_CHARACTERS])[:_MOST_FOLDERS] if name else around


def write_opml(feeds: Iterable[tuple[str | None, str, Sequence[str]]]) -> bytes:
    """Return an OPML 2.0 file of `feeds`, each a title, an address and its folders."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Feeds of Unabridged"
    body = etree.SubElement(root, "body")
    outlines: dict[tuple[str, ...], etree._Element] = {(): body}
    for title, address, folders in feeds:
        for depth in range(1, len(folders) + 1):
            path = tuple(folders[:depth])
            if path not in outlines:
                name = printable(path[-1])
                around = outlines[path[:-1]]
                outlines[path] = etree.SubElement(around, "outline", text=name, title=name)
        name = printable(title or address)
        attributes = {"type": "rss", "text": name, "title": name, "xmlUrl": address}
        etree.SubElement(outlines[tuple(folders)], "outline", attributes)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def printable(text: str) -> str:
    """Return `text` without the characters that XML can't hold."""
    return "".join(letter for letter in text if letter.isprintable())


def _web_address(address: str) -> str | None:
    """Return a feed's web address without a leading `feed:`, None for anything else."""
    web_address = re.sub(r"^feed:(?://)?(?=https?://)", "", address.strip(), flags=re.I)
    web_address = re.sub(r"^feed://", "https://", web_address, flags=re.I)
    if not web_address.lower().startswith(("http://", "https://")):
        return None
    host = host_of(web_address) or ""
    is_named = "." in host or host == "localhost" or as_address(host.strip("[]")) is not None
    return absolute(web_address, web_address) if is_named else None
