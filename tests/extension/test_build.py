"""The packages: small, the same each time, and without what a store would refuse."""

import importlib.util
import json
import re
import subprocess
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
MOST_BYTES = 165_000  # of a package: a reader on a slow line installs it within a few seconds


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """Return the folder of both packages and of what is in them."""
    folder = tmp_path_factory.mktemp("packages")
    for browser in BROWSERS:
        build.build(browser, folder)
    return folder


@pytest.mark.parametrize("browser", BROWSERS)
def test_the_same_files_give_the_same_bytes(browser, packages, tmp_path):
    again = build.build(browser, tmp_path)
    assert again.read_bytes() == (packages / again.name).read_bytes()


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_package_is_small_and_holds_only_what_runs(browser, packages):
    (archive,) = packages.glob(f"*{browser}*.zip")
    assert archive.stat().st_size <= MOST_BYTES
    names = zipfile.ZipFile(archive).namelist()
    kinds = {".bin", ".css", ".html", ".js", ".json", ".png"}
    assert {Path(name).suffix for name in names} == kinds


# What browser.js reads of the packed words, in a language.
READ = """
import { readFileSync } from "node:fs";
const [browser, words, ...languages] = process.argv.slice(1);
globalThis.fetch = async () => new Response(readFileSync(words));
const read = {};
for (const language of languages) {
  const i18n = { getMessage: () => language };
  globalThis.chrome = { runtime: { getURL: String }, i18n };
  const { readMessages } = await import(`${browser}?${language}`);
  read[language] = Object.fromEntries(await readMessages());
}
console.log(JSON.stringify(read));
"""


def test_every_message_is_packed_under_its_key_or_left_to_the_browser(tmp_path):
    every = build.messages()
    languages = [messages["lang"] for messages in every.values()]
    folder = build.unpacked("chromium", tmp_path)
    (folder / "package.json").write_text('{"type": "module"}')
    files = [str(folder / "lib/browser.js"), str(folder / "words.bin")]
    node = ["node", "--input-type=module", "-e", READ, "--", *files, *languages]
    output = subprocess.run(node, capture_output=True, check=True).stdout
    read = json.loads(output)
    for name, messages in every.items():
        packed_words = {key: word for key, word in read[messages["lang"]].items() if word}
        expected = {
            key: word
            for key, word in messages.items()
            if key not in build.NEVER_MET and not build._is_other(key, messages)
        }
        assert packed_words == expected
        own = folder / "_locales" / name / "messages.json"
        assert set(build.BROWSER_READS) == json.loads(own.read_text("utf-8")).keys()


def test_all_sources_that_a_page_uses_are_shipped_but_their_comments(tmp_path):
    folder = build.unpacked("firefox", tmp_path)
    sources = [*EXTENSION.rglob("*.js"), *EXTENSION.glob("*.html")]
    used = [path for path in sources if (folder / path.relative_to(EXTENSION)).is_file()]
    # What the server's pages alone use.
    assert {path.name for path in set(sources) - set(used)} == {"versions.js"}
    assert len(used) > 50
    sheets = '<link rel="stylesheet" href="style.css">'
    for path in used:
        packed = (folder / path.relative_to(EXTENSION)).read_text("utf-8")
        packed = re.sub(r'<link rel="(?:module)?preload".*\n', "", packed)
        written = re.sub(r'(<link rel="stylesheet".*\n)+', sheets + "\n", path.read_text("utf-8"))
        assert lines_of(packed) == lines_of(written), path


COMMENT = re.compile(r"/\*\*.*?\*/ ?|^ *// .*?$| // [^\n\"'`]*$", re.S | re.M)


def lines_of(code: str) -> list[str]:
    """Return the lines of code without comments, indentation and breaks in a statement."""
    lines = [line.strip() for line in COMMENT.sub("", code).splitlines() if line.strip()]
    return re.sub(r"(?<=[({\[,])\n", "", "\n".join(lines)).split("\n")


def test_the_sheets_are_shipped_as_one_without_comments_and_spaces(tmp_path):
    folder = build.unpacked("firefox", tmp_path)
    sheets = [(EXTENSION / name).read_text("utf-8") for name in build.SHEETS]
    assert {path.name for path in EXTENSION.glob("*.css")} == set(build.SHEETS)
    written = re.sub(r"/\*.*?\*/", "", "".join(sheets), flags=re.S)
    packed = (folder / "style.css").read_text("utf-8")
    both = (re.sub(r"\s", "", text).replace(";}", "}") for text in (packed, written))
    assert next(both) == next(both)
    assert [path.name for path in folder.rglob("*.css")] == ["style.css"]


def test_spaces_that_mean_something_stay():
    sheet = """/* A note. */
@media (width > 20rem) {
  .a :is(.b, .c) > d:hover { margin: 0 auto; color: red; }
  .e::after { content: " " attr(href); }
}
"""
    assert build.without_spaces(sheet) == (
        "@media (width>20rem){.a :is(.b,.c)>d:hover{margin:0 auto;color:red}"
        '.e::after{content:" " attr(href)}}'
    )


def test_the_panel_preloads_each_module_that_it_imports_and_no_other(tmp_path):
    folder = build.unpacked("firefox", tmp_path)
    named = re.findall(r'modulepreload" href="(.*?)"', (folder / "panel.html").read_text("utf-8"))
    needed, unread = set(), [(folder / "panel.js").resolve()]
    while unread:
        module = unread.pop()
        needed.add(module.relative_to(folder.resolve()).as_posix())
        froms = re.findall(r'(?:from|import) ?"(\./.*?|\.\./.*?)"', module.read_text("utf-8"))
        paths = [(module.parent / path).resolve() for path in froms]
        unread += [p for p in paths if p.relative_to(folder.resolve()).as_posix() not in needed]
    assert sorted(named) == sorted(needed)
    assert len(named) > 40


def test_only_comments_and_casts_are_left_out():
    code = """/** Adds.
 * @param {number} a
 * @returns {number} their sum */
  // A line.
/** @type {HTMLElement | null} */ (item)?.click(); // goes
const css = "a { color: red } /* stays */";
const address = `https://gazette.test/**`;
const written = "one; // stays";
"""
    assert (
        build.without_comments(code)
        == """(item)?.click();
const css = "a { color: red } /* stays */";
const address = `https://gazette.test/**`;
const written = "one; // stays";
"""
    )


def test_breaks_within_a_statement_are_left_out():
    code = """const row = h(
  "p",
  null, // "none"
  words,
);

first();
"""
    assert (
        build.without_breaks(code)
        == """const row = h("p",null, // "none"
words,);
first();
"""
    )


def test_no_break_of_the_sources_means_anything():
    """A template with a line break would lose it."""
    for path in build.shipped():
        if path.suffix != ".js":
            continue
        code = build.without_comments((build.SOURCE / path).read_text("utf-8"))
        for line in code.split("\n"):
            assert PATTERN.sub("", line).count("`") % 2 == 0, (path, line)


PATTERN = re.compile(r"/\[\S*?`\S*?\]")  # some look for a backtick


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
    offending = [
        path.name for path in EXTENSION.rglob("*.js") if forbidden.search(path.read_text("utf-8"))
    ]
    assert offending == []


def test_every_message_that_the_pages_name_exists():
    messages = json.loads((EXTENSION / "_locales/en/messages.json").read_text("utf-8"))
    used = re.findall(r'data-message="(\w+)"', (EXTENSION / "options.html").read_text("utf-8"))
    for path in EXTENSION.rglob("*.js"):
        used += re.findall(r'(?:t\.text\(|around\(t, )"(\w+)"', path.read_text("utf-8"))
    assert used
    # Only the server's pages hold some of the original back, and have a form to go back to.
    assert {key for key in used if key not in messages} == {"reading_withheld", "ask_again"}
