"""The extension's types and lists of the API are those of the server."""

import importlib.util
import json
from pathlib import Path

EXTENSION = Path(__file__).parents[2] / "extension"
_spec = importlib.util.spec_from_file_location("api_types", EXTENSION / "api_types.py")
assert _spec is not None
assert _spec.loader is not None
api_types = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(api_types)


def test_the_types_are_current():
    document = json.loads(api_types.OPENAPI.read_text("utf-8"))
    assert api_types.FILE.read_text("utf-8") == api_types.types(document), "run make openapi"


def test_the_closed_lists_are_current():
    assert api_types.TABLES.read_text("utf-8") == api_types.tables(), "run make openapi"


def test_a_schema_becomes_an_interface():
    shape = {
        "required": ["kind"],
        "properties": {
            "kind": {"enum": ["a", "b"]},
            "spans": {
                "type": "array",
                "items": {"anyOf": [{"$ref": "#/x/Span"}, {"type": "null"}]},
            },
        },
    }
    assert api_types.types({"components": {"schemas": {"Pair": shape}}}) == api_types.HEAD + (
        'interface Pair {\n  kind: "a" | "b";\n  spans: (Span | null)[];\n}\n'
    )
