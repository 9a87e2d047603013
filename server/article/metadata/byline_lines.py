"""Authors in unmarked lines: "By Iris Calloway", or a name near a date."""

from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from lxml.html import HtmlElement

from server.article.metadata.author_names import byline_names, is_byline, signer
from server.article.metadata.bylines import LONGEST, AuthorMarks
from server.article.metadata.written_dates import written_date
from server.language.scripts import ends_sentence
from server.page.document import visible_lines
from server.text.sentences import words

# Most lines from the heading to a byline and to a bare name, and from this to its date.
_NEAR, _NEAR_NAME, _BESIDE = 15, 8, 2


class ShownLine(NamedTuple):
    """A line of the page: its number, its text in pieces, and the first's element."""

    at: int
    pieces: list[str]
    element: HtmlElement
    text: str


class ShownLines(AuthorMarks):
    """The short lines of a page, read on demand; `at` counts all lines."""

    @property
    def lines(self) -> list[ShownLine]:
        """The lines."""
        return self._read[0]

    @property
    def head(self) -> int | None:
        """Number of the heading's last line."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[list[ShownLine], int | None]:
        heading = next(self.tree.iter("h1"), None)
        inside = frozenset() if heading is None else frozenset(heading.iter())
        lines: list[ShownLine] = []
        at, head = 0, None
        for _, group in groupby(visible_lines(self.tree), key=itemgetter(2)):
            runs = list(group)
            whole = "".join(text for _, text, _ in runs)
            if whole.isspace():
                continue
            at += 1
            head = at if runs[0][0] in inside else head
            if len(text := " ".join(whole.split())) <= LONGEST:
                lines.append(ShownLine(at, [piece for _, piece, _ in runs], runs[0][0], text))
        return lines, head


def written_authors(page: ShownLines) -> list[str]:
    """Return the names in a byline near the heading, or with whole names."""
    far = []
    for line in page.lines:
        if is_byline(line.text) and (names := _named(line)):
            if page.head is not None and 0 < line.at - page.head <= _NEAR:
                return names
            if all(map(_is_whole, names)) and not ends_sentence(line.pieces[-1]):
                far.append((line, names))
    return next((names for line, names in far if not page.is_elsewhere(line.element)), [])


def dated_authors(page: ShownLines) -> list[str]:
    """Return a whole name on its own line near the heading and a date."""
    if page.head is None:
        return []
    near = [line for line in page.lines if 0 < line.at - page.head <= _NEAR_NAME + _BESIDE]
    days = [line.at for line in near if written_date(" ".join(line.pieces))]
    for line in near:
        is_dated = any(abs(line.at - day) <= _BESIDE for day in days)
        name = line.pieces[0].strip() if line.at in days else line.text
        if is_dated and _is_whole(name) and byline_names(name) == [name]:
            if _is_plain(name, page.tree) or page.is_elsewhere(line.element):
                return []
            return [name]
    return []


def signing_authors(page: ShownLines) -> list[str]:
    """Return the signer of a dated line near the heading, or the page's only one."""
    far: dict[str, None] = {}
    for line in page.lines:
        if ends_sentence(line.text) or not (names := signer(line.text)):
            continue
        if not written_date(line.text) or page.is_elsewhere(line.element):
            continue
        if page.head is not None and 0 < line.at - page.head <= _NEAR:
            return names
        far.update(dict.fromkeys(names))
    return list(far) if len(far) == 1 else []


def _is_plain(name: str, tree: HtmlElement) -> bool:
    """Return whether the page has a lower-case word of `name`, or the heading has it."""
    heading = next(tree.iter("h1"))
    if name in " ".join(heading.text_content().split()):
        return True
    own = set(words(name.lower()))
    texts = (text for _, text, _ in visible_lines(tree))
    return any(not own.isdisjoint(words(text)) for text in texts)


def _is_whole(name: str) -> bool:
    """Return whether `name` has two or three capitalised words."""
    parts = name.split()
    return 2 <= len(parts) <= 3 and all(part[0].isupper() for part in parts)


def _named(line: ShownLine) -> list[str]:
    """Return the names in a line, or in its pieces between links."""
    return byline_names(line.text) or [*filter(_is_whole, byline_names(";".join(line.pieces)))]
