"""Conversion of units: whether "4.8 km" equals "3 miles"."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from server.language.tables import units
from server.text.numbers.quantity import Quantity
from server.text.phrase_matcher import Phrases
from server.text.tokens import Word

_ROUNDED = 0.05  # most a converted value may differ: "300 feet" are about 90 metres


class _Unit(NamedTuple):
    """A unit: the kind of measure, and its size in that kind's first unit."""

    kind: str
    factor: float


class Measured(NamedTuple):
    """A quantity among the words of its sentence, with their language."""

    words: Sequence[Word]
    quantity: Quantity
    language: str | None


def same_measure(page: Measured, source: Measured) -> bool:
    """Return whether both are the same measure in different known units."""
    page_unit, source_unit = _unit(page), _unit(source)
    if (
        not (page_unit and source_unit)
        or page_unit.kind != source_unit.kind
        or page_unit.factor == source_unit.factor
    ):
        return False
    page_value, source_value = (
        page.quantity.value * page_unit.factor,
        source.quantity.value * source_unit.factor,
    )
    return abs(page_value - source_value) <= _ROUNDED * source_value


def is_measure(plains: Sequence[str], at: int, language: str | None) -> bool:
    """Return whether word `at` is a unit of measure of several letters."""
    return at < len(plains) and len(plains[at]) > 1 and _units(language).at(plains, at) is not None


def _unit(measured: Measured) -> _Unit | None:
    """Return the unit of measure after the number, if there is one."""
    words, quantity, language = measured
    plains = [word.plain for word in words[quantity.last + 1 : quantity.last + 5]]
    match = None if quantity.unit else _units(language).at(plains, 0)
    return match[0] if match else None


@cache
def _units(language: str | None) -> Phrases[_Unit]:
    return Phrases(
        ((name, _Unit(kind, factor)) for name, kind, factor in units(language)), language
    )
