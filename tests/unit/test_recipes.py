"""CONTRIBUTING's recipes, followed mechanically in a copy of the tree."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECIPES = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## Recipes")[1]
# Printed by the copy: what the API's contract and the settings know.
SHOW = """
import json
from server.config import Settings, variable
from runpy import run_path
document = run_path("docs/openapi.py")["document"]
print(json.dumps({"contract": json.dumps(document()), "setting": variable("toy_key")}))
print(Settings.from_env({"UNABRIDGED_TOY_KEY": "k"}).toy_key)
from server.align import Text, align
result = align(Text(["A toy sank in Brevik."], "en"), Text(["A ferry sank in Brevik."], "en"))
print(result.figures.changed["toy_kind"])
"""
TOYS = '''"""Toys that the source lacks."""

from server.align.changes.make_change import exchange


def find_changes(pair):
    """Yield a change for each toy."""
    for at, word in enumerate(pair.words):
        if word.plain == "toy":
            yield exchange(pair, "toy_kind", [at], ())
'''


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the server with a new provider, kind of change and setting."""
    root = tmp_path_factory.mktemp("recipes")
    shutil.copytree(
        ROOT / "server", root / "server", ignore=shutil.ignore_patterns("static", "__pycache__")
    )

    (root / "docs").mkdir()
    shutil.copy(ROOT / "docs/openapi.py", root / "docs")

    def edit(path, anchor, text):
        file = root / path
        source = file.read_text("utf-8")
        assert source.count(anchor) == 1, f"the recipe for {path} is stale: {anchor}"
        file.write_text(source.replace(anchor, text + anchor), "utf-8")

    (root / "server/align/changes/toys.py").write_text(TOYS, "utf-8")
    edit(
        "server/model/finders.json",
        '  {"name": "archive"',
        '  {"name": "toy", "title": "Toy Search", "kind": "search"},\n',
    )
    edit(
        "server/config.py",
        "    search_archive: bool",
        '    toy_key: str = _setting("")\n',
    )
    edit(
        "server/source/providers/registry.py",
        "    if settings.search_gdelt:",
        "    if settings.toy_key:\n        providers.append(brave(settings.toy_key))\n",
    )
    edit(
        "server/model/change_kinds.json",
        '  {"kind": "wording"',
        '  {"kind": "toy_kind", "one": "toy", "many": "toys", "differs": true, "hard": true,'
        ' "modules": ["toys"]},\n',
    )
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    shown, key, toys = done.stdout.splitlines()
    return json.loads(shown) | {"key": key, "toys": toys}


def test_an_added_provider_is_in_the_contract(copy):
    assert '"toy"' in copy["contract"]


def test_an_added_kind_of_change_is_in_the_contract(copy):
    assert '"toy_kind"' in copy["contract"]
    assert copy["toys"] == "1"


def test_an_added_setting_is_read_from_the_environment(copy):
    assert copy["setting"] == "UNABRIDGED_TOY_KEY"
    assert copy["key"] == "k"


def test_the_recipes_name_only_files_that_exist():
    named = re.findall(r"`((?:server|extension|tests|docs)/[\w./*-]+)`", RECIPES)
    assert len(named) > 15
    made = {"server/language/sv.json", "server/language/words/sv.json"}
    made |= {"extension/_locales/sv/messages.json"}
    missing = [path for path in set(named) - made if not list(ROOT.glob(path.rstrip("/")))]
    assert missing == []
