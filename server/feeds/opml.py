"""OPML: the lists of feeds that feed readers exchange (http://opml.org/spec2.opml)."""

import io

from lxml import etree

from server.errors import UnreadableFeed
from server.feeds.prolog import root_name
from server.feeds.syndicated import absolute

_MOST_FEEDS = 10_000


def read_opml(body: bytes, name: str) -> list[str]:
    """The addresses of the feeds in an OPML file called `name`; raises UnreadableFeed."""
    if root_name(body, name) != "opml":
        raise UnreadableFeed(
            f"{name} is no OPML file. Export the list of feeds from your reader as OPML.",
            url=name,
            why="not_opml",
        )
    try:
        found = [
            element.get("xmlUrl") or element.get("xmlurl")
            for _, element in etree.iterparse(
                io.BytesIO(body),
                tag="outline",
                recover=True,
                resolve_entities=False,
                load_dtd=False,
                no_network=True,
            )
        ]
    except etree.XMLSyntaxError as error:
        raise UnreadableFeed(
            f"{name} is broken XML ({error}).", url=name, why="malformed"
        ) from None
    addresses = [absolute(address, "https://invalid.invalid/") for address in found if address]
    return list(dict.fromkeys(filter(None, addresses)))[:_MOST_FEEDS]
