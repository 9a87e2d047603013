"""Papers, docstrings and comments name files, modules, commands, settings, targets that exist."""

import ast
import io
import pkgutil
import re
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from server.cli.main import COMMANDS
from server.config import Settings, variable
from tests.servers import ROOT

TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.split("\n")
FILES = {path for path in TRACKED if (ROOT / path).is_file()}
FOLDERS = {str(folder) for path in FILES for folder in Path(path).parents}
NAMES = {Path(path).name for path in FILES}
TOP = "server|tests|extension|docs|packaging|clients"
KINDS = "py|json|md|js|mjs|css|html|lock|sh|yaml|toml|ts"
# Files that the program, its users or others write, and what only looks like a file.
MADE = {"managed.json", "policies.json", "tdmrep.json", "ga.json", "FILE.md"}
MADE |= {"config.json", "tokenizer.json", "Next.js", "lxml.html", "_2.html"}
VARIABLES = {variable(entry.name) for entry in fields(Settings)}
# Of compose.yaml and of the tests' own commands.
OTHERS = {
    "UNABRIDGED_HOST",
    *(f"UNABRIDGED_{name}" for name in ("FUZZ", "AXE", "FAULTS", "PICTURES")),
}
OTHERS |= {
    "UNABRIDGED_TEST_OPENSEARCH",
    "UNABRIDGED_TEST_POSTGRES",
    "UNABRIDGED_TEST_OPENSEARCH_USER",
}
OTHERS |= {"UNABRIDGED_BENCH_CACHE"}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def texts() -> Iterator[tuple[str, str]]:
    """Yield each paper, and each docstring and comment, with the file that it is in."""
    for path in sorted(FILES):
        if path.endswith(".md"):
            yield path, (ROOT / path).read_text("utf-8")
        elif path.endswith(".py"):
            code = (ROOT / path).read_text("utf-8")
            for node in ast.walk(ast.parse(code)):
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                    yield path, ast.get_docstring(node) or ""
            for token in tokenize.generate_tokens(io.StringIO(code).readline):
                if token.type == tokenize.COMMENT:
                    yield path, token.string
        elif path.endswith((".js", ".mjs")):
            found = re.findall(r"/\*.*?\*/|(?<!:)//[^\n]*", (ROOT / path).read_text("utf-8"), re.S)
            yield path, "\n".join(found)


@pytest.fixture(scope="module")
def named() -> list[tuple[str, str]]:
    return list(texts())


def lacking_paths(text: str) -> Iterator[str]:
    for path in re.findall(rf"(?<![\w./<-])(?:{TOP})/[\w./-]*[\w/]", text):
        bare = path.rstrip("/.")
        is_example = bare.rpartition("/")[2] in MADE or "/ga/" in bare  # a new language's
        if not is_example and bare not in FILES | FOLDERS and f"{bare}.py" not in FILES:
            yield path
    for name in re.findall(rf"(?<![\w./*<>-])(?:[\w-]+/)*([\w-]+\.(?:{KINDS})\b)(?![\w/(])", text):
        if name not in NAMES | MADE:
            yield name


def lacking_modules(text: str) -> Iterator[str]:
    for name in re.findall(r"(?<![\w./-])(?:server|tests)(?:\.(?!md\b)[a-z_]\w+)+", text):
        parts = name.split(".")
        known = [
            n for n in range(2, len(parts) + 1)
            if "/".join(parts[:n]) in FOLDERS or f"{'/'.join(parts[:n])}.py" in FILES
        ]  # fmt: skip
        if not known:
            yield name
            continue
        if len(parts) > known[-1]:
            place = "/".join(parts[: known[-1]])
            file = ROOT / (f"{place}.py" if f"{place}.py" in FILES else f"{place}/__init__.py")
            code = file.read_text("utf-8") if file.is_file() else ""
            if not re.search(rf"\b{parts[known[-1]]}\b", code):
                yield name


def lacking_commands(text: str) -> Iterator[str]:
    for target in re.findall(r"(?:`|^|: )make ([a-z-]+)", text, re.M):
        if target not in TARGETS:
            yield f"make {target}"
    for command, action in re.findall(r"`unabridged ([a-z]+)(?: ([a-z]+)\b)?", text):
        if command not in COMMANDS:
            yield f"unabridged {command}"
            continue
        actions = COMMANDS[command].get("actions")
        if actions and action and action not in actions:
            yield f"unabridged {command} {action}"


def lacking_settings(text: str) -> Iterator[str]:
    for name in re.findall(r"\bUNABRIDGED_[A-Z][A-Z_]*[A-Z]\b(?!_?[<…*])", text):
        if name.removesuffix("_FILE") not in VARIABLES | OTHERS:
            yield name


@pytest.mark.parametrize(
    "lacking", [lacking_paths, lacking_modules, lacking_commands, lacking_settings]
)
def test_what_is_named_exists(lacking, named):
    found = {(path, name) for path, text in named for name in lacking(text)}
    assert sorted(found) == []


@pytest.mark.parametrize(
    ("lacking", "text"),
    [
        (lacking_paths, "see server/align/nowhere.py"),
        (lacking_paths, "made by nowhere.json"),
        (lacking_modules, "`python -m tests.bench.nowhere`"),
        (lacking_modules, "server.config.nowhere"),
        (lacking_commands, "run `make nowhere`"),
        (lacking_commands, "`unabridged feeds nowhere`"),
        (lacking_settings, "UNABRIDGED_NOWHERE"),
    ],
)
def test_what_does_not_exist_is_seen(lacking, text):
    assert list(lacking(text))


def test_what_tests_and_benches_hasten_in_a_server_exists():
    """`Server(sooner={…})` sets them in the server's own process, which a bench finds out late."""
    named = {
        name
        for path in sorted(FILES)
        if path.startswith("tests/") and path.endswith(".py")
        for name in re.findall(r'"(server\.[\w.]+)": ', (ROOT / path).read_text("utf-8"))
    }
    assert len(named) > 4
    for name in named:
        assert pkgutil.resolve_name(name) is not None
