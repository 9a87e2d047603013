"""How much of a text is function words of each language: "the", "und", "que"."""

from collections import Counter
from functools import cache

from server.language.data import by_language

# Share of a text's words from which it is in the language, and how far ahead of the next one.
SURE, LEAD = 0.15, 2.0


def shares(counted: Counter[str]) -> dict[str, float]:
    """Share of the words `counted` that each language's function words are, by its tag."""
    total = max(1, counted.total())
    return {
        tag: sum(counted[word] for word in listed & counted.keys()) / total
        for tag, listed in _function_words().items()
    }


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {tag: frozenset(listed.split()) for tag, listed in by_language("function_words").items()}
