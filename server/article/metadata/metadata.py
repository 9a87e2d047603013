"""Reads an article's metadata, and the page's contradictions about it.

Each field has a module that lists the page's claims, best first; here the best is taken.
docs/decisions/metadata.md has the measurements for the order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from server.article.metadata.authors import Listed, author_claims
from server.article.metadata.published import modification, publication
from server.article.metadata.statements import Statements, claims
from server.article.metadata.titles import title_claims
from server.language.tags import is_another, normal_tag
from server.model import ArticleAccess, Claim, FoundIn, MetadataConflict
from server.page.document import Document, fold
from server.page.structured import Structured, is_article, texts
from server.urls import joined, parts_of

_MOST_OTHERS = 3  # shown of contradicting claims
_FREE = {"free": True, "metered": False, "locked": False}
_SITES = ("WebSite", "Organization", "NewsMediaOrganization")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The page's claims about its article; `conflicts`: contradictory fields."""

    title: str | None = None
    authors: list[str] = field(default_factory=list)
    publisher: str | None = None
    published: str | None = None
    modified: str | None = None
    canonical_url: str | None = None
    languages: list[Claim] = field(default_factory=list)
    access: ArticleAccess = field(default_factory=ArticleAccess)
    conflicts: dict[str, MetadataConflict] = field(default_factory=dict)


class SiteClaims(NamedTuple):
    """The page's claims about its site: addresses, publisher and names."""

    canonical: list[Claim]
    addresses: list[str]
    publisher: list[Claim]
    names: list[str]


def read_metadata(document: Document, url: str | None) -> Metadata:
    """Read the metadata of the page in `document` from `url`."""
    page = Statements(document)
    site = read_site(page, url)
    canonical = _best(site.canonical)
    title = title_claims(page, site.names, url or canonical)
    authors = author_claims(page, site.names)
    published = publication(page, site.addresses)
    modified = modification(page, _best(published))
    return Metadata(
        title=_best(title),
        authors=authors[0][0] if authors else [],
        publisher=_best(site.publisher),
        published=_best(published),
        modified=_best(modified),
        canonical_url=canonical,
        languages=_languages(page),
        access=ArticleAccess(_declared_free(page.declared)),
        conflicts=_contradictions(
            title, authors, site.publisher, published, modified, site.canonical
        ),
    )


def read_site(page: Statements, url: str | None) -> SiteClaims:
    """Read the page's site."""
    canonical = _canonical_urls(page, url)
    addresses = [address for address in (url, _best(canonical)) if address]
    publisher = [*page.first("publisher"), *claims(map(_host, addresses), "address")]
    names = _site_names(page.declared, publisher, _best(canonical), url)
    return SiteClaims(canonical, addresses, publisher, names)


def _best(stated: list[Claim]) -> str | None:
    return stated[0].value if stated else None


def _contradictions(
    title: list[Claim],
    authors: list[Listed],
    publisher: list[Claim],
    published: list[Claim],
    modified: list[Claim],
    canonical: list[Claim],
) -> dict[str, MetadataConflict]:
    listed = [Claim("; ".join(names), found_in) for names, found_in in authors]
    conflicts = {
        "title": _conflict(title, fold),
        "authors": _conflict(listed, fold),
        "publisher": _conflict([c for c in publisher if c.found_in != "address"], fold),
        "published": _conflict(published, _day),
        "modified": _conflict(modified, _day),
        "canonical_url": _conflict(canonical, _place),
    }
    return {name: each for name, each in conflicts.items() if each}


def _conflict(stated: list[Claim], key: Callable[[str], str]) -> MetadataConflict | None:
    """Return the place of the best claim, if another one contradicts it."""
    others: dict[str, Claim] = {}
    best = key(stated[0].value) if stated else ""
    for claim in stated:
        if (other := key(claim.value)) not in best:
            others.setdefault(other, claim)
    return (
        MetadataConflict(stated[0].found_in, list(others.values())[:_MOST_OTHERS])
        if others
        else None
    )


def language_conflict(language: str | None, stated: list[Claim]) -> MetadataConflict | None:
    """Return the place of `language`, if the page declares another one."""
    if language is None:
        return None
    others = [claim for claim in stated if is_another(claim.value, language)]
    found = (c.found_in for c in stated if normal_tag(c.value) and c not in others)
    return MetadataConflict(next(found, "text"), others[:_MOST_OTHERS]) if others else None


def _place(address: str) -> str:
    parts = parts_of(address)
    return f"{_host(address)}{parts.path.rstrip('/')}?{parts.query}"


def _day(iso: str) -> str:
    return iso[:10]


def _site_names(
    declared: Structured, publisher: list[Claim], canonical: str | None, url: str | None
) -> list[str]:
    nodes = (node for node in declared.nodes if node.get("@type") in _SITES)
    hosts = [_host(canonical), _host(url)]
    return [
        *(claim.value for claim in publisher),
        *(name for node in nodes for name in texts(node.get("name"))),
        *(name for host in hosts for name in (host, host.rpartition(".")[0]) if name),
    ]


def _host(url: str | None) -> str:
    return (parts_of(url).hostname or "").removeprefix("www.")


def _canonical_urls(page: Statements, url: str | None) -> list[Claim]:
    base = next((element.get("href") for element in page.root.iter("base")), None)
    found: list[tuple[str, FoundIn]] = [
        (link.get("href") or "", "link")
        for link in page.root.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    found += [(value, where) for values, where in page.stated("canonical") for value in values[:1]]
    absolute = ((_absolute(address, base, url), where) for address, where in found)
    return [Claim(address, where) for address, where in absolute if address]


def _absolute(address: str, base: str | None, url: str | None) -> str | None:
    # An unreadable base is ignored.
    on = joined(url, (base or "").strip()) or url
    absolute = joined(on, address.strip())
    parts = parts_of(absolute)
    if not address or parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return absolute if absolute and len(absolute) <= 8192 else None


def _languages(page: Statements) -> list[Claim]:
    html = next(page.root.iter("html"), None)
    own = html.get("lang") or html.get("xml:lang") if html is not None else None
    return [*claims([own], "html"), *page.first("language")]


def _declared_free(declared: Structured) -> bool | None:
    for node in declared.nodes:
        value = node.get("isAccessibleForFree") if is_article(node) else None
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower().rpartition("/")[2] in {"true", "false"}:
            return value.strip().lower().endswith("true")
    return _FREE.get("".join(declared.metas.get("article:content_tier", [])[:1]).lower())
