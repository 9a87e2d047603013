"""Nouns as JSON, without lists that most answers lack; and JSON of others as plain values."""

import json
from typing import Any

from pydantic_core import SchemaSerializer, core_schema


def without_empty(*names: str) -> SchemaSerializer:
    """Return a dataclass's serializer that leaves out its fields `names` where empty."""

    def fields(value: Any) -> dict[str, Any]:
        return fields_of(value, *names)

    plain = core_schema.plain_serializer_function_ser_schema(fields)
    return SchemaSerializer(core_schema.any_schema(serialization=plain))


def fields_of(value: Any, *optional: str) -> dict[str, Any]:
    """Return the fields of a dataclass, the `optional` ones only where not empty."""
    found = {name: getattr(value, name) for name in value.__dataclass_fields__}
    return {name: each for name, each in found.items() if each or name not in optional}


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
