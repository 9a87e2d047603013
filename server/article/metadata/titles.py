"""Chooses a page's title, without the site's name.

Measured (docs/decisions/metadata.md): where schema.org describes an article, OpenGraph's title is
mostly the better of the declared ones; elsewhere learned weights rank all of the page's titles.
"""

from collections.abc import Sequence

from server.article.metadata.statements import Statements, claims, distinct, line
from server.article.metadata.title_ranking import Titles, best_first, without_site
from server.model import Claim
from server.page.document import fold
from server.page.structured import Structured, is_article, texts
from server.text.sentences import words

# Least folded characters of equal titles that are no coincidence.
_SIGNIFICANT = 8
_UNRELATED = 0.2  # common share of words of related titles


def title_claims(page: Statements, sites: list[str], address: str | None = None) -> list[Claim]:
    """Return the article's titles, best first; `sites` are names of the site."""
    known = _declared_first(page, sites) if is_declared(page.declared) else []
    return known or best_first(read_titles(page, sites, address))


def is_declared(declared: Structured) -> bool:
    """Return whether JSON-LD describes an article that OpenGraph has a title for."""
    return "og:title" in declared.metas and bool(_headlines(declared))


def read_titles(page: Statements, sites: list[str], address: str | None = None) -> Titles:
    """Return all titles of the page."""
    headings, prose = page.headings
    return Titles(_stated(page), headings, [*sites, *page.main_headings[1]], address, prose)


def _declared_first(page: Statements, sites: list[str]) -> list[Claim]:
    """Return the titles of a page whose JSON-LD and OpenGraph name its article."""
    shown, banners = page.main_headings
    sites = [*sites, *banners]
    stated = [*_stated(page), *shown]
    known = {key for claim in stated if len(key := fold(claim.value)) >= _SIGNIFICANT}
    names = set(map(fold, sites)) - {""}
    short = [
        Claim(without_site(claim.value, sites, known=known - {fold(claim.value)}), claim.found_in)
        for claim in stated
    ]
    titles = [claim for claim in short if claim.value and fold(claim.value) not in names]
    return distinct(headline_first(titles, is_only=len(_headlines(page.declared)) == 1))


def _stated(page: Statements) -> list[Claim]:
    element = next(page.root.iter("title"), None)
    whole = line(element.text_content()) if element is not None else ""
    return [*page.first("title"), *claims([whole], "title_element")]


def _headlines(declared: Structured) -> list[str]:
    """Return the distinct headlines of JSON-LD's articles; one may be empty."""
    articles = filter(is_article, declared.nodes)
    return list({fold(" ".join(texts(node.get("headline")))) for node in articles})


def headline_first(claims: Sequence[Claim], *, is_only: bool) -> list[Claim]:
    """Put JSON-LD's headline first where OpenGraph's title is not the article's.

    That is where the page shows JSON-LD's as its heading and `<title>` is another one (made for
    search engines, as OpenGraph's is for sharing), or OpenGraph's leaves its kicker out or has
    other words; and where OpenGraph's is the page's title, shown and in `<title>`, and JSON-LD's
    `is_only`: JSON-LD has no other article's.
    """
    shared, headline = _first(claims, "opengraph"), _first(claims, "json_ld")
    if not shared or not headline or _same(shared.value, headline.value):
        return list(claims)
    shown = [claim.value for claim in claims if claim.found_in == "heading"]
    title = _first(claims, "title_element")
    if any(_same(headline.value, heading) for heading in shown):
        wins = (
            title is None
            or not _same(title.value, headline.value)
            or fold(headline.value).endswith(fold(shared.value))
            or _unrelated(shared, headline)
        )
    else:
        wins = (
            is_only
            and title is not None
            and any(
                _same(shared.value, heading) and _same(title.value, heading) for heading in shown
            )
        )
    return [headline, *claims] if wins else list(claims)


def _first(claims: Sequence[Claim], found_in: str) -> Claim | None:
    return next((claim for claim in claims if claim.found_in == found_in), None)


def _same(one: str, other: str) -> bool:
    """Return whether one begins the other, except for typography."""
    one, other = fold(one), fold(other)
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _unrelated(one: Claim, other: Claim) -> bool:
    first, second = set(words(one.value.casefold())), set(words(other.value.casefold()))
    return len(first & second) < _UNRELATED * min(len(first), len(second))
