"""Finds the text in the scripts of a page, to compare its length with what is shown.

It is never shown itself: the article is what the page shows.

Publishers put the article into JSON-LD's `articleBody`, Next.js into `__NEXT_DATA__` or a stream of
`__next_f`, Nuxt into `__NUXT_DATA__`, Apollo into `__APOLLO_STATE__`. Nothing is run: JSON is
parsed, and its longest text that is written like an article is returned.
"""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import lxml.html
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from server.language.scripts import TERMINAL
from server.page.block import paragraphs
from server.page.document import Document
from server.page.structured import structured_of

# Letters of the shortest body, and of its shortest paragraph of prose.
_BODY, _PROSE = 400, 60
_MOST_SCRIPT = 3_000_000  # characters
_MOST_VALUES, _MOST_LINES = 50_000, 1_000  # read of one state
_STATES = re.compile(
    r"__(?:NEXT_DATA|NUXT|APOLLO_STATE|INITIAL_STATE|PRELOADED_STATE|STATE)__\s*=\s*"
)
_STREAM, _NEAR = "__next_f.push(", 1_000  # characters of a script
_STREAMED = re.compile(r"(?:^|\n)[0-9a-f]+:(?:T[0-9a-f]+,|[A-Z]{0,2}(?=[\[{\"]))")
_MARKUP = re.compile(r"<(?:p|br|div|h[2-6]|ul)\b[^<>]*>", re.I)
_ENDS = re.compile(rf"[{TERMINAL}]['\"”»’)\]」』]*(?:\s|$)")
_DATA = re.compile(r"[{}<>]|https?://\S+$|^[\w./:#-]+$")


def payload(document: Document) -> list[str]:
    """Return the paragraphs of the text that the page declares, else of its scripts."""
    bodies = structured_of(document).bodies
    written = max((_lines(body) for body in bodies if len(body) >= _BODY), key=_letters, default=[])
    if _letters(written) >= _BODY:
        return written
    held = _each_once(max(map(_longest, _states(document.root)), key=_letters, default=[]))
    return held if _letters(held) >= _BODY else []


def _states(root: HtmlElement) -> Iterator[Any]:
    """Yield the JSON values in the scripts of `root`."""
    streamed = []
    for script in root.iter("script"):
        text = script.text or ""
        if (at := text.find(_STREAM, 0, _NEAR)) >= 0:
            streamed.append(_decoded(text, at + len(_STREAM)))
        elif _BODY <= len(text) <= _MOST_SCRIPT:
            yield from _state(script, text)
    yield from _from_stream("".join(_pushed(part) for part in streamed))


def _state(script: HtmlElement, text: str) -> Iterator[Any]:
    if (script.get("type") or "").lower() == "application/json":
        yield _decoded(text, 0)
    elif found := _STATES.search(text):
        yield _decoded(text, found.end())


def _decoded(text: str, start: int) -> Any:
    """Return the JSON value at `start` of `text`; None if it can't be read."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text[start:].lstrip())[0]
    except (ValueError, RecursionError):
        return None


def _pushed(part: Any) -> str:
    whole = isinstance(part, list) and len(part) > 1 and isinstance(part[1], str)
    return part[1] if whole else ""


def _from_stream(stream: str) -> Iterator[Any]:
    """Yield the values of React's stream: one per line, `id:json` or `id:Tlength,text`."""
    starts = [(found.start(), found.end()) for found in _STREAMED.finditer(stream)]
    for (start, begin), (end, _) in pairwise([*starts, (len(stream), 0)]):
        is_text = stream[start:begin].endswith(",")
        yield stream[begin:end] if is_text else _decoded(stream[begin:end], 0)


def _longest(state: Any) -> list[str]:
    """Return the longest text of one string, or of one list's members."""
    best: list[str] = []
    most = 0
    stack, seen = [state], 0
    while stack and seen < _MOST_VALUES:
        value = stack.pop()
        seen += 1
        found: list[str] = []
        if isinstance(value, str):
            found = _lines(value) if len(value) >= _BODY else []
        elif isinstance(value, list):
            found = _of_members(value)
            stack.extend(value)
        elif isinstance(value, dict):
            stack.extend(value.values())
        if found and (letters := _letters(found)) > most:
            best, most = found, letters
    return best


def _of_members(members: list[Any]) -> list[str]:
    """Return the prose of a body's blocks; [] for a list of stories."""
    found: list[str] = []
    for member in members:
        prose = list(_prose_in(member))
        if len(prose) > 1:  # a separate story, with its title and its text
            return []
        found.extend(prose)
    return found


def _prose_in(member: Any) -> Iterator[str]:
    stack, seen = [member], 0
    while stack and seen < 60:
        value = stack.pop()
        seen += 1
        if isinstance(value, dict):
            stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, str) and len(value) >= _PROSE:
            yield from (line for line in _lines(value) if len(line) >= _PROSE)


def _lines(text: str) -> list[str]:
    """Return the paragraphs of a text or a piece of HTML, without data."""
    if _MARKUP.search(text):
        try:
            lines = paragraphs(lxml.html.fragment_fromstring(text, create_parent="div"))
        except (LxmlError, ValueError):
            return []
    else:
        lines = [" ".join(line.split()) for line in text.split("\n")]
    return [line for line in lines if line.strip("\\n ") and not _DATA.search(line)]


def _each_once(lines: list[str]) -> list[str]:
    """Remove lines within others: states have texts whole and in pieces."""
    kept: list[str] = []
    for line in sorted(lines[:_MOST_LINES], key=len, reverse=True):
        if not any(line in other for other in kept):
            kept.append(line)
    order = {line: place for place, line in reversed([*enumerate(lines)])}
    return sorted(kept, key=lambda line: order[line])


def _letters(lines: list[str]) -> int:
    """Count the letters of prose: of long lines with the end of a sentence."""
    return sum(len(line) for line in lines if len(line) >= _PROSE and _ENDS.search(line))
