"""Finds names in a sentence, and one name in two spellings.

A name is a run of capital initials that is not a noun; its spellings differ by initials, countries
and their people, titles, endings.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import compress

import numpy as np
from rapidfuzz import process

from server.language.data import cldr, function_words, table
from server.text.tokens import Word, background, plain_form
from server.text.units import conventions

Run = tuple[int, int]  # the first and the last word of a name
SMALL = frozenset(table("names")["of_people"].split())
_SHORTEST_STEM = 4  # letters of a listed word that begins others
_SHORTEST_NAME = 6  # of a name from CLDR: Estonia's "Viro" begins "virology"
_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "ß": "ss"}
)
_OTHER_NAMES = {
    name: frozenset(listed.split()) for listed in table("names")["one"] for name in listed.split()
}


def is_title(plain: str) -> bool:
    """Whether a word gives rank or trade rather than who."""
    return plain in _words("titles")


def place_of(plain: str, language: str | None) -> str | None:
    """Return the code of the country or continent of this name or people.

    Listed words count in any language, and names from CLDR in `language` and English.
    """
    exact, stems, beginnings = _places(language)
    if place := exact.get(plain):
        return place
    if plain[:_SHORTEST_STEM] not in beginnings:
        return None  # most words
    for length in range(min(len(plain), 12), _SHORTEST_STEM - 1, -1):
        if place := stems.get(plain[:length]):
            return place
    return None


def is_general_knowledge(plain: str, language: str | None) -> bool:
    """Whether a page may add this name on its own: a country, a state, a faith."""
    return plain in _words("regions") or place_of(plain, language) is not None


def is_respelt(name: str, other_name: str) -> bool:
    """Whether two words may be one name in two spellings or cases."""
    return bool(respelt([name], [other_name]))


def respelt(names: Iterable[str], other_names: Iterable[str]) -> frozenset[str]:
    """Return those of `names` that a known word is in another spelling or case."""
    words, other_words = (
        {name: without_marks(name) for name in names},
        {*map(without_marks, other_names)},
    )
    respelt_names = {name for name, word in words.items() if word in other_words}
    rest, listed = sorted(words.keys() - respelt_names), sorted(other_words)
    # Names at once: a few megabytes of two books; and a ratio from which two may be one name.
    for some in (rest[index : index + 500] for index in range(0, len(rest), 500)):
        asked = [words[name] for name in some]
        ratios = process.cdist(asked, listed, score_cutoff=82, dtype=np.uint8)
        respelt_names.update(compress(some, ratios.max(axis=1, initial=0)))
    return frozenset(respelt_names)


def without_marks(plain: str) -> str:
    """Return `plain` spelled without diacritics: "mueller", "zoe"."""
    if plain.isascii():
        return plain
    decomposed = unicodedata.normalize("NFD", plain.translate(_WRITTEN_OUT))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def other_names(plain: str) -> frozenset[str]:
    """Return a name with its other and former ones."""
    return _OTHER_NAMES.get(plain, frozenset())


def is_short_for(plain: str, names: Iterable[str]) -> bool:
    """Whether this word abbreviates a known one: "Utd", "Intl"."""
    if not 3 <= len(plain) <= 4:  # letters of a word cut short
        return False
    return any(
        word[0] == plain[0] and word[-1] == plain[-1] and len(word) > len(plain) + 1
        and _in_order(plain, word)
        for word in names
    )  # fmt: skip


def _in_order(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


@cache
def _places(language: str | None) -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Return countries by whole word and by the beginning of a word, and how these begin."""
    exact: dict[str, str] = {}
    stems: dict[str, str] = {}
    for names, shortest in (
        (cldr("en", "territories"), _SHORTEST_NAME),
        (cldr(language, "territories") or {}, _SHORTEST_NAME),
        (table("names")["places"], _SHORTEST_STEM),
    ):
        for country, listed in names.items():
            for word in listed.casefold().split():
                exact[word] = country
                if len(word) >= shortest:
                    stems[word] = country
    return exact, stems, frozenset(word[:_SHORTEST_STEM] for word in stems)


def writes_nouns_capital(language: str | None) -> bool:
    """Whether the nouns of `language` have capital initials, so that these mark no names."""
    return language in _words("languages")


def is_person(words: Sequence[Word], run: Run) -> bool:
    """Whether a first name or a title shows that `run` is a person's whole name."""
    first, last = run
    titled = first > 0 and is_title(words[first - 1].plain)
    return last > first and (titled or words[first].plain in _words("first_names"))


def _name_among_nouns(
    words: Sequence[Word], plains: Sequence[str], run: Run, language: str | None
) -> Run | None:
    """Return the name within a run of capital words, of a language that writes nouns so too.

    It is first names with the word after them, or what follows a title; a town; or words unknown
    in the language's news, two in a row, or one after "in".
    """
    first, last = run
    determined, first_names = _words("determiners"), _words("first_names")
    free = [
        index
        for index in range(first, last + 1)
        if not index or plains[index - 1] not in determined
    ]
    for index in free:
        if index == last or plains[index + 1] in determined:
            continue
        if plains[index] in first_names:
            end = index + 1  # more first names, "von der", a last name
            while end < last and (plains[end] in SMALL or plains[end] in first_names):
                end += 1
            return index, end
        if is_title(plains[index]) and plains[index + 1] not in SMALL:
            return index + 1, last
    for index in free:
        if not {plains[index], plains[index].removesuffix("s")}.isdisjoint(_words("towns")):
            return index, index
    heard = background(language).rarities
    if first not in free or any(word.term in heard for word in words[first : last + 1]):
        return None
    is_place = first > 0 and plains[first - 1] in _words("before_towns")
    is_noun = plains[first].endswith(tuple(_words("noun_endings")))
    return run if last > first or (is_place and not is_noun) else None


@cache
def _words(kind: str) -> frozenset[str]:
    listed = table("names")
    return frozenset(plain_form(listed.get(kind) or listed["among_nouns"][kind]).split())


def names(sentence: str, words: Sequence[Word], language: str | None) -> list[Run]:
    """Yield first and last words of the names of `sentence`: runs of capital initials.

    A capital at the sentence's beginning says nothing, so a single word there is no name;
    nor is a day of the week, or a month that begins a run.
    """
    words_of_language = conventions(language)
    runs: list[Run] = []
    for index, word in enumerate(words):
        if not is_capital(sentence, word) or word.plain in words_of_language.weekdays.firsts():
            continue
        is_month = word.plain in words_of_language.months.firsts()
        if runs and _joins(sentence, words, runs[-1][1], index):
            if not is_month or not _opens(sentence, words, runs[-1]):
                runs[-1] = (runs[-1][0], index)
        elif not is_month:
            runs.append((index, index))
    if writes_nouns_capital(language):
        plains = [word.plain for word in words]
        within = (_name_among_nouns(words, plains, run, language) for run in runs)
        runs = [run for run in within if run]
    without_openers = (_without_opener(words, run, language) for run in runs)
    return [run for run in without_openers if not _opens(sentence, words, run)]


def _without_opener(words: Sequence[Word], run: Run, language: str | None) -> Run:
    """Leave out the "But" that begins a sentence: "But Simon Hart" is Simon Hart."""
    first, last = run
    opener = words[first].plain
    is_small = opener in function_words(language) and opener not in _words("first_names")
    return (first + 1, last) if first == 0 < last and is_small else run


def is_capital(sentence: str, word: Word) -> bool:
    """Whether a word of two letters or more has a capital initial."""
    return sentence[word.start : word.start + 1].isupper() and len(word.plain) > 1


def _joins(sentence: str, words: Sequence[Word], last: int, index: int) -> bool:
    between = sentence[words[last].end : words[index].start].strip()
    if index - last == 1:
        return between in {"", ".", "-"}
    # Two small words: "von der Leyen".
    return index - last <= 3 and all(w.plain in SMALL for w in words[last + 1 : index])


def _opens(sentence: str, words: Sequence[Word], run: Run) -> bool:
    """Whether a single word is capitalised only because of its position."""
    before = sentence[: words[run[0]].start].rstrip()
    return run[0] == run[1] and (not before or before[-1] in ".!?:;\"'“”„«»‘’(–—-")
