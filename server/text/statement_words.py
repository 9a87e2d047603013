"""Words that widen, narrow or harden a statement: amounts, ranks and doubts of a language."""

from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

from server.language.data import section
from server.text.phrase_matcher import Phrases
from server.text.tokens import core

CueKind = Literal[
    "amounts",  # "most", "all", "only", by classes from "no" to "only"
    "superlatives",  # order and comparison: "first", "highest", and "always", "never"
    "ranks",  # lower a title: "deputy", "former", "acting"
    "answers",  # "denied", "spokesman"
    "causes",  # "because", "due to", but not "due to end"
    "hedges",  # leave in doubt: "may", "allegedly", or a verb's ending
    "conditions",  # "if", "unless"
]


class Cue(NamedTuple):
    """A listed word or phrase of a sentence: its words, and the class it is listed in."""

    words: range
    kind: int


def cues(kind: CueKind, plains: Sequence[str], language: str | None) -> list[Cue]:
    """Find the words and phrases of one kind."""
    found = _found(_listed(kind, language), plains)
    if kind == "hedges" and (endings := tuple(words_of("hedge_endings", language))):
        found += [Cue(range(at, at + 1), 0) for at, p in enumerate(plains) if p.endswith(endings)]
    return [cue for cue in found if not cue.kind] if kind == "causes" else found


def _found(listed: Phrases[int], plains: Sequence[str]) -> list[Cue]:
    firsts = listed.firsts()
    if firsts.isdisjoint(plains) and "'" not in "".join(plains):
        return []  # most sentences; this is asked of every one
    cores = [core(plain) for plain in plains]  # "ancien" of "l'ancien"
    return [
        Cue(range(at, at + hit[1]), hit[0])
        for at in range(len(cores))
        if cores[at] in firsts and (hit := listed.at(cores, at))
    ]


@cache
def _listed(kind: CueKind, language: str | None) -> Phrases[int]:
    statements = section(language or "en", "statements")
    classes = statements.get(kind, "").split(" / ") if kind in statements else []
    if kind == "causes":
        classes.append(statements.get("idle_causes", ""))
    entries = ((word, number) for number, words in enumerate(classes) for word in words.split())
    return Phrases(entries if classes else ((w, 0) for w in words_of(kind, language)), language)


@cache
def words_of(name: str, language: str | None) -> frozenset[str]:
    """Return the words that a language lists as `name`: "reporting_verbs", "possibilities"."""
    return frozenset((section(language or "en", name) or "").split())
