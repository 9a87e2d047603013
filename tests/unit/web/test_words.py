"""The web's templates and scripts name words that every interface language has."""

import re
from pathlib import Path

import pytest

from server.language.messages import words

WEB = Path(__file__).parents[3] / "server" / "web"
FILES = [*sorted(WEB.rglob("templates/*.html")), *sorted(WEB.rglob("static/site/*.js"))]
NAMED = re.compile(r"""\b(?:t|words)\.text\(\s*["']([a-z_0-9]+)["']""")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_named_word_exists(path):
    named = set(NAMED.findall(path.read_text("utf-8")))
    assert {key for key in named if not words("en").text(key)} == set()
