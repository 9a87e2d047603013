"""Is there an article at all? In the manner of isProbablyReaderable (Mozilla Readability).

Lists, shells, players, notices and consent walls have little prose, and each shows what it is
in its own way.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate

from lxml.html import HtmlElement

from server.language.scripts import TERMINAL, ends_without_signs
from server.page.document import Document, Reading, Run
from server.page.link_blocks import is_long
from server.page.links import anchor_of, place_of
from server.text.notices import Kind, find_phrases, share
from server.verdict.gate.consent import asks_for_consent
from server.verdict.gate.teasers import teasers
from server.verdict.signals.signal import Signal, SignalCode

# Letters of prose. Complete wire briefs of 280 letters exist; below 80 nothing is told.
NO_PROSE, LITTLE_PROSE, SHORT_PROSE = 80, 220, 800
FILM_PROSE = 400  # a film's description, on a page that says that it is a film's
NOTICE_PROSE = 700  # letters of a notice with a headline of its own
_TITLE_PARTS = re.compile(r"\s[|·–—-]\s")
_BUTTONS = (
    ".//button | .//input[@type='button' or @type='submit'] | .//*[@role='button']"
    " | .//a[contains(@class, 'btn') or contains(@class, 'button')]"
)
_MOST_BUTTONS, _LONGEST_BUTTON = 40, 60


def not_an_article(reading: Reading, status: int | None) -> Signal | None:
    """Why the page is no article, with a quote; None where it may be one."""
    if reading.document is None:
        return None
    page = _Page(reading, reading.document)
    return _error(page, status) or next(filter(None, (test(page) for test in _TESTS)), None)


def prose_of(text: str) -> str:
    """The paragraphs of `text` that state something, rather than label something."""
    return "\n".join(
        paragraph
        for paragraph in text.split("\n")
        if is_long(paragraph, 400)
        or (is_long(paragraph, 30) and any(sign in paragraph for sign in TERMINAL))
        or (is_long(paragraph, 100) and ends_without_signs(paragraph))
    )


class _Page:
    """A page as the tests see it."""

    def __init__(self, reading: Reading, document: Document) -> None:
        self.paragraphs = reading.body.paragraphs if reading.body else []
        self.text = reading.article.text
        self.prose = prose_of(self.text)
        self.document = document
        self.place = place_of(reading.article, document)
        self.runs = [run for run in document.text_map.runs if run.end > run.start]
        self.visible = sum(run.end - run.start for run in self.runs)

    @property
    def buttons(self) -> list[str]:
        """What can be pressed, by its words."""
        found = self.document.root.xpath(_BUTTONS)[:_MOST_BUTTONS]
        words = (" ".join((b.get("value") or b.text_content()).split()) for b in found)
        return [each for each in words if 0 < len(each) <= _LONGEST_BUTTON]

    def has_prose(self, letters: int) -> bool:
        return is_long(self.prose, letters)

    def quote(self) -> tuple[str, HtmlElement] | None:
        """Its first words that are more than a label, or else its title."""
        for run in sorted(self.runs[:40], key=lambda run: run.end - run.start < 12):
            return " ".join(run.text.split()), run.element
        title = self.document.root.find(".//title")
        if title is not None and (title.text or "").strip():
            return " ".join(title.text.split()), title
        return None

    def says(self, kind: Kind) -> tuple[str, HtmlElement] | None:
        """The first short text of the page that a phrase of `kind` makes up."""
        for run in self.runs[:60]:
            text = " ".join(run.text.split())
            hits = (
                [hit for hit in find_phrases(text) if hit.kind == kind] if len(text) < 200 else []
            )
            if hits and share(text, hits) >= 0.3:
                return text, run.element
        return None

    def headline(self) -> tuple[str, HtmlElement] | None:
        return next(self.headlines(".//h1"), None)

    def headlines(self, *paths: str) -> Iterator[tuple[str, HtmlElement]]:
        for element in (each for path in paths for each in self.document.root.iterfind(path)):
            text = " ".join(element.text_content().split())
            if text:
                yield text, element


def _seen(
    signal: SignalCode, says: str, found: tuple[str, HtmlElement | None] | None, **params: str | int
) -> Signal | None:
    if found is None:
        return None
    return Signal(signal, says, found[0], found[1], params=tuple(params.items()))


def _error(page: _Page, status: int | None) -> Signal | None:
    if status is None or status < 400 or status in (401, 402, 403, 451):
        return None
    if page.has_prose(SHORT_PROSE):
        return None
    says = f"The site answered with status {status}, and there is no story to read."
    return _seen("notice_page", says, page.says("notice") or page.quote(), status=status)


def _notice(page: _Page) -> Signal | None:
    found = None if page.has_prose(LITTLE_PROSE) else page.says("notice")
    if not page.has_prose(NOTICE_PROSE):
        named = (each for each in page.headlines(".//h1", ".//title") if _is_notice(each[0]))
        found = found or next(named, None)
    return _seen("notice_page", "The page only gives a notice.", found)


def _is_notice(headline: str) -> bool:
    """Whether `headline`, or a part of it beside the site's name, is a notice and little else."""
    for part in (headline, *_TITLE_PARTS.split(headline)):
        hits = [hit for hit in find_phrases(part) if hit.kind == "notice"]
        if hits and share(part, hits) >= 0.5:
            return True
    return False


def _consent(page: _Page) -> Signal | None:
    says = "The page only asks for consent."
    if not page.has_prose(LITTLE_PROSE) and (found := page.says("consent")):
        return _seen("consent_wall", says, found)
    if asks_for_consent(page.text, page.buttons):
        return _seen("consent_wall", says, page.says("consent") or page.quote())
    return None


def _loading(page: _Page) -> Signal | None:
    if page.has_prose(LITTLE_PROSE):
        return None
    says = "The page shows its content only once its scripts have run."
    return _seen("script_page", says, page.says("loading"))


def _media(page: _Page) -> Signal | None:
    enough = FILM_PROSE if _is_film(page.document.root) else LITTLE_PROSE
    if page.has_prose(enough) or not _plays(page.document.root):
        return None
    return _seen("media_page", "The page plays video or sound.", page.headline() or page.quote())


def _list(page: _Page) -> Signal | None:
    linked = [run for run in page.runs if anchor_of(run.element) is not None]
    headlines = [run for run in linked if is_long(run.text.strip(), 25)]
    if len(headlines) < 8:
        return None
    if page.has_prose(NO_PROSE) and _linked_share(page, linked) < 0.6:
        return None
    says = f"The page lists {len(headlines)} links and tells no story of its own."
    quoted = " ".join(headlines[0].text.split())
    return _seen("list_of_links", says, (quoted, headlines[0].element), links=len(headlines))


def _teasers(page: _Page) -> Signal | None:
    found = teasers(page.document, page.place, [span for span in page.paragraphs if span])
    if not found:
        return None
    says = f"The page has {len(found)} headlines of other pages, with a sentence or two each."
    quoted = found[0].text, found[0].element
    return _seen("list_of_links", says, quoted, links=len(found))


def _shell(page: _Page) -> Signal | None:
    if page.has_prose(NO_PROSE) or is_long(page.text, SHORT_PROSE):
        return None
    says = "There is no story to read in the page."
    return _seen("no_text", says, page.quote(), visible=page.visible)


def _linked_share(page: _Page, linked: list[Run]) -> float:
    """How much of the article's text stands in links."""
    spans = sorted((span.start, span.end) for span in page.paragraphs if span)
    ends = list(accumulate((end for _, end in spans), max))
    inside = 0
    for run in linked:
        # Only the paragraphs from the first that ends behind the link's start on can hold it.
        for start, end in spans[bisect_right(ends, run.start) :]:
            if start >= run.end:
                break
            inside += max(0, min(run.end, end) - max(run.start, start))
    return inside / max(1, sum(end - start for start, end in spans))


def _is_film(root: HtmlElement) -> bool:
    kind = root.find(".//meta[@property='og:type']")
    return kind is not None and kind.get("content", "").startswith(("video", "music"))


def _plays(root: HtmlElement) -> bool:
    if _is_film(root) or next(root.iter("video", "audio"), None) is not None:
        return True
    return any("player" in (frame.get("src") or "") for frame in root.iter("iframe"))


_TESTS: tuple[Callable[[_Page], Signal | None], ...] = (
    _notice,
    _consent,
    _loading,
    _media,
    _teasers,
    _list,
    _shell,
)
