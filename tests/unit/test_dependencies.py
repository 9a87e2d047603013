"""The project declares its imports, and imports what it declares."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.servers import ROOT


def imported():
    """Top-level names of other projects' modules that server/ imports."""
    for path in (ROOT / "server").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.split(".")[0]


def test_imports_and_declared_dependencies_are_the_same():
    names = {name for name in imported() if name not in sys.stdlib_module_names} - {"server"}
    packages_by_name = packages_distributions()
    used = {packages_by_name[name][0].lower().replace("_", "-") for name in names}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    entries = [*project["dependencies"], *extras["mcp"], *extras["team"]]
    declared = {re.split(r"[\[>=<]", entry)[0].lower() for entry in entries}
    # Parts of what is declared: pydantic's core and types, httpx2's transport, Flask's toolkit,
    # MCP's types.
    parts = {
        "pydantic-core",
        "annotated-types",
        "typing-extensions",
        "httpcore2",
        "werkzeug",
        "markupsafe",
    }
    parts.add("mcp-types")
    assert used - parts == declared
