"""Finds the pages that each story of a digest was taken from."""

from collections.abc import Sequence
from dataclasses import replace

from server.model import Candidate, Search, SearchItem, Tried, counted
from server.page.links import Link
from server.source.answers import candidate
from server.source.lead import Lead, PageItem, SeenCandidate
from server.urls import may_follow, normalise
from server.verdict import Digest

_MOST_SOURCES = 6  # of one story


def items_of(digest: Digest) -> list[PageItem]:
    """Return the stories of `digest`, in order."""
    return [
        PageItem(
            item.title,
            item.text,
            item.start,
            item.end,
            [link.url for link in item.links],
            [_pointer(link) for link in item.links if may_follow(link.url)][:_MOST_SOURCES],
        )
        for item in digest.items
    ]


def _pointer(link: Link) -> Lead:
    return Lead(
        normalise(link.url),
        "page_link_cta",
        f"Linked from this item as “{link.text}”.",
        link.text,
        0.7,
        {"text": link.text, "kind": "item"},
    )


def search_items(items: Sequence[PageItem]) -> Search:
    """Return the answer for a page of several stories, each with its own original."""
    says = f"The page has {counted(len(items), 'story')}, each with its own original."
    tried = [Tried("page_link_cta", "not_confirmed", len(items), 0, says)]
    return with_items(Search("not_found", None, [], tried), items)


def with_items(search: Search, items: Sequence[PageItem], lead: int | None = None) -> Search:
    """Return `search` with the stories of its page; `lead` is the one that it was made for."""
    offered = [
        SearchItem(item.title, item.text, item.start, item.end, item.urls, _unread(item.pointers))
        for item in items
    ]
    return replace(search, items=offered, lead=lead)


def _unread(leads: list[Lead]) -> list[Candidate]:
    seen = [SeenCandidate(lead, lead.url, "not_fetched", [lead.found_by]) for lead in leads]
    return [candidate(one) for one in seen]
