"""Makes text of pages safe to print: it can't steer the terminal or reverse lines."""

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic_core import to_json

# Left-to-right and right-to-left marks stay: Arabic and Hebrew texts need them.
_BIDI = "\u202a-\u202e\u2066-\u2069"
_UNSAFE = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}\ud800-\udfff]")
_SPACES = "\t\n\v\f\r\x85"
# In JSON the C0 controls are escaped already.
_UNSAFE_IN_JSON = re.compile(f"[\x7f-\x9f{_BIDI}\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Replace white space by " " and each control or bidi override by "�".

    The length stays, so that offsets into `text` hold: "a\x1b[2J" -> "a�[2J".
    """
    return _UNSAFE.sub(lambda match: " " if match[0] in _SPACES else "\ufffd", text)


def printable_values(value: Any) -> Any:
    """Return plain JSON with all of its strings printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: printable_values(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [printable_values(item) for item in value]
    return value


def printable_json(value: Any) -> str:
    """Return `value` as JSON, its unsafe characters escaped."""
    return escape_json(json.dumps(value, ensure_ascii=False))


def print_rows(
    rows: Sequence[Any], line: Callable[[Any], str], *, as_json: bool, none: str = ""
) -> None:
    """Print `rows` as one JSON array, or each by `line`; of no rows say `none` beside it."""
    if none and not rows:
        sys.stderr.write(f"{none}\n")
    lines = (
        [printable_json(json.loads(to_json(rows)))] if as_json else map(printable, map(line, rows))
    )
    sys.stdout.writelines(f"{line}\n" for line in lines)


def escape_json(text: str) -> str:
    """Escape the unsafe characters of JSON, which then says the same."""
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
