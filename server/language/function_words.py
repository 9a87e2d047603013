"""Shares of function words of each language in a text: "the", "und", "que"."""

from collections import Counter
from functools import cache

from server.language.data import by_language
from server.language.tags import base_language

# Share of a text's words that identifies its language, and the lead over the next language.
SURE, LEAD = 0.15, 2.0


def shares(counted: Counter[str]) -> dict[str, float]:
    """Return the share of the counted words that are function words, by language."""
    total = max(1, counted.total())
    return {
        tag: sum(counted[word] for word in listed & counted.keys()) / total
        for tag, listed in _function_words().items()
    }


def function_words(language: str | None) -> frozenset[str]:
    """Return the function words of a language; none of one without a list."""
    return _function_words().get(base_language(language) or "", frozenset())


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {tag: frozenset(listed.split()) for tag, listed in by_language("function_words").items()}
