"""The stories of a digest, each with the pages that it was taken from."""

from dataclasses import dataclass

from server.page.links import Link
from server.source.lead import LEVELS, Lead
from server.urls import may_follow, normalise
from server.verdict import Digest

_MOST_SOURCES = 6  # of one story


@dataclass(frozen=True, slots=True)
class PageItem:
    """A story among several; `start` and `end` index the article's text, None where it lacks it."""

    title: str
    text: str
    start: int | None
    end: int | None
    urls: list[str]
    pointers: list[Lead]


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
        LEVELS["call"],
    )
