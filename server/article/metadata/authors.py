"""Chooses the authors: the page's first list of authors that names a person.

Publishers declare themselves as the author while the page names one, so a list with only the site
or its desks counts only where the page shows no name. A list is kept whole.
"""

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from server.article.metadata.author_names import (
    byline_names,
    declared_names,
    is_byline,
    is_full,
    names_a_person,
    signer,
)
from server.article.metadata.dates import written_date
from server.article.metadata.shown_page import ShownLine, ShownPage
from server.article.metadata.statements import Statements
from server.language.scripts import ends_sentence
from server.model import FoundIn
from server.page.document import fold, is_shown, visible
from server.text.sentences import words
from server.urls import is_a

Names = list[str]
Listed = tuple[Names, FoundIn]
_ASIDE = frozenset({"aside", "footer", "nav", "figure", "figcaption", "script", "style", "form"})
_MANY = 60  # marked elements that are read
_LONGEST = 160  # characters of a text that may be a byline
# Most lines from the heading to a bare name, and from this to its date.
_NEAR_NAME, _BESIDE = 8, 2


def author_claims(page: Statements, sites: list[str]) -> list[Listed]:
    """Return the page's lists of authors, best first; `sites` are the site's names."""
    declared = ((declared_names(names), where) for names, where in page.stated("author"))
    lists = [(names, where) for names, where in declared if names]
    persons = [(names, where) for names, where in lists if names_a_person(names, sites)]
    if not persons:
        persons = list(islice(_shown(page.shown, sites, stands_alone=not lists), 1))
    elif not is_full(persons[0][0][0]):  # a handle
        persons = [*islice(_shown(page.shown, sites, stands_alone=False), 1), *persons]
    if not persons and not lists:
        found = (find(page.shown) for find in (signing_authors, dated_authors, sole_author, desks))
        lists = [(names, "byline") for names in islice(filter(None, found), 1)]
    best = persons[:1]
    first = set(map(fold, best[0][0])) if best else set()
    longer = [each for each in persons[1:] if set(map(fold, each[0])) > first]
    return [*longer[:1], *best, *persons, *lists]


def _shown(page: ShownPage, sites: list[str], *, stands_alone: bool) -> Iterator[Listed]:
    """Yield the visible lists; against a declaration only a whole name counts."""
    for names in (find(page) for find in (marked_authors, written_authors)):
        if names and names_a_person(names, sites) and (stands_alone or is_full(names[0])):
            yield names, "byline"


def marked_authors(page: ShownPage) -> list[str]:
    """Return the names in the first element that its page marks as the author's."""
    for elements in page.marked.values():
        for element in elements[:_MANY]:
            text = "" if page.is_elsewhere(element) else _short_text(element)
            if names := _names_in(text, element):
                return names
    return []


def _names_in(text: str, element: HtmlElement) -> list[str]:
    """Return the names in a text; a link with rel="author" always has one."""
    names = byline_names(text)
    return names or (declared_names([text]) if element.get("rel") == "author" else [])


def _short_text(element: HtmlElement) -> str:
    """Return the visible text, links separated; "" if it is long."""
    if element.tag in _ASIDE:
        return ""
    pieces: list[str] = []
    length = 0
    for _, piece, *_ in visible(element):
        pieces.append(piece)
        length += len(piece.strip())
        if length > _LONGEST:
            return ""
    links = [" ".join(link.text_content().split()) for link in element.iter("a")]
    if len(links) > 1 and all(len(link.split()) > 1 for link in links):
        return ";".join(links)
    return " ".join(" ".join(pieces).split())


def written_authors(page: ShownPage) -> list[str]:
    """Return the names in a byline near the heading, or with whole names."""
    far = []
    for line in page.lines:
        if is_byline(line.text) and (names := _named(line)):
            if line.is_below():
                return names
            if all(map(_is_whole, names)) and not ends_sentence(line.pieces[-1]):
                far.append((line, names))
    return next((names for line, names in far if not page.is_elsewhere(line.element)), [])


def signing_authors(page: ShownPage) -> list[str]:
    """Return the signer of a dated line near the heading, or the page's only one."""
    far: dict[str, None] = {}
    for line in page.lines:
        if ends_sentence(line.text) or not (names := signer(line.text)):
            continue
        if not written_date(line.text) or page.is_elsewhere(line.element):
            continue
        if line.is_below():
            return names
        far.update(dict.fromkeys(names))
    return list(far) if len(far) == 1 else []


def dated_authors(page: ShownPage) -> list[str]:
    """Return a whole name on its own line near the heading and a date."""
    near = [line for line in page.lines if line.is_below(_NEAR_NAME + _BESIDE)]
    days = [line.at or 0 for line in near if written_date(" ".join(line.pieces))]
    for line in near:
        is_dated = any(abs((line.at or 0) - day) <= _BESIDE for day in days)
        name = line.pieces[0].strip() if line.at in days else line.text
        if is_dated and _is_whole(name) and byline_names(name) == [name]:
            return [] if _is_plain(name, page) or page.is_elsewhere(line.element) else [name]
    return []


def _is_plain(name: str, page: ShownPage) -> bool:
    """Return whether the page has a lower-case word of `name`, or the heading has it."""
    if page.heading is not None and name in " ".join(page.heading.text_content().split()):
        return True
    own = set(words(name.lower()))
    return any(not own.isdisjoint(words(run.text)) for run in page.document.text_map.runs)


def sole_author(page: ShownPage) -> list[str]:
    """Return the name that all author links of `page` have, if it is one."""
    named = {
        tuple(byline_names(_short_text(link)))
        for link in page.root.xpath("//body//a[@href]")
        if (link.get("rel") == "author" or _leads_to_author(link.get("href"))) and is_shown(link)
    } - {()}
    return list(*named) if len(named) == 1 else []


def _leads_to_author(address: str) -> bool:
    return is_a(address, "person") and not is_a(address, "anybody")


def desks(page: ShownPage) -> list[str]:
    """Return the marked authors that are not persons: "Podium Staff"."""
    shown = (one for one in page.marked["named"][:_MANY] if not page.is_elsewhere(one))
    text = next(filter(None, map(_short_text, shown)), "")
    return declared_names([text]) if text else []


def _is_whole(name: str) -> bool:
    """Return whether `name` has two or three capitalised words."""
    parts = name.split()
    return 2 <= len(parts) <= 3 and all(part[0].isupper() for part in parts)


def _named(line: ShownLine) -> list[str]:
    """Return the names in a line, or in its pieces between links."""
    return byline_names(line.text) or [*filter(_is_whole, byline_names(";".join(line.pieces)))]
