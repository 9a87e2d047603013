"""Web addresses: parsing, normal form, unwrapping of redirectors, kinds. Pure."""

from server.urls.kinds import Kind, is_a, is_home, is_section, is_story, may_be_story, may_follow
from server.urls.parse import (
    LONGEST,
    Address,
    address_of_text,
    as_address,
    host_of,
    join,
    normalise,
    page_key,
    parse,
    parts_of,
    registrable_domain,
    resolve,
    same_site,
    site_of,
)
from server.urls.unwrap import is_shortened, unwrap
