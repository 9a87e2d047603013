"""The extension's types and lists of the API are those of the server."""

import importlib.util
import json
import re
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


def enums(schema):
    """Yield the closed lists of texts in a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("enum"), list):
            yield set(schema["enum"])
        schema = list(schema.values())
    for inner in schema if isinstance(schema, list) else ():
        yield from enums(inner)


def test_no_module_repeats_a_closed_list_of_the_api():
    closed = [*enums(json.loads(api_types.OPENAPI.read_text("utf-8")))]
    closed += [set(codes) for _, _, _, codes in api_types.LISTS]
    repeated = {}
    for path in EXTENSION.rglob("*.js"):
        for array in re.findall(r"\[((?:\s*\"\w+\",?)+)\s*\]", path.read_text("utf-8")):
            texts = set(re.findall(r"\w+", array))
            if path != api_types.TABLES and len(texts) > 2 and texts in closed:
                repeated[path.name] = texts
    assert repeated == {}


def test_the_marks_in_a_page_have_the_names_of_findings():
    # A content script imports no module.
    written = (EXTENSION / "page" / "highlight.js").read_text("utf-8")
    marked = json.loads(re.search(r"var MARKED = (\[.*\]);", written)[1])
    assert marked == [*reversed(api_types.FINDINGS[2:]), *api_types.FINDINGS[:2], "left_out"]


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
