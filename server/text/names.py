"""Finds names in a sentence: runs of capital initials that are no nouns."""

from collections.abc import Container, Iterator, Sequence
from functools import cache

from server.language.data import function_words
from server.language.tables import table
from server.text.aliases import SMALL, is_title
from server.text.numbers.conventions import conventions
from server.text.tokens import Word, plain_form
from server.text.weights import background


def writes_nouns_capital(language: str | None) -> bool:
    """Return whether the nouns of `language` have capital initials, so that these mark no names."""
    return language in _known("languages")


def names_among_nouns(
    words: Sequence[Word], runs: Sequence[tuple[int, int]], language: str | None
) -> Iterator[tuple[int, int]]:
    """Yield the names within `runs` of capital words."""
    for run in runs:
        found = (
            _person(words, run)
            or _town(words, run)
            or _unheard(words, run, background(language).rarities)
        )
        if found:
            yield found


def is_person(words: Sequence[Word], run: tuple[int, int]) -> bool:
    """Return whether a first name or a title shows that `run` is a person's whole name."""
    first, last = run
    titled = first > 0 and is_title(words[first - 1].plain)
    return last > first and (titled or words[first].plain in _known("first_names"))


def _person(words: Sequence[Word], run: tuple[int, int]) -> tuple[int, int] | None:
    """Yield first names with the word after them, or what follows a title."""
    first, last = run
    for at in range(first, last):
        if _is_determined(words, at) or words[at + 1].plain in _known("determiners"):
            continue
        if words[at].plain in _known("first_names"):
            return at, _end(words, at + 1, last)
        if is_title(words[at].plain) and words[at + 1].plain not in SMALL:
            return at + 1, last
    return None


def _end(words: Sequence[Word], at: int, last: int) -> int:
    """Return the end of the name that goes on at `at`: more first names, "von der", a last name."""
    while at < last and words[at].plain in (SMALL | _known("first_names")):
        at += 1
    return at


def _town(words: Sequence[Word], run: tuple[int, int]) -> tuple[int, int] | None:
    towns = _known("towns")
    for at in range(run[0], run[1] + 1):
        plain = words[at].plain
        if not _is_determined(words, at) and (plain in towns or plain.removesuffix("s") in towns):
            return at, at
    return None


def _unheard(
    words: Sequence[Word], run: tuple[int, int], heard: Container[str]
) -> tuple[int, int] | None:
    """Yield words unknown in the language's news: two in a row, or one after "in"."""
    first, last = run
    if _is_determined(words, first) or any(word.term in heard for word in words[first : last + 1]):
        return None
    if last > first:
        return run
    is_place = first > 0 and words[first - 1].plain in _known("before_towns")
    return (
        run if is_place and not words[first].plain.endswith(tuple(_known("noun_endings"))) else None
    )


def _is_determined(words: Sequence[Word], at: int) -> bool:
    return at > 0 and words[at - 1].plain in _known("determiners")


@cache
def _known(kind: str) -> frozenset[str]:
    return frozenset(plain_form(table("names")["among_nouns"][kind]).split())


_MOST_SMALL = 2  # of "von der Leyen"

Run = tuple[int, int]


def names(sentence: str, words: Sequence[Word], language: str | None) -> list[Run]:
    """Yield first and last words of the names of `sentence`: runs of capital initials.

    A capital at the sentence's beginning says nothing, so a single word there is no name;
    nor is a day of the week, or a month that begins a run.
    """
    known = conventions(language)
    found: list[Run] = []
    for at, word in enumerate(words):
        if not is_capital(sentence, word) or word.plain in known.weekdays:
            continue
        is_month = word.plain in known.months
        if found and _joins(sentence, words, found[-1][1], at):
            if not is_month or not _opens(sentence, words, found[-1]):
                found[-1] = (found[-1][0], at)
        elif not is_month:
            found.append((at, at))
    if writes_nouns_capital(language):
        found = list(names_among_nouns(words, found, language))
    whole = (_without_opener(words, run, language) for run in found)
    return [run for run in whole if not _opens(sentence, words, run)]


def _without_opener(words: Sequence[Word], run: Run, language: str | None) -> Run:
    """Leave out the "But" that begins a sentence: "But Simon Hart" is Simon Hart."""
    first, last = run
    opener = words[first].plain
    is_small = opener in function_words(language) and opener not in _known("first_names")
    return (first + 1, last) if first == 0 < last and is_small else run


def is_capital(sentence: str, word: Word) -> bool:
    """Return whether a word of two letters or more has a capital initial."""
    return sentence[word.start : word.start + 1].isupper() and len(word.plain) > 1


def _joins(sentence: str, words: Sequence[Word], last: int, at: int) -> bool:
    between = sentence[words[last].end : words[at].start].strip()
    if at - last == 1:
        return between in {"", ".", "-"}
    return at - last <= _MOST_SMALL + 1 and all(w.plain in SMALL for w in words[last + 1 : at])


def _opens(sentence: str, words: Sequence[Word], run: Run) -> bool:
    """Return whether a single word is capitalised only because of its position."""
    before = sentence[: words[run[0]].start].rstrip()
    return run[0] == run[1] and (not before or before[-1] in ".!?:;\"'“”„«»‘’(–—-")
