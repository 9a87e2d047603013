"""Candidates for the title: all of the page's titles, whole and in parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from server.model import Claim
from server.page.document import fold

_SEPARATOR = re.compile(r" [|\-–—·•»«›:*/~]{1,2} | ?[|｜] ?")
_MOST_TRIED, _MOST_PARTS = 50, 4  # separators tried and cut at in one title
# Folded characters of the shortest part.
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, `at` the number of its element; one that `leads_home` is the site's name."""

    claim: Claim
    level: int
    at: int
    leads_home: bool = False


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
