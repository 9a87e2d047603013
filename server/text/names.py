"""Where a sentence has names: runs of capital initials, and what tells them from nouns."""

from collections.abc import Sequence

from server.align.capital_nouns import names_among_nouns, writes_nouns_capital
from server.text.aliases import SMALL
from server.text.numbers.conventions import conventions
from server.text.tokens import Word

_MOST_SMALL = 2  # of "von der Leyen"

Run = tuple[int, int]


def names(sentence: str, words: Sequence[Word], language: str | None) -> list[Run]:
    """First and last words of the names of `sentence`: runs of capital initials.

    A capital at the sentence's beginning tells nothing, so a single word there is no name;
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
    return [run for run in found if not _opens(sentence, words, run)]


def is_capital(sentence: str, word: Word) -> bool:
    """Whether a word of two letters or more has a capital initial."""
    return sentence[word.start : word.start + 1].isupper() and len(word.plain) > 1


def _joins(sentence: str, words: Sequence[Word], last: int, at: int) -> bool:
    between = sentence[words[last].end : words[at].start].strip()
    if at - last == 1:
        return between in {"", ".", "-"}
    return at - last <= _MOST_SMALL + 1 and all(w.plain in SMALL for w in words[last + 1 : at])


def _opens(sentence: str, words: Sequence[Word], run: Run) -> bool:
    """Whether the run is one word that is capital only because something begins there."""
    before = sentence[: words[run[0]].start].rstrip()
    return run[0] == run[1] and (not before or before[-1] in ".!?:;\"'“”„«»‘’(–—-")
