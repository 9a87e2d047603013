"""Backups that are damaged, or made to do harm, some with hashes that fit."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

DATABASE, INDEX, SUMS = "unabridged.sqlite3", "articles.db", "SHA256SUMS"
_TABLES = ("tokens", "comparisons", "feeds", "hooks")
_SUMS = {
    "nothing": "",
    "no sums": "{}",
    "another file": f"{'0' * 64}  ../../x\n",
    "a file of the system": f"{'0' * 64}  /etc/passwd\n",
    "the index alone": f"{'0' * 64}  {INDEX}\n",
    "no UTF-8": "\ud800",
    "much": f"{'0' * 64}  {DATABASE}\n" * 100_000,
    "wrong sums": f"{'0' * 64}  {DATABASE}\n",
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
        "alter table @ rename to x",
        "drop table @; create table @ (x)",
        _TWICE,
    )
} | {
    f"articles: {statement}": (INDEX, statement)
    for statement in (
        "drop table articles",
        "create trigger t after insert on articles begin delete from articles; end",
        "create view v as select * from articles",
        "drop table texts",
        "drop table articles; create table articles (url, version)",
        "update unabridged_schema set number = 99",
    )
} | {
    "a newer database": (DATABASE, "update unabridged_schema set number = 99"),
    "one of another commit": (DATABASE, "update unabridged_schema set sha256 = ''"),
    "a trigger": (
        DATABASE,
        "create trigger t after insert on tokens begin delete from comparisons; end",
    ),
}  # fmt: skip


def damaged(backup: Path, folder: Path) -> dict[str, Path]:
    """Return a damaged copy of the backup `made` in `folder` for each kind of damage, by name."""

    def copied(name: str, change: Callable[[Path], object]) -> None:
        target = folder / f"b{len(kinds)}"
        shutil.copytree(backup, target)
        change(target)
        kinds[name] = target

    kinds: dict[str, Path] = {}
    for name, text in _SUMS.items():
        replacement = text.encode("utf-8", "surrogatepass")
        copied(
            f"sums: {name}",
            lambda to, replacement=replacement: (to / SUMS).write_bytes(replacement),
        )
    for name, (file, statements) in _CHANGES.items():
        copied(name, lambda to, file=file, do=statements: _changed(to, file, do))
    for file in (DATABASE, INDEX):
        copied(f"{file} gone", lambda to, file=file: (to / file).unlink())
        copied(f"{file} a folder", lambda to, file=file: _as_folder(to / file))
        for replacement in (b"", b"SQLite format 3\0", b"x" * 100_000):
            copied(
                f"{file}: {replacement[:9]!r}",
                lambda to, f=file, d=replacement: _replaced(to, f, d),
            )
        content = (backup / file).read_bytes()
        for share in (1, 5, 9):
            cut = content[: len(content) * share // 10]
            copied(f"{file} cut at .{share}", lambda to, f=file, d=cut: _replaced(to, f, d))
    return kinds


def _changed(folder: Path, file: str, statements: str) -> None:
    with closing(sqlite3.connect(folder / file)) as db:
        db.executescript(f"pragma synchronous = off; {statements}")
    _seal(folder)


def _replaced(folder: Path, file: str, content: bytes) -> None:
    (folder / file).write_bytes(content)
    _seal(folder)


def _as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _seal(folder: Path) -> None:
    """Write the sums of the files as they are."""
    sums = {name: hashlib.sha256((folder / name).read_bytes()) for name in (DATABASE, INDEX)}
    lines = [f"{hashed.hexdigest()}  {name}\n" for name, hashed in sums.items()]
    (folder / SUMS).write_text("".join(lines))
