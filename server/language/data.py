"""Words of languages: one file per language, `<tag>.json`, in sections.

A section has one subject's words ("negation", "numbers", "calls"); a language may lack any of
them. The names of months and weekdays come from CLDR (cldr.py); a file adds others, and leaves out
names that are also everyday words. Data of no single language is in tables.py.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from server.language.tables import cldr, table
from server.language.tags import siblings


@cache
def languages() -> tuple[str, ...]:
    """Return the tags of all languages with a file, in alphabetical order."""
    names = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".json")))


def section(language: str | None, name: str) -> Any:
    """Return the section `name` of `language` or its other standard; {} if missing."""
    files = (_file(tag) for tag in siblings(language or ""))
    return next((file[name] for file in files if name in file), {})


@cache
def by_language(name: str) -> dict[str, Any]:
    """Return the section `name` of every language that has it."""
    return {tag: _file(tag)[name] for tag in languages() if name in _file(tag)}


@cache
def languages_with(name: str) -> tuple[str, ...]:
    """Return the tags of the languages with the section `name`."""
    return tuple(by_language(name))


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
    loaded: dict[str, Any] = json.loads(
        files(__package__).joinpath(f"{language}.json").read_text("utf-8")
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
