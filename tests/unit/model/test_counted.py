"""Counted nouns: one is never a plural, in any sentence that the server words."""

import ast
import re
from pathlib import Path

import pytest

from server.model import counted

SERVER = Path(__file__).parents[3] / "server"
SOURCES = {path: path.read_text("utf-8") for path in sorted(SERVER.rglob("*.py"))}
# What is counted anywhere has to be counted everywhere.
NOUNS = {
    counted(2, noun.split()[-1]).removeprefix("2 ")
    for text in SOURCES.values()
    for noun in re.findall(r"""counted\([^"']*["']([a-z ]+)["']""", text)
}
PLURAL = re.compile(r" (?:(?!from )[a-z]+ )?([a-z]+)\b")


@pytest.mark.parametrize(
    ("number", "noun", "phrase"),
    [
        (1, "feed", "1 feed"),
        (0, "feed", "0 feeds"),
        (1200, "story", "1,200 stories"),
        (2, "day", "2 days"),
        (2, "address", "2 addresses"),
        (3, "search", "3 searches"),
        (1.0, "second", "1 second"),
        (2.8, "second", "2.8 seconds"),
    ],
)
def test_a_noun_agrees_with_its_number(number, noun, phrase):
    assert counted(number, noun) == phrase


def _numbers(tree):
    """Yield the numbers in f-strings that a counted noun follows; a constant is never 1."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for value, text in zip(node.values, node.values[1:], strict=False):
                noun = isinstance(text, ast.Constant) and PLURAL.match(text.value)
                is_number = isinstance(value, ast.FormattedValue) and not (
                    isinstance(value.value, ast.Name) and value.value.id.isupper()
                )
                if noun and is_number and noun[1] in NOUNS:
                    yield f"{ast.unparse(value.value)} {noun[1]}"


def test_no_sentence_has_a_number_before_a_plural():
    assert {"feeds", "stories", "sentences"} < NOUNS
    numbers_by_file = {path.name: list(_numbers(ast.parse(text))) for path, text in SOURCES.items()}
    assert {name: wrong for name, wrong in numbers_by_file.items() if wrong} == {}


def test_no_template_has_a_number_before_a_plural():
    templates = [*SERVER.rglob("templates/*.[htx]*")]
    assert len(templates) > 10
    for path in templates:
        for noun in re.findall(r"\}\} (?:[a-z]+ )?([a-z]+)\b", path.read_text("utf-8")):
            assert noun not in NOUNS, path
