"""The packages: small, the same each time, and without what a store would refuse."""

import importlib.util
import json
import re
import zipfile
from pathlib import Path

import pytest

EXTENSION = Path(__file__).parents[2] / "extension"
_spec = importlib.util.spec_from_file_location("extension_build", EXTENSION / "build.py")
assert _spec is not None
assert _spec.loader is not None
build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build)

BROWSERS = ["chromium", "firefox"]


@pytest.mark.parametrize("browser", BROWSERS)
def test_the_same_files_give_the_same_bytes(browser, tmp_path):
    first = build.build(browser, tmp_path / "a").read_bytes()
    assert build.build(browser, tmp_path / "b").read_bytes() == first


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_package_is_small_and_holds_only_what_runs(browser, tmp_path):
    archive = build.build(browser, tmp_path)
    assert archive.stat().st_size < 140_000
    names = zipfile.ZipFile(archive).namelist()
    assert {Path(name).suffix for name in names} == {".css", ".html", ".js", ".json", ".png"}


def test_every_message_is_packed_under_its_key_or_left_to_the_browser(tmp_path):
    build.build("chromium", tmp_path)
    lists = json.loads((tmp_path / "chromium" / "words.json").read_text("utf-8"))
    keys = lists.pop("keys").split(build.BETWEEN)
    for name, messages in build.messages().items():
        packed = lists.pop(messages["lang"]).split(build.BETWEEN)
        assert {k: word for k, word in zip(keys, packed, strict=True) if word} == messages
        own = tmp_path / "chromium" / "_locales" / name / "messages.json"
        assert set(build.BROWSER_READS) == json.loads(own.read_text("utf-8")).keys()
    assert lists == {}


def test_code_is_shipped_without_comments_and_indentation_and_otherwise_as_it_is(tmp_path):
    build.build("chromium", tmp_path)
    joined = (tmp_path / "chromium" / "lib.js").read_text("utf-8").splitlines()
    for path in (*EXTENSION.rglob("*.js"), *EXTENSION.rglob("*.css")):
        text = path.read_text("utf-8")
        ours = path.relative_to(EXTENSION)
        if ours.parts[0] == "lib":
            shipped = joined
            text = build.IMPORT.sub("", text)
        else:
            shipped = (tmp_path / "chromium" / ours).read_text("utf-8").splitlines()
            text = build.FROM_LIB.sub('"./lib.js"', text)
        lines = [line.strip() for line in text.splitlines()]
        # All code is there, in its order; where it ends so, a line is code for sure.
        code = [line for line in lines if line.endswith((";", "{", "}")) and line[0] not in "/*"]
        there = iter(shipped)
        assert all(line in there for line in code), path.name
        if shipped is not joined:
            source = iter(lines)
            assert all(line in source for line in shipped), path.name
    lib = [path.read_text("utf-8") for path in (EXTENSION / "lib").rglob("*.js")]
    known = {line.strip() for text in lib for line in text.splitlines()}
    assert [line for line in joined if line not in known] == []
    assert not any(line.startswith(("/*", "//", "import ")) for line in joined)


def test_no_two_modules_of_lib_use_a_name_twice():
    declared = r"^(?:export )?(?:async )?(?:const|let|var|function\*?|class) (\w+)"
    names = re.findall(declared, build.library(), re.MULTILINE)
    assert len(names) > 50
    assert sorted(names) == sorted(set(names))
    assert "import " not in re.sub(r"/\*.*?\*/", "", build.library(), flags=re.DOTALL)


def test_no_string_runs_over_lines():
    for path in EXTENSION.rglob("*.js"):
        for line in path.read_text("utf-8").splitlines():
            assert line.replace("\\`", "").count("`") % 2 == 0, f"{path.name}: {line}"


@pytest.mark.parametrize("browser", BROWSERS)
def test_the_manifest_asks_for_no_site_and_no_page(browser):
    manifest = build.manifest(browser)
    assert "host_permissions" not in manifest
    assert "content_scripts" not in manifest
    assert set(manifest["permissions"]) <= {
        *("activeTab", "contextMenus", "scripting", "sidePanel", "storage"),
    }


def test_no_code_writes_markup_or_runs_text():
    forbidden = re.compile(r"innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(")
    found = [
        path.name for path in EXTENSION.rglob("*.js") if forbidden.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_every_message_that_the_pages_name_exists():
    known = json.loads((EXTENSION / "_locales/en/messages.json").read_text("utf-8"))
    used = re.findall(r'data-message="(\w+)"', (EXTENSION / "options.html").read_text("utf-8"))
    for path in EXTENSION.rglob("*.js"):
        used += re.findall(r'(?:t\.text\(|around\(t, )"(\w+)"', path.read_text("utf-8"))
    assert used
    # Only the server's pages share comparisons and hold some of the original back: their words.
    assert {key for key in used if key not in known} == {"share", "reading_withheld"}
