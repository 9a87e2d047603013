"""The JSON tables of this package, each loaded once.

packaging/languages.py writes cldr.json; the others are written by hand and add what CLDR lacks.
charsets.json has labels of the Encoding Standard, which differ from Python's names.
"""

import codecs
import json
from functools import cache
from importlib import resources
from typing import Any, NamedTuple


@cache
def table(name: str) -> dict[str, Any]:
    """Return one of the package's JSON tables."""
    text = resources.files("server.language").joinpath("tables", f"{name}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def cldr(language: str | None, name: str) -> Any:
    """Return the `name`s of `language` in CLDR, such as "months"; empty if missing."""
    return table("cldr")["languages"].get(language, {}).get(name, "")


@cache
def writes_decimal_comma() -> frozenset[str]:
    """Return the languages that write 1.500,75."""
    return frozenset(table("cldr")["decimal_comma"].split())


@cache
def currencies(language: str | None) -> dict[str, str]:
    """Return each currency's sign by its names, codes and signs in `language`."""
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
    """Return the signs and short names of currencies."""
    listed = table("currencies").items()
    return tuple(mark for sign, e in listed for mark in (sign, *e.get("short", "").split()))


class UnitName(NamedTuple):
    """A word for a unit, its kind, and its size in the kind's first unit."""

    word: str
    kind: str
    factor: float


def units(language: str | None) -> list[UnitName]:
    """Return the names of units in `language`, with their kind and size."""
    names = cldr(language, "units") or cldr("en", "units")
    return [
        UnitName(word, kind, float(factor))
        for kind, listed in table("measures").items()
        for factor, unit in listed.items()
        for word in f"{unit['words']} {names.get(unit['cldr'], '')}".split()
    ]


def codec(label: str) -> str | None:
    """Return Python's codec for a charset label of the web, or None."""
    label = label.strip().lower()
    try:
        name = codecs.lookup(_pairs("other_names").get(label, label)).name
        "".encode(name)  # LookupError for codecs that don't make text
    except (LookupError, UnicodeError, ValueError):
        return None
    unknown = name in table("charsets")["not_of_the_web"].split()
    return None if unknown else _pairs("supersets").get(name, name)


@cache
def _pairs(kind: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in table("charsets")[kind].split())
