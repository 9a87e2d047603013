"""JSON: of nouns, of others as plain values, and of tables that people write; pickles.

Tables are checked as they are read: an error names the wrong row.
"""

import copyreg
import json
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from importlib.resources import files
from operator import attrgetter
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, TypeAdapter, ValidationError
from pydantic_core import SchemaSerializer, core_schema

Row = TypeVar("Row")
# Words in one string.
Words = Annotated[frozenset[str], BeforeValidator(str.split)]


def without_empty(*names: str) -> SchemaSerializer:
    """Return a dataclass's serializer that leaves out its fields `names` where empty."""

    def found(value: Any) -> dict[str, Any]:
        return fields_of(value, *names)

    plain = core_schema.plain_serializer_function_ser_schema(found)
    return SchemaSerializer(core_schema.any_schema(serialization=plain))


def fields_of(value: Any, *optional: str) -> dict[str, Any]:
    """Return the fields of a dataclass, the `optional` ones only where not empty."""
    found = {name: getattr(value, name) for name in value.__dataclass_fields__}
    return {name: each for name, each in found.items() if each or name not in optional}


def pickled_by_fields(*classes: type[Any]) -> None:
    """Pickle dataclasses as calls with their fields, of which a large answer has thousands.

    What `dataclass` makes for one with slots asks for its fields anew and sets each by a call.
    """
    for one in classes:
        values = attrgetter(*(field.name for field in fields(one)))
        copyreg.pickle(one, partial(_call, one, values))


def _call(made: type[Any], values: Callable[[Any], Any], one: Any) -> tuple[type[Any], Any]:
    return made, values(one)


def json_value(text: str | bytes) -> Any:
    """Return what JSON holds, None where it can't be read."""
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
    return [checked(row, f"Row {number} of {name}", kind) for number, row in rows]


def read_table(package: str, name: str) -> Any:
    """Return the table `name` in `package`, as JSON has it."""
    return json.loads(files(package).joinpath(name).read_bytes())


def checked(value: Any, place: str, kind: type[Row]) -> Row:
    """Return `value` as one of `kind`; raise ValueError with what is wrong at `place`."""
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = " > ".join(str(part) for part in first["loc"] if part != "[key]")
        says = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{place}, {where}: {says}.") from None
