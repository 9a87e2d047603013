"""Chooses the authors: the page's first list of authors that names a person.

Publishers declare themselves as the author while the page names one, so a list with only the site
or its desks counts only where the page shows no name. A list is kept whole.
"""

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from server.article.metadata.author_names import declared_names, is_full, names_a_person
from server.article.metadata.byline_lines import (
    ShownLines,
    dated_authors,
    signing_authors,
    written_authors,
)
from server.article.metadata.bylines import (
    desks,
    marked_authors,
    sole_author,
)
from server.article.metadata.claims import metas_of
from server.model import FoundIn
from server.page.document import fold
from server.page.structured import Node, Structured

Names = list[str]
Listed = tuple[Names, FoundIn]


def author_claims(
    tree: HtmlElement, declared: Structured, article: Node, sites: list[str]
) -> list[Listed]:
    """Return the page's lists of authors, best first; `sites` are the site's names."""
    lists = [(names, where) for names, where in _declared(declared, article) if names]
    persons = [(names, where) for names, where in lists if names_a_person(names, sites)]
    page = ShownLines(tree)
    if not persons:
        persons = list(islice(_shown(page, sites, stands_alone=not lists), 1))
    elif not is_full(persons[0][0][0]):  # a handle
        persons = [*islice(_shown(page, sites, stands_alone=False), 1), *persons]
    if not persons and not lists:
        names = signing_authors(page) or dated_authors(page) or sole_author(page) or desks(page)
        lists = [(names, "byline")] if names else []
    best = persons[:1]
    longer = [each for each in persons[1:] if best and _includes(each[0], best[0][0])]
    return [*longer[:1], *best, *persons, *lists]


def _shown(page: ShownLines, sites: list[str], *, stands_alone: bool) -> Iterator[Listed]:
    """Yield the visible lists; against a declaration only a whole name counts."""
    for names in (find(page) for find in (marked_authors, written_authors)):
        if names and names_a_person(names, sites) and (stands_alone or is_full(names[0])):
            yield names, "byline"


def _declared(declared: Structured, article: Node) -> list[Listed]:
    named = declared.named(article.get("author") or article.get("creator"))
    return [
        (declared_names(named), "json_ld"),
        *((declared_names(node.get("author", [])), where) for where, node in declared.markup),
        *((declared_names(declared.metas.get(name, [])), "meta") for name in metas_of("author")),
    ]


def _includes(longer: Names, shorter: Names) -> bool:
    return set(map(fold, longer)) > set(map(fold, shorter))
