"""Finds the dates near a page's heading: of publication, and of the last change.

Labels have them ("Published 3 February 2026, updated …"); sentences name other days.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from lxml.html import HtmlElement

from server.article.metadata.dates import iso_date, written_date
from server.article.metadata.shown_page import ShownPage
from server.language.data import by_language
from server.language.scripts import ends_sentence
from server.model import Claim
from server.page.document import is_shown

_BEFORE, _AFTER = 8, 10  # lines around the heading: 979 of 1,109 dates are right, 976 with 15
_LIKE_A_SENTENCE = 40  # characters of a label that may end like one: "3. Februar 2026."
# Characters of a label far from the heading.
_LONGEST_LABEL = 60
_MOST_TIMES = 3  # `time` elements read; later ones are of other articles
# In the class or the property of a `time` element.
_NAMED_CHANGED = ("updat", "modif", "revis", "aktualis", "chang")
_NAMED_PUBLISHED = ("publish", "entry-date", "created", "posted")


def shown_dates(page: ShownPage) -> Iterator[Claim]:
    """Yield the dates near the heading: after it, in `time` elements, before it."""
    before, after = (written_date("\n".join(labels)) for labels in _labels(page))
    yield from [Claim(after, "text")] if after else []
    yield from published_times(page.root)
    yield from [Claim(before, "text")] if before else []


def only_day(page: ShownPage) -> str | None:
    """Return the one day that all labels of the page name."""
    labels = (_label(line.text) for line in page.lines if len(line.text) <= _LONGEST_LABEL)
    days = {day for label in labels if (day := written_date(label))}
    return days.pop() if len(days) == 1 else None


def changed_dates(page: ShownPage) -> Iterator[Claim]:
    """Yield the dates of changes near the heading."""
    yield from (Claim(iso, "time") for time, iso in _times(page.root) if _is_changed(time))
    before, after = _labels(page)
    for label in (*after, *before):
        says_changed = _changed().search(label)
        if says_changed and (iso := written_date(label[says_changed.end() :])):
            yield Claim(iso, "text")


def published_times(root: HtmlElement) -> Iterator[Claim]:
    """Yield the dates of the first `time` elements that mark no change."""
    yield from (Claim(iso, "time") for time, iso in _times(root) if not _is_changed(time))


def _times(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for time in islice(filter(is_shown, root.iter("time")), _MOST_TIMES):
        if iso := iso_date(time.get("datetime")) or written_date(_text(time)):
            yield time, iso


def _is_changed(time: HtmlElement) -> bool:
    """Return whether `time` is named or labelled as a change."""
    named = f"{time.get('class') or ''} {time.get('itemprop') or ''}".lower()
    if any(name in named for name in _NAMED_PUBLISHED):
        return False
    if any(name in named for name in _NAMED_CHANGED):
        return True
    before = time.getprevious()
    parent = time.getparent()
    if parent is None:
        return False
    label = (parent.text if before is None else before.tail) or ""
    if not label.strip() and before is not None and before.tag != "time":
        label = _text(before)
    return bool(_changed().search(f"{label} {_text(time)}"))


def _labels(page: ShownPage) -> tuple[list[str], list[str]]:
    """Return the labels before the heading and after it; "" for lines like sentences."""
    before: deque[str] = deque(maxlen=_BEFORE)
    after: list[str] = []
    for line in page.lines if page.heading is not None else ():
        if line.at is None:
            before.append(_label(line.text))
        elif line.at > _AFTER:
            break
        elif line.at:
            after.append(_label(line.text))
    return list(before), after


def _label(text: str) -> str:
    """Return `text` if it is a label, else ""."""
    return "" if len(text) > _LIKE_A_SENTENCE and ends_sentence(text[-20:]) else text


def _text(element: HtmlElement) -> str:
    return " ".join(islice(element.itertext(), 10))[:60]


@cache
def _changed() -> re.Pattern[str]:
    known = "|".join(map(re.escape, _longest_first(by_language("updated").values())))
    return re.compile(rf"(?<![A-Za-zА-яё])(?:{known})", re.IGNORECASE)


def _longest_first(lists: Iterable[list[str]]) -> list[str]:
    return sorted({word for words in lists for word in words}, key=len, reverse=True)
