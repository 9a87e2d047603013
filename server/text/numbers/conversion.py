"""Units of measure: whether "4.8 km" is what "3 miles" come to."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from server.language.tables import units
from server.text.numbers.quantity import Quantity
from server.text.phrase_matcher import Phrases
from server.text.tokens import Word

_ROUNDED = 0.05  # share by which a converted value may differ: "300 feet" are about 90 metres


class _Unit(NamedTuple):
    """A unit: the kind of measure, and how many of that kind's first unit it is."""

    kind: str
    factor: float


class Measured(NamedTuple):
    """A quantity among the words of its sentence, and the language of these."""

    words: Sequence[Word]
    quantity: Quantity
    language: str | None


def same_measure(page: Measured, source: Measured) -> bool:
    """Whether the two measure the same in units that differ, as far as they are known."""
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


def other_measure(page: Measured, source: Measured) -> bool:
    """Whether the two are the same figure in two units of one kind: "5 miles" and "5 km"."""
    page_unit, source_unit = _unit(page), _unit(source)
    if not (page_unit and source_unit) or page.quantity.value != source.quantity.value:
        return False
    return page_unit.kind == source_unit.kind and page_unit.factor != source_unit.factor


def is_measure(plains: Sequence[str], at: int, language: str | None) -> bool:
    """Whether word `at` is a unit of measure of more than one letter."""
    return at < len(plains) and len(plains[at]) > 1 and _units(language).at(plains, at) is not None


def _unit(measured: Measured) -> _Unit | None:
    """The unit of measure that follows the number, if there is one."""
    words, quantity, language = measured
    plains = [word.plain for word in words[quantity.last + 1 : quantity.last + 5]]
    found = None if quantity.unit else _units(language).at(plains, 0)
    return found[0] if found else None


@cache
def _units(language: str | None) -> Phrases[_Unit]:
    return Phrases(
        ((name, _Unit(kind, factor)) for name, kind, factor in units(language)), language
    )
