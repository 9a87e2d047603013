"""Locates an article's paragraphs in its page.

Paragraphs repeat (a lead is also a teaser) and extractors drop words, so the places are chosen
together: the longest run of paragraphs in page order (Hunt and Szymanski 1977), then each as late
as its successor allows, which leaves teasers above the article out.
"""

from bisect import bisect_left

from server.page.document import Body, TextMap, TextSpan, fold

# Folded characters: of a paragraph that is unlikely elsewhere; from a short one to its neighbour.
_DISTINCT, _NEAR = 40, 400
# Most places of one paragraph, and most paragraphs at each end of an article, that are tried.
_MOST_PLACES, _MOST_PARAGRAPHS = 8, 1_000


def locate(paragraphs: list[str], text_map: TextMap) -> Body:
    """Return the place of each of `paragraphs` in `text_map`."""
    folded = [fold(paragraph) for paragraph in paragraphs]
    middle = range(_MOST_PARAGRAPHS, len(folded) - _MOST_PARAGRAPHS)
    places = [
        _places(text, text_map.folded) if len(text) >= _DISTINCT and index not in middle else []
        for index, text in enumerate(folded)
    ]
    found = _as_late_as_possible(_in_order(places), places)
    return Body(_with_short_ones(found, folded, text_map.folded))


def _places(text: str, page: str) -> list[TextSpan]:
    whole = _occurrences(text, page)
    if whole:
        return [TextSpan(start, start + len(text)) for start in whole]
    head, tail = text[:_DISTINCT], text[-_DISTINCT:]
    spans = []
    for start in _occurrences(head, page):
        end = page.find(tail, start, start + 2 * len(text) + _NEAR)
        spans.append(TextSpan(start, end + len(tail) if end >= 0 else start + len(head)))
    return spans or [TextSpan(start, start + len(tail)) for start in _occurrences(tail, page)]


def _occurrences(text: str, page: str) -> list[int]:
    starts: list[int] = []
    start = page.find(text)
    while start >= 0 and len(starts) < _MOST_PLACES:
        starts.append(start)
        start = page.find(text, start + 1)
    return starts


def _in_order(places: list[list[TextSpan]]) -> list[TextSpan | None]:
    """Choose one place each for as many paragraphs as fit in page order."""
    ends: list[int] = []  # lowest start of the last member of a run of each length
    links: list[tuple[int, TextSpan, int | None]] = []
    last: list[int] = []  # index in `links` of that member
    for index, spans in enumerate(places):
        for span in sorted(spans, key=lambda span: -span.start):
            length = bisect_left(ends, span.start)
            links.append((index, span, last[length - 1] if length else None))
            ends[length : length + 1] = [span.start]
            last[length : length + 1] = [len(links) - 1]
    chosen: list[TextSpan | None] = [None] * len(places)
    link = last[-1] if last else None
    while link is not None:
        index, span, link = links[link]
        chosen[index] = span
    return chosen


def _as_late_as_possible(
    chosen: list[TextSpan | None], places: list[list[TextSpan]]
) -> list[TextSpan | None]:
    limit: int | None = None
    late: list[TextSpan | None] = []
    for span, spans in zip(reversed(chosen), reversed(places), strict=True):
        if span is not None:
            if limit is not None:
                span = max(  # noqa: PLW2901 - the same paragraph, placed better
                    (place for place in spans if place.end <= limit),
                    key=lambda place: place.start,
                    default=span,
                )
            limit = span.start
        late.append(span)
    return late[::-1]


def _with_short_ones(
    found: list[TextSpan | None], folded: list[str], page: str
) -> list[TextSpan | None]:
    """Add each short paragraph between its neighbours."""
    following: list[int | None] = [None] * len(found)
    limit: int | None = None
    for index in range(len(found) - 1, -1, -1):
        following[index] = limit
        span = found[index]
        limit = span.start if span else limit
    complete = list(found)
    before: int | None = None
    for index, text in enumerate(folded):
        if complete[index] is None and text and len(text) < _DISTINCT:
            complete[index] = _between(text, before, following[index], page)
        span = complete[index]
        before = span.end if span else before
    return complete


def _between(text: str, before: int | None, after: int | None, page: str) -> TextSpan | None:
    if before is not None:
        start = page.find(text, before, min(before + _NEAR, len(page) if after is None else after))
    elif after is not None:
        start = page.rfind(text, max(0, after - _NEAR), after)
    else:
        start = page.find(text)
    return None if start < 0 else TextSpan(start, start + len(text))
