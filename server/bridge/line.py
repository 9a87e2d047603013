"""The one line above an entry: what it says, how it is written, and how it is found again.

Readers keep paragraphs, links and emphasis, and no attributes but addresses. So the line is known
by its last link, whose fragment no other link has.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import Literal
from urllib.parse import quote

from pydantic_core import from_json, to_json

from server.language.messages import Words
from server.urls import host_of

# retells: whose report it is; compiles: several publishers' reports; excerpt: where it goes on;
# subscribers: cut for those without a subscription; stories: a page of several; same_story: another
# feed had it before.
LineKind = Literal["retells", "compiles", "excerpt", "subscribers", "stories", "same_story"]

_MARK = "#unabridged-line"
# Atomic, so that a text with many marks and no end is read once.
_LINE = re.compile(rf"<p>(?>(?:(?!</?p\b|{_MARK}).)*){_MARK}(?>(?:(?!</?p\b).)*)</p>\s*", re.DOTALL)
# Characters of a title in the line.
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class EntryLine:
    """What is said of an entry.

    `name` is whose report it is, or the feed that had the story; `url` and `title` are those of the
    original, of the place where the text goes on, or of the earlier entry. `left_out` of `total`
    sentences of the original are not in the entry; `count` is the number of stories.
    """

    kind: LineKind
    name: str = ""
    url: str = ""
    title: str = ""
    left_out: int = 0
    total: int = 0
    count: int = 0

    def to_json(self) -> str:
        """Write the line for the store."""
        return to_json(asdict(self)).decode()

    @classmethod
    def from_json(cls, text: str) -> "EntryLine":
        """Read a line from the store."""
        return cls(**from_json(text))


def html_of(line: EntryLine, words: Words, server: str, page: str) -> str:
    """Write a line on the entry at `page` as a paragraph; its last link compares at `server`."""
    compare = f"{server}/?page={quote(page, safe='')}{_MARK}"
    parts = [*_parts(line, words), _link(compare, words.text("line_compare"))]
    return f"<p>{' · '.join(parts)}</p>"


def _parts(line: EntryLine, words: Words) -> Iterator[str]:
    match line.kind:
        case "retells":
            yield _strong(words.text("answer_retells", line.name))
            if line.url:
                yield words.text("line_original", _link(line.url, _title_of(line)))
            if line.left_out:
                yield escape(words.text("line_left_out", line.left_out, line.total))
        case "compiles":
            yield _strong(words.text("answer_compiles"))
        case "excerpt":
            if line.url:
                place = _link(line.url, line.name or host_of(line.url) or line.url)
                yield f"<strong>{words.text('line_goes_on', place)}</strong>"
            else:
                yield _strong(words.text("verdict_excerpt"))
        case "subscribers":
            yield _strong(words.text("verdict_paywalled"))
        case "stories":
            yield _strong(words.count("stories", line.count))
        case "same_story":
            title = words.text("quotation", _link(line.url, _title_of(line)))
            repeats = words.text("line_same_story", title, escape(line.name))
            yield f"<strong>{repeats}</strong>"


def _title_of(line: EntryLine) -> str:
    title = line.title or host_of(line.url) or line.url
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def _strong(text: str) -> str:
    return f"<strong>{escape(text)}</strong>"


def with_line(content: str, line: str) -> str:
    """Return an entry's HTML with `line` above it, in the place of an earlier one."""
    return line + without_line(content)


def without_line(content: str) -> str:
    """Return an entry's HTML as its publisher sent it."""
    return _LINE.sub("", content, count=1) if has_line(content) else content


def has_line(content: str) -> bool:
    """Whether an entry's HTML begins with a line of ours, as its reader may have rewritten it."""
    return _LINE.match(content) is not None
