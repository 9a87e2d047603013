"""Chooses between two declared headlines.

A publisher gives OpenGraph the title for sharing and JSON-LD the headline;
docs/decisions/metadata.md counts on which pages which of them is the article's.
"""

from collections.abc import Sequence

from server.model import Claim
from server.page.document import fold
from server.text.sentences import words

_UNRELATED = 0.2  # common share of words of related titles


def headline_first(claims: Sequence[Claim], *, is_only: bool) -> list[Claim]:
    """Put JSON-LD's headline first where OpenGraph's title is not the article's.

    That is where the page shows JSON-LD's as its heading and `<title>` is another one (made for
    search engines, as OpenGraph's is for sharing), or OpenGraph's leaves its kicker out or is a
    teaser of other words; and where OpenGraph's is the page's title, shown and in `<title>`, and
    JSON-LD's `is_only`: JSON-LD has no other article's.
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
