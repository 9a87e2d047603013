"""Words of languages are in server/language/*.json, not in patterns of Python files."""

import ast
import re
from pathlib import Path

import pytest

SERVER = Path(__file__).parents[3] / "server"
# Files that still list words: take each off when its words have moved, and add none.
ALLOWED = {"page/calls_to_action.py"}
# A letter that is not ASCII in one of two alternatives: "vor|πριν", "円|元".
_ALTERNATIVES = re.compile(r"\w*[^\W\x00-\x7f]\w*\s?\||\|\s?\w*[^\W\x00-\x7f]")


def word_lists(path):
    """Yield string literals of a module that list words of a language as alternatives."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and _ALTERNATIVES.search(text):
            yield text


def test_no_pattern_lists_the_words_of_a_language():
    paths = [path for path in SERVER.rglob("*.py") if "static" not in path.parts]
    assert len(paths) > 100
    lists = {str(path.relative_to(SERVER)): list(word_lists(path)) for path in paths}
    assert {path: found for path, found in lists.items() if found and path not in ALLOWED} == {}
    assert [path for path in ALLOWED if not lists[path]] == [], "clean: take them off the list"


@pytest.mark.parametrize(
    ("text", "is_list"),
    [("vor|hace|πριν", True), ("円|元", True), ("(?:by|von)", False), (r"\d年\d|\w", False)],
)
def test_a_word_list_is_known_by_letters_beyond_ascii(text, is_list, tmp_path):
    module = tmp_path / "module.py"
    module.write_text(f"X = {text!r}\n", "utf-8")
    assert bool(list(word_lists(module))) is is_list
