"""Words that say "not", and what they are about."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from server.language.data import section
from server.text.phrase_matcher import Phrases, named
from server.text.tokens import Word
from server.text.weights import Weights

_REACH = 3  # content words that a "not" is about
_FAR = 7  # words in which they are looked for
_FAR_BEFORE = 4  # words before, where "not" may be last
_VERB_NEAR = 2  # words before "not" in which its auxiliary is: "is often not"
_DENSE = 2  # times as many where a term is a pair of characters


def changes_the_verb(language: str | None) -> bool:
    """Return whether a "not" changes the form of words around it, as in Turkish or Japanese."""
    return bool(_section(language).get("changing"))


def denying_prefixes(language: str | None) -> tuple[str, ...]:
    """Return prefixes that turn a word into its opposite: "un", "non"."""
    return _words("prefixes", language)


def negations(words: Sequence[Word], language: str | None, *, weak: bool) -> list[int]:
    """Return places of words that say "not"; with `weak` also "without", "deny", "fail"."""
    strong, idle = _phrases("strong", language), _phrases("idle", language)
    firsts, endings = _firsts(language), _words("endings", language)
    plains = [word.plain for word in words]
    if not endings and firsts.isdisjoint(plains):
        return []  # most sentences
    found, skip = [], 0
    for at, plain in enumerate(plains):
        if at < skip or not (plain in firsts or plain.endswith(endings)):
            continue
        if passed := idle.at(plains, at):
            skip = at + passed[1]
        elif (
            strong.at(plains, at)
            or (weak and _phrases("weak", language).at(plains, at))
            or (endings and len(plain) > 5 and plain.endswith(endings))
        ):
            found.append(at)
    return found


def denies_clause(words: Sequence[Word], at: int, language: str | None) -> bool:
    """Return whether the negation at `at` denies its clause, as far as the language shows.

    "Advised not to sue", "a car not involved" only describe; after an auxiliary verb, or as
    "never" and "isn't", it denies.
    """
    verbs = _words("verbs", language)
    if not verbs or words[at].plain not in _words("describing", language):
        return True
    infinitive, endings = _words("infinitive", language), _words("verb_endings", language)
    is_infinitive = at + 1 < len(words) and words[at + 1].plain in infinitive
    near = words[max(0, at - (1 if is_infinitive else _VERB_NEAR)) : at]
    return any(word.plain in verbs or word.plain.endswith(endings) for word in near)


def about_terms(
    words: Sequence[Word], at: int, weights: Weights, language: str | None = None
) -> list[str]:
    """Return the content words after a negation, the nearest first.

    In languages where "not" may be after the verb, also those before it.
    """
    times = _DENSE if _section(language).get("dense") else 1
    reach = _REACH * times
    following = words[at + 1 : at + 1 + _FAR * times]
    after = [word.term for word in following if weights[word.term]][:reach]
    if not _section(language).get("before"):
        return after
    near = words[max(0, at - _FAR_BEFORE * times) : at + 1][::-1]
    return [word.term for word in near if weights[word.term]][:reach] + after


@cache
def _phrases(kind: str, language: str | None) -> Phrases[str]:
    return named(_section(language).get(kind, ""), language)


@cache
def _firsts(language: str | None) -> frozenset[str]:
    return frozenset(
        first for kind in ("strong", "weak", "idle") for first in _phrases(kind, language).firsts()
    )


@cache
def _words(kind: str, language: str | None) -> tuple[str, ...]:
    return tuple(_section(language).get(kind, "").split())


def _section(language: str | None) -> dict[str, Any]:
    found: dict[str, Any] = section(language or "en", "negation")
    return found
