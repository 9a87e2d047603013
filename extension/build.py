"""Writes the extension for each browser: dist/<browser>/ and dist/unabridged-<browser>.zip.

One source tree serves both; only the manifest differs, and comments and indentation stay here.
The archives are reproducible: the same files give the same bytes.

    python extension/build.py [DIST]
"""

import json
import re
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

from zopfli import zlib

SOURCE = Path(__file__).parent
SHIPPED = (
    "*.html",
    "*.css",
    "*.js",
    "icons/*.png",
    "page/*.js",
)
# No string runs over lines (a test holds it), so that indentation may go.
COMMENT = re.compile(r"^\s*/\*(?s:.*?)\*/\s*$|^\s*//.*$", re.MULTILINE)
SPACE = re.compile(r"\n\s*")
IMPORT = re.compile(r'^import [^;]*? from "(\.[^"]+)";\n', re.MULTILINE)
FROM_LIB = re.compile(r'"\./lib/[^"]+"')
# Messages that the manifest and the background script ask the browser for.
BROWSER_READS = ("description", "action", "lang", "menu_selection")
# Languages that are alike stand side by side, which packs better.
ALIKE = ("en", "fr", "it", "es", "pt", "pl", "de", "ar", "he", "zh_CN", "ja")
BETWEEN = "|"  # stands in no message
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
            # Nothing is collected by us; what the reader compares goes to the server they chose.
            "data_collection_permissions": {
                "required": ["none"],
                "optional": ["browsingActivity", "websiteContent"],
            },
        }
    },
}


def manifest(browser: str) -> dict[str, Any]:
    """The shared manifest with what `browser` alone understands."""
    shared: dict[str, Any] = json.loads((SOURCE / "manifest.json").read_text("utf-8"))
    if browser == "chromium":
        return shared | CHROMIUM | {"permissions": sorted([*shared["permissions"], "sidePanel"])}
    # Firefox keeps a button in the extensions menu unless it asks for the toolbar.
    return shared | FIREFOX | {"action": shared["action"] | {"default_area": "navbar"}}


def shipped() -> list[Path]:
    """Every file that goes into a package beside the manifest, relative to the source."""
    return sorted({path.relative_to(SOURCE) for glob in SHIPPED for path in SOURCE.glob(glob)})


def build(browser: str, dist: Path) -> Path:
    """Writes the unpacked extension and its archive; returns the archive's path."""
    folder = dist / browser
    shutil.rmtree(folder, ignore_errors=True)
    for path in shipped():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(_bare(path))
    text = json.dumps(manifest(browser), indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, "utf-8")
    if browser == "chromium":
        _write_json(folder / "managed.json", POLICY)
    (folder / "lib.js").write_text(_without_notes(library()), "utf-8")
    _write_messages(folder)
    return _pack(folder, dist / f"unabridged-{browser}.zip")


def messages() -> dict[str, dict[str, str]]:
    """Each language's messages by name, under the name of its folder; English first."""
    folders = sorted(SOURCE.glob("_locales/*"), key=lambda folder: (folder.name != "en", folder))
    files = {folder.name: (folder / "messages.json").read_text("utf-8") for folder in folders}
    return {
        name: {key: entry["message"] for key, entry in json.loads(text).items()}
        for name, text in files.items()
    }


def _write_messages(folder: Path) -> None:
    """What the browser itself reads in its own format; all words as lists over one list of keys.

    Half the size, which is what lets a dozen languages fit.
    """
    every = messages()
    keys = list(dict.fromkeys(key for words in every.values() for key in words))
    lists = {"keys": BETWEEN.join(keys)}
    for name in sorted(every, key=_place):
        words = every[name]
        own = {key: {"message": words[key]} for key in BROWSER_READS}
        _write_json(folder / "_locales" / name / "messages.json", own)
        lists[words["lang"]] = BETWEEN.join(words.get(key, "") for key in keys)
    _write_json(folder / "words.json", lists)


def _place(name: str) -> tuple[bool, int, str]:
    """Where a language stands among the lists; a new one at the end."""
    return (name not in ALIKE, ALIKE.index(name) if name in ALIKE else 0, name)


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


def library() -> str:
    """The modules of lib as one, each behind those that it imports from.

    A package with a file for each is 10 KB larger and opens 30 files. No two modules may use a
    name twice (a test holds it); their lines stay as they are, but for the imports.
    """
    order: dict[Path, str] = {}

    def take(path: Path) -> None:
        if path in order:
            return
        text = path.read_text("utf-8")
        for other in IMPORT.findall(text):
            take((path.parent / other).resolve())
        order[path] = IMPORT.sub("", text)

    for path in sorted((SOURCE / "lib").resolve().rglob("*.js")):
        take(path)
    return "".join(order.values())


def _bare(path: Path) -> bytes:
    """The file as it is shipped: code without comments and indentation, imports from lib.js."""
    data = (SOURCE / path).read_bytes()
    if path.suffix not in (".js", ".css"):
        return data
    return FROM_LIB.sub('"./lib.js"', _without_notes(data.decode())).encode()


def _without_notes(code: str) -> str:
    return SPACE.sub("\n", COMMENT.sub("", code)).lstrip()


class _Zopfli:
    """A compressor for zipfile that packs 4 % smaller than its own."""

    def __init__(self) -> None:
        self._data = b""

    def compress(self, data: bytes) -> bytes:
        self._data += data
        return b""

    def flush(self) -> bytes:
        return zlib.compress(self._data, numiterations=60, blocksplittingmax=0)[
            2:-4
        ]  # without zlib's own header and checksum


def _pack(folder: Path, archive: Path) -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(entry for entry in folder.rglob("*") if entry.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            with packed.open(info, "w") as entry:
                # zipfile has no public way to bring a compressor of one's own.
                entry._compressor = _Zopfli()
                entry.write(path.read_bytes())
    return archive


def main() -> None:
    """Builds both browsers' packages."""
    dist = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE.parent / "dist"
    for browser in ("chromium", "firefox"):
        archive = build(browser, dist)
        sys.stdout.write(f"{archive} ({archive.stat().st_size / 1000:.1f} KB)\n")


if __name__ == "__main__":
    main()
