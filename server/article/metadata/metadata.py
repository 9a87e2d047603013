"""Reads an article's metadata, and the page's contradictions about it.

Each field has a module that lists the page's claims, best first; here the best is taken.
docs/measurements.md has the figures for the order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from server.article.metadata.authors import author_claims
from server.article.metadata.published import modification, publication
from server.article.metadata.statements import Statements, claims
from server.article.metadata.titles import title_claims
from server.language.data import is_another, normal_tag
from server.model import ArticleAccess, Claim, FoundIn, MetadataConflict
from server.page.document import Document, fold
from server.page.structured import Structured, is_article, texts
from server.urls import parts_of, resolve

_MOST_OTHERS = 3  # shown of contradicting claims


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


def read_metadata(document: Document, url: str | None) -> Metadata:
    """Read the metadata of the page in `document` from `url`."""
    page = Statements(document)
    canonical = canonical_urls(page, url)
    addresses = [address for address in (url, _first_value(canonical)) if address]
    sites = site_names(page, addresses)
    published = publication(page, addresses)
    authors = author_claims(page, sites)
    stated = {
        "title": title_claims(page, sites, next(iter(addresses), None)),
        "authors": [Claim("; ".join(names), found_in) for names, found_in in authors],
        "publisher": page.first_claims("publisher"),
        "published": published,
        "modified": modification(page, _first_value(published)),
        "canonical_url": canonical,
    }
    conflicts = {name: _conflict(listed, _KEYS[name]) for name, listed in stated.items()}
    html = next(page.root.iter("html"), None)
    tongues = [html.get("lang") or html.get("xml:lang")] if html is not None else []
    return Metadata(
        title=_first_value(stated["title"]),
        authors=authors[0][0] if authors else [],
        publisher=_first_value([*stated["publisher"], *claims(map(_host, addresses), "address")]),
        published=_first_value(published),
        modified=_first_value(stated["modified"]),
        canonical_url=_first_value(canonical),
        languages=[*claims(tongues, "html"), *page.first_claims("language")],
        access=ArticleAccess(_declared_free(page.declared)),
        conflicts={name: conflict for name, conflict in conflicts.items() if conflict},
    )


def _first_value(stated: list[Claim]) -> str | None:
    return stated[0].value if stated else None


def _conflict(stated: list[Claim], key: Callable[[str], str]) -> MetadataConflict | None:
    """Return the place of the best claim, if another one contradicts it."""
    claim_by_key: dict[str, Claim] = {}
    best = key(stated[0].value) if stated else ""
    for claim in stated:
        if (claim_key := key(claim.value)) not in best:
            claim_by_key.setdefault(claim_key, claim)
    contradicting = list(claim_by_key.values())[:_MOST_OTHERS]
    return MetadataConflict(stated[0].found_in, contradicting) if contradicting else None


def language_conflict(language: str | None, stated: list[Claim]) -> MetadataConflict | None:
    """Return the conflict of `language` with another one that the page declares."""
    if language is None:
        return None
    others = [claim for claim in stated if is_another(claim.value, language)]
    places = (c.found_in for c in stated if normal_tag(c.value) and c not in others)
    return MetadataConflict(next(places, "text"), others[:_MOST_OTHERS]) if others else None


def _address_key(address: str) -> str:
    parts = parts_of(address)
    return f"{_host(address)}{parts.path.rstrip('/')}?{parts.query}"


_KEYS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("title", "authors", "publisher"), fold),
    **dict.fromkeys(("published", "modified"), itemgetter(slice(10))),
    "canonical_url": _address_key,
}


def site_names(page: Statements, addresses: Sequence[str]) -> list[str]:
    """Return possible names of the site at `addresses`."""
    sites = ("WebSite", "Organization", "NewsMediaOrganization")
    nodes = (node for node in page.declared.nodes if node.get("@type") in sites)
    hosts = filter(None, map(_host, addresses))
    return [
        *(claim.value for claim in page.first_claims("publisher")),
        *(name for node in nodes for name in texts(node.get("name"))),
        *(name for host in hosts for name in (host, host.rpartition(".")[0]) if name),
    ]


def _host(url: str | None) -> str:
    return (parts_of(url).hostname or "").removeprefix("www.")


def canonical_urls(page: Statements, url: str | None) -> list[Claim]:
    """Return the addresses that the page at `url` declares as its own."""
    base = next((element.get("href") for element in page.root.iter("base")), None)
    declared: list[tuple[str, FoundIn]] = [
        (link.get("href") or "", "link")
        for link in page.root.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    declared += [
        (value, where) for values, where in page.values_of("canonical") for value in values[:1]
    ]
    absolute = ((_absolute(address, base, url), where) for address, where in declared)
    return [Claim(address, where) for address, where in absolute if address]


def _absolute(address: str, base: str | None, url: str | None) -> str | None:
    # An unreadable base is ignored.
    on = resolve(url, (base or "").strip()) or url
    absolute = resolve(on, address.strip())
    parts = parts_of(absolute)
    if not address or parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return absolute if absolute and len(absolute) <= 8192 else None


def _declared_free(declared: Structured) -> bool | None:
    for node in declared.nodes:
        value = node.get("isAccessibleForFree") if is_article(node) else None
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower().rpartition("/")[2] in {"true", "false"}:
            return value.strip().lower().endswith("true")
    tier = "".join(declared.metas.get("article:content_tier", [])[:1]).lower()
    return {"free": True, "metered": False, "locked": False}.get(tier)
