"""Reads text that a page contains but does not show, where that is allowed.

Never around a paywall: it counts only where nothing shows that the page is cut. Status,
declarations and markup are checked here; whether words of the page offer the rest for money is for
the verdict on the shown page (server/pipeline/tasks).

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

from server.article.extract.choose import Chosen, as_it_is, by_trafilatura
from server.language.scripts import TERMINAL
from server.model import REFUSALS, ArticleAccess
from server.page.block import paragraphs
from server.page.document import Document, fold, is_hidden
from server.page.parse import readable_copy
from server.page.roles import elements_in_roles
from server.page.structured import structured_of

# Letters of the shortest body, and of its shortest paragraph of prose.
_BODY, _PROSE = 400, 60
# Most letters that a page shows of an article with its rest in scripts: of longer ones, scripts
# have other texts (other stories, comments, a shop's list).
MOST_SHOWN = 3_000
# Least ratio of a payload to the shown text.
TWICE = 2
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

Extracted = tuple[str, list[str]]
HIDDEN = "hidden"
WITHHELD = frozenset({HIDDEN, "json_ld", "payload"})


def payload(document: Document, *, least: int = 0) -> Extracted | None:
    """Return the text of the page's scripts: ("json_ld" or "payload", paragraphs), if any.

    Scripts without `least` letters are skipped.
    """
    least = max(_BODY, least)
    bodies = structured_of(document).bodies
    written = max((_lines(body) for body in bodies if len(body) >= least), key=_letters, default=[])
    if _letters(written) >= _BODY:
        return "json_ld", written
    states = _states(document.root, least)
    stated = _each_once(max(map(_longest, states), key=_letters, default=[]))
    return ("payload", stated) if _letters(stated) >= _BODY else None


def _states(root: HtmlElement, least: int) -> Iterator[Any]:
    """Yield the JSON values in the scripts of `root` that have `least` letters."""
    streamed = []
    for script in root.iter("script"):
        text = script.text or ""
        if (start := text.find(_STREAM, 0, _NEAR)) >= 0:
            streamed.append(_decode_json(text, start + len(_STREAM)))
        elif not least <= len(text) <= _MOST_SCRIPT:
            continue
        elif (script.get("type") or "").lower() == "application/json":
            yield _decode_json(text, 0)
        elif assignment := _STATES.search(text):
            yield _decode_json(text, assignment.end())
    pushed = (part[1] for part in streamed if isinstance(part, list) and len(part) > 1)
    yield from _from_stream("".join(part for part in pushed if isinstance(part, str)))


def _decode_json(text: str, start: int) -> Any:
    """Return the JSON value at `start` of `text`; None if it can't be read."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text[start:].lstrip())[0]
    except (ValueError, RecursionError):
        return None


def _from_stream(stream: str) -> Iterator[Any]:
    """Yield the values of React's stream: one per line, `id:json` or `id:Tlength,text`."""
    starts = [(match.start(), match.end()) for match in _STREAMED.finditer(stream)]
    for (start, begin), (end, _) in pairwise([*starts, (len(stream), 0)]):
        is_text = stream[start:begin].endswith(",")
        yield stream[begin:end] if is_text else _decode_json(stream[begin:end], 0)


def _longest(state: Any) -> list[str]:
    """Return the longest text of one string, or of one list's members."""
    best: list[str] = []
    most_letters = 0
    stack, count = [state], 0
    while stack and count < _MOST_VALUES:
        value = stack.pop()
        count += 1
        lines: list[str] = []
        if isinstance(value, str):
            lines = _lines(value) if len(value) >= _BODY else []
        elif isinstance(value, list):
            lines = _of_members(value)
            stack.extend(value)
        elif isinstance(value, dict):
            stack.extend(value.values())
        if lines and (letters := _letters(lines)) > most_letters:
            best, most_letters = lines, letters
    return best


def _of_members(members: list[Any]) -> list[str]:
    """Return the prose of a body's blocks; [] for a list of stories."""
    paragraphs_found: list[str] = []
    for member in members:
        prose = list(_prose_in(member))
        if len(prose) > 1:  # a separate story, with its title and its text
            return []
        paragraphs_found.extend(prose)
    return paragraphs_found


def _prose_in(member: Any) -> Iterator[str]:
    stack, count = [member], 0
    while stack and count < 60:
        value = stack.pop()
        count += 1
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
    longest_lines: list[str] = []
    for line in sorted(lines[:_MOST_LINES], key=len, reverse=True):
        if not any(line in longer for longer in longest_lines):
            longest_lines.append(line)
    order = {line: place for place, line in reversed([*enumerate(lines)])}
    return sorted(longest_lines, key=lambda line: order[line])


def _letters(lines: list[str]) -> int:
    """Count the letters of prose: of long lines with the end of a sentence."""
    return sum(len(line) for line in lines if len(line) >= _PROSE and _ENDS.search(line))


def agrees(lines: list[str], shown_lines: list[str]) -> bool:
    """Whether `lines` continue the shown article, with over twice as much.

    They have most of it, and its first paragraph near their beginning.
    """
    folded, visible = fold("".join(lines)), [fold(line) for line in shown_lines]
    letters = sum(map(len, visible))
    if TWICE * letters > len(folded):
        return False
    if letters < 100:
        return True
    places = [folded.find(line) for line in visible if len(line) >= _PROSE]
    first = next((place for place in places if place >= 0), len(folded))
    return (
        first <= 0.3 * len(folded)  # Share of a payload in which the page's first paragraph begins.
        and sum(len(line) for line in visible if line in folded) >= 0.6 * letters
    )


def withheld(document: Document, shown_text: Chosen) -> Chosen | None:
    """Return the article from hidden text; None if that adds nothing."""
    hiding = document.root.xpath("//*[@hidden or @style]") if not shown_text.paragraphs else ()
    if any(map(is_hidden, hiding)):
        unhidden = by_trafilatura(readable_copy(document.root, hidden=True))
        if unhidden:
            return as_it_is(HIDDEN, unhidden, document)
    letters = sum(map(len, map(fold, shown_text.paragraphs)))
    in_scripts = payload(document, least=TWICE * letters) if letters <= MOST_SHOWN else None
    return (
        as_it_is(*in_scripts, document)
        if in_scripts and agrees(in_scripts[1], shown_text.paragraphs)
        else None
    )


def is_open(document: Document, access: ArticleAccess, status: int | None) -> bool:
    """Whether nothing declares or marks the page as cut."""
    if status in REFUSALS or access.declared_free is False:
        return False
    return not elements_in_roles(document, "wall", "hint")
