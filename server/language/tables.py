"""The JSON tables of this package, each loaded once.

cldr.json is generated (cldr.py); the others are written by hand and hold what CLDR lacks.
"""

import json
from functools import cache
from importlib import resources
from typing import Any, NamedTuple


@cache
def table(name: str) -> dict[str, Any]:
    """One of the package's own JSON tables."""
    text = resources.files("server.language").joinpath("tables", f"{name}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def cldr(language: str | None, name: str) -> Any:
    """The `name`s of `language` in CLDR, such as "months" or "units"; empty if it is not listed."""
    return table("cldr")["languages"].get(language, {}).get(name, "")


@cache
def writes_decimal_comma() -> frozenset[str]:
    """The languages that write 1.500,75."""
    return frozenset(table("cldr")["decimal_comma"].split())


@cache
def currencies(language: str | None) -> dict[str, str]:
    """The sign of each currency by its names, codes and signs in `language` or in any."""
    names = cldr(language, "currencies") or cldr("en", "currencies")
    return {
        word: sign
        for sign, entry in table("currencies").items()
        for listed in (
            entry["words"],
            entry.get("short", ""),
            entry["codes"].lower(),
            *(names.get(code, "") for code in entry["codes"].split()),
        )
        for word in listed.split()
    }


def price_marks() -> tuple[str, ...]:
    """What prices are marked with: the signs of currencies and their short names."""
    listed = table("currencies").items()
    return tuple(mark for sign, e in listed for mark in (sign, *e.get("short", "").split()))


class UnitName(NamedTuple):
    """A word for a unit, what it measures, and how many of the kind's first unit it is."""

    word: str
    kind: str
    factor: float


def units(language: str | None) -> list[UnitName]:
    """The names of units in `language`, with their kind and how many of its first unit they are."""
    names = cldr(language, "units") or cldr("en", "units")
    return [
        UnitName(word, kind, float(factor))
        for kind, listed in table("measures").items()
        for factor, unit in listed.items()
        for word in f"{unit['words']} {names.get(unit['cldr'], '')}".split()
    ]
