"""The JSON tables of this package, each loaded once."""

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """One of the package's own JSON tables."""
    text = resources.files("server.language").joinpath("tables", f"{name}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
