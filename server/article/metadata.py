"""Who published what when: an article's metadata.

Measured (docs/decisions/extraction.md): declarations first for title and authors, trafilatura
for the date and for what is not declared.
"""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from server.article.dates import best_date
from server.article.document import fold
from server.article.structured import Structured, is_article, read_structured, texts
from server.model import ArticleAccess

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:]{1,2}\s+|\s*[|｜]\s*")
_LONGEST = 500
_MANY_AUTHORS = 20
_FREE = {"free": True, "metered": False, "locked": False}
_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page tells about its article."""

    title: str | None
    authors: list[str]
    publisher: str | None
    published: str | None
    modified: str | None
    canonical_url: str | None
    declared_languages: list[str]
    access: ArticleAccess


def read_metadata(tree: HtmlElement, url: str | None) -> Metadata:
    """The metadata of the page in `tree`, which came from `url`; `tree` stays as it is."""
    declared = read_structured(tree)
    canonical = _canonical_url(tree, declared, url)
    # Not the extensive search for dates: its dateparser takes seconds and 60 MB to get ready in
    # each new process; it finds no more on the news pages measured.
    found = extract_metadata(tree, canonical or url, extensive=False)
    publisher = _publisher(declared, canonical or url)
    return Metadata(
        title=_title(tree, declared, publisher),
        authors=_authors(found.author, declared),
        publisher=publisher,
        published=best_date(
            [
                declared.article.get("datePublished"),
                declared.meta("article:published_time", "og:published_time", "date", "dc.date"),
            ],
            day=found.date,
        ),
        modified=best_date(
            [
                declared.article.get("dateModified"),
                declared.meta("article:modified_time", "og:updated_time", "last-modified"),
            ]
        ),
        canonical_url=canonical,
        declared_languages=_languages(tree, declared),
        access=ArticleAccess(_declared_free(declared)),
    )


def _title(tree: HtmlElement, declared: Structured, publisher: str | None) -> str | None:
    headings = [text for h1 in tree.iter("h1") if (text := _line(h1.text_content()))]
    element = next(tree.iter("title"), None)
    whole = _line(element.text_content()) if element is not None else ""
    candidates = [
        *texts(declared.article.get("headline")),
        *[value for name in _TITLE_METAS if (value := declared.meta(name))],
    ]
    for candidate in candidates:
        title = without_site(_line(candidate), publisher, headings=headings)
        if title and fold(title) != fold(publisher or ""):
            return title
    if len(headings) == 1 or (headings and fold(headings[0]) in fold(whole)):
        return headings[0]
    return without_site(whole, publisher, guess=True) or next(iter(headings), None)


def without_site(
    title: str, publisher: str | None, *, headings: list[str] | None = None, guess: bool = False
) -> str:
    """`title` without the publisher's name at its end.

    What stands before the last separator is enough too where it is one of `headings`;
    `guess` takes any short last part for the publisher's.
    """
    separators = list(_SEPARATOR.finditer(title))
    if not separators:
        return title
    head, tail = title[: separators[-1].start()], title[separators[-1].end() :]
    site, last = fold(publisher or ""), fold(tail)
    if site and last and (last in site or site in last):
        return head
    if fold(head) in map(fold, headings or []):
        return head
    if guess and len(tail.split()) <= 4 and len(head) > 2 * len(tail):
        return head
    return title


def _authors(found: str | None, declared: Structured) -> list[str]:
    # trafilatura takes declared names apart ("Calloway, Iris") and re-cases them.
    names = texts(declared.article.get("author"))
    if not names:
        names = [name.strip() for name in (found or "").split(";")]
    kept = [name[:100] for name in names if name and not name.startswith("http")]
    return list(dict.fromkeys(kept))[:_MANY_AUTHORS]


def _publisher(declared: Structured, url: str | None) -> str | None:
    named = declared.meta("og:site_name") or next(
        iter(texts(declared.article.get("publisher"))), declared.meta("application-name")
    )
    return _line(named)[:200] if named else (_host(url) or None)


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _canonical_url(tree: HtmlElement, declared: Structured, url: str | None) -> str | None:
    links = [
        link.get("href")
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    base = next((element.get("href") for element in tree.iter("base")), None)
    for address in (*links, declared.meta("og:url")):
        absolute = _absolute(address, base, url)
        if absolute:
            return absolute
    return None


def _absolute(address: str | None, base: str | None, url: str | None) -> str | None:
    try:
        joined = urljoin(urljoin(url or "", (base or "").strip()), (address or "").strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    if not address or parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return joined if len(joined) <= 8192 else None


def _languages(tree: HtmlElement, declared: Structured) -> list[str]:
    html = next(tree.iter("html"), None)
    values = [
        html.get("lang") or html.get("xml:lang") if html is not None else None,
        *texts(declared.article.get("inLanguage")),
        declared.meta("og:locale", "content-language", "dc.language", "language"),
    ]
    return [value for value in values if value]


def _declared_free(declared: Structured) -> bool | None:
    for node in declared.nodes:
        value = node.get("isAccessibleForFree") if is_article(node) else None
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower().rpartition("/")[2] in {"true", "false"}:
            return value.strip().lower().endswith("true")
    return _FREE.get((declared.meta("article:content_tier") or "").lower())


def _line(text: str) -> str:
    return " ".join(text[: 20 * _LONGEST].split())[:_LONGEST].strip()
