"""Build the extension for each browser: dist/<browser>/ and dist/unabridged-<browser>.zip.

Both browsers get the sources that their pages use, without indentation and comments, and a panel
that names its modules; only the manifest differs. The three sheets become
one, style.css. The words of all languages are in one file, words.bin, a list for each language over
one list of keys: that saves 23 KB. The same files give the same bytes.

    python extension/build.py [DIST]
"""

import json
import os
import re
import shutil
import sys
import zipfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from zopfli import zlib

SOURCE = Path(__file__).parent
SHIPPED = ("*.html", "*.js", "icons/*.png", "page/*.js")
SHEETS = ("tokens.css", "style.css", "reading.css")
# Languages that are alike are next to each other, which packs better; a new one comes last.
ALIKE = ("en", "fr", "it", "es", "pt", "pl", "de", "ar", "he", "zh_CN", "ja")
# Messages that the browser itself reads, for the manifest and the menus.
BROWSER_READS = ("description", "action", "lang", "menu_selection")
# The code pages that lists are written in: a letter takes a byte or two, not three. The first that
# has all letters of a language is taken. Page 1254 has western letters as 1252 has, which some
# versions of Node, and so the tests, read as Latin-1.
CODE_PAGES = (
    *("windows-1254", "windows-1250", "windows-1251", "windows-1253", "windows-1255"),
    *("windows-1256", "shift_jis", "euc-kr", "gbk", "utf-8"),
)
# What no code page has, and what is written instead, as browser.js reads it.
INSTEAD = str.maketrans({"\u202f": "\x1f", "→": "\x1e"})
# Problems that the extension does not cause, and versions of saved comparisons: their words are for
# the server's pages. If one comes nevertheless, the panel shows the server's own English.
NEVER_MET = (
    "problem_forbidden",
    "problem_forbidden_title",
    "problem_malformed_request",
    "problem_malformed_request_title",
    "problem_method_not_allowed",
    "problem_not_a_feed",
    "problem_not_a_reader",
    "problem_not_found",
    "problem_not_json",
    "problem_not_ready",
    "problem_not_ready_title",
    "problem_pairings_full",
    "problem_pairings_full_title",
    "problem_reader_refused",
    "problem_reader_unavailable",
    "problem_request_timeout",
    "problem_request_timeout_title",
    "problem_store_damaged",
    "problem_store_damaged_title",
    "problem_unreadable_feed",
    "problem_unsupported_media_type",
    "problem_untrusted_proxy",
    "problem_untrusted_proxy_title",
    "signal_alignment_shows",  # what a comparison shows is told by how much of it there is
    *(f"version_{kind}" for kind in ("heading", "added", "headline", "reworded", "none")),
    "story_show",
)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold

CHROMIUM: dict[str, Any] = {
    "minimum_chrome_version": "121",
    "background": {"service_worker": "background.js", "type": "module"},
    "side_panel": {"default_path": "panel.html"},
    # What a policy may set; Firefox wants no list.
    "storage": {"managed_schema": "managed.json"},
}
POLICY = {
    "type": "object",
    "properties": {"server": {"type": "string"}, "token": {"type": "string"}},
}
FIREFOX: dict[str, Any] = {
    "background": {"scripts": ["background.js"], "type": "module"},
    "sidebar_action": {
        "default_panel": "panel.html",
        "default_title": "Unabridged",
        "default_icon": {"16": "icons/16.png", "32": "icons/32.png"},
        "open_at_install": False,
    },
    "browser_specific_settings": {
        "gecko": {
            "id": "unabridged@unabridged.invalid",
            "strict_min_version": "142.0",
            # The extension collects nothing: pages go to the server that the reader chose.
            "data_collection_permissions": {
                "required": ["none"],
                "optional": ["browsingActivity", "websiteContent"],
            },
        },
        "gecko_android": {"strict_min_version": "142.0"},
    },
}


def manifest(browser: str) -> dict[str, Any]:
    """Return the shared manifest with the keys that only `browser` knows."""
    shared: dict[str, Any] = json.loads((SOURCE / "manifest.json").read_text("utf-8"))
    if browser == "chromium":
        return shared | CHROMIUM | {"permissions": sorted([*shared["permissions"], "sidePanel"])}
    # Firefox keeps a button in the extensions menu unless it asks for the toolbar.
    return shared | FIREFOX | {"action": shared["action"] | {"default_area": "navbar"}}


def shipped() -> list[Path]:
    """Every file of a package that a source is copied to, relative to the source."""
    found = {path.relative_to(SOURCE) for glob in SHIPPED for path in SOURCE.glob(glob)}
    known: dict[str, None] = {}
    for page in found:
        if page.parent == Path() and page.suffix == ".js":
            imports(SOURCE, page.name, known)
    return sorted(found.union(map(Path, known)))


def build(browser: str, dist: Path) -> Path:
    """Write the unpacked extension and its archive; return the archive's path."""
    return _pack(unpacked(browser, dist), dist / f"unabridged-{browser}.zip")


def unpacked(browser: str, dist: Path) -> Path:
    """Write the extension as a folder; return it."""
    folder = dist / browser
    shutil.rmtree(folder, ignore_errors=True)
    for path in shipped():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".png":
            shutil.copyfile(SOURCE / path, folder / path)
        else:
            text = (SOURCE / path).read_text("utf-8")
            code = without_breaks(text) if path.suffix == ".js" else _LINKS.sub(_LINK, text)
            (folder / path).write_text(_INDENT.sub("", code), "utf-8")
    sheets = [without_spaces((SOURCE / name).read_text("utf-8")) for name in SHEETS]
    (folder / "style.css").write_text("\n".join(sheets), "utf-8")
    _preload(folder, "panel")
    _write_json(folder / "manifest.json", manifest(browser))
    _write_messages(folder)
    if browser == "chromium":
        _write_json(folder / "managed.json", POLICY)
    return folder


_INDENT = re.compile("^ +", re.M)  # no template or comment depends on it; it costs 2 KB
# Comments and casts: the repository has them, a reader's browser doesn't need them, and they are a
# tenth of the package. One at a line's end is taken where no string or pattern can hold it.
_COMMENT = re.compile(r"^ *(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.S | re.M)
_END = re.compile(r"(?<=[\w;,{}()\[\]]) // [^\n\"'`]*$", re.M)
_CAST = re.compile(r"/\*\* @(?:type|satisfies) (?:(?!\*/).)*\*/ ?", re.S)
_LINKS = re.compile(r"(?:<link rel=\"stylesheet\".*\n)+")
_LINK = '<link rel="stylesheet" href="style.css">\n'
_IMPORT = re.compile(r'^(?:import|export|\}).*"(\.[^"]+)";$', re.M)


def without_comments(code: str) -> str:
    """Leave out comments and casts."""
    return _END.sub("", _CAST.sub("", _COMMENT.sub("", code)))


# After these a line goes on; where "//" may begin a comment, it is left alone.
_JOINT = re.compile(r"^((?:(?!//).)*[({\[,])\n", re.M)


def without_breaks(code: str) -> str:
    """Leave out comments, empty lines, and breaks within a statement: 1 KB of the package."""
    lines = (line for line in without_comments(code).split("\n") if line.strip())
    return _JOINT.sub(r"\1", _INDENT.sub("", "\n".join(lines))) + "\n"


def without_spaces(sheet: str) -> str:
    """Leave out a style sheet's comments, and the spaces that mean nothing."""
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    sheet = re.sub(r" ?([{};,>]) ?", r"\1", re.sub(r"\s+", " ", sheet).strip())
    sheet = re.sub(r"(?<=[\w-]): (?=[^{}]*[;}])", ":", sheet)  # of properties, not of selectors
    return sheet.replace(";}", "}")


def imports(folder: Path, module: str, known: dict[str, None]) -> dict[str, None]:
    """Add `module` and all that it imports to `known`, by path."""
    if module not in known:
        known[module] = None
        here = folder / module
        for path in _IMPORT.findall(here.read_text("utf-8")):
            imports(folder, Path(os.path.relpath(here.parent / path, folder)).as_posix(), known)
    return known


def _preload(folder: Path, page: str) -> None:
    """Let the page fetch words and modules at once: one by one they cost a tenth of a second."""
    links = ['<link rel="preload" href="words.bin" as="fetch" crossorigin>']
    links += [
        f'<link rel="modulepreload" href="{path}">' for path in imports(folder, f"{page}.js", {})
    ]
    file = folder / f"{page}.html"
    file.write_text(
        file.read_text("utf-8").replace("</head>", "\n".join([*links, "</head>"])), "utf-8"
    )


def messages() -> dict[str, dict[str, str]]:
    """Return each language's messages by key, under its folder's name; English first."""
    folders = sorted(SOURCE.glob("_locales/*"), key=lambda folder: (folder.name != "en", folder))
    files = {folder.name: (folder / "messages.json").read_text("utf-8") for folder in folders}
    return {
        name: {key: entry["message"] for key, entry in json.loads(text).items()}
        for name, text in files.items()
    }


def messages_of(every: dict[str, dict[str, str]]) -> list[str]:
    """Return the keys of all languages, each once."""
    return list(dict.fromkeys(key for words in every.values() for key in words))


def _is_other(key: str, words: dict[str, str]) -> bool:
    """Return whether a plural form is that of other numbers, which translate.js falls back to."""
    stem, _, form = key.rpartition("_")
    return form in _FORMS and words.get(key) == words.get(f"{stem}_other")


_FORMS = ("zero", "one", "two", "few", "many")


def _write_messages(folder: Path) -> None:
    every = messages()
    keys = _keys_by_likeness()
    lists = {"keys": keys}
    for name in sorted(every, key=lambda name: (ALIKE.index(name) if name in ALIKE else 99, name)):
        words = every[name]
        own = {key: {"message": words[key]} for key in BROWSER_READS}
        _write_json(folder / "_locales" / name / "messages.json", own)
        lists[words["lang"]] = ["" if _is_other(key, words) else words.get(key, "") for key in keys]
    places, packed = {}, b""
    for name, texts in lists.items():
        page, data = _in_code_page("\n".join(texts))
        places[name] = [page, len(packed), len(packed) + len(data)]
        packed += data
    # The first line says where each list is.
    head = json.dumps(places, separators=(",", ":")).encode()
    (folder / "words.bin").write_bytes(head + b"\n" + packed)


@cache
def _pieces(text: str) -> frozenset[str]:
    return frozenset(text[at : at + _PIECE] for at in range(len(text) - _PIECE + 1))


@cache
def _keys_by_likeness() -> list[str]:
    """Return the messages' keys so that each follows the one that it shares most letters with.

    The packer finds such words near by: that saves 1.4 KB.
    """
    every = messages()
    rest = [key for key in messages_of(every) if key not in NEVER_MET]
    samples = [every[name] for name in _SAMPLES if name in every]
    likeness = {
        key: frozenset().union(*(_pieces(words.get(key, "").lower()) for words in samples))
        for key in rest
    }
    ordered = [rest.pop(0)]
    while rest:
        last = likeness[ordered[-1]]
        shares = [len(last & likeness[key]) / (1 + len(last | likeness[key])) for key in rest]
        ordered.append(rest.pop(shares.index(max(shares))))
    return ordered


_PIECE = 4  # letters
_SAMPLES = ("en", "de", "pl", "ar")  # of other families, and enough for an order


def _in_code_page(text: str) -> tuple[str, bytes]:
    """Write `text` in the first code page that has all of it; return which."""
    for page in CODE_PAGES:
        with suppress(UnicodeEncodeError):
            return page, text.translate(INSTEAD).encode(page)
    raise ValueError(text)


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), "utf-8")


class _Zopfli:
    """A compressor for zipfile that packs 4 % smaller than its own."""

    def __init__(self) -> None:
        self._data = b""

    def compress(self, data: bytes) -> bytes:
        self._data += data
        return b""

    def flush(self) -> bytes:
        return _packed(self._data)


@cache
def _packed(data: bytes) -> bytes:
    """Compress a file, once for both browsers."""
    packed: bytes = zlib.compress(data, numiterations=15, blocksplittingmax=0)
    return packed[2:-4]  # without zlib's own header and checksum


def _pack(folder: Path, archive: Path) -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(entry for entry in folder.rglob("*") if entry.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            with packed.open(info, "w") as entry:
                # zipfile has no public way to bring another compressor.
                entry._compressor = _Zopfli()
                entry.write(path.read_bytes())
    return archive


def main() -> None:
    """Build both browsers' packages."""
    dist = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE.parent / "dist"
    for browser in ("chromium", "firefox"):
        archive = build(browser, dist)
        sys.stdout.write(f"{archive} ({archive.stat().st_size / 1000:.1f} KB)\n")


if __name__ == "__main__":
    main()
