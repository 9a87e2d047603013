"""Parsers of feeds: RSS, Atom, JSON Feed, site maps and OPML. Pure."""

from server.feeds.items import Item, Parsed, not_a_feed, plausible, without_duplicates
from server.feeds.opml import printable, read_opml, write_opml
from server.feeds.parse import likely_first, parse_feed
