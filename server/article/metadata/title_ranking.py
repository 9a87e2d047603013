"""Ranks the titles of a page whose JSON-LD names none, by learned weights.

A candidate is likelier where it shares words with the page's other titles, where it is a heading
above the text, and where the page's address has its words.
`python -m tests.bench.article.titles_train` learns `titles.json`.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import unquote

from server.article.metadata.statements import Heading, distinct
from server.language.scripts import LETTERS
from server.model import Claim, linear_models
from server.page.document import fold
from server.text.sentences import words
from server.urls import parts_of

_SEPARATOR = re.compile(r" [|\-–—·•»«›:*/~]{1,2} | ?[|｜] ?")
_MOST_TRIED, _MOST_PARTS = 50, 4  # separators tried and cut at in one title
# Folded characters of the shortest part.
_SHORTEST = 6
TABLE = "titles.json"
# Least folded characters of a title, and of a site's name, within another.
_SIGNIFICANT, _NAME = 8, 4
# Elements between a heading and the text near it.
_NEAR = 100
_LOWER = frozenset({"h2", "h3"})


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


def candidates(titles: Titles) -> list[TitleCandidate]:
    """Return each title of the page: whole, without the site's name, and cut."""
    by_key: dict[str, TitleCandidate] = {}
    for place, claim in titles.places():
        short = without_site(claim.value, titles.sites)
        cuts = list(islice(_SEPARATOR.finditer(short), _MOST_PARTS))
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


def _long_enough(parts: Iterator[str]) -> list[str]:
    return [part for part in parts if len(fold(part)) >= _SHORTEST]


def best_first(titles: Titles) -> list[Claim]:
    """Return the likeliest title, then the page's titles in order."""
    known = candidates(titles)
    if not known:
        return []
    model = linear_models(__package__, TABLE)["title"]
    scores = [model.log_odds(signs) for signs in signs_of(titles, known)]
    best = known[max(range(len(known)), key=scores.__getitem__)].claim
    return distinct([best, *_others(titles, fold(best.value))])


def _others(titles: Titles, best: str) -> Iterator[Claim]:
    """Yield the titles of the page in order, without the site's names."""
    names = set(map(fold, titles.sites))
    for place, claim in titles.places():
        short = without_site(claim.value, titles.sites, known={best})
        if place in _LOWER or fold(short) in names:
            continue
        yield Claim(short, claim.found_in)


def signs_of(titles: Titles, known: Sequence[TitleCandidate]) -> Iterator[dict[str, float]]:
    """Yield the features of each candidate, by the names of their weights."""
    texts = [(fold(claim.value), _words(claim.value)) for _, claim in titles.places()]
    sites = [key for site in titles.sites if (key := fold(site))]
    path = parts_of(titles.address).path if titles.address else ""
    is_home = titles.address is not None and not path.strip("/")
    in_address = _words_of_address(path)
    for candidate in known:
        key, own = fold(candidate.claim.value), _words(candidate.claim.value)
        shared = [len(own & other) / max(1, len(own | other)) for _, other in texts]
        others = [at for at, (text, _) in enumerate(texts) if text != key]
        in_title = "title_element" in candidate.whole | candidate.begun
        ends = [text for at in others if len(text := texts[at][0]) >= _SIGNIFICANT]
        yield {
            "ends_like_others": float(sum(map(key.endswith, ends))),
            "most_shared": max((shared[at] for at in others), default=0.0),
            "mean_shared": sum(shared) / len(shared),
            "words": math.log1p(len(own)),
            "has_site": float(any(len(site) >= _NAME and site in key for site in sites)),
            "of_address": len(own & in_address) / max(1, len(own)),
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
    own = next(alike, None)
    if own is None or own.level > 1:
        return {}
    return {
        "leads_home": float(own.leads_home),
        "only_heading": float(len(main) == 1),
        "above_text": float(own.at < titles.prose),
        "near_text": math.exp(-abs(titles.prose - own.at) / _NEAR),
    }


def _words(text: str) -> set[str]:
    return set(words(text.casefold()))


def _words_of_address(path: str) -> set[str]:
    """Return the words of the wordiest part of a path, if it has two."""
    parts = [unquote(part) for part in path.split("/")]
    best = max(parts, key=lambda part: len(LETTERS.findall(part)))
    spelled = re.findall(r"[^\W_]+", best.casefold())
    found = {word for word in spelled if len(word) > 2 and not word.isdigit()}
    return found if len(found) > 1 else set()
