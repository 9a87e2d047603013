"""JSON of nouns, plain values and tables, those that programs learned too; pickles.

Tables are checked as they are read: an error names the wrong row.
"""

import copyreg
import json
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, partial
from importlib.resources import files
from operator import attrgetter
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, TypeAdapter, ValidationError
from pydantic_core import SchemaSerializer, core_schema

Row = TypeVar("Row")
# Words in one string.
Words = Annotated[frozenset[str], BeforeValidator(str.split)]


def serializer(
    *, optional: Collection[str] = (), derived: Collection[str] = ()
) -> SchemaSerializer:
    """Return a dataclass's serializer.

    It leaves out the `optional` fields that are empty, and writes properties that are `derived`.
    """

    def written(value: Any) -> dict[str, Any]:
        return fields_of(value, *optional) | {name: getattr(value, name) for name in derived}

    plain = core_schema.plain_serializer_function_ser_schema(written)
    return SchemaSerializer(core_schema.any_schema(serialization=plain))


def fields_of(value: Any, *optional: str) -> dict[str, Any]:
    """Return the fields of a dataclass, the `optional` ones only where not empty."""
    by_name = {name: getattr(value, name) for name in value.__dataclass_fields__}
    return {name: member for name, member in by_name.items() if member or name not in optional}


def pickled_by_fields(*classes: type[Any]) -> None:
    """Pickle dataclasses as calls with their fields, of which a large answer has thousands.

    What `dataclass` makes for one with slots asks for its fields anew and sets each by a call.
    """
    for pickled_class in classes:
        values = attrgetter(*(field.name for field in fields(pickled_class)))
        copyreg.pickle(pickled_class, partial(_call, pickled_class, values))


def _call(
    pickled_class: type[Any], values: Callable[[Any], Any], instance: Any
) -> tuple[type[Any], Any]:
    return pickled_class, values(instance)


def each_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of a JSON object; raise ValueError for a name that comes twice."""
    value_by_name = dict(members)
    if len(value_by_name) < len(members):
        names = [name for name, _ in members]
        twice = next(name for name in value_by_name if names.count(name) > 1)
        raise ValueError(f"`{twice[:40]}` is given twice; give it once")
    return value_by_name


def json_value(text: str | bytes) -> Any:
    """Parse JSON; return None if it can't be read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def json_object(text: str | bytes) -> dict[str, Any]:
    """Return the object that JSON holds, empty where it holds something else."""
    value = json_value(text)
    return value if isinstance(value, dict) else {}


def words_of(listed: str) -> frozenset[str]:
    """Return the words that one string lists."""
    return frozenset(listed.split())


def read_rows(package: str, name: str, kind: type[Row]) -> list[Row]:
    """Return the rows of the table `name` in `package`; raise ValueError with a wrong one."""
    rows = enumerate(read_table(package, name), 1)
    return [validate_as(row, f"Row {number} of {name}", kind) for number, row in rows]


def read_table(package: str, name: str) -> Any:
    """Return the table `name` in `package`, as JSON has it."""
    return json.loads(files(package).joinpath(name).read_bytes())


def validate_as(value: Any, place: str, kind: type[Row]) -> Row:
    """Return `value` as one of `kind`; raise ValueError with what is wrong at `place`."""
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = " > ".join(str(part) for part in first["loc"] if part != "[key]")
        message = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{place}, {where}: {message}.") from None


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A bias and a weight for each feature; a feature beyond its `bounds` says no more.

    A table of JSON has who `made_by` it, and `models` by name.
    """

    bias: float
    weights: Mapping[str, float]
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Return `bias` and each feature times its weight, summed; 0 means even odds."""
        total = 0.0
        for name, value in features.items():
            low, high = self.bounds.get(name, (value, value))
            total += self.weights.get(name, 0.0) * max(low, min(high, value))
        return self.bias + total

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability, 0..1."""
        return chance(self.log_odds(features))


def chance(log_odds: float) -> float:
    """Return the probability for these log odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))  # beyond: 1e-13 of 0 or 1


@cache
def linear_models(package: str, name: str) -> dict[str, LinearModel]:
    """Return the models of the table `name` that lies in `package`."""
    models = read_table(package, name)["models"]
    return {part: LinearModel(**model) for part, model in models.items()}
