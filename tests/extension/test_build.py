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
    assert archive.stat().st_size < 169_000
    names = zipfile.ZipFile(archive).namelist()
    assert {Path(name).suffix for name in names} == {".css", ".html", ".js", ".json", ".png"}


def test_every_message_is_packed_under_its_key_or_left_to_the_browser(tmp_path):
    build.build("chromium", tmp_path)
    lists = json.loads((tmp_path / "chromium" / "words.json").read_text("utf-8"))
    keys = lists.pop("keys")
    for name, messages in build.messages().items():
        packed = lists.pop(messages["lang"])
        packed_words = {k: word for k, word in zip(keys, packed, strict=True) if word}
        left = {
            key: word
            for key, word in messages.items()
            if key not in build.NEVER_MET and not build._is_other(key, messages)
        }
        assert packed_words == left
        own = tmp_path / "chromium" / "_locales" / name / "messages.json"
        assert set(build.BROWSER_READS) == json.loads(own.read_text("utf-8")).keys()
    assert lists == {}


def test_all_sources_are_shipped_but_their_comments(tmp_path):
    build.build("firefox", tmp_path)
    sources = [*EXTENSION.rglob("*.js"), *EXTENSION.glob("*.css"), *EXTENSION.glob("*.html")]
    assert len(sources) > 50
    comment = re.compile(r"/\*\*.*?\*/ ?|^ *// .*?$|/\* .*?\*/ ?", re.S | re.M)
    for path in sources:
        packed = (tmp_path / "firefox" / path.relative_to(EXTENSION)).read_text("utf-8")
        packed = re.sub(r'<link rel="(?:module)?preload".*\n', "", packed)
        lines = [comment.sub("", text).splitlines() for text in (packed, path.read_text("utf-8"))]
        shipped, written = ([line.strip() for line in each if line.strip()] for each in lines)
        assert shipped == written, path


def test_the_panel_preloads_each_module_that_it_imports_and_no_other(tmp_path):
    build.build("firefox", tmp_path)
    folder = tmp_path / "firefox"
    named = re.findall(r'modulepreload" href="(.*?)"', (folder / "panel.html").read_text("utf-8"))
    needed, left = set(), [(folder / "panel.js").resolve()]
    while left:
        module = left.pop()
        needed.add(module.relative_to(folder.resolve()).as_posix())
        froms = re.findall(r'(?:from|import) ?"(\./.*?|\.\./.*?)"', module.read_text("utf-8"))
        paths = [(module.parent / path).resolve() for path in froms]
        left += [p for p in paths if p.relative_to(folder.resolve()).as_posix() not in needed]
    assert sorted(named) == sorted(needed)
    assert len(named) > 40


def test_only_comments_and_casts_are_left_out():
    code = """/** Adds.
 * @param {number} a
 * @returns {number} their sum */
  // A line.
/** @type {HTMLElement | null} */ (item)?.click(); // stays
const css = "a { color: red } /* stays */";
const address = `https://gazette.test/**`;
"""
    assert (
        build.without_comments(code)
        == """(item)?.click(); // stays
const css = "a { color: red } /* stays */";
const address = `https://gazette.test/**`;
"""
    )


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
    # Only the server's pages hold some of the original back, and have a form to go back to.
    assert {key for key in used if key not in known} == {"reading_withheld", "ask_again"}
