"""What may be the title of a page's article: all that it calls itself, whole and in parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from server.model import Claim
from server.page.document import fold

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«›:*/~]{1,2}\s+|\s*[|｜]\s*")
_MOST_TRIED, _MOST_PARTS = 50, 4
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
    """What a page calls itself: `stated` in declarations, and in `headings`.

    `prose` is the number of the element with its first long paragraph.
    """

    stated: Sequence[Claim]
    headings: Sequence[Heading]
    sites: Sequence[str]
    address: str | None
    prose: int

    def places(self) -> Iterator[tuple[str, Claim]]:
        """Each title with the name of its place."""
        yield from ((claim.found_in, claim) for claim in self.stated)
        yield from ((f"h{heading.level}", heading.claim) for heading in self.headings)


@dataclass(slots=True)
class TitleCandidate:
    """What may be the title; the places that hold it whole, and those that begin with it."""

    claim: Claim
    whole: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)


def candidates(titles: Titles) -> list[TitleCandidate]:
    """Each title of the page: as it is, without the site's name, and cut at separators."""
    found: dict[str, TitleCandidate] = {}
    for place, claim in titles.places():
        short = without_site(claim.value, titles.sites)
        cuts = list(islice(_SEPARATOR.finditer(short), _MOST_PARTS))
        heads = _long_enough(short[: cut.start()] for cut in cuts)
        tails = _long_enough(short[cut.end() :] for cut in cuts)
        for text in (short, claim.value, *heads, *tails):
            if len(key := fold(text)) > 1:
                candidate = found.setdefault(
                    key, TitleCandidate(Claim(text.strip(), claim.found_in))
                )
                candidate.whole.update([place] if text == short else ())
                candidate.begun.update([place] if text in heads else ())
    return list(found.values())


def without_site(
    title: str, sites: Sequence[str], *, known: frozenset[str] | set[str] = frozenset()
) -> str:
    """`title` without a site's name at either end.

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
