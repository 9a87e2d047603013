"""Words of languages are in server/language/*.json, not in patterns of Python files."""

import ast
import re
from pathlib import Path

import pytest

from server.language.data import languages, table

SERVER = Path(__file__).parents[3] / "server"
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
    assert {path: word_groups for path, word_groups in lists.items() if word_groups} == {}


@pytest.mark.parametrize(
    ("text", "is_list"),
    [("vor|hace|πριν", True), ("円|元", True), ("(?:by|von)", False), (r"\d年\d|\w", False)],
)
def test_a_word_list_is_known_by_letters_beyond_ascii(text, is_list, tmp_path):
    module = tmp_path / "module.py"
    module.write_text(f"X = {text!r}\n", "utf-8")
    assert bool(list(word_lists(module))) is is_list


TAGS = {*languages(), *" ".join(table("others")["taken_for_each_other"]).split()}


def by_tag(module):
    """Yield what a module keeps by language tags: mappings, lists of them, comparisons."""
    for node in ast.walk(module):
        parts = {
            ast.Dict: lambda node: node.keys,
            ast.Set: lambda node: node.elts,
            ast.List: lambda node: node.elts,
            ast.Tuple: lambda node: node.elts,
        }.get(type(node), lambda _: [])(node)
        words = [element.value if isinstance(element, ast.Constant) else None for element in parts]
        is_compared = isinstance(node, ast.Compare) and "language" in ast.unparse(node.left)
        if is_compared:
            values = [getattr(comparator, "value", None) for comparator in node.comparators]
            if TAGS.intersection(filter(None, map(str, values))) - {"en"}:
                yield ast.unparse(node)
        elif len(words) > 1 and TAGS.issuperset(words):
            yield ast.unparse(node)


def test_nothing_is_kept_by_language_in_python():
    paths = [path for path in SERVER.rglob("*.py") if "static" not in path.parts]
    nodes_by_path = {path: list(by_tag(ast.parse(path.read_text("utf-8")))) for path in paths}
    assert {str(path): nodes for path, nodes in nodes_by_path.items() if nodes} == {}


@pytest.mark.parametrize(
    ("code", "is_kept"),
    [
        ("X = {'en': 'english', 'de': 'german'}", True),
        ("X = frozenset({'de', 'nl'})", True),
        ("if language == 'ko': pass", True),
        ("X = {'id': 1, 'name': 2}", False),
        ("if language == 'en': pass", False),
    ],
)
def test_what_is_kept_by_language_is_known(code, is_kept):
    assert bool(list(by_tag(ast.parse(code)))) is is_kept
