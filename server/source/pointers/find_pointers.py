"""Collects a page's own pointers: candidates for its source that cost no request.

Read from the page's own tree, since extractors drop the buttons and notes around a body.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from server.page.document import Document
from server.page.structured import Structured
from server.page.view import PageView
from server.source.pointers.declared_addresses import declared_sources
from server.source.pointers.link_text import Marked, lone_link, marked_links
from server.source.pointers.markup import markup_links
from server.source.pointers.pointer import LEVELS, Pointer
from server.source.pointers.same_publisher import full_versions
from server.source.pointers.zones import Zones, is_sponsored, leads_to_copy, zones_of
from server.urls import is_section, is_story, may_follow, normalise, page_key, parts_of

MOST_POINTERS = 10  # of a page


def find_pointers(view: PageView, *, cut: bool = False) -> list[Pointer]:
    """Return the addresses that the page points to as its source, best first, at most 10.

    `cut`: the page is cut for subscribers, so that no other version of it may be looked for.
    """
    reading, zones = view.reading, zones_of(view)
    marked = (*marked_links(zones), *markup_links(reading, zones))
    found = [
        _pointer(one)
        for one in marked
        if not leads_to_copy(one.link.element) and not is_sponsored(one.link.element)
    ]
    found += _declared(view.document, view.structured, zones)
    if not cut:
        found += full_versions(reading, zones)
    allowed = [one for one in found if may_follow(one.url) and not is_section(one.url)]
    if not any(pointer.finder != "same_publisher" for pointer in allowed):
        alone = lone_link(zones)
        allowed += [_pointer(alone)] if alone and may_follow(alone.link.url) else []
    own = {page_key(url) for url in (zones.place.address, reading.article.url) if url}
    return _best(pointer for pointer in allowed if not _leads_back(pointer.url, own))


def _leads_back(url: str, own: set[str]) -> bool:
    """Return whether `url` is the page's own, or passes its address on like share buttons."""
    if page_key(url) in own:
        return True
    handed = unquote(unquote(parts_of(url).query))
    return any("/" in key and key in handed for key in own)


def _best(pointers: Iterable[Pointer]) -> list[Pointer]:
    strongest: dict[str, Pointer] = {}
    for pointer in pointers:
        key = page_key(pointer.url)
        known = strongest.get(key)
        if known is None or pointer.strength > known.strength:
            strongest[key] = pointer
    ranked = sorted(strongest.values(), key=lambda pointer: -pointer.strength)
    return ranked[:MOST_POINTERS]


def _pointer(marked: Marked) -> Pointer:
    link = marked.link
    finder = "page_link_cta" if marked.marker == "call" else "page_link_attribution"
    says = f"Linked from this page as “{link.text or marked.quote}”."
    params = {"text": link.text, "kind": marked.kind}
    strength = round(marked.strength - (0 if is_story(link.url) else 0.05), 2)
    level = LEVELS[marked.marker]
    return Pointer(normalise(link.url), finder, says, marked.quote, strength, params, level)


def _declared(document: Document, structured: Structured, zones: Zones) -> Iterator[Pointer]:
    place = zones.place
    for source in declared_sources(document, structured):
        link = place.link(source.address, source.address)
        if not (link and link.elsewhere and not link.is_home and place.address):
            continue
        if source.marker != "data" or is_story(link.url):
            yield Pointer(
                normalise(link.url),
                source.finder,
                source.says,
                source.address,
                source.strength,
                {"field": source.field},
                LEVELS[source.marker],
            )
