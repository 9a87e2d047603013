"""Pages that only lead on: "you are leaving", a script that moves on, another site in a frame."""

import re
from collections.abc import Iterator

from server.page.document import Reading
from server.page.links import Link, Place, place_in
from server.urls import is_story, may_follow

# A page with more text than this says something of its own.
_MOST_LETTERS = 600
_MOST_WORDS = 80  # of an article; "you are leaving" takes fewer
_MOVES = re.compile(
    r"(?:^|[^\w.])(?:(?:window|document|top|self|parent)\.)?location"
    r"(?:\.href)?(?:\s*=|\.(?:replace|assign)\()\s*[\"'](https?:(?:\\?/){2}[^\"'\s]+)[\"']"
)
_MOST_SCRIPT = 20_000  # characters


def onward(reading: Reading) -> str | None:
    """Return the one address that a page without a story of its own leads to, or None."""
    document = reading.document
    if reading.article.words > _MOST_WORDS:
        return None
    if len(document.text_map.folded) > _MOST_LETTERS:
        return None
    place = place_in(document, reading.article.url)
    for ways in (_scripts, _frames, _links):
        targets = {link.url: link for link in ways(reading, place) if _leads_on(link)}
        if targets:
            return next(iter(targets)) if len(targets) == 1 else None
    return None


def _leads_on(link: Link) -> bool:
    return link.elsewhere and not link.is_home and may_follow(link.url) and is_story(link.url)


def _scripts(reading: Reading, place: Place) -> Iterator[Link]:
    for script in reading.document.root.iter("script"):
        for found in _MOVES.finditer((script.text or "")[:_MOST_SCRIPT]):
            if link := place.link(found[1].replace("\\/", "/"), ""):
                yield link


def _frames(reading: Reading, place: Place) -> Iterator[Link]:
    for frame in reading.document.root.iter("iframe", "frame"):
        if link := place.link(frame.get("src") or "", ""):
            yield link


def _links(reading: Reading, place: Place) -> Iterator[Link]:
    for anchor in reading.document.root.iter("a"):
        if link := place.link(anchor.get("href") or "", "", anchor):
            yield link
