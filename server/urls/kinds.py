"""Sorts addresses by their parts: a story, a section, an account, a shop, a document.

`kinds.json` has the patterns, each with addresses that it must fit and must not.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Annotated, Literal, get_args
from urllib.parse import unquote

from pydantic import Field
from pydantic.dataclasses import dataclass

from server.model import read_rows
from server.urls.parse import parts_of
from server.urls.unwrap import is_paid_click, is_shortened

Kind = Literal[
    "action",  # does something: log out, share, confirm
    "account",
    "offer",  # of an account, or of one for sale
    "side_offer",  # a newsletter, comments
    "lexicon",
    "help",
    "story",
    "two_words",  # joined, below a folder: "/news/tunnel-opens"
    "list",  # a folder of lists
    "section",
    "voices",  # what customers or readers say
    "live",  # a channel that is broadcast
    "shop",
    "media",
    "document",
    # Leads to no text by design: an aggregator's own address, an app's, a video's.
    "wrapped",
    "app",
    "app_link",  # to an app, or to the web where the app is not installed
    "video",
    "sound",  # of a podcast, where it is hosted
    "social",
    "person",
    "anybody",  # a person who need not be an author
    # What an address adds to that of a story.
    "print",
    "next",
    "version",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


Part = Literal["address", "site", "host", "path", "segment", "folder", "last", "query", "way"]
# The parts of an address that a pattern is looked for in.
_PARTS: dict[Part, Callable[[str], Iterable[str]]] = {
    "address": lambda url: (url,),
    "site": lambda url: (f"{parts_of(url).netloc}{parts_of(url).path}",),
    "host": lambda url: (parts_of(url).hostname or "",),
    "path": lambda url: (unquote(parts_of(url).path),),
    "segment": lambda url: parts_of(url).path.split("/"),
    "folder": lambda url: unquote(parts_of(url).path).strip("/").split("/")[:-1],
    "last": lambda url: (parts_of(url).path.rstrip("/").rpartition("/")[2],),
    "query": lambda url: (parts_of(url).query,),
    "way": lambda url: (url.split("//", 1)[-1].partition("/")[2],),
}


@dataclass(frozen=True)
class KindRow:
    """A pattern of a kind, the part of an address that has it, and addresses that do or don't."""

    kind: Kind
    part: Part
    pattern: re.Pattern[str]
    examples: Annotated[list[str], Field(min_length=1)]
    others: tuple[str, ...] = ()

    def fits(self, url: str) -> bool:
        """Whether `url` is of the kind."""
        return any(map(self.pattern.search, _PARTS[self.part](url)))


def is_a(url: str, *kinds: Kind) -> bool:
    """Whether `url` is of one of `kinds`."""
    return any(row.fits(url) for kind in kinds for row in rows()[kind])


def is_home(url: str) -> bool:
    """Whether `url` is a site's front page, which is not a story."""
    parts = parts_of(url)
    return parts.path in ("", "/") and not parts.query


def is_section(url: str) -> bool:
    """Whether `url` looks like a section: "/world/", "/category/local-news/"."""
    return is_a(url, "section") and not is_story(url)


def may_follow(url: str) -> bool:
    """Whether following `url` only reads a page: no log-out, no token, no shop."""
    return not (is_a(url, "action", "account") or is_paid_click(url))


def is_story(url: str) -> bool:
    """Whether `url` looks like one story: not a home page, section or shop."""
    if is_a(url, "lexicon", "help"):
        return False
    in_list = is_a(url, "list")
    return is_shortened(url) or is_a(url, "story") or (is_a(url, "two_words") and not in_list)


def may_be_story(url: str) -> bool:
    """Whether `url` may be a story: not a share dialog, not a profile."""
    return len(parts_of(url).path) > 12 and not is_a(url, "social")  # characters of a story's path


@cache
def rows() -> dict[Kind, list[KindRow]]:
    """Return the rows of `kinds.json` by kind; raise ValueError with the row that is wrong."""
    listed = read_rows(__package__, "kinds.json", KindRow)
    return {kind: [row for row in listed if row.kind == kind] for kind in KINDS}
