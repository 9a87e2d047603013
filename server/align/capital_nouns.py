"""Names in languages that write every noun with a capital initial: German, Luxembourgish.

There a capital tells nothing. What tells a name is what stands beside it: a first name, a title,
"in" without an article; and towns that readers know. The words are in data/names.json.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from server.text.aliases import SMALL, is_title
from server.text.tokens import Word, plain_form
from server.text.weights import background, table


class _Known(NamedTuple):
    languages: frozenset[str]
    first_names: frozenset[str]
    towns: frozenset[str]
    before_towns: frozenset[str]
    noun_endings: tuple[str, ...]
    determiners: frozenset[str]


def writes_nouns_capital(language: str | None) -> bool:
    """Whether the nouns of `language` have capital initials, so that these tell no names."""
    return language in _known().languages


def names_among_nouns(
    words: Sequence[Word], runs: Sequence[tuple[int, int]], language: str | None
) -> Iterator[tuple[int, int]]:
    """The names within `runs` of capital words."""
    for run in runs:
        found = (
            _person(words, run)
            or _town(words, run)
            or _unheard(words, run, background(language).frequency)
        )
        if found:
            yield found


def is_person(words: Sequence[Word], run: tuple[int, int]) -> bool:
    """Whether a first name or a title shows that `run` is a person's whole name."""
    first, last = run
    titled = first > 0 and is_title(words[first - 1].plain)
    return last > first and (titled or words[first].plain in _known().first_names)


def _person(words: Sequence[Word], run: tuple[int, int]) -> tuple[int, int] | None:
    """First names with the word behind them, or what stands behind a title."""
    first, last = run
    for at in range(first, last):
        if _is_determined(words, at) or words[at + 1].plain in _known().determiners:
            continue
        if words[at].plain in _known().first_names:
            return at, _end(words, at + 1, last)
        if is_title(words[at].plain) and words[at + 1].plain not in SMALL:
            return at + 1, last
    return None


def _end(words: Sequence[Word], at: int, last: int) -> int:
    """Where the name ends that goes on at `at`: further first names, "von der", a last name."""
    while at < last and words[at].plain in (SMALL | _known().first_names):
        at += 1
    return at


def _town(words: Sequence[Word], run: tuple[int, int]) -> tuple[int, int] | None:
    towns = _known().towns
    for at in range(run[0], run[1] + 1):
        plain = words[at].plain
        if not _is_determined(words, at) and (plain in towns or plain.removesuffix("s") in towns):
            return at, at
    return None


def _unheard(
    words: Sequence[Word], run: tuple[int, int], heard: dict[str, float]
) -> tuple[int, int] | None:
    """Words that the language's news does not know: two in a row, or one behind "in"."""
    first, last = run
    if _is_determined(words, first) or any(word.term in heard for word in words[first : last + 1]):
        return None
    if last > first:
        return run
    is_place = first > 0 and words[first - 1].plain in _known().before_towns
    return run if is_place and not words[first].plain.endswith(_known().noun_endings) else None


def _is_determined(words: Sequence[Word], at: int) -> bool:
    return at > 0 and words[at - 1].plain in _known().determiners


@cache
def _known() -> _Known:
    listed = {kind: plain_form(words) for kind, words in table("names")["among_nouns"].items()}
    return _Known(
        languages=frozenset(listed["languages"].split()),
        first_names=frozenset(listed["first_names"].split()),
        towns=frozenset(listed["towns"].split()),
        before_towns=frozenset(listed["before_towns"].split()),
        noun_endings=tuple(listed["noun_endings"].split()),
        determiners=frozenset(listed["determiners"].split()),
    )
