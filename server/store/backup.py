"""Backups and moves: the rows of one database copied into another, and the two compared.

One of the two is always SQLite, whose schema names the tables and columns. Leases and
sessions are left out: they belong to running processes and open browsers.

A backup is a folder with the database and the article index as SQLite files, and a manifest.
PostgreSQL is written to the same SQLite file, so that a backup of either restores into either.
"""

import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from server.config import ENGINE, Settings
from server.errors import Problem
from server.model import json_object
from server.store.index.article_index import SqliteArticles
from server.store.postgres import Postgres
from server.store.schema import INDEX as INDEX_SCHEMA
from server.store.schema import NAME_TABLE
from server.store.sql import Row, Sql, SqlSession
from server.store.sqlite import Sqlite, ThreadConnection
from server.store.sqlite import is_empty as is_empty_file
from server.store.store import open_store

# Tables listed in order of insertion: both databases number their rows in `rowid`.
IN_ORDER = ("comparisons", "feeds", "feed_items")

Schema = dict[str, list[str]]  # the columns of each table


@dataclass(frozen=True, slots=True)
class Content:
    """A table's number of rows, and their digest in any order."""

    rows: int
    sha256: str


def schema_of(sqlite: Sqlite | ThreadConnection) -> Schema:
    """Return the tables of `sqlite`'s schema."""
    names = sqlite.rows(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        " order by name"
    )
    return {
        name: [row[1] for row in sqlite.rows(f"pragma table_info({name})")]
        for (name,) in names
        if name not in ("leases", "sessions", NAME_TABLE)
    }


def _rows(reader: SqlSession, name: str, columns: list[str]) -> Iterator[Row]:
    order = " order by rowid" if name in IN_ORDER else ""
    return reader.stream(f"select {', '.join(columns)} from {name}{order}")  # noqa: S608 - names of our schema


def contents(reader: SqlSession, schema: Schema) -> dict[str, Content]:
    """Count and digest the rows of each table."""
    return {name: summed(map(_digest, _rows(reader, name, schema[name]))) for name in schema}


def replace_rows(source: Sql, target: Sql, schema: Schema) -> dict[str, Content]:
    """Replace the rows of `target` with those of `source` in one transaction, and verify.

    Returns what each table holds. Raises ValueError, with nothing changed, where that differs.
    """
    with source.snapshot() as reader:
        wanted = contents(reader, schema)
        with target.write() as db:
            for name, columns in schema.items():
                db.execute(f"delete from {name}")  # noqa: S608 - likewise
                into = f"{name} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"
                rows = _rows(reader, name, columns)
                # Rows copied at a time; a saved comparison has up to a few megabytes.
                while some := list(islice(rows, 200)):
                    db.executemany(f"insert into {into} on conflict do nothing", some)
            if contents(db, schema) != wanted:
                raise ValueError(
                    "The database would differ from what was copied into it, so nothing was "
                    "changed. Stop every server that uses it and run the same command again."
                )
    return wanted


def is_empty(sql: Sql, among: Iterable[str]) -> bool:
    """Return whether none of the tables has a row."""
    return not any(sql.rows(f"select 1 from {name} limit 1") for name in among)  # noqa: S608 - likewise


def migrate(path: Path, address: str) -> dict[str, Content]:
    """Copy the SQLite file `path` into the empty PostgreSQL database at `address`, and verify.

    If it is stopped, nothing was copied. Raises ValueError where the target holds rows, or differs
    in the end; SystemExit where a database can't be used.
    """
    with closing(Sqlite(path)) as source, closing(Postgres(address)) as target:
        schema = schema_of(source)
        if not is_empty(target, schema):
            raise ValueError(
                "The PostgreSQL database holds rows already. Name an empty one: `createdb` "
                "makes it."
            )
        return replace_rows(source, target, schema)


def summed(digests: Iterable[bytes]) -> Content:
    """Count digests, and add them up in any order."""
    count, total = 0, 0
    for digest in digests:
        count += 1
        total += int.from_bytes(digest)
    return Content(count, f"{total % 2**256:064x}")


def _digest(row: Row) -> bytes:
    """Hash a row as both databases return it."""
    hashed = hashlib.sha256()
    for value in row:
        if isinstance(value, str):
            value = value.replace("\0", "�")  # noqa: PLW2901 - PostgreSQL keeps no NUL
        raw = value if isinstance(value, bytes | memoryview) else repr(value).encode()
        hashed.update(b"%d:" % len(raw))
        hashed.update(raw)
    return hashed.digest()


DATABASE, INDEX, MANIFEST = "unabridged.sqlite3", "articles.db", "manifest.json"
_FORMAT = 1  # of the manifest
_COLUMNS = (
    "select held.name, info.name from sqlite_master held, pragma_table_info(held.name) info"
    " where held.sql like 'create table%'"
)
_LAST = "last-backup.json"  # in the data folder


@dataclass(frozen=True, slots=True)
class Manifest:
    """Counts and digests of a backup's tables and articles, and hashes of its files."""

    made: str
    tables: dict[str, Content]
    files: dict[str, str]
    articles: Content | None = None


_READER = TypeAdapter(Manifest)


def backup(settings: Settings, folder: Path, *, index: bool = True, keep: int = 0) -> Path:
    """Write a dated backup into `folder` while the server runs; return its path.

    Only the `keep` newest backups are kept; 0 keeps all.
    """
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    target, partial = folder / stamp, folder / f"{stamp}.partial"
    # An index in a cluster has the cluster's own snapshots, and can be filled again.
    index = index and not settings.index and settings.articles_path.is_file()
    _require_room(settings, folder, index=index)
    partial.mkdir(parents=True, mode=0o700)
    try:
        manifest: dict[str, Any] = {"format": _FORMAT, "engine": ENGINE, "made": stamp}
        manifest["tables"] = _write_database(settings, partial / DATABASE)
        if index:
            _copy_file(settings.articles_path, partial / INDEX)
            manifest["articles"] = asdict(_articles(partial / INDEX))
        files = (DATABASE, INDEX) if index else (DATABASE,)
        manifest["files"] = {name: _sha256(partial / name) for name in files}
        (partial / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
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
        made = datetime.strptime(last["made"], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
        return made, Path(last["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def complete(folder: Path) -> list[Path]:
    """Return the finished backups in `folder`, oldest first."""
    return sorted(path.parent for path in folder.glob(f"*Z/{MANIFEST}"))


def restore(settings: Settings, folder: Path, *, replace: bool = False) -> Manifest:
    """Restore the backup in `folder`, or the newest one there; return its manifest.

    Everything is checked before anything is changed. Raises ValueError where the backup is damaged
    or newer, and where something would be lost without `replace`.
    """
    source = folder if (folder / MANIFEST).is_file() else next(reversed(complete(folder)), folder)
    manifest = _checked(source)
    with_index = INDEX in manifest.files and not settings.index
    settings.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=settings.data) as made:
        copy = Path(shutil.copy(source / DATABASE, made))
        with closing(Sqlite(copy)) as kept, closing(Sqlite(Path(made, "new"))) as new:
            schema = schema_of(new)
            try:
                replace_rows(kept, new, schema)  # its schema refuses wrong rows
            except (Problem, ValueError) as error:
                raise _damaged(source, f"a table is missing or wrong ({error})") from error
            with closing(open_store(settings)) as store:
                if not replace:
                    _require_empty(settings, store.sql, schema, with_index=with_index)
                replace_rows(new, store.sql, schema)
    if with_index:
        _copy_file(source / INDEX, settings.articles_path)
        if _articles(settings.articles_path) != manifest.articles:
            raise ValueError("The article index differs from the backup; run the command again.")
    return manifest


def _write_database(settings: Settings, path: Path) -> dict[str, Any]:
    """Write the database to the SQLite file `path`; return each table's count and digest."""
    if settings.postgres:
        with closing(open_store(settings)) as store, closing(Sqlite(path)) as copy:
            replace_rows(store.sql, copy, schema_of(copy))
            copy.rows("pragma journal_mode = delete")
    else:
        _copy_file(settings.database_path, path)
    with closing(Sqlite(path)) as copy:
        with copy.snapshot() as reader:
            tables = contents(reader, schema_of(copy))
        copy.rows("pragma journal_mode = delete")
    return {name: asdict(table) for name, table in tables.items()}


def _copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite file with SQLite's own backup, while others write to it."""
    if not source.is_file():
        raise ValueError(f"There is no database at {source}; check UNABRIDGED_DATA.")
    alive = target.is_file()
    with _reading(source) as live, closing(sqlite3.connect(target, timeout=30)) as copy:
        try:
            live.backup(copy)
            if not alive:
                copy.execute("pragma journal_mode = delete")  # a single file, without -wal
        except sqlite3.Error as error:
            raise ValueError(
                f"{source} could not be copied to {target} ({error}). Run the command again."
            ) from error


def _articles(path: Path) -> Content:
    """Count and digest the articles of the index at `path` by their version hashes."""
    with _reading(path) as db:
        rows = db.execute("select url, version from articles")
        hashed = (hashlib.sha256(url.encode() + b"\0" + version) for url, version in rows)
        return summed(one.digest() for one in hashed)


@contextmanager
def _reading(path: Path) -> Iterator[ThreadConnection]:
    address = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, 30, uri=True, factory=ThreadConnection)) as db:
        yield db


def _checked(folder: Path) -> Manifest:
    """Return the manifest of the backup in `folder` after checking all that it says."""
    path = folder / MANIFEST
    written = json_object(path.read_bytes()) if path.is_file() else {}
    if written.get("format", _FORMAT) != _FORMAT:
        raise ValueError(f"The backup {folder} was made by {written.get('engine')}; install that.")
    try:
        manifest = _READER.validate_python(written)
    except ValidationError as error:
        raise ValueError(f"{folder} holds no backup; `unabridged backup` writes one.") from error
    has_index = manifest.articles is not None
    if set(manifest.files) != ({DATABASE, INDEX} if has_index else {DATABASE}):
        raise _damaged(folder, f"{MANIFEST} does not name its files")
    for name, sha256 in manifest.files.items():
        if not (folder / name).is_file() or _sha256(folder / name) != sha256:
            raise _damaged(folder, f"{name} changed since it was written")
    try:
        with _reading(folder / DATABASE) as db:
            is_right = contents(db, schema_of(db)) == manifest.tables
        if has_index:
            is_right &= _is_index(folder / INDEX) and _articles(folder / INDEX) == manifest.articles
    except (sqlite3.Error, TypeError, AttributeError) as error:  # of a column of another kind
        raise _damaged(folder, f"a file is no database of Unabridged ({error})") from error
    if not is_right:
        raise _damaged(folder, f"its files hold something else than {MANIFEST} says")
    return manifest


def _damaged(folder: Path, fault: str) -> ValueError:
    return ValueError(
        f"The backup {folder} is damaged: {fault}. Nothing was changed; restore another one."
    )


def _is_index(path: Path) -> bool:
    """Return whether a file has all tables of the index; raise SystemExit for another schema."""
    if is_empty_file(path, INDEX_SCHEMA):
        return False
    with _reading(path) as db, closing(sqlite3.connect(":memory:")) as made:
        made.executescript(INDEX_SCHEMA.script)
        columns = [set(one.execute(_COLUMNS)) for one in (made, db)]
    return columns[0] <= columns[1]


def _require_empty(settings: Settings, sql: Sql, schema: Schema, *, with_index: bool) -> None:
    if not is_empty(sql, schema):
        raise ValueError("The database is not empty; --replace overwrites what it holds.")
    if with_index and settings.articles_path.is_file():
        with closing(SqliteArticles(settings.articles_path)) as index:
            if index.count_articles():
                raise ValueError("The article index is not empty; --replace overwrites it.")


def _require_room(settings: Settings, folder: Path, *, index: bool) -> None:
    files = [] if settings.postgres else [settings.database_path]
    files += [settings.articles_path] if index else []
    needed = sum(path.stat().st_size for path in files if path.is_file())
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < needed:
        raise ValueError(
            f"The disk of {folder} lacks room: the backup has some {needed // 1_000_000} MB. Free "
            "some, or leave the article index out with --without-index."
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
