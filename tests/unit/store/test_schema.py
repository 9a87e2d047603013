"""Databases of other versions and programs are refused, and stay as they are."""

import sqlite3
from contextlib import closing

import psycopg
import pytest

from server.errors import StoreUnavailable
from server.store import IndexArticle, SqliteArticles
from server.store.postgres import Postgres
from server.store.sqlite import Sqlite

# The first statements of an earlier commit, which numbered its schemas otherwise.
EARLIER_STORE = """
create table tokens (id text primary key, name text not null) strict;
create table comparisons (id text primary key, owner text not null) strict;
insert into tokens values ('t1', 'Ada');
pragma user_version = 1
"""
EARLIER_INDEX = """
create table articles (id integer primary key, url text not null unique) strict;
create table texts (id integer primary key, body blob not null) strict;
create table days (day integer primary key, articles integer not null) strict;
pragma user_version = 3
"""


def written(path, script: str) -> bytes:
    """Write an SQLite file; return its bytes."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)
    return path.read_bytes()


def test_a_database_of_an_earlier_commit_is_refused_with_a_way_out_and_stays(tmp_path):
    path = tmp_path / "unabridged.sqlite3"
    before = written(path, EARLIER_STORE)
    with pytest.raises(SystemExit, match=r"earlier version.*`unabridged data export`.*data import"):
        Sqlite(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("update unabridged_schema set number = 99", "newer version"),
        ("update unabridged_schema set sha256 = 'of another commit'", "earlier version"),
        ("delete from unabridged_schema", "earlier version"),
    ],
)
def test_a_database_of_another_schema_is_refused(change, refusal, tmp_path):
    path = tmp_path / "unabridged.sqlite3"
    Sqlite(path).close()
    before = written(path, change)
    with pytest.raises(SystemExit, match=refusal):
        Sqlite(path)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused(tmp_path):
    path = tmp_path / "photos.db"
    before = written(path, "create table photos (id integer primary key)")
    with pytest.raises(SystemExit, match="another program"):
        Sqlite(path)
    assert path.read_bytes() == before


def test_an_index_of_an_earlier_commit_or_a_newer_version_is_refused_and_stays(tmp_path):
    path = tmp_path / "articles.db"
    before = written(path, EARLIER_INDEX)
    with pytest.raises(StoreUnavailable, match=r"earlier version.*index refill"):
        SqliteArticles(path).check()
    assert path.read_bytes() == before
    path = tmp_path / "newer.db"
    with closing(SqliteArticles(path)) as index:
        index.add_articles([IndexArticle("https://bote.example/1", "Ferry", "It sank.")])
    written(path, "update unabridged_schema set number = 99")
    with pytest.raises(StoreUnavailable, match="newer version"):
        SqliteArticles(path).check()


@pytest.mark.xdist_group("postgres")
def test_a_postgresql_database_of_an_earlier_commit_or_a_newer_version_is_refused(postgres_server):
    address = postgres_server.create("earlier")
    with psycopg.connect(address) as db:
        for table in ("tokens", "comparisons", "migrations"):
            db.execute(f"create table {table} (id text primary key)".encode())
    with pytest.raises(SystemExit, match=r"earlier version.*`unabridged data export`"):
        Postgres(address)
    with psycopg.connect(address) as db:
        rows = db.execute("select tablename from pg_tables where schemaname = 'public'")
        assert {name for (name,) in rows} == {"tokens", "comparisons", "migrations"}
    address = postgres_server.create("newer")
    sql = Postgres(address)
    with sql.write() as db:
        db.execute("update unabridged_schema set number = 99")
    sql.close()
    with pytest.raises(SystemExit, match="newer version"):
        Postgres(address)
