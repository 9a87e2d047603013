"""Words that say "not", and what they are about."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from server.language.data import section
from server.text.phrase_matcher import Phrases, named
from server.text.tokens import Word
from server.text.weights import Weights

_REACH = 3  # content words that a "not" is about
_FAR = 7  # words in which they are looked for
_FAR_BEFORE = 4  # words before, where "not" may be last
_VERB_NEAR = 2  # words before "not" in which its auxiliary is: "is often not"
_DESCRIBING, _INFINITIVE = "not", "to"
_SHORT_VERBS = ("'s", "'re", "'ve", "'d", "'ll")
_DENSE = 2  # times as many where a term is a pair of characters


def changes_the_verb(language: str | None) -> bool:
    """Return whether a "not" changes the form of words around it, as in Turkish or Japanese."""
    return _listed(language).changing


class _Listed(NamedTuple):
    """A language's words for "not": words and phrases, weak ones, endings, and lookalikes."""

    strong: Phrases[str]
    weak: Phrases[str]
    idle: Phrases[str]
    verbs: frozenset[str]
    firsts: frozenset[str]
    endings: tuple[str, ...]
    before: bool
    dense: bool
    changing: bool
    prefixes: tuple[str, ...]


def denying_prefixes(language: str | None) -> tuple[str, ...]:
    """Return prefixes that turn a word into its opposite: "un", "non"."""
    return _listed(language).prefixes


def negations(words: Sequence[Word], language: str | None, *, weak: bool) -> list[int]:
    """Return places of words that say "not"; with `weak` also "without", "deny", "fail"."""
    listed = _listed(language)
    plains = [word.plain for word in words]
    if not listed.endings and listed.firsts.isdisjoint(plains):
        return []  # most sentences
    found, skip = [], 0
    for at, plain in enumerate(plains):
        if at < skip or not (plain in listed.firsts or plain.endswith(listed.endings)):
            continue
        if idle := listed.idle.at(plains, at):
            skip = at + idle[1]
        elif (
            listed.strong.at(plains, at)
            or (weak and listed.weak.at(plains, at))
            or (listed.endings and len(plain) > 5 and plain.endswith(listed.endings))
        ):
            found.append(at)
    return found


def denies_clause(words: Sequence[Word], at: int, language: str | None) -> bool:
    """Return whether the negation at `at` turns a statement round, as far as the language shows it.

    "Advised not to sue", "a car not involved" only describe; after an auxiliary verb, or as
    "never" and "isn't", it denies.
    """
    verbs = _listed(language).verbs
    if not verbs or words[at].plain != _DESCRIBING:
        return True
    is_infinitive = at + 1 < len(words) and words[at + 1].plain == _INFINITIVE
    near = words[max(0, at - (1 if is_infinitive else _VERB_NEAR)) : at]
    return any(word.plain in verbs or word.plain.endswith(_SHORT_VERBS) for word in near)


def about_terms(
    words: Sequence[Word], at: int, weights: Weights, language: str | None = None
) -> list[str]:
    """Return the terms that a negation is about, the nearest first: the content words after it.

    In languages where "not" may be after the verb, also those before it.
    """
    listed = _listed(language)
    times = _DENSE if listed.dense else 1
    reach = _REACH * times
    following = words[at + 1 : at + 1 + _FAR * times]
    after = [word.term for word in following if weights[word.term]][:reach]
    if not listed.before:
        return after
    near = words[max(0, at - _FAR_BEFORE * times) : at + 1][::-1]
    return [word.term for word in near if weights[word.term]][:reach] + after


@cache
def _listed(language: str | None) -> _Listed:
    entry = section(language or "en", "negation")
    strong, weak, idle = (
        named(entry.get(kind, ""), language) for kind in ("strong", "weak", "idle")
    )
    return _Listed(
        strong=strong,
        weak=weak,
        firsts=frozenset({*strong.firsts(), *weak.firsts(), *idle.firsts()}),
        idle=idle,
        verbs=frozenset(entry.get("verbs", "").split()),
        endings=tuple(entry.get("endings", "").split()),
        before=entry.get("before", False),
        dense=entry.get("dense", False),
        changing=entry.get("changing", False),
        prefixes=tuple(entry.get("prefixes", "").split()),
    )
