"""The recipe "add a language" of CONTRIBUTING, followed in a copy: one command and one file."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.language.data import table

ROOT = Path(__file__).parents[3]
SECTIONS = {
    "numbers": {
        "ones": "du=2 dek=10",
        "percent": "procentoj",
        "about": "",
        "above": "",
        "below": "",
    },
    "dates": {"relative": "hieraŭ=day-1", "spans": "tagoj=d"},
    "calls": {
        "phrases": {
            "read_full": {"legu la tutan artikolon": "Legu la tutan artikolon ĉe Norda Gazeto."}
        }
    },
}
TRY_IT = """
from server.language.data import languages, section
from server.language.schema import LanguageFile
from server.text.lines import is_note
from server.text.numbers import quantities
from server.text.tokens import words

def read(text):
    return [(q.value, q.unit) for q in quantities(text, words(text, "eo"), "eo")]

assert "eo" in languages()
assert read("la 12 januaro") == [(112, "day")], "months are CLDR's"
assert read("3,5 kilometroj") == [(3500, "length")], "so is the decimal comma"
assert read("dek procentoj") == [(10, "%")]
assert read("hieraŭ") == [(-1, "ago:day")]
assert is_note("Legu la tutan artikolon ĉe Gazeto.", "eo")
"""


PHRASES = (
    "-m",
    "pytest",
    "-q",
    "-p",
    "no:cacheprovider",
    "tests/unit/text/test_calls.py",
    "-k",
    "eo",
)


def run(folder, *arguments, check=True):
    """Run Python in the copy, and return what it printed."""
    own = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=folder, env=own, check=check, capture_output=True, text=True)
    return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the server with a new language, and the language's file."""
    folder = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__", "static")
    shutil.copytree(ROOT / "server", folder / "server", ignore=ignored)
    (folder / "packaging").mkdir()
    shutil.copy(ROOT / "packaging/languages.py", folder / "packaging")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in ("tests", "docs"):
        (folder / name).symlink_to(ROOT / name)
    run(folder, "packaging/languages.py", "eo")
    return folder, folder / "server" / "language" / "eo.json"


def test_the_table_is_current_with_the_installed_babel(copy):
    folder, _ = copy
    new_table = json.loads((folder / "server/language/tables/cldr.json").read_text("utf-8"))
    shipped = dict(table("cldr"))
    del new_table["languages"]["eo"]
    # Those of the new language have come in.
    months, shipped_months = new_table.pop("month_names"), shipped.pop("month_names")
    assert all(
        {*shipped_months[number].split()} <= {*months[number].split()} for number in shipped_months
    )
    assert new_table == shipped, "Run: make lock"


def test_a_language_is_one_file_and_one_command(copy):
    folder, path = copy
    table_of_words = json.loads(path.read_text("utf-8"))
    for name, words in SECTIONS.items():
        table_of_words[name] |= words
    path.write_text(json.dumps(table_of_words), "utf-8")
    run(folder, "-c", TRY_IT)


def test_a_wrong_example_fails_the_test_of_its_phrase_alone(copy):
    folder, path = copy
    table_of_words = json.loads(path.read_text("utf-8"))
    wrong = {"legu la tutan artikolon": "La urbo aĉetis novan ponton."}
    table_of_words["calls"]["phrases"]["read_full"] = wrong
    path.write_text(json.dumps(table_of_words), "utf-8")
    output = run(folder, *PHRASES, check=False)
    assert "FAILED tests/unit/text/test_calls.py::test_each_phrase_is_found_in_its" in output
    assert "1 failed" in output
