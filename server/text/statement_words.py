"""Words that widen, narrow or harden a statement: amounts, ranks and doubts of a language."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from server.language.data import section
from server.text.phrase_matcher import Phrases
from server.text.tokens import core


class Cue(NamedTuple):
    """A listed word or phrase of a sentence: its words, and the class it is listed in."""

    words: range
    kind: int


def amounts(plains: Sequence[str], language: str | None) -> list[Cue]:
    """Find words of amount ("most", "all", "only"), by classes from "no" to "only"."""
    return _found(_amounts(language), plains)


def superlatives(plains: Sequence[str], language: str | None) -> list[Cue]:
    """Find words of order and comparison ("first", "highest"), and "always", "never"."""
    return _found(_listed(language, "superlatives", "statements"), plains)


def ranks(plains: Sequence[str], language: str | None) -> list[Cue]:
    """Find words that lower a title: "deputy", "former", "acting"."""
    return _found(_listed(language, "ranks", "statements"), plains)


def answers(plains: Sequence[str], language: str | None) -> list[Cue]:
    """Find words of answering: "denied", "spokesman"."""
    return _found(_listed(language, "answers", "statements"), plains)


def causes(plains: Sequence[str], language: str | None) -> list[Cue]:
    """Find words that give a reason: "because", "due to", but not "due to end"."""
    return [cue for cue in _found(_causes(language), plains) if not cue.kind]


def doubts(plains: Sequence[str], language: str | None) -> list[Cue]:
    """Find words that leave a statement in doubt: "may", "allegedly", or a verb's ending."""
    endings = tuple(_words(language, "hedge_endings"))
    ended = [Cue(range(at, at + 1), 0) for at, p in enumerate(plains) if p.endswith(endings)]
    return _found(_listed(language, "hedges"), plains) + ended


def conditions(plains: Sequence[str], language: str | None) -> list[Cue]:
    """Find words that begin a condition: "if", "unless"."""
    return _found(_listed(language, "conditions"), plains)


def possibilities(language: str | None) -> frozenset[str]:
    """Return words that leave open whether something happens without doubting it: "can"."""
    return frozenset(_words(language, "possibilities"))


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
def _amounts(language: str | None) -> Phrases[int]:
    classes = section(language or "en", "statements").get("amounts", "").split(" / ")
    entries = ((word, kind) for kind, listed in enumerate(classes) for word in listed.split())
    return Phrases(entries, language)


@cache
def _causes(language: str | None) -> Phrases[int]:
    listed = ((word, 0) for word in _words(language, "causes", "statements"))
    idle = ((word, 1) for word in _words(language, "idle_causes", "statements"))
    return Phrases([*listed, *idle], language)


@cache
def _listed(language: str | None, name: str, group: str = "") -> Phrases[int]:
    return Phrases(((word, 0) for word in _words(language, name, group)), language)


@cache
def _words(language: str | None, name: str, group: str = "") -> Sequence[str]:
    """Return the words that a language's data lists as `name`, within `group` if given."""
    data = section(language or "en", group or name)
    return ((data.get(name) if group else data) or "").split()


@cache
def reporting_verbs(language: str | None) -> frozenset[str]:
    """Return the words beside a named speaker: "said", "according"."""
    return frozenset(_words(language, "reporting_verbs"))
