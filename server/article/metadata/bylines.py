"""Authors that the page marks, or that all its links name."""

from functools import cached_property
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from server.article.metadata.author_names import byline_names, declared_names
from server.page.document import visible_text
from server.page.roles import BESIDE, Parts, Role, marks_of
from server.urls import is_a

# The roles of an author's element, the clearest first.
_MARKED: tuple[Role, ...] = ("named", "signed", "written")
_MAY_BE_MARKED: Any = XPath(
    "//body//*[@class or @rel='author' or self::byline or self::address or @id='author']"
)
# Parts that name other people.
_ELSEWHERE = (BESIDE - {"author"}) | {"foot"}
_ASIDE = frozenset({"aside", "footer", "nav", "figure", "figcaption", "script", "style", "form"})
_MANY = 60  # marked elements that are read
LONGEST = 160  # characters of a text that may be a byline


class AuthorMarks:
    """A page's tree, with its parts seen from the first heading, and what marks authors in it."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree

    @cached_property
    def parts(self) -> Parts:
        """Return the parts of the page."""
        heading = next(self.tree.iter("h1"), None)
        return Parts(None if heading is None else heading.getparent())

    @cached_property
    def marked(self) -> dict[Role, list[HtmlElement]]:
        """Return the elements of each role of an author; links to one count as names."""
        found: dict[Role, list[HtmlElement]] = {role: [] for role in _MARKED}
        for element in _MAY_BE_MARKED(self.tree):
            roles = {mark.role for mark in marks_of(element)} & found.keys()
            if element.get("rel") == "author":
                roles.add("named")
            for role in roles:
                found[role].append(element)
        return found

    def is_elsewhere(self, element: HtmlElement) -> bool:
        """Return whether `element` is among comments, teasers and the like."""
        return self.parts.of(element).role in _ELSEWHERE


def marked_authors(page: AuthorMarks) -> list[str]:
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


def desks(page: AuthorMarks) -> list[str]:
    """Return the marked authors that are not persons: "Podium Staff"."""
    shown = (one for one in page.marked["named"][:_MANY] if not page.is_elsewhere(one))
    text = next(filter(None, map(_short_text, shown)), "")
    return declared_names([text]) if text else []


def _short_text(element: HtmlElement) -> str:
    """Return the visible text, links separated; "" if it is long."""
    if element.tag in _ASIDE:
        return ""
    pieces: list[str] = []
    length = 0
    for _, piece in visible_text(element):
        pieces.append(piece)
        length += len(piece.strip())
        if length > LONGEST:
            return ""
    links = [" ".join(link.text_content().split()) for link in element.iter("a")]
    if len(links) > 1 and all(len(link.split()) > 1 for link in links):
        return ";".join(links)
    return " ".join(" ".join(pieces).split())


def sole_author(page: AuthorMarks) -> list[str]:
    """Return the name that all author links of `page` have, if it is one."""
    named = {
        tuple(byline_names(_short_text(link)))
        for link in page.tree.xpath("//body//a[@href]")
        if link.get("rel") == "author" or _leads_to_author(link.get("href"))
    } - {()}
    return list(*named) if len(named) == 1 else []


def _leads_to_author(address: str) -> bool:
    return is_a(address, "person") and not is_a(address, "anybody")
