"""Which of a page's titles is its article's, without the site's name.

Measured (docs/decisions/metadata.md): where schema.org describes an article, OpenGraph's title
is mostly the better of the declared ones (`headlines` has the exceptions); elsewhere the heading
is, if the page's other titles know it.
"""

import re
from itertools import chain, islice

from lxml.html import HtmlElement

from server.article.metadata.claims import claims, distinct, line
from server.article.metadata.headlines import after_kickers, headline_first
from server.model import Claim
from server.page.document import fold, is_hidden, visible_lines
from server.page.structured import Node, Structured, is_article, texts

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«›:*/~]{1,2}\s+|\s*[|｜]\s*")
_METAS = ("dc.title", "dcterms.title", "parsely-title", "sailthru.title", "citation_title", "title")
_HOME = re.compile(r"^(?:\S*?https?://[^/?#]+)?/?(?:index\.\w+)?$")
# Folded characters from which two equal titles are no accident.
_TELLING = 8
_MANY = 50


def title_claims(tree: HtmlElement, declared: Structured, sites: list[str]) -> list[Claim]:
    """What the page calls its article, best first; `sites` are names of the site."""
    shown, banners = _headings(tree)
    sites = [*sites, *banners]
    stated = _stated(tree, declared, shown)
    known = {key for claim in [*stated, *shown] if len(key := fold(claim.value)) >= _TELLING}
    known |= after_kickers([claim.value for claim in [*stated, *shown]])
    names = set(map(fold, sites)) - {""}
    short = [
        Claim(without_site(claim.value, sites, known=known - {fold(claim.value)}), claim.found_in)
        for claim in [*stated, *shown]
    ]
    claims = [claim for claim in short if claim.value and fold(claim.value) not in names]
    return distinct(_ranked(claims, headlines=_headlines(declared))) or _lower_headings(tree, names)


def article_node(tree: HtmlElement, declared: Structured) -> Node:
    """The node of JSON-LD that describes the article under the page's heading."""
    return declared.article_about([claim.value for claim in _headings(tree)[0]])


def without_site(
    title: str, sites: list[str], *, known: frozenset[str] | set[str] = frozenset()
) -> str:
    """`title` without a site's name at either end.

    A part that is one of the (folded) `known` other titles is enough too.
    """
    names = set(map(fold, sites)) - {""}
    for cut in list(_SEPARATOR.finditer(title))[:_MANY]:
        for part in (title[: cut.start()], title[cut.end() :]):
            if fold(part) in known:
                return part
    while cuts := list(_SEPARATOR.finditer(title))[:_MANY]:
        head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
        if _is_site(tail, names):
            title = head
        elif fold(title[: cuts[0].start()]) in names:
            title = title[cuts[0].end() :]
        else:
            break
    return title


def _is_site(part: str, names: set[str]) -> bool:
    key = fold(part)
    return bool(key) and any(key in name or name in key for name in names)


def _stated(tree: HtmlElement, declared: Structured, shown: list[Claim]) -> list[Claim]:
    article = declared.article_about([claim.value for claim in shown])
    element = next(tree.iter("title"), None)
    whole = line(element.text_content()) if element is not None else ""
    return [
        *claims(declared.metas.get("og:title", [])[:1], "opengraph"),
        *claims(texts(article.get("headline"))[:1], "json_ld"),
        *claims(declared.metas.get("twitter:title", [])[:1], "twitter"),
        *chain.from_iterable(
            claims([node.get("headline")], kind) for kind, node in declared.markup
        ),
        *claims([declared.meta(*_METAS)], "meta"),
        *claims([_without_last_part(whole, shown)], "title_element"),
    ]


def _without_last_part(title: str, shown: list[Claim]) -> str:
    """`<title>` without what is short and last: mostly the site's name."""
    cuts = list(_SEPARATOR.finditer(title))
    if not cuts or any(fold(claim.value) == fold(title) for claim in shown):
        return title
    head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
    return head if len(tail.split()) <= 4 and len(head) > 2 * len(tail) else title


def _headings(tree: HtmlElement) -> tuple[list[Claim], list[str]]:
    """The visible `h1`s, and the words of those that only lead home: the site's names."""
    shown, banners = [], []
    for element in list(tree.iter("h1"))[:_MANY]:
        text = "" if _is_no_heading(element) else shown_text(element)
        links = [link.get("href", "") for link in element.iter("a")]
        if text and links and all(_HOME.match(link.strip()) for link in links):
            banners.append(text)
        elif text:
            shown.append(Claim(text, "heading"))
    return shown, banners


def _lower_headings(tree: HtmlElement, names: set[str]) -> list[Claim]:
    """The first heading below `h1` that is not one of the site's `names`."""
    shown = (shown_text(each) for each in islice(tree.iter("h2", "h3"), _MANY))
    return claims((text for text in shown if fold(text) not in names), "heading")[:1]


def _is_no_heading(element: HtmlElement) -> bool:
    """Whether it is hidden, or in the translation box that Google puts into a page."""
    return is_hidden(element) or any(
        (each.get("id") or "").startswith("goog-gt-")
        for each in (element, *element.iterancestors())
    )


def shown_text(element: HtmlElement) -> str:
    """The text of `element` on one line, a space for each line break and block in it."""
    last, pieces = 0, []
    for _, text, number in visible_lines(element):
        pieces.append(text if number == last else f" {text}")
        last = number
    return line("".join(pieces))


def _headlines(declared: Structured) -> list[str]:
    """The distinct headlines of the articles that JSON-LD describes; one of them may be empty."""
    articles = filter(is_article, declared.nodes)
    return list({fold(" ".join(texts(node.get("headline")))) for node in articles})


def _ranked(claims: list[Claim], *, headlines: list[str]) -> list[Claim]:
    """`claims` with the best first; `headlines` are those of the articles in JSON-LD."""
    if headlines and any(claim.found_in == "opengraph" for claim in claims):
        return headline_first(claims, is_only=len(headlines) == 1)
    others = [fold(claim.value) for claim in claims if claim.found_in != "heading"]
    headings = [claim for claim in claims if claim.found_in == "heading"]
    known = [c for c in headings if any(other.startswith(fold(c.value)) for other in others)]
    best = known or (headings if len(headings) == 1 else [])
    return [*best, *claims]
