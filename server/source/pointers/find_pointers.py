"""Collects a page's own pointers: candidates for its source that cost no request.

Read from the page's own tree, since extractors drop the buttons and notes around a body.
"""

from collections.abc import Sequence
from urllib.parse import unquote

from server.model import Evidence
from server.page.view import PageView
from server.source.lead import Lead
from server.source.pointers.link_text import Zones, lone_link, marked_links
from server.source.pointers.markup import declared_sources, full_versions, markup_links
from server.urls import is_section, may_follow, page_key, parts_of

MOST_POINTERS = 10  # of a page


def find_pointers(
    view: PageView, seen: Sequence[Evidence] = (), *, cut: bool = False
) -> list[Lead]:
    """Return the addresses that the page points to as its source, best first, at most 10.

    `seen` is its verdict's evidence. `cut`: it is cut for subscribers, so that no other version of
    it may be looked for.
    """
    zones = Zones(view)
    pointed = [*marked_links(zones), *markup_links(zones)]
    found = [lead for one in pointed for lead in one.leads()]
    found += declared_sources(view)
    if not cut:
        found += full_versions(zones, seen)
    allowed = [one for one in found if may_follow(one.url) and not is_section(one.url)]
    if not any(lead.finder != "same_publisher" for lead in allowed):
        alone = lone_link(zones)
        allowed += alone.leads() if alone else []
    own = {page_key(url) for url in (view.place.address, view.article.url) if url}
    strongest: dict[str, Lead] = {}
    for lead in allowed:
        known = strongest.get(page_key(lead.url))
        if not (known and lead.strength <= known.strength) and not _leads_back(lead.url, own):
            strongest[page_key(lead.url)] = lead
    return sorted(strongest.values(), key=lambda lead: -lead.strength)[:MOST_POINTERS]


def _leads_back(url: str, own: set[str]) -> bool:
    """Return whether `url` is the page's own, or passes its address on like share buttons."""
    if page_key(url) in own:
        return True
    handed = unquote(unquote(parts_of(url).query))
    return any("/" in key and key in handed for key in own)
