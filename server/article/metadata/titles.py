"""Chooses a page's title, without the site's name.

Measured (docs/measurements.md): where schema.org describes an article, OpenGraph's title is
mostly the better of the declared ones; elsewhere learned weights rank all of the page's titles: a
candidate is likelier where it shares words with the others, where it is a heading above the text,
and where the page's address has its words. `python -m tests.bench.article.titles_train` learns
`titles.json`.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import unquote

from server.article.metadata.statements import Heading, Statements, claims, distinct, line
from server.language.scripts import LETTERS
from server.model import Claim, linear_models
from server.page.document import fold
from server.page.structured import Structured, is_article, texts
from server.text.sentences import words
from server.urls import parts_of

_SEPARATOR = re.compile(r" [|\-–—·•»«›:*/~]{1,2} | ?[|｜] ?")
_MOST_TRIED = 50  # separators tried in one title
TABLE = "titles.json"
_SIGNIFICANT = 8  # least folded characters of a title within another


@dataclass(frozen=True, slots=True)
class Titles:
    """The page's titles: `stated` in declarations, and in `headings`.

    `prose` is the number of the element with its first long paragraph.
    """

    stated: Sequence[Claim]
    headings: Sequence[Heading]
    sites: Sequence[str]
    address: str | None
    prose: int

    def places(self) -> Iterator[tuple[str, Claim]]:
        """Yield each title with the name of its place."""
        yield from ((claim.found_in, claim) for claim in self.stated)
        yield from ((f"h{heading.level}", heading.claim) for heading in self.headings)


@dataclass(slots=True)
class TitleCandidate:
    """A possible title; the places with it as a whole, and at the beginning."""

    claim: Claim
    whole: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)


def title_claims(page: Statements, sites: list[str], address: str | None = None) -> list[Claim]:
    """Return the article's titles, best first; `sites` are names of the site."""
    declared = _declared_first(page, sites) if is_declared(page.declared) else []
    return declared or best_first(read_titles(page, sites, address))


def is_declared(declared: Structured) -> bool:
    """Whether JSON-LD describes an article that OpenGraph has a title for."""
    return "og:title" in declared.metas and bool(_headlines(declared))


def read_titles(page: Statements, sites: list[str], address: str | None = None) -> Titles:
    """Return all titles of the page."""
    headings, prose = page.headings
    return Titles(_stated_titles(page), headings, [*sites, *page.main_headings[1]], address, prose)


def _declared_first(page: Statements, sites: list[str]) -> list[Claim]:
    """Return the titles of a page whose JSON-LD and OpenGraph name its article."""
    headings, banners = page.main_headings
    sites = [*sites, *banners]
    stated = [*_stated_titles(page), *headings]
    keys = {key for claim in stated if len(key := fold(claim.value)) >= _SIGNIFICANT}
    names = set(map(fold, sites)) - {""}
    short = [
        Claim(without_site(claim.value, sites, known=keys - {fold(claim.value)}), claim.found_in)
        for claim in stated
    ]
    titles = [claim for claim in short if claim.value and fold(claim.value) not in names]
    return distinct(headline_first(titles, is_only=len(_headlines(page.declared)) == 1))


def _stated_titles(page: Statements) -> list[Claim]:
    element = next(page.root.iter("title"), None)
    text = line(element.text_content()) if element is not None else ""
    return [*page.first_claims("title"), *claims([text], "title_element")]


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
    shared, headline = _first_found_in(claims, "opengraph"), _first_found_in(claims, "json_ld")
    if not shared or not headline or _same(shared.value, headline.value):
        return list(claims)
    headings = [claim.value for claim in claims if claim.found_in == "heading"]
    title = _first_found_in(claims, "title_element")
    shared_words, headline_words = _words(shared.value), _words(headline.value)
    is_other = len(shared_words & headline_words) < 0.2 * min(
        len(shared_words), len(headline_words)
    )  # words that related titles share
    if any(_same(headline.value, heading) for heading in headings):
        wins = (
            title is None
            or not _same(title.value, headline.value)
            or fold(headline.value).endswith(fold(shared.value))
            or is_other
        )
    else:
        wins = (
            is_only
            and title is not None
            and any(
                _same(shared.value, heading) and _same(title.value, heading) for heading in headings
            )
        )
    return [headline, *claims] if wins else list(claims)


def _first_found_in(claims: Sequence[Claim], found_in: str) -> Claim | None:
    return next((claim for claim in claims if claim.found_in == found_in), None)


def _same(first: str, second: str) -> bool:
    """Whether one title begins with the other, typography aside."""
    first, second = fold(first), fold(second)
    return bool(first and second) and (first.startswith(second) or second.startswith(first))


def candidates(titles: Titles) -> list[TitleCandidate]:
    """Return each title of the page: whole, without the site's name, and cut."""
    by_key: dict[str, TitleCandidate] = {}
    for place, claim in titles.places():
        short = without_site(claim.value, titles.sites)
        cuts = list(islice(_SEPARATOR.finditer(short), 4))
        heads = _long_enough(short[: cut.start()] for cut in cuts)
        tails = _long_enough(short[cut.end() :] for cut in cuts)
        for text in (short, claim.value, *heads, *tails):
            if len(key := fold(text)) > 1:
                candidate = by_key.setdefault(
                    key, TitleCandidate(Claim(text.strip(), claim.found_in))
                )
                candidate.whole.update([place] if text == short else ())
                candidate.begun.update([place] if text in heads else ())
    return list(by_key.values())


def without_site(
    title: str, sites: Sequence[str], *, known: frozenset[str] | set[str] = frozenset()
) -> str:
    """Return `title` without a site's name at either end.

    A part that is one of the (folded) `known` other titles is enough too.
    """
    names = set(map(fold, sites)) - {""}
    for cut in list(_SEPARATOR.finditer(title))[:_MOST_TRIED]:
        for part in (title[: cut.start()], title[cut.end() :]):
            if fold(part) in known:
                return part
    while cuts := list(_SEPARATOR.finditer(title))[:_MOST_TRIED]:
        head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
        key = fold(tail)
        if key and any(key in name or name in key for name in names):
            title = head
        elif fold(title[: cuts[0].start()]) in names:
            title = title[cuts[0].end() :]
        else:
            break
    return title


def _long_enough(parts: Iterator[str]) -> list[str]:
    return [part for part in parts if len(fold(part)) >= 6]


def best_first(titles: Titles) -> list[Claim]:
    """Return the likeliest title, then the page's titles in order."""
    listed = candidates(titles)
    if not listed:
        return []
    model = linear_models(__package__, TABLE)["title"]
    scores = [model.log_odds(signs) for signs in signs_of(titles, listed)]
    best = listed[max(range(len(listed)), key=scores.__getitem__)].claim
    return distinct([best, *_others(titles, fold(best.value))])


def _others(titles: Titles, best: str) -> Iterator[Claim]:
    """Yield the titles of the page in order, without the site's names."""
    names = set(map(fold, titles.sites))
    for place, claim in titles.places():
        short = without_site(claim.value, titles.sites, known={best})
        if place in {"h2", "h3"} or fold(short) in names:
            continue
        yield Claim(short, claim.found_in)


def signs_of(titles: Titles, listed: Sequence[TitleCandidate]) -> Iterator[dict[str, float]]:
    """Yield the features of each candidate, by the names of their weights."""
    texts = [(fold(claim.value), _words(claim.value)) for _, claim in titles.places()]
    sites = [key for site in titles.sites if (key := fold(site))]
    path = parts_of(titles.address).path if titles.address else ""
    is_home = titles.address is not None and not path.strip("/")
    in_address = _words_of_address(path)
    for candidate in listed:
        key, own_words = fold(candidate.claim.value), _words(candidate.claim.value)
        shared = [
            len(own_words & other_words) / max(1, len(own_words | other_words))
            for _, other_words in texts
        ]
        other_indices = [index for index, (text, _) in enumerate(texts) if text != key]
        in_title = "title_element" in candidate.whole | candidate.begun
        ends = [text for index in other_indices if len(text := texts[index][0]) >= _SIGNIFICANT]
        yield {
            "ends_like_others": float(sum(map(key.endswith, ends))),
            "most_shared": max((shared[index] for index in other_indices), default=0.0),
            "mean_shared": sum(shared) / len(shared),
            "words": math.log1p(len(own_words)),
            "has_site": float(any(len(site) >= 4 and site in key for site in sites)),
            "of_address": len(own_words & in_address) / max(1, len(own_words)),
            "title_of_home": float(is_home and in_title),
            "site_of_home": float(is_home and key in sites),
            "heading_and_title": float("h1" in candidate.whole and in_title),
            "shared_and_title": float("opengraph" in candidate.whole and in_title),
            **_signs_of_heading(titles, key),
        }


def _signs_of_heading(titles: Titles, key: str) -> dict[str, float]:
    """Return the features of a candidate's place as a main heading."""
    main = [heading for heading in titles.headings if heading.level == 1]
    alike = (heading for heading in titles.headings if fold(heading.claim.value) == key)
    heading_of_title = next(alike, None)
    if heading_of_title is None or heading_of_title.level > 1:
        return {}
    # Elements between a heading and the text near it.
    return {
        "leads_home": float(heading_of_title.leads_home),
        "only_heading": float(len(main) == 1),
        "above_text": float(heading_of_title.at < titles.prose),
        "near_text": math.exp(-abs(titles.prose - heading_of_title.at) / 100),
    }


def _words(text: str) -> set[str]:
    return set(words(text.casefold()))


def _words_of_address(path: str) -> set[str]:
    """Return the words of the wordiest part of a path, if it has two."""
    parts = [unquote(part) for part in path.split("/")]
    best = max(parts, key=lambda part: len(LETTERS.findall(part)))
    spelled = re.findall(r"[^\W_]+", best.casefold())
    long_words = {word for word in spelled if len(word) > 2 and not word.isdigit()}
    return long_words if len(long_words) > 1 else set()
