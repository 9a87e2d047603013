"""Parsers of feeds: RSS, Atom, JSON Feed, site maps and OPML. Pure."""

from server.feeds.opml import printable, read_opml, write_opml
from server.feeds.parse import (
    Item,
    ParsedFeed,
    lead_and_content,
    likely_first,
    merge_site_maps,
    parse_feed,
    plausible,
)
