"""The layout that CONTRIBUTING promises: packages are used through their faces."""

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "server"
PAPER = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
# These packages have a face; the rest of the project imports nothing deeper.
FACES = (
    "align",
    "article",
    "bridge",
    "cite",
    "cite.claims",
    "conclude",
    "feeds",
    "ingest",
    "model",
    "model.setting_values",
    "team.opinion",
    "source",
    "store",
    "story",
    "urls",
    "verdict",
    "watch",
    "workers",
)


def modules():
    return [path for path in SERVER.rglob("*.py") if "static" not in path.parts]


def deep_imports(path):
    """Return modules that a file imports from inside another package with a face."""
    parts = path.relative_to(SERVER).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("server."):
            steps = tuple((node.module or "").split(".")[1:])
            faces = [tuple(package.split(".")) for package in FACES]
            within = [face for face in faces if steps[: len(face)] == face]
            face = max(within, key=len, default=steps)
            if steps != face and parts[: len(face)] != face:
                yield node.module


def test_no_module_reaches_inside_another_package():
    imports_by_module = {
        str(path.relative_to(SERVER)): list(deep_imports(path)) for path in modules()
    }
    assert len(imports_by_module) > 100
    assert {path: imports for path, imports in imports_by_module.items() if imports} == {}


def test_programs_over_the_engine_use_it_by_its_face():
    programs = [
        path
        for name in ("bridge", "cite", "story", "watch")
        for path in (SERVER / name).rglob("*.py")
    ]
    assert len(programs) > 12
    imported = {
        node.module
        for path in programs
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    assert "server.pipeline" in imported
    assert [module for module in imported if (module or "").startswith("server.pipeline.")] == []


def test_a_module_is_tested_by_a_file_of_its_name_or_where_contributing_says():
    rows = re.findall(r"^\| ((?:`[\w/]+`(?:, )?)+) \| `(tests/[\w/]+\.py)` \|$", PAPER, re.M)
    elsewhere = {module: test for some, test in rows for module in re.findall(r"`([\w/]+)`", some)}
    assert [test for test in elsewhere.values() if not (ROOT / test).is_file()] == []
    tested = {_module_of(path): _has_test(path) for path in modules() if path.name != "__init__.py"}
    assert sorted(set(elsewhere) - set(tested)) == []  # what is gone
    assert [
        name for name, has_test in tested.items() if not has_test and name not in elsewhere
    ] == []


def _module_of(path):
    return path.relative_to(SERVER).with_suffix("").as_posix()


def _has_test(path):
    """Whether a module has a test of its name, among those of its room or with a real server."""
    room = _module_of(path).split("/")[0]
    name, tests = f"test_{path.name}", ROOT / "tests"
    if any(tests.glob(f"unit/{room}/**/{name}")) or (tests / "unit" / name).is_file():
        return True
    return any(any(tests.glob(f"{folder}/**/{name}")) for folder in ("contract", "hostile"))


def test_packages_say_what_they_are():
    for package in (path.parent for path in SERVER.rglob("__init__.py")):
        assert ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))), package


def test_a_class_name_means_one_thing():
    names = Counter(
        node.name
        for path in modules()
        if "web" not in path.parts  # types of the API bear the contract's names
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []
