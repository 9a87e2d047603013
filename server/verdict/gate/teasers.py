"""Section fronts and results of a search: headlines that lead on, a sentence or two each."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from lxml.html import HtmlElement

from server.page.block import letters_in
from server.page.document import Document, Run
from server.page.links import Link, Place
from server.page.roles import Parts
from server.text.spans import Extent

FEWEST, FEWEST_IN_ROW = 6, 3  # teasers on a page, and in one row of it
LONGEST = 400  # letters after a headline; entries of a live report have more
SHARE = 0.6  # of the body's letters
_OWN, _HEADINGS = ("h1",), ("h2", "h3", "h4", "h5")

_Look = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Headline:
    """A headline's place in the page's folded text; one without a link ends a row."""

    start: int
    end: int
    look: _Look
    link: Link | None


def teasers(document: Document, place: Place, body: list[Extent], parts: Parts) -> list[Link]:
    """Return the headlines of the teasers that make up most of `body`; none for a story."""
    rows = list(_rows(list(_headlines(document, place, parts)), document.text_map.folded))
    links = [headline.link for row in rows for headline in row if headline.link]
    letters = sum(span.end - span.start for span in body)
    held = sum(
        max(0, min(span.end, row[-1].end) - max(span.start, row[0].start))
        for span in body
        for row in rows
    )
    return links if len(links) >= FEWEST and held > SHARE * letters else []


def _rows(headlines: list[_Headline], folded: str) -> Iterator[list[_Headline]]:
    """Yield headlines that look alike and follow each other closely."""
    row: list[_Headline] = []
    for headline in headlines:
        goes_on = (
            row
            and row[-1].look == headline.look
            and letters_in(folded[row[-1].end : headline.start]) <= LONGEST
        )
        if not goes_on:
            if len(row) >= FEWEST_IN_ROW:
                yield row
            row = []
        if headline.link:
            row.append(headline)
    if len(row) >= FEWEST_IN_ROW:
        yield row


def _headlines(document: Document, place: Place, parts: Parts) -> Iterator[_Headline]:
    """Yield the headlines of other pages of the site, and the page's own, in order."""
    runs: dict[HtmlElement, Run] = {}
    for run in document.text_map.runs:
        if run.end > run.start:
            runs.setdefault(run.element, run)
    for heading in document.root.iter(*_OWN, *_HEADINGS):
        inside = [runs[element] for element in heading.iter() if element in runs]
        link = _link_of(heading, place) if heading.tag in _HEADINGS else None
        if inside and (link or heading.tag in _OWN) and not parts.of(heading).is_beside:
            end = max(run.end for run in inside)
            yield _Headline(inside[0].start, end, _look(heading), link)


def _link_of(heading: HtmlElement, place: Place) -> Link | None:
    """Return the link of `heading` to another page of the site."""
    around = (step for step in heading.iterancestors("a") if step.get("href") is not None)
    anchor = next(chain(around, heading.iter("a")), None)
    if anchor is None:
        return None
    link = place.link(anchor.get("href") or "", " ".join(heading.text_content().split()), anchor)
    if link is None or link.elsewhere or link.is_home or _bare(link.url) == _bare(place.address):
        return None
    return link


def _bare(address: str | None) -> str:
    return (address or "").partition("#")[0].rstrip("/")


def _look(heading: HtmlElement) -> _Look:
    parent = heading.getparent()
    around = parent.get("class") or "" if parent is not None else ""
    return heading.tag, heading.get("class") or "", around
