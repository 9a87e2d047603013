"""Conventions of numbers and dates in each language: words, scales, signs, phrases."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import cache
from itertools import chain
from typing import NamedTuple

from server.language.data import section
from server.language.tables import currencies
from server.language.tags import base_language
from server.text.phrase_matcher import Phrases, named, numbered


class Conventions(NamedTuple):
    """A language's numbers and dates.

    `starts` maps their first words to the second ones, "" without any. `has_words`,
    `has_scales`: whether those are known; `money_scales` are scales only before a currency's
    sign: "5 M€".
    """

    ones: Phrases[float]
    scales: Phrases[float]
    money_scales: Phrases[float]
    tenths: frozenset[str]
    minor: Phrases[str]
    minus: Phrases[str]
    percent: Phrases[float]
    before: Phrases[float]
    points: Phrases[float]
    fractions: Phrases[float]
    ordinals: Phrases[float]
    months: Phrases[float]
    weekdays: Phrases[float]
    relative: Phrases[str]
    days: Phrases[str]
    lasting: Phrases[str]
    spans: Phrases[str]
    bounds: Phrases[str]
    currencies: Phrases[str]
    joint: str
    aged: frozenset[str]
    prefixes: frozenset[str]
    is_dense: bool
    has_words: bool
    has_scales: bool
    starts: Mapping[str, Set[str]]


@cache
def conventions(language: str | None) -> Conventions:
    """Return the conventions of `language`, or of English if it is unknown."""
    language = base_language(language) or "en"
    numbers = section(language, "numbers")
    dates = section(language, "dates")
    ones = f"{numbers.get('ones', '')} {numbers.get('pairs', '')} {_compounds(numbers)}"
    tables: dict[str, Phrases[float]] = {
        "ones": numbered(ones, language),
        "fractions": numbered(numbers.get("fractions", ""), language),
        "ordinals": numbered(_ordinals(numbers), language),
        "before": numbered(numbers.get("before", ""), language),
        "months": numbered(dates.get("months", ""), language),
        "weekdays": numbered(dates.get("weekdays", ""), language),
    }
    relative = named(dates.get("relative", ""), language)
    return Conventions(
        **tables,
        relative=relative,
        scales=numbered(numbers.get("scales", ""), language),
        money_scales=numbered(numbers.get("money_scales", ""), language),
        tenths=frozenset(numbers.get("tenths", "").split()),
        minor=named(numbers.get("minor", ""), language),
        minus=named(numbers.get("minus", ""), language),
        percent=numbered(numbers.get("percent", ""), language),
        points=numbered(numbers.get("points", ""), language),
        days=named(dates.get("days", ""), language),
        lasting=named(dates.get("lasting", ""), language),
        spans=named(dates.get("spans", ""), language),
        bounds=_bounds(numbers, language),
        currencies=_currencies(language),
        joint=numbers.get("and", ""),
        aged=frozenset(numbers.get("aged", "").split()),
        prefixes=frozenset(numbers.get("prefixes", "").split()),
        is_dense=bool(numbers.get("dense")),
        has_scales=bool(numbers.get("scales") or numbers.get("dense")),
        has_words=bool(ones.strip() or numbers.get("dense")),
        starts=_starts(chain(relative.openings(), *(each.openings() for each in tables.values()))),
    )


def _starts(openings: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for first, second in openings:
        found[first].add(second)
    return dict(found)


def _ordinals(numbers: dict[str, str]) -> str:
    """Return the ordinals in all their forms."""
    endings = [ending.strip("_") for ending in numbers.get("ordinal_forms", "").split()]
    entries = (entry.partition("-=") for entry in numbers.get("ordinals", "").split())
    return " ".join(
        f"{stem}{ending}={value}" if value else stem
        for stem, _, value in entries
        for ending in (endings if value else [""])
    )


def _bounds(numbers: dict[str, str], language: str) -> Phrases[str]:
    kinds = ("about", "above", "below")
    return Phrases(
        ((word, kind) for kind in kinds for word in numbers.get(kind, "").split()), language
    )


@cache
def currency_signs() -> dict[str, str]:
    """Return currencies by their signs of one character."""
    return {
        name: sign
        for name, sign in currencies(None).items()
        if len(name) == 1 and not name.isalnum()
    }


@cache
def _currencies(language: str) -> Phrases[str]:
    everyday = section(language, "numbers").get("no_currency", "").split()
    names = (
        (name, sign)
        for name, sign in currencies(language).items()
        if any(map(str.isalnum, name)) and name not in everyday
    )
    return Phrases(names, language)


def _compounds(numbers: dict[str, str]) -> str:
    """Return numbers written as one word: "fünfundzwanzig", "tjugofem", "ventidue"."""
    pattern = numbers.get("compound")
    if not pattern:
        return ""
    values = {w: float(v) for w, _, v in (e.partition("=") for e in numbers["ones"].split())}
    small = {word: value for word, value in values.items() if 1 < value < 10}
    if "one" in numbers:
        small[numbers["one"]] = 1.0
    tens = {word: value for word, value in values.items() if 20 <= value < 100}
    return " ".join(
        f"{pattern.format(one=one, ten=ten)}={small[one] + tens[ten]:g}"
        for one in small
        for ten in tens
    )
