"""Write what the extension knows of the API: its types and its closed lists.

    python extension/api_types.py

lib/api/types.d.ts comes from docs/openapi.json, lib/api/tables.js from the server's tables. A
test keeps both current.
"""

import json
from pathlib import Path
from typing import Any

from server.align.account import LETTERS_A_MINUTE, WORDS_A_MINUTE
from server.errors import OF_AN_ADDRESS, REFUSED
from server.language.data import languages_of_letters
from server.model import CHANGE_KINDS, SERVICES, SHADES
from server.show import (
    OUTCOME_NAMES,
    PAGE_SENTENCES,
    SHARE_REASONS,
    SOURCE_SENTENCES,
    VERSION_COLOURS,
)

ROOT = Path(__file__).parent
OPENAPI = ROOT.parent / "docs" / "openapi.json"
FILE = ROOT / "lib" / "api" / "types.d.ts"
HEAD = "/** The API's types, written by extension/api_types.py from docs/openapi.json. */\n\n"
TABLES = ROOT / "lib" / "api" / "tables.js"
# By whether a sentence with one differs: the names of changes, the gravest first.
CHANGES = {
    differs: [
        name
        for facts in CHANGE_KINDS
        if facts.differs is differs
        for name in (*facts.named, facts.kind)
    ]
    for differs in (True, False)
}
DECLARED = ("canonical_elsewhere", "og_url_elsewhere")
FINDINGS = [finding for finding in PAGE_SENTENCES if finding != "note"]
SHOWN_SENTENCES = SOURCE_SENTENCES | PAGE_SENTENCES
HEADINGS = {kind: shown.heading for kind, shown in SHOWN_SENTENCES.items() if shown.heading}
NAMES = {kind: shown.name for kind, shown in SHOWN_SENTENCES.items()}
TABLES_HEAD = (
    "/** The API's closed lists, written by extension/api_types.py from the server's. */\n"
)
TEXTS, BY_CODE = "readonly string[]", "Readonly<Record<string, {}>>"
# Each list: its name, what it is, its type and itself.
LISTS: tuple[tuple[str, str, str, Any], ...] = (
    ("FINDINGS", "How a compared sentence is shown, worst first.", "const", FINDINGS),
    ("GRAVE", "Changes for which a sentence differs, gravest first.", TEXTS, CHANGES[True]),
    ("QUIET", "Changes that leave a sentence found.", TEXTS, CHANGES[False]),
    ("SHADES", "Codes of changes that have names of their own.", TEXTS, SHADES),
    ("SERVICES", "Names of search services.", BY_CODE.format("string"), SERVICES),
    ("DECLARED", "Finders by what a page calls its address.", TEXTS, DECLARED),
    ("HEADINGS", "What is over sentences of one kind.", "const", HEADINGS),
    ("NAMES", "Names of sentences in counts, by kind.", "const", NAMES),
    ("VERSION_COLOURS", "How a changed sentence is coloured.", "const", VERSION_COLOURS),
    ("OUTCOME_NAMES", "Names of what came of a search, best first.", "const", OUTCOME_NAMES),
    ("SHARE_REASONS", "Reasons that repeat the share that a headline gives.", TEXTS, SHARE_REASONS),
    ("OF_AN_ADDRESS", "Problems of an address.", TEXTS, OF_AN_ADDRESS),
    ("REFUSED", "Problems of an address that may not be opened.", TEXTS, REFUSED),
    ("DENSE", "Languages whose letters are counted as words.", TEXTS, languages_of_letters()),
    (
        "A_MINUTE",
        "How much is read in a minute.",
        "const",
        {"words": WORDS_A_MINUTE, "letters": LETTERS_A_MINUTE},
    ),
)
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}
PLAIN |= {"null": "null"}
# Types that the browser or TypeScript also has, under another name.
RENAMED = {"Warning": "ApiWarning", "ProgressEvent": "ApiProgress"}
# What the extension sends: these accept less than an answer holds.
SENT = ("Request", "Input", "Options", "Passage")

# Fields that not every answer has (server/model/serial.py).
LACKING = {
    "AccountEntry": {"differs"},
    "Alignment": {"further", "not_compared"},
    "Comparison": {"sources"},
    "PageSentence": {"elsewhere"},
}
# What a stage of the stream brings only once it is known.
LACKING["ProgressEvent"] = {"host", "number", "of"}
LACKING["StageEvent"] = {"page", "verdict", "search", "source", "alignment", "sources"}


def types(document: dict[str, Any]) -> str:
    """Return a declaration for each schema, by name."""
    schemas = document["components"]["schemas"]
    parts = [_interface(name, schema) for name, schema in sorted(schemas.items())]
    return HEAD + "\n".join(parts)


def tables() -> str:
    """Return the closed lists as a module."""
    return TABLES_HEAD + "".join(
        f"\n/** {says} */\nexport const {name} = /** @type {{{kind}}} */ (\n"
        f"  {json.dumps(value, ensure_ascii=False)}\n);\n"
        for name, says, kind, value in LISTS
    )


def _interface(name: str, schema: dict[str, Any]) -> str:
    if "properties" not in schema:
        return f"type {RENAMED.get(name, name)} = {_type(schema)};\n"
    fields = schema.get("properties", {})
    # What is sent may lack fields; an answer has all but these.
    sent = name.endswith(SENT)
    required = set(schema.get("required", ())) if sent else {*fields} - LACKING.get(name, set())
    lines = [
        f"  {field}{'' if field in required else '?'}: {_type(shape)};\n"
        for field, shape in fields.items()
    ]
    return f"interface {RENAMED.get(name, name)} {{\n{''.join(lines)}}}\n"


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
    """Write both files."""
    TABLES.write_text(tables(), "utf-8")
    FILE.write_text(types(json.loads(OPENAPI.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
