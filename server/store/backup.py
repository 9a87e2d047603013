"""Backups of the SQLite files: a dated folder with copies of them, and their SHA-256 sums.

PostgreSQL and clusters have tools of their own for it. Leases and sessions are left out: they
belong to running processes and open browsers.
"""

import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from server.config import Settings
from server.store.index.article_index import SqliteArticles
from server.store.schema import INDEX as INDEX_SCHEMA
from server.store.schema import NAME_TABLE, SQLITE, Schema
from server.store.sqlite import Sqlite, is_empty

DATABASE, INDEX = "unabridged.sqlite3", "articles.db"
# What `sha256sum --check` reads too: a line for each file.
SUMS = "SHA256SUMS"
_SUM_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")
_SCHEMAS = {DATABASE: SQLITE, INDEX: INDEX_SCHEMA}
# Names of the index's full-text tables, which partitions.py makes, and of their parts.
_WORDS_TABLE = re.compile(r"words_\d+(_\w+)?")
# In the data folder, for `doctor` and /admin.
_LAST = "last-backup.json"
_STAMP = "%Y-%m-%dT%H%M%SZ"
# Seconds that a copy waits for those who write.
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored backup: its folder, and the number of rows by table."""

    folder: Path
    rows: dict[str, int]


def backup(settings: Settings, folder: Path, *, index: bool = True, keep: int = 0) -> Path:
    """Write a dated backup into `folder` while the server runs; return its path.

    Only the `keep` newest backups are kept; 0 keeps all.
    """
    _refuse_postgres(settings, "pg_dump")
    # An index in a cluster has the cluster's own snapshots, and can be filled again.
    index = index and not settings.index and settings.articles_path.is_file()
    files = {DATABASE: settings.database_path}
    if index:
        files[INDEX] = settings.articles_path
    _require_room(folder, files.values())
    stamp = datetime.now(UTC).strftime(_STAMP)
    target, partial = folder / stamp, folder / f"{stamp}.partial"
    partial.mkdir(parents=True, mode=0o700)
    try:
        for name, path in files.items():
            _copy(path, partial / name)
        _forget_processes(partial / DATABASE)
        sums = [f"{_sha256(partial / name)}  {name}\n" for name in files]
        (partial / SUMS).write_text("".join(sums), "ascii")
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    partial.rename(target)
    for old in complete(folder)[:-keep] if keep else []:
        shutil.rmtree(old)
    last = {"made": stamp, "folder": str(target)}
    (settings.data / _LAST).write_text(json.dumps(last) + "\n", "utf-8")
    return target


def last_backup(settings: Settings) -> tuple[datetime, Path] | None:
    """Return time and folder of the last backup that the data folder knows of."""
    try:
        last = json.loads((settings.data / _LAST).read_text("utf-8"))
        time = datetime.strptime(last["made"], _STAMP).replace(tzinfo=UTC)
        return time, Path(last["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def complete(folder: Path) -> list[Path]:
    """Return the finished backups in `folder`, oldest first."""
    return sorted(path.parent for path in folder.glob(f"*Z/{SUMS}"))


def restore(settings: Settings, folder: Path, *, replace: bool = False) -> Restored:
    """Restore the backup in `folder`, or the newest one there.

    Everything is checked before anything is changed. Raises ValueError where the backup is damaged,
    and where something would be lost without `replace`; SystemExit where it has another schema.
    """
    _refuse_postgres(settings, "pg_restore")
    source = folder if (folder / SUMS).is_file() else next(reversed(complete(folder)), folder)
    names = _verified_files(source)
    if settings.index:
        names.discard(INDEX)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(Sqlite(settings.database_path)) as live:
        if not replace:
            _require_empty(settings, live, with_index=INDEX in names)
        _replace_contents(source / DATABASE, settings.database_path)
        rows = {name: _count(live, name) for name in _tables(live)}
    if INDEX in names:
        with closing(SqliteArticles(settings.articles_path)) as index:
            index.count_articles()  # makes the file where there is none
            _replace_contents(source / INDEX, settings.articles_path)
            rows["articles"] = index.count_articles()
    return Restored(source, rows)


def _refuse_postgres(settings: Settings, tool: str) -> None:
    if settings.postgres:
        raise ValueError(
            f"The server's database is PostgreSQL. Use its own {tool}, as docs/self-hosting.md "
            "shows; the article index is filled again from the feeds."
        )


def _copy(source: Path, target: Path) -> None:
    """Copy an SQLite file into one without a log, while others write to it."""
    if not source.is_file():
        raise ValueError(f"There is no database at {source}; check UNABRIDGED_DATA.")
    target.touch(0o600)
    with _reading(source) as db:
        try:
            db.execute("vacuum into ?", (str(target),))
        except sqlite3.Error as error:
            raise ValueError(
                f"{source} could not be copied to {target} ({error}). Run the command again."
            ) from error


def _forget_processes(path: Path) -> None:
    """Delete what belongs to running processes and open browsers from a copy."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("pragma secure_delete = on")
        for table in ("leases", "sessions"):
            db.execute(f"delete from {table}")  # noqa: S608 - own tables


def _replace_contents(source: Path, target: Path) -> None:
    """Replace what the SQLite file `target` holds, while others may read it."""
    with _reading(source) as copy, closing(sqlite3.connect(target, _PATIENCE_SECONDS)) as live:
        try:
            copy.backup(live)
        except sqlite3.Error as error:
            raise ValueError(
                f"{source} could not be written to {target} ({error}). Stop the server and run the "
                "command again."
            ) from error


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    address = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, _PATIENCE_SECONDS, uri=True)) as db:
        yield db


def _verified_files(folder: Path) -> set[str]:
    """Return the names of the files of the backup in `folder`, which are as they were written."""
    path = folder / SUMS
    if not path.is_file():
        raise ValueError(f"{folder} holds no backup; `unabridged backup` writes one.")
    lines = path.read_text("ascii", "replace").splitlines()
    sums = {match[2]: match[1] for match in map(_SUM_LINE.fullmatch, lines) if match}
    if len(sums) != len(lines) or not {DATABASE} <= set(sums) <= set(_SCHEMAS):
        raise _damage_error(folder, f"{SUMS} does not name its files")
    for name, sha256 in sums.items():
        if not (folder / name).is_file() or _sha256(folder / name) != sha256:
            raise _damage_error(folder, f"{name} changed since it was written")
        try:
            fault = _fault(folder / name, _SCHEMAS[name])
        except sqlite3.Error as error:
            fault = str(error)
        if fault:
            raise _damage_error(folder, f"{name} is no sound database ({fault})")
    return set(sums)


def _fault(path: Path, schema: Schema) -> str | None:
    """Return what is wrong with a file; raise SystemExit where it has another schema."""
    if is_empty(path, schema):
        return "it is empty"
    with _reading(path) as db, closing(sqlite3.connect(":memory:")) as fresh:
        fresh.executescript(schema.script)
        expected, present = (
            set(database.execute("select type, name, sql from sqlite_master"))
            for database in (fresh, db)
        )
        unexpected = [
            (kind, name)
            for kind, name, _ in present - expected
            if kind != "table" or not _WORDS_TABLE.fullmatch(name)
        ]
        if expected - present or unexpected:
            return "its tables are not those of its schema"
        verdict = str(db.execute("pragma integrity_check(1)").fetchone()[0])
        return None if verdict == "ok" else " ".join(verdict.split())[:200]


def _damage_error(folder: Path, fault: str) -> ValueError:
    return ValueError(
        f"The backup {folder} is damaged: {fault}. Nothing was changed; restore another one."
    )


def _require_empty(settings: Settings, live: Sqlite, *, with_index: bool) -> None:
    if any(_count(live, name) for name in _tables(live)):
        raise ValueError("The database is not empty; --replace overwrites what it holds.")
    if with_index and settings.articles_path.is_file():
        with closing(SqliteArticles(settings.articles_path)) as index:
            if index.count_articles():
                raise ValueError("The article index is not empty; --replace overwrites it.")


def _tables(live: Sqlite) -> list[str]:
    """Return the tables that a backup has."""
    rows = live.rows("select name from sqlite_master where type = 'table' order by name")
    left_out = ("leases", "sessions", NAME_TABLE)
    return [name for (name,) in rows if name not in left_out and not name.startswith("sqlite_")]


def _count(live: Sqlite, table: str) -> int:
    return int(live.rows(f"select count(*) from {table}")[0][0])  # noqa: S608 - names of our schema


def _require_room(folder: Path, paths: Iterable[Path]) -> None:
    needed = sum(path.stat().st_size for path in paths if path.is_file())
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < needed:
        raise ValueError(
            f"The disk of {folder} lacks room: the backup has some {needed // 1_000_000} MB. Free "
            "some, or leave the article index out with --without-index."
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
