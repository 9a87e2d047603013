"""Finds the role of each part of a page by its markup: the one place that knows class names.

`markup.json` has a row for each name or tag, with examples of markup that a test reads.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from itertools import chain
from typing import Annotated, Literal, NamedTuple, get_args

from lxml.html import HtmlElement
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from server.model import Words, read_rows, remembered
from server.page.document import Document, inherited, name_words

Role = Literal[
    "wall",  # locks the text
    "comments",
    "footer",
    "menu",
    "aside",  # other stories
    "advert",
    "consent",
    "credits",
    "bio",  # about the author
    "author",
    "caption",
    "byline",
    "offer",  # what else the site has, or sells
    "foot",  # of the story, or of the page
    # Names that are hints only, and make no part of the page.
    "hint",  # of a wall
    "kept",  # from readers without access
    "source",  # where the story is from
    "closed",  # hidden until something is pressed
    "elsewhere",  # beside these a pattern for walls, hints, consent and bylines means nothing
    "named",  # an author's name
    "signed",  # by an author
    "written",  # perhaps by one
    "cart",  # of a shop
    "pager",
    "no_pager",  # rows that look like one: of pictures, stars, dates
    "site_page",  # no post, as the content system says on the page's body: about us, a service
]
ROLES: tuple[Role, ...] = get_args(Role)
# The parts that are not the story; where parts hold each other, the first of `ROLES` counts.
BESIDE = frozenset(ROLES[ROLES.index("comments") : ROLES.index("byline")])
PAGES = frozenset({"html", "body", "main", "article"})
_SECTIONS = ("article", "section")
_UNLESS_ELSEWHERE = frozenset({"wall", "hint", "consent", "byline"})


class Mark(NamedTuple):
    """A role and what gives it: the name or the tag of an element."""

    role: Role
    why: str


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Row:
    """A row of `markup.json`.

    `names` are words of class, id or role; `classes` are whole classes, none of `unless` beside
    them; `pattern` is looked for in class and id, in small letters, or `in_class` alone.
    """

    role: Role
    examples: Annotated[tuple[str, ...], Field(min_length=1)]
    others: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    tags: Words = frozenset()
    names: Words = frozenset()
    classes: Words = frozenset()
    unless: Words = frozenset()
    in_class: bool = False

    def matching_sign(
        self, tag: str, words: frozenset[str], tokens: frozenset[str], names: str
    ) -> str | None:
        """Return the tag, name or class that gives an element the role, if one does."""
        if tag in self.tags:
            return tag
        for listed, present in ((self.names, words), (self.classes, tokens)):
            if listed and (hit := listed & present):
                return None if self.unless & present else min(hit)
        if self.pattern is None:
            return None
        match = self.pattern.search(names.partition("\n")[0] if self.in_class else names)
        if not match or (self.role in _UNLESS_ELSEWHERE and _is_elsewhere(names)):
            return None
        return match[0].strip()


def mark_of(element: HtmlElement, *roles: Role) -> str | None:
    """Return the mark that gives `element` one of `roles`, the first of `ROLES`; else None."""
    marks = marks_of(element, rows_of(roles))
    return marks[0].why if marks else None


def marks_of(element: HtmlElement, rows: "Rows") -> tuple[Mark, ...]:
    """Return the marks that `rows` give `element` itself, in the order of `ROLES`."""
    get = element.get
    return _marks(rows, element.tag, get("class", ""), get("id", ""), get("role", ""))


def is_named(role: Role, tag: str, classes: str) -> bool:
    """Whether `classes` give elements with `tag` the `role`."""
    return bool(_marks(rows_of((role,)), tag, classes, "", ""))


def elements_in_roles(document: Document, *roles: Role) -> list[HtmlElement]:
    """Return the elements whose class or id gives them one of `roles`, by a pattern."""
    patterns = [row.pattern for row in rows() if row.role in roles and row.pattern]
    if not any(pattern.search(document.names) for pattern in patterns):
        return []
    elements = dict.fromkeys(chain(document.having["class"], document.having["id"]))
    return [element for element in elements if mark_of(element, *roles)]


class Part(NamedTuple):
    """The part of a page that an element is in: its mark and its wall.

    `is_closed`: markup hides it until something is pressed.
    """

    mark: Mark | None = None
    wall: str | None = None
    is_closed: bool = False

    @property
    def role(self) -> Role | None:
        """The role of its mark."""
        return self.mark.role if self.mark else None

    @property
    def is_beside(self) -> bool:
        """Whether it is not the story."""
        return self.role in BESIDE


_PAGE, _OTHER = Part(), Mark("aside", "related")


class Parts:
    """The parts of a page, seen from what holds the story."""

    def __init__(self, *story: HtmlElement | None, beside: Collection[HtmlElement] = ()) -> None:
        """Count no element around `story` as outside of it, and those `beside` as other stories."""
        self._beside = beside
        elements = [element for element in story if element is not None]
        self._around = {
            ancestor for element in elements for ancestor in (element, *element.iterancestors())
        }
        self._known: dict[HtmlElement | None, Part] = {None: _PAGE}
        self._rows = rows_of(_SHAPING)

    def of(self, element: HtmlElement | None) -> Part:
        """Return the part that `element` is in."""
        return inherited(element, self._known, self._within)

    def _within(self, element: HtmlElement, part: Part) -> Part:
        """Return the part of `element`, whose parent is in `part`."""
        tag, mark, wall = element.tag, part.mark, part.wall
        if tag in ("html", "body"):
            return _PAGE
        marks, is_closed = self._marks(element), element.get("aria-hidden") == "true"
        if not marks and not is_closed and element not in self._around:
            return part
        if element in self._around:
            mark = None
        elif marks:
            parts = (each_mark for each_mark in marks if each_mark.role in _PARTS)
            own_mark = next(
                (each_mark for each_mark in parts if not self._is_of_story(element, each_mark)),
                None,
            )
            mark = min(filter(None, (own_mark, mark)), key=_rank, default=None)
        if tag in PAGES:
            return Part(mark, wall, part.is_closed)
        wall = next((each_mark.why for each_mark in marks if each_mark.role == "wall"), wall)
        is_closed = is_closed or any(each_mark.role == "closed" for each_mark in marks)
        return Part(mark, wall, part.is_closed or is_closed)

    def _marks(self, element: HtmlElement) -> Sequence[Mark]:
        marks = marks_of(element, self._rows)
        return sorted((*marks, _OTHER), key=_rank) if element in self._beside else marks

    def _is_of_story(self, element: HtmlElement, mark: Mark) -> bool:
        """Whether a side note or a footer belongs to the story or its author."""
        if mark.why in ("aside", "footer") and mark_of(element, "author", "byline"):
            return True
        if mark.why == "footer":
            return next(element.iterancestors(*_SECTIONS), None) in self._around
        if mark.why != "aside":
            return False
        # Right after the story; walls are marked up so, and often wrapped.
        first = element
        for _ in range(2):
            parent = first.getparent()
            if first.getprevious() is None and parent is not None and parent not in self._around:
                first = parent
        before = first.getprevious()
        return before is not None and before in self._around and before.tag not in PAGES


def _rank(mark: Mark) -> int:
    return ROLES.index(mark.role)


_PARTS = ROLES[: ROLES.index("hint")]
_SHAPING: tuple[Role, ...] = (*_PARTS, "closed")


class Rows:
    """The rows of some roles, by tag and by name; those with a pattern by ""."""

    def __init__(self, roles: Collection[Role]) -> None:
        self.by_name: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(rows()):
            tags = (f"<{tag}>" for tag in row.tags)
            for key in {*tags, *row.names, *row.classes, *([""] if row.pattern else ())}:
                if row.role in roles:
                    self.by_name[key].append(number)
        patterns = (rows()[number].pattern for number in self.by_name.get("", ()))
        # Few names fit any.
        self.any = re.compile(
            "|".join(f"(?:{pattern.pattern})" for pattern in patterns if pattern) or "(?!)"
        )


rows_of = cache(Rows)


@remembered
def _marks(some: Rows, tag: str, classes: str, identity: str, role: str) -> tuple[Mark, ...]:
    words, names = name_words(classes, identity, role), f"{classes}\n{identity}".lower()
    tokens = frozenset(classes.lower().split())
    keys = [f"<{tag}>", *(words | tokens), *([""] if some.any.search(names) else ())]
    why_by_role: dict[Role, str] = {}
    for number in sorted({number for key in keys for number in some.by_name.get(key, ())}):
        row = rows()[number]
        why = None if row.role in why_by_role else row.matching_sign(tag, words, tokens, names)
        if why:
            why_by_role[row.role] = why
    return tuple(Mark(role, why_by_role[role]) for role in ROLES if role in why_by_role)


def _is_elsewhere(names: str) -> bool:
    patterns = (row.pattern for row in rows() if row.role == "elsewhere")
    return any(pattern and pattern.search(names) for pattern in patterns)


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows of `markup.json`; raise ValueError with the row that is wrong."""
    return tuple(read_rows(__package__, "markup.json", Row))
