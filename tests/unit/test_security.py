"""Each promise of docs/SECURITY.md names tests that exist and are run."""

import ast
import re

import pytest

from tests.servers import ROOT


def promises():
    """Return the promises, and the tests that each names: a file and a function."""
    table = (ROOT / "docs/SECURITY.md").read_text(encoding="utf-8").partition("| held by |")[2]
    table = table.partition("\n## ")[0]
    for row in re.findall(r"^\| (?!-)(.+) \| .+ \| (.+) \|$", table, re.MULTILINE):
        file, named = "", []
        for path, test in re.findall(r"`([^`]+)::([^`]+)`", row[1]):
            file = file if path == "…" else path
            named.append((file, test))
        yield pytest.param(named, id=row[0])


@pytest.mark.parametrize("named", list(promises()))
def test_a_promise_is_held_by_tests_that_run(named):
    assert named, "a promise without a test"
    for file, test in named:
        path = ROOT / file
        assert path.is_relative_to(ROOT / "tests"), "pytest does not look there"
        assert path.match("test_*.py"), "pytest does not look there"
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        marks = " ".join(map(ast.unparse, functions[test].decorator_list))
        assert not re.search("skip|xfail", marks), f"{test} is not always run"


def test_there_are_promises():
    assert len(list(promises())) > 20


def test_what_plain_pytest_leaves_out_has_a_command_of_its_own():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "UNABRIDGED_FAULTS=1 $(RUN)/python -m pytest -q tests/faults" in makefile
