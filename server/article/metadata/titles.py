"""Chooses a page's title, without the site's name.

Measured (docs/decisions/metadata.md): where schema.org describes an article, OpenGraph's title is
mostly the better of the declared ones (`headlines` has the exceptions); elsewhere learned weights
rank all of the page's titles (`title_ranking`).
"""

import re
from itertools import chain, islice

from lxml import etree
from lxml.html import HtmlElement

from server.article.metadata.claims import claims, distinct, line, metas_of
from server.article.metadata.headlines import headline_first
from server.article.metadata.title_candidates import Heading, Titles, without_site
from server.article.metadata.title_ranking import best_first
from server.model import Claim
from server.page.document import fold, is_hidden, visible_lines
from server.page.structured import Node, Structured, is_article, texts

_HOME = re.compile(r"^(?:\S*?https?://[^/?#]+)?/?(?:index\.\w+)?$")
# Least folded characters of equal titles that are no coincidence.
_SIGNIFICANT = 8
# Most headings of each level that are read; characters of a long paragraph.
_MOST = {"h1": 20, "h2": 4, "h3": 4}
_PROSE = 150  # characters of a paragraph; headings and decks are shorter


def title_claims(
    tree: HtmlElement, declared: Structured, sites: list[str], address: str | None = None
) -> list[Claim]:
    """Return the article's titles, best first; `sites` are names of the site."""
    known = _declared_first(tree, declared, sites) if is_declared(declared) else []
    return known or best_first(read_titles(tree, declared, sites, address))


def is_declared(declared: Structured) -> bool:
    """Return whether JSON-LD describes an article that OpenGraph has a title for."""
    return "og:title" in declared.metas and bool(_headlines(declared))


def read_titles(
    tree: HtmlElement, declared: Structured, sites: list[str], address: str | None = None
) -> Titles:
    """Return all titles of the page."""
    headings, prose = _headings(tree)
    banners = [each.claim.value for each in headings if each.leads_home and each.level == 1]
    return Titles(_stated(tree, declared), headings, [*sites, *banners], address, prose)


def article_node(tree: HtmlElement, declared: Structured) -> Node:
    """Return JSON-LD's node of the article under the page's heading."""
    return declared.article_about([claim.value for claim in _main_headings(tree)[0]])


def _declared_first(tree: HtmlElement, declared: Structured, sites: list[str]) -> list[Claim]:
    """Return the titles of a page whose JSON-LD and OpenGraph name its article."""
    shown, banners = _main_headings(tree)
    sites = [*sites, *banners]
    stated = [*_stated(tree, declared), *shown]
    known = {key for claim in stated if len(key := fold(claim.value)) >= _SIGNIFICANT}
    names = set(map(fold, sites)) - {""}
    short = [
        Claim(without_site(claim.value, sites, known=known - {fold(claim.value)}), claim.found_in)
        for claim in stated
    ]
    titles = [claim for claim in short if claim.value and fold(claim.value) not in names]
    return distinct(headline_first(titles, is_only=len(_headlines(declared)) == 1))


def _stated(tree: HtmlElement, declared: Structured) -> list[Claim]:
    article = article_node(tree, declared) if declared.article else {}
    element = next(tree.iter("title"), None)
    whole = line(element.text_content()) if element is not None else ""
    return [
        *claims(declared.metas.get("og:title", [])[:1], "opengraph"),
        *claims(texts(article.get("headline"))[:1], "json_ld"),
        *claims(declared.metas.get("twitter:title", [])[:1], "twitter"),
        *chain.from_iterable(
            claims([node.get("headline")], kind) for kind, node in declared.markup
        ),
        *claims([declared.meta(*metas_of("title"))], "meta"),
        *claims([whole], "title_element"),
    ]


def _main_headings(tree: HtmlElement) -> tuple[list[Claim], list[str]]:
    """Return the visible `h1`s, and the words of those that only lead home."""
    shown, banners = [], []
    for element in islice(tree.iter("h1"), _MOST["h1"]):
        if not is_hidden(element) and (text := shown_text(element)):
            if _leads_home(element):
                banners.append(text)
            else:
                shown.append(Claim(text, "heading"))
    return shown, banners


def _headings(tree: HtmlElement) -> tuple[list[Heading], int]:
    """Return the first visible headings, and the number of the first prose."""
    found: list[Heading] = []
    left = dict(_MOST)
    at, prose = 0, None
    for at, element in enumerate(tree.iter(etree.Element)):
        tag = element.tag
        if left.get(tag) and not is_hidden(element) and (text := shown_text(element)):
            left[tag] -= 1
            claim = Claim(text, "heading")
            found.append(Heading(claim, int(tag[1]), at, leads_home=_leads_home(element)))
        elif prose is None and tag == "p" and len("".join(element.itertext())) > _PROSE:
            prose = at
    return found, at + 1 if prose is None else prose


def _leads_home(heading: HtmlElement) -> bool:
    links = [link.get("href", "") for link in heading.iter("a")]
    return bool(links) and all(_HOME.match(link.strip()) for link in links)


def shown_text(element: HtmlElement) -> str:
    """Return an element's text on one line, with a space per line break and block."""
    last, pieces = 0, []
    for _, text, number in visible_lines(element):
        pieces.append(text if number == last else f" {text}")
        last = number
    return line("".join(pieces))


def _headlines(declared: Structured) -> list[str]:
    """Return the distinct headlines of JSON-LD's articles; one may be empty."""
    articles = filter(is_article, declared.nodes)
    return list({fold(" ".join(texts(node.get("headline")))) for node in articles})
