"""Web addresses: parsing, normal form, unwrapping of redirectors, filters. Pure."""

from server.urls.filters import is_section, is_story, may_follow
from server.urls.ip import Address, as_address
from server.urls.parse import (
    LONGEST,
    host_of,
    join,
    joined,
    normalise,
    page_key,
    parse,
    parts_of,
    registrable_domain,
    same_site,
)
from server.urls.unwrap import unwrap

__all__ = [
    "LONGEST",
    "Address",
    "as_address",
    "host_of",
    "is_section",
    "is_story",
    "join",
    "joined",
    "may_follow",
    "normalise",
    "page_key",
    "parse",
    "parts_of",
    "registrable_domain",
    "same_site",
    "unwrap",
]
