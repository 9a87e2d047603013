"""Words of languages: one file per language, `<tag>.json`, in sections.

A section has one subject's words ("negation", "numbers", "calls"); a language may lack any of
them. The names of months and weekdays come from CLDR; a file adds others, and leaves out
names that are also everyday words. Data of no single language is in tables.py.
"""

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any

from server.language.schema import checked
from server.language.tables import cldr, table
from server.language.tags import base_language, siblings
from server.model import remembered

# Share of a text's words that identifies its language, and the lead over the next language.
SURE, LEAD = 0.15, 2.0


@cache
def languages() -> tuple[str, ...]:
    """Return the tags of all languages with a file, in alphabetical order."""
    names = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".json")))


def section(language: str | None, name: str) -> Any:
    """Return the section `name` of `language` or its other standard; {} if missing."""
    files = (_file(tag) for tag in siblings(language or ""))
    return next((file[name] for file in files if name in file), {})


def writing(language: str | None) -> dict[str, Any]:
    """Return how a language is written, beyond its words; {} where that is not known."""
    found: dict[str, Any] = _file(base_language(language) or "").get("writing", {})
    return found


def stemmer_name(language: str | None) -> str | None:
    """Return the name of Snowball's stemmer for a language, if it has one."""
    others: dict[str, str] = table("others")["stemmers"]
    own: str | None = writing(language).get("stemmer")
    return own or others.get(base_language(language) or "")


@cache
def languages_of_letters() -> tuple[str, ...]:
    """Return the languages that write words without spaces, so that letters are counted."""
    own = (tag for tag in languages() if writing(tag).get("letters_are_words"))
    return (*own, *table("others")["letters_are_words"].split())


def letters_are_words(language: str | None) -> bool:
    """Return whether letters of a language are counted instead of words."""
    return base_language(language) in languages_of_letters()


def standards_of(language: str) -> tuple[str, ...]:
    """Return CLDR's names of other standards in which a language's news is written."""
    return tuple(_file(language).get("standards", "").split())


def mixes_marks(language: str | None) -> bool:
    """Return whether some regions of a language write a decimal comma, others a point."""
    return bool(_file(language or "").get("numbers", {}).get("both_marks"))


@cache
def by_language(name: str) -> dict[str, Any]:
    """Return the section `name` of every language that has words in it."""
    return {tag: _file(tag)[name] for tag in languages() if _has_words(_file(tag).get(name))}


def _has_words(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_words, value.values()))
    return value is False or bool(value)  # a "no" is given too


@cache
def any_word(name: str, *kinds: str) -> str:
    """Return a pattern of the words of `kinds` in the section `name` of any language.

    "*" is for any letters, "_" for a space.
    """
    sections = by_language(name).values()
    listed = {word for own in sections for kind in kinds for word in own.get(kind, "").split()}
    words = sorted(listed, key=lambda word: (-len(word), word))
    return "|".join(re.escape(w).replace(r"\*", r"\w{0,12}").replace("_", " ") for w in words)


@cache
def languages_with(name: str) -> tuple[str, ...]:
    """Return the tags of the languages with the section `name`."""
    return tuple(by_language(name))


@remembered
def tried(language: str | None, name: str) -> tuple[str, ...]:
    """Return a page's language and English, or all languages with `name`."""
    base, known = base_language(language), languages_with(name)
    return tuple(dict.fromkeys((base, "en"))) if base in known else known


@cache
def writes_ordinal_point() -> frozenset[str]:
    """Return the languages that write "the 3rd" as "3."."""
    listed = [
        tag for tag, numbers in by_language("numbers").items() if numbers.get("ordinal_point")
    ]
    return frozenset((*table("cldr")["ordinal_point"].split(), *listed))


@cache
def _file(language: str) -> dict[str, Any]:
    if language not in languages():
        return {}
    loaded: dict[str, Any] = checked(
        f"{language}.json", files(__package__).joinpath(f"{language}.json").read_text("utf-8")
    )
    loaded |= {f"calls.{part}": words for part, words in loaded.get("calls", {}).items()}
    loaded["dates"] = _with_names(language, loaded.get("dates", {}))
    return loaded


def _with_names(language: str, dates: dict[str, Any]) -> dict[str, Any]:
    """Return `dates` with CLDR's names of months and weekdays."""
    left_out = set(dates.get("leave_out", "").split())
    return dates | {
        name: " ".join((*dates.get(name, "").split(), *_kept(cldr(language, name), left_out)))
        for name in ("months", "weekdays")
    }


def _kept(listed: str, left_out: set[str]) -> list[str]:
    return [entry for entry in listed.split() if entry.partition("=")[0] not in left_out]


def shares(counted: Counter[str]) -> dict[str, float]:
    """Return the share of the counted words that are function words, by language."""
    total = max(1, counted.total())
    return {
        tag: sum(counted[word] for word in listed & counted.keys()) / total
        for tag, listed in _function_words().items()
    }


def function_words(language: str | None) -> frozenset[str]:
    """Return the function words of a language; none of one without a list."""
    return _function_words().get(base_language(language) or "", frozenset())


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {tag: frozenset(listed.split()) for tag, listed in by_language("function_words").items()}
