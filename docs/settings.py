"""Writes docs/settings.md from the settings themselves: `python docs/settings.py`."""

from pathlib import Path
from typing import get_origin

from pydantic.fields import FieldInfo

from server.config import FIELDS, variable

_HEAD = """# Settings

All settings come from the environment; none is needed on a machine of your own. With `_FILE` at its
end a variable names a file that holds the value, as secrets of containers do:
`…_OIDC_SECRET_FILE=/run/secrets/oidc`. At its start, and in `unabridged doctor`, the server names
each `UNABRIDGED_…` that is no setting.

| variable | type | default | meaning |
|---|---|---|---|
"""
_FOOT = """
`SSL_CERT_FILE` names a bundle of certificate authorities to trust beside the system's. Proxies
in the environment (`HTTP_PROXY` and the like) are ignored: the server decides on the address
that it connects to, and a proxy would connect elsewhere.
"""
_KINDS: dict[object, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "1 or 0",
    Path: "folder",
}
# Defaults that depend on the machine.
_DEFAULTS = {
    "data": "`~/.local/share/unabridged` (or below `XDG_DATA_HOME`)",
    "workers": "one a core, 2 to 8",
}


def reference() -> str:
    """Return docs/settings.md: each setting with its type, default and meaning."""
    rows = [_row(name, field) for name, field in FIELDS.items()]
    return f"{_HEAD}{''.join(rows)}{_FOOT}"


def _row(name: str, field: FieldInfo) -> str:
    kind = "list" if get_origin(field.annotation) is tuple else _KINDS[field.annotation]
    default = _DEFAULTS.get(name) or _default(field)
    return f"| `{variable(name)}` | {kind} | {default} | {field.description} |\n"


def _default(field: FieldInfo) -> str:
    if field.default in ("", ()):
        return "empty"
    return f"`{int(field.default) if field.annotation is bool else field.default}`"


if __name__ == "__main__":
    print(reference(), end="")
