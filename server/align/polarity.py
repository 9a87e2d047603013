"""Words that say "not", and what they are about."""

from collections.abc import Sequence
from functools import cache

from server.align.weights import Weights, table
from server.align.words import Word

_REACH = 3  # telling words behind a "not" that it is about
_FAR = 7  # words behind it in which they are looked for


def negations(words: Sequence[Word], language: str | None, *, weak: bool) -> list[int]:
    """Places of the words that say "not"; with `weak` also of "without", "deny", "fail"."""
    known = _listed(language, weak)
    return [at for at, word in enumerate(words) if word.plain in known]


def about_terms(words: Sequence[Word], at: int, weights: Weights) -> frozenset[str]:
    """The terms that a negation is about: the telling words that follow it."""
    telling = [word.term for word in words[at + 1 : at + 1 + _FAR] if weights[word.term]]
    return frozenset(telling[:_REACH])


@cache
def _listed(language: str | None, weak: bool) -> frozenset[str]:  # noqa: FBT001 - cached
    words = table("negation").get(language or "en", {"strong": "", "weak": ""})
    return frozenset(f"{words['strong']} {words['weak'] if weak else ''}".split())
