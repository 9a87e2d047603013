"""Examples in the docstrings of rules: the lines below "Holds for:"."""

import inspect
from collections.abc import Callable
from typing import Any


def example_of(rule: Callable[..., Any]) -> str:
    """Return the markup for which a rule's docstring says that it holds."""
    _, _, example = inspect.getdoc(rule).partition("Holds for:\n")
    assert example, f"{rule.__name__} has no example"
    return " ".join(line.strip() for line in example.splitlines()).strip()
