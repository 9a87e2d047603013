"""Words that change what a sentence states: "not", amounts, ranks, doubts, causes."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from server.language.data import section
from server.text.lexicon import Phrases
from server.text.tokens import Weights, Word, core

CueKind = Literal[
    "amounts",  # "most", "all", "only", by classes from "no" to "only"
    "superlatives",  # order and comparison: "first", "highest", and "always", "never"
    "ranks",  # lower a title: "deputy", "former", "acting"
    "answers",  # "denied", "spokesman"
    "causes",  # "because", "due to the", but not "due to end"
    "hedges",  # leave in doubt: "may", "allegedly", or a verb's ending
    "conditions",  # "if", "unless"
    "clause_conditions",  # the same at the beginning of a clause alone: "wenn", "si"
    "references",  # stand for somebody or something named before: "she", "the girl"
    "limiters",  # give a part of a whole: "half of", "some of"
    "extremes",  # "most", "highest"; of the second class "least", "lowest"
    "followers",  # name the next of an order: "followed by"
    "claims",  # say that a statement is somebody's view: "claim", "fear", "according to"
]


class Cue(NamedTuple):
    """A listed word or phrase of a sentence: its words, and the class it is listed in."""

    words: range
    kind: int


def cues(kind: CueKind, plains: Sequence[str], language: str | None) -> list[Cue]:
    """Find the words and phrases of one kind."""
    listed_cues = _find_cues(_phrases_of(kind, language), plains)
    if kind == "hedges" and (endings := tuple(words_of("hedge_endings", language))):
        listed_cues += [
            Cue(range(index, index + 1), 0) for index, p in enumerate(plains) if p.endswith(endings)
        ]
    return listed_cues


def _find_cues(listed: Phrases[int], plains: Sequence[str]) -> list[Cue]:
    firsts = listed.firsts()
    if firsts.isdisjoint(plains) and "'" not in "".join(plains):
        return []  # most sentences; this is asked of every one
    cores = [core(plain) for plain in plains]  # "ancien" of "l'ancien"
    return [
        Cue(range(index, index + hit[1]), hit[0])
        for index in range(len(cores))
        if cores[index] in firsts and (hit := listed.at(cores, index))
    ]


@cache
def _phrases_of(kind: CueKind, language: str | None) -> Phrases[int]:
    statements = section(language or "en", "statements")
    classes = statements.get(kind, "").split(" / ") if kind in statements else []
    entries = ((word, number) for number, words in enumerate(classes) for word in words.split())
    return Phrases(entries if classes else ((w, 0) for w in words_of(kind, language)), language)


@cache
def words_of(name: str, language: str | None) -> frozenset[str]:
    """Return the words that a language lists as `name`: "reporting_verbs", "possibilities"."""
    return frozenset((section(language or "en", name) or "").split())


def auxiliary_verbs(language: str | None) -> frozenset[str]:
    """Return the verbs that stand before another one, such as "had" and "is"."""
    return frozenset(_words("verbs", language)) - words_of("agents", language)


def names_public_statement(plains: Sequence[str], language: str | None) -> bool:
    """Whether a sentence says that somebody spoke to everybody: "a spokeswoman said"."""
    sentence = f" {' '.join(plains)} "
    names = words_of("public_statements", language)
    return any(f" {name.replace('_', ' ')} " in sentence for name in names)


def changes_the_verb(language: str | None) -> bool:
    """Whether a "not" changes the form of words around it, as in Turkish or Japanese."""
    return bool(_section(language).get("changing"))


def negations(words: Sequence[Word], language: str | None, *, weak: bool) -> list[int]:
    """Return places of words that say "not"; with `weak` also "without", "deny", "fail"."""
    listed, endings = _denials(language), _words("endings", language)
    plains = [word.plain for word in words]
    if not endings and listed.firsts().isdisjoint(plains):
        return []  # most sentences
    negated, skip = [], 0
    for index, plain in enumerate(plains):
        if index < skip:
            continue
        kind, length = listed.at(plains, index) or ("", 0)
        if kind == "idle":
            skip = index + length
        elif kind == "strong" or (weak and kind) or (len(plain) > 5 and plain.endswith(endings)):
            negated.append(index)
    return negated


def denies_clause(words: Sequence[Word], index: int, language: str | None) -> bool:
    """Whether the negation at `index` denies its clause, as far as the language shows.

    "Advised not to sue", "a car not involved" only describe; after an auxiliary verb, or as
    "never" and "isn't", it denies.
    """
    verbs = _words("verbs", language)
    if not verbs or words[index].plain not in _words("describing", language):
        return True
    infinitive, endings = _words("infinitive", language), _words("verb_endings", language)
    is_infinitive = index + 1 < len(words) and words[index + 1].plain in infinitive
    # Words before "not" in which its auxiliary is: "is often not".
    near = words[max(0, index - (1 if is_infinitive else 2)) : index]
    return any(word.plain in verbs or word.plain.endswith(endings) for word in near)


def about_terms(
    words: Sequence[Word], index: int, weights: Weights, language: str | None = None
) -> list[str]:
    """Return the content words after a negation, the nearest first.

    In languages where "not" may be after the verb, also those before it.
    """
    # Twice as many where a term is a pair of characters.
    times = 2 if _section(language).get("dense") else 1
    reach = 3 * times  # content words that a "not" is about
    following = words[index + 1 : index + 1 + 7 * times]  # words in which they are looked for
    after = [word.term for word in following if weights[word.term]][:reach]
    if not _section(language).get("before"):
        return after
    near = words[max(0, index - 4 * times) : index + 1][
        ::-1
    ]  # words before, where "not" may be last
    return [word.term for word in near if weights[word.term]][:reach] + after


@cache
def _denials(language: str | None) -> Phrases[str]:
    """Return the words for "not" by kind; "idle" ones, which deny nothing, win over the others."""
    kinds, words_by_kind = ("idle", "strong", "weak"), _section(language)
    entries = ((word, kind) for kind in kinds for word in words_by_kind.get(kind, "").split())
    return Phrases(entries, language)


@cache
def _words(kind: str, language: str | None) -> tuple[str, ...]:
    return tuple(_section(language).get(kind, "").split())


def _section(language: str | None) -> dict[str, Any]:
    negation: dict[str, Any] = section(language or "en", "negation")
    return negation
