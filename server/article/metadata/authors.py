"""Chooses the authors: the page's first list of authors that names a person.

Publishers declare themselves as the author while the page names one, so a list with only the site
or its desks counts only where the page shows no name. A list is kept whole.
"""

from collections.abc import Iterator
from itertools import islice

from server.article.metadata.author_names import declared_names, is_full, names_a_person
from server.article.metadata.shown_authors import (
    dated_authors,
    desks,
    marked_authors,
    signing_authors,
    sole_author,
    written_authors,
)
from server.article.metadata.shown_page import ShownPage
from server.article.metadata.statements import Statements
from server.model import FoundIn
from server.page.document import fold

Names = list[str]
Listed = tuple[Names, FoundIn]


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
    longer = [each for each in persons[1:] if best and _includes(each[0], best[0][0])]
    return [*longer[:1], *best, *persons, *lists]


def _shown(page: ShownPage, sites: list[str], *, stands_alone: bool) -> Iterator[Listed]:
    """Yield the visible lists; against a declaration only a whole name counts."""
    for names in (find(page) for find in (marked_authors, written_authors)):
        if names and names_a_person(names, sites) and (stands_alone or is_full(names[0])):
            yield names, "byline"


def _includes(longer: Names, shorter: Names) -> bool:
    return set(map(fold, longer)) > set(map(fold, shorter))
