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
print(json.dumps({"contract": json.dumps(document()), "setting": variable("search_toy")}))
settings = Settings.from_env({"UNABRIDGED_SEARCH_TOY": "k"})
from server.source import switched_on
print([one.provider.title for one in switched_on(settings)], settings.search_toy)
from server.align import Text, align
result = align(Text(["A toy sank in Brevik."], "en"), Text(["A ferry sank in Brevik."], "en"))
print(result.figures.changed["toy_kind"])
from server.pipeline.find import _finders
from server.model import PageInput
from server.pipeline.tasks import examine
story = "The ferry had a toy on board when it sank off Brevik on Monday night, said Tilda Marsh."
judged = examine(PageInput(html=f"<article><h1>A ferry</h1>{f'<p>{story}</p>' * 9}</article>"))
print(judged.verdict.label, [one.signal for one in judged.verdict.evidence])
from types import SimpleNamespace
engine = SimpleNamespace(index=None, fetcher=None)
print([code for finder in _finders(SimpleNamespace(engine=engine), "all") for code in finder.codes])
"""
SIGNAL = '''"""Toys that a page shows."""

from server.verdict.signals import Signal


def toy_signals(view):
    """Return that the page has a toy."""
    return [Signal("toy_seen", "It has a toy.")] if "toy" in view.article.text else []
'''
FINDER = '''"""A shelf of toys."""

from server.source.finder import Finder


class ToyShelf(Finder):
    """Finds nothing."""

    codes = ("toy_shelf",)

    def find(self, query):
        """Yield nothing."""
        return ()
'''
TOYS = '''"""Toys that the source lacks."""

from server.align.changes.change import change_of_words


def toys_of(pair):
    """Return the toys of a page sentence."""
    return [index for index, word in enumerate(pair.page.words) if word.plain == "toy"]


def compare_toy(pair, index):
    """Report a toy."""
    return change_of_words(pair, "toy_kind", [index], ())
'''


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the server with a new provider, kind of change, setting, signal, finder."""
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
        '    search_toy: str = Field(default="", description="Key of a toy shop.")\n',
    )
    edit(
        "server/source/providers.json",
        '  {"name": "gdelt"',
        '  {"name": "toy", "address": "https://toys.example/{key}"},\n',
    )
    edit(
        "server/model/change_kinds.json",
        '  {"kind": "wording"',
        '  {"kind": "toy_kind", "one": "toy", "many": "toys", "differs": true, "hard": true},\n',
    )
    detect = "server/align/changes/detect.py"
    edit(
        detect,
        "from server.align.changes.wording",
        "from server.align.changes.toys import compare_toy, toys_of\n",
    )
    edit(detect, "    Detector(numbers_of,", "    Detector(toys_of, compare_toy),\n")
    (root / "server/verdict/toys.py").write_text(SIGNAL, "utf-8")
    edit("server/verdict/signals.py", "    # It is the whole story.", '    "toy_seen",\n')
    edit(
        "server/verdict/signals.py",
        '    "http_status": "paywalled"',
        '    "toy_seen": "excerpt",\n',
    )
    judge_file = "server/verdict/judge.py"
    edit(
        judge_file,
        "from server.verdict.signal_rules",
        "from server.verdict.toys import toy_signals\n",
    )
    edit(judge_file, "*pager_signals(view)", "*toy_signals(view), ")
    weights = root / "server/verdict/weights.json"
    learned = json.loads(weights.read_text("utf-8"))
    learned["models"]["part"]["weights"]["toy_seen"] = 30.0
    weights.write_text(json.dumps(learned), "utf-8")
    (root / "server/source/toys.py").write_text(FINDER, "utf-8")
    edit(
        "server/source/__init__.py",
        "from server.source.services",
        "from server.source.toys import ToyShelf\n",
    )
    edit("server/pipeline/find.py", "    SearchQuery,\n", "    ToyShelf,\n")
    edit("server/pipeline/find.py", "        PageLinks(),\n", "        ToyShelf(),\n")
    edit(
        "server/model/finders.json",
        '  {"name": "searxng"',
        '  {"name": "toy_shelf", "title": "a shelf", "kind": "local"},\n',
    )
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    names = ("shown", "key", "toys", "judged", "asked")
    output_by_name = dict(zip(names, done.stdout.splitlines(), strict=True))
    return json.loads(output_by_name["shown"]) | output_by_name


def test_an_added_provider_is_in_the_contract(copy):
    assert '"toy"' in copy["contract"]


def test_an_added_kind_of_change_is_in_the_contract(copy):
    assert '"toy_kind"' in copy["contract"]
    assert copy["toys"] == "1"


def test_an_added_signal_decides_and_is_evidence(copy):
    assert '"toy_seen"' in copy["contract"]
    assert copy["judged"].startswith("excerpt")
    assert "toy_seen" in copy["judged"]


def test_an_added_finder_has_its_turn(copy):
    assert '"toy_shelf"' in copy["contract"]
    assert "toy_shelf" in copy["asked"]


def test_an_added_setting_is_read_from_the_environment(copy):
    assert copy["setting"] == "UNABRIDGED_SEARCH_TOY"
    assert copy["key"] == "['Toy Search'] k"


@pytest.mark.parametrize("failing", ["ruff", "npm", ""])
def test_make_check_ends_with_what_failed(tmp_path, failing):
    shutil.copy(ROOT / "Makefile", tmp_path)
    files = ["pyproject.toml", "package-lock.json", "packaging/lock/uv.lock"]
    files += ["packaging/lock/run.lock", "packaging/lock/dev.lock"]
    commands = ("uv", "python", "ruff", "mypy", "lint-imports", "npm")
    files += [f".venv/bin/{name}" for name in commands]
    for name in (*files, ".venv/.dev", ".venv/.run", "node_modules/.ready"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\nexit {int(name.endswith(f'/{failing}'))}\n")
        file.chmod(0o755)
    environ = {"PATH": f"{tmp_path}/.venv/bin:/usr/bin:/bin"}
    done = subprocess.run(
        ["make", "check"], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode != 0) == bool(failing), done.stderr
    command_by_tool = {"ruff": ".venv/bin/ruff check .", "npm": "npm run --silent types"}
    last = done.stdout.splitlines()[-1]
    assert last == f"Failed: {command_by_tool[failing]}" if failing else "Failed" not in done.stdout


def test_the_recipes_name_only_files_that_exist():
    named_paths = re.findall(r"`((?:server|extension|tests|docs)/[\w./*-]+)`", RECIPES)
    assert len(named_paths) > 15
    new_files = {"server/language/ga.json", "server/language/words/ga.json"}
    new_files |= {"extension/_locales/ga/messages.json"}
    assert [path for path in new_files if path not in RECIPES or (ROOT / path).exists()] == []
    missing = [
        path for path in set(named_paths) - new_files if not list(ROOT.glob(path.rstrip("/")))
    ]
    assert missing == []
