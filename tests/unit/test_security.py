"""Each promise of SECURITY.md names tests that exist."""

import ast
import re

import pytest

from tests.servers import ROOT


def promises():
    """The promises, and the tests that each names: a file and a function."""
    table = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("| held by |")[2]
    for row in re.findall(r"^\| (?!-)(.+) \| .+ \| (.+) \|$", table, re.MULTILINE):
        file, named = "", []
        for path, test in re.findall(r"`([^`]+)::([^`]+)`", row[1]):
            file = file if path == "…" else path
            named.append((file, test))
        yield pytest.param(named, id=row[0])


@pytest.mark.parametrize("named", list(promises()))
def test_a_promise_is_held_by_tests_that_exist(named):
    assert named, "a promise without a test"
    for file, test in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_promises():
    assert len(list(promises())) > 20
