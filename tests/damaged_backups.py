"""Backups that are damaged, or made to do harm, some with hashes that fit."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

DATABASE, INDEX, MANIFEST = "unabridged.sqlite3", "articles.db", "manifest.json"
_TABLES = ("tokens", "comparisons", "feeds", "hooks")
_TEXTS = {
    "nothing": "", "no JSON": "{", "a list": "[]", "a number": "7", "null": "null",
    "deep lists": "[" * 100_000, "deep objects": '{"files":' * 100_000, "an object": "{}",
    "NaN": '{"format": NaN}', "no UTF-8": "\ud800", "another format": '{"format": 2}',
}  # fmt: skip
_FIELDS: dict[str, Any] = {
    "files": [{}, [], None, 7, {DATABASE: 7}, {DATABASE: ""}, {"../../x": ""}, {"/etc/passwd": ""}],
    "tables": [{}, [], None, {"tokens": 7}, {"tokens": {"rows": -1, "sha256": ""}}],
    "articles": [[], 7, None, {}, {"rows": 20, "sha256": "0" * 64}],
    "made": [None, [], {"a": 1}],
    "format": [None, "1", [], 2, {}],
}
_TWICE = (
    "create table x as select * from @; insert into x select * from x; drop table @;"
    "alter table x rename to @"
)
_CHANGES = {
    f"{table}: {statement}": (DATABASE, statement.replace("@", table))
    for table in _TABLES
    for statement in (
        "drop table @",
        "delete from @",
        "alter table @ rename to x",
        "drop table @; create table @ (x)",
        _TWICE,
    )
} | {
    f"articles: {statement}": (INDEX, statement)
    for statement in (
        "drop table articles",
        "delete from articles",
        "update articles set version = x'00'",
        "drop table texts",
        "drop table articles; create table articles (url, version)",
        "update unabridged_schema set number = 99",
    )
} | {
    "a newer database": (DATABASE, "update unabridged_schema set number = 99"),
    "one of another commit": (DATABASE, "update unabridged_schema set sha256 = ''"),
    "a later token": (DATABASE, "update tokens set scopes = 'compare index admin'"),
}  # fmt: skip


def damaged(made: Path, folder: Path) -> dict[str, Path]:
    """Return a damaged copy of the backup `made` in `folder` for each kind of damage, by name."""

    def copied(name: str, change: Callable[[Path], object]) -> None:
        target = folder / f"b{len(kinds)}"
        shutil.copytree(made, target)
        change(target)
        kinds[name] = target

    kinds: dict[str, Path] = {}
    manifest = json.loads((made / MANIFEST).read_text())
    for name, text in _TEXTS.items():
        data = text.encode("utf-8", "surrogatepass")
        copied(f"manifest: {name}", lambda to, data=data: (to / MANIFEST).write_bytes(data))
    for field, values in _FIELDS.items():
        for value in values:
            said = json.dumps(manifest | {field: value})
            copied(f"{field}: {value}", lambda to, said=said: (to / MANIFEST).write_text(said))
    for name, (file, statements) in _CHANGES.items():
        copied(name, lambda to, file=file, do=statements: _changed(to, file, do))
    for file in (DATABASE, INDEX):
        copied(f"{file} gone", lambda to, file=file: (to / file).unlink())
        copied(f"{file} a folder", lambda to, file=file: _as_folder(to / file))
        for data in (b"", b"SQLite format 3\0", b"x" * 100_000):
            copied(f"{file}: {data[:9]!r}", lambda to, f=file, d=data: _replaced(to, f, d))
        whole = (made / file).read_bytes()
        for share in (1, 5, 9):
            cut = whole[: len(whole) * share // 10]
            copied(f"{file} cut at .{share}", lambda to, f=file, d=cut: _replaced(to, f, d))
    return kinds


def _changed(folder: Path, file: str, statements: str) -> None:
    with closing(sqlite3.connect(folder / file)) as db:
        db.executescript(f"pragma synchronous = off; {statements}")
    _seal(folder)


def _replaced(folder: Path, file: str, data: bytes) -> None:
    (folder / file).write_bytes(data)
    _seal(folder)


def _as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _seal(folder: Path) -> None:
    """Write the hashes of the files as they are into the manifest."""
    manifest = json.loads((folder / MANIFEST).read_text())
    files = {name: hashlib.sha256((folder / name).read_bytes()) for name in manifest["files"]}
    manifest["files"] = {name: hashed.hexdigest() for name, hashed in files.items()}
    (folder / MANIFEST).write_text(json.dumps(manifest))
