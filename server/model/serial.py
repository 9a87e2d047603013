"""Nouns as JSON, without lists that most answers lack; JSON of others as plain values; pickles."""

import copyreg
import json
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from operator import attrgetter
from typing import Any

from pydantic_core import SchemaSerializer, core_schema


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
