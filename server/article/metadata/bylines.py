"""Authors that the page marks or links."""

from itertools import islice
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from server.article.metadata.author_names import byline_names, declared_names
from server.page.document import visible_text
from server.page.roles import BESIDE, Parts, Role, mark_of
from server.urls import is_a

# The roles of an author's element, the clearest first.
_MARKED: tuple[Role, ...] = ("named", "signed", "written")
_MAY_BE_MARKED: Any = XPath(
    "//body//*[@class or @rel='author' or self::byline or self::address or @id='author']"
)
# Parts that name other people.
_ELSEWHERE = (BESIDE - {"author"}) | {"foot"}
_ASIDE = frozenset({"aside", "footer", "nav", "figure", "figcaption", "script", "style", "form"})
# Most links after the heading, and before it.
_LINKS_AFTER, _LINKS_BEFORE = 15, 3
_MANY = 60  # marked elements that are read
LONGEST = 160  # characters of a text that may be a byline


def marked_authors(tree: HtmlElement) -> list[str]:
    """Return the names in the first element that its page marks as the author's."""
    parts = parts_of(tree)
    possible = _MAY_BE_MARKED(tree)
    for role in _MARKED:
        marked = (element for element in possible if _is_marked(element, role))
        for element in islice(marked, _MANY):
            text = "" if is_elsewhere(element, parts) else _short_text(element)
            if names := _names_in(text, element):
                return names
    return []


def _is_marked(element: HtmlElement, role: Role) -> bool:
    """Return whether `element` is marked so; a link to an author is as plain as a name."""
    is_linked = role == "named" and element.get("rel") == "author"
    return is_linked or mark_of(element, role) is not None


def _names_in(text: str, element: HtmlElement) -> list[str]:
    """Return the names in a text; a link with rel="author" always has one."""
    names = byline_names(text)
    return names or (declared_names([text]) if element.get("rel") == "author" else [])


def linked_authors(tree: HtmlElement) -> list[str]:
    """Return the names near the heading that link to author pages."""
    heading = next(tree.iter("h1"), None)
    if heading is None:
        return []
    before = heading.xpath(f"preceding::a[@href][position() <= {_LINKS_BEFORE}]")
    links_after = heading.xpath(f"following::a[@href][position() <= {_LINKS_AFTER}]")
    names: list[str] = []
    parts = parts_of(tree)
    for link in [*links_after, *before]:
        text = _short_text(link) if is_a(link.get("href"), "person") else ""
        if " " in text and not is_elsewhere(link, parts):
            names += byline_names(text)
    return list(dict.fromkeys(names))


def desks(tree: HtmlElement) -> list[str]:
    """Return the marked authors that are not persons: "Podium Staff"."""
    parts = parts_of(tree)
    marked = (element for element in _MAY_BE_MARKED(tree) if _is_marked(element, "named"))
    for element in islice(marked, _MANY):
        text = _short_text(element)
        if text and not is_elsewhere(element, parts):
            return declared_names([text])
    return []


def _short_text(element: HtmlElement) -> str:
    """Return the visible text, links separated; "" if it is long."""
    if element.tag in _ASIDE and not _is_about_author(element):
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


def sole_author(tree: HtmlElement) -> list[str]:
    """Return the name that all author links of `tree` have, if it is one."""
    named = {
        tuple(byline_names(_short_text(link)))
        for link in tree.xpath("//body//a[@href]")
        if link.get("rel") == "author" or _leads_to_author(link.get("href"))
    } - {()}
    return list(*named) if len(named) == 1 else []


def _leads_to_author(address: str) -> bool:
    return is_a(address, "person") and not is_a(address, "anybody")


def parts_of(tree: HtmlElement) -> Parts:
    """Return the parts of `tree`, seen from its first heading."""
    heading = next(tree.iter("h1"), None)
    return Parts(None if heading is None else heading.getparent())


def is_elsewhere(element: HtmlElement, parts: Parts) -> bool:
    """Return whether `element` is among comments, teasers and the like."""
    return parts.of(element).role in _ELSEWHERE


def _is_about_author(element: HtmlElement) -> bool:
    return element.tag in ("aside", "footer") and bool(mark_of(element, "author", "byline"))
