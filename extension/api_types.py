"""Write lib/api/types.d.ts, the TypeScript types of the API, from docs/openapi.json.

    python extension/api_types.py

The extension checks its code against them; a test keeps the file current.
"""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent
OPENAPI = ROOT.parent / "docs" / "openapi.json"
FILE = ROOT / "lib" / "api" / "types.d.ts"
HEAD = "/** The API's types, written by extension/api_types.py from docs/openapi.json. */\n\n"
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}
PLAIN |= {"null": "null"}
# Types that the browser or TypeScript also has, under another name.
RENAMED = {"Warning": "ApiWarning"}
# What the extension sends: these accept less than an answer holds.
SENT = ("Request", "Input", "Options")


def types(document: dict[str, Any]) -> str:
    """Return a declaration for each schema, by name."""
    schemas = document["components"]["schemas"]
    parts = [_interface(name, schema) for name, schema in sorted(schemas.items())]
    return HEAD + "\n".join(parts)


def _interface(name: str, schema: dict[str, Any]) -> str:
    required = set(schema.get("required", ()))
    sent = name.endswith(SENT)
    lines = [
        f"  {field}{'' if field in required or not (sent or _may_lack(shape)) else '?'}: "
        f"{_type(shape)};\n"
        for field, shape in schema.get("properties", {}).items()
    ]
    return f"interface {RENAMED.get(name, name)} {{\n{''.join(lines)}}}\n"


def _may_lack(shape: dict[str, Any]) -> bool:
    """Whether an answer of an older server can lack a field that has a default."""
    return "default" in shape or shape.get("type") in ("object", "array")


def _type(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return RENAMED.get(name, name)
    if "const" in shape:
        return json.dumps(shape["const"])
    if "enum" in shape:
        return " | ".join(json.dumps(value) for value in shape["enum"])
    for key in ("anyOf", "oneOf"):
        if key in shape:
            return " | ".join(dict.fromkeys(_type(each) for each in shape[key]))
    return _by_kind(shape)


def _by_kind(shape: dict[str, Any]) -> str:
    kind = shape.get("type")
    if kind == "array":
        item = _type(shape["items"]) if "items" in shape else "unknown"
        return f"({item})[]" if "|" in item else f"{item}[]"
    if kind == "object":
        inner = shape.get("additionalProperties")
        return f"Record<string, {_type(inner) if isinstance(inner, dict) else 'unknown'}>"
    return PLAIN.get(str(kind), "unknown")


def main() -> None:
    """Write the file."""
    FILE.write_text(types(json.loads(OPENAPI.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
