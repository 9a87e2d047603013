"""What the project knows about languages: one file a language, `<tag>.json`, in sections.

A section holds one subject's words ("negation", "numbers", "notices"); a language may lack any
of them. What belongs to no single language is in tables.py.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def languages() -> tuple[str, ...]:
    """The tags of all languages that have a file, in alphabetical order."""
    names = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".json")))


def section(language: str | None, name: str) -> Any:
    """The section `name` of `language` (a base tag); an empty dict if it is missing."""
    return _file(language or "").get(name, {})


@cache
def by_language(name: str) -> dict[str, Any]:
    """The section `name` of every language that has it."""
    return {tag: _file(tag)[name] for tag in languages() if name in _file(tag)}


@cache
def languages_with(name: str) -> tuple[str, ...]:
    """The tags of the languages that have the section `name`."""
    return tuple(by_language(name))


@cache
def _file(language: str) -> dict[str, Any]:
    if language not in languages():
        return {}
    loaded: dict[str, Any] = json.loads(
        files(__package__).joinpath(f"{language}.json").read_text("utf-8")
    )
    return loaded
