"""Backup, restore and migrate over real databases: what comes back is what was there."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import psycopg
import pytest

from server.cli.main import main
from server.config import Settings
from server.store import (
    Grant,
    HookMessage,
    IndexArticle,
    SavedComparison,
    SqliteArticles,
    Watched,
    moment,
    open_store,
)
from server.store import backup as backup_now
from server.store import restore as restore_from
from server.store.backup import IN_ORDER, complete, contents, last_backup, schema_of
from server.store.postgres import Postgres
from server.store.sqlite import Sqlite
from tests.damaged_backups import damaged
from tests.servers import ROOT

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))]
ODD = "Zoë said “nought\0 is none” — 東京"


def fresh(kind, folder, request, name) -> Settings:
    """Return settings of a server that has no data yet."""
    folder.mkdir(exist_ok=True)
    if kind == "sqlite":
        return Settings(data=folder)
    server = request.getfixturevalue("postgres_server")
    name = f"{name}_{abs(hash(folder)) % 10**9}"
    return Settings(data=folder, database=server.create(name))


def fill(settings, comparisons=3) -> str:
    """Put something in every table; the secret of a token."""
    store = open_store(settings)
    key, secret = store.tokens.create(Grant(ODD, ("compare", "index"), per_day=9))
    store.tokens.spend(store.tokens.find(secret))
    store.pairings.make(Grant("Bo", ("compare",), maker=key, account=key))
    for number in range(comparisons):
        entry = SavedComparison(
            f"c{number:05}", ODD, "https://brief.example/f", None, None, "summary", moment(),
            moment(days=9),
        )  # fmt: skip
        store.comparisons.save(entry, bytes(range(256)) * 40, key)
    store.feeds.add_feed("https://bote.example/feed", ODD, 600, time.time())
    store.feeds.refill("an index", lambda _: True, time.time())
    hook = store.hooks.add("https://desk.example/in", ["page.changed"], key)
    store.hooks.put(HookMessage("msg_1", hook.id, "ping", ODD), time.time())
    store.hooks.looked(Watched("c00000", None, frozenset("ab"), frozenset("b"), 0.5))
    store.hooks.add_version(Watched("c00000", None), moment(), b"{}")
    with store.sql.write() as db:
        db.execute("insert into host_pauses (host, until) values ('bote.example', 1.5)")
        db.execute(
            "insert into feed_items (url, feed, state, digest, seen)"
            " values ('https://bote.example/a', 'f', 'new', 'd', 0.1)"
        )
    store.close()
    return secret


def fill_index(settings) -> None:
    index = SqliteArticles(settings.articles_path)
    text = "The ferry to Brackholm sank at noon. Nobody was hurt, the harbour said."
    index.add_articles(
        IndexArticle(f"https://bote.example/{n}", f"Ferry {n}", text * 3) for n in range(20)
    )
    index.close()


def held(settings, opened=None) -> dict:
    """Return what the database of `settings` holds, whose store may be `opened` already."""
    store = opened or open_store(settings)
    with store.sql.snapshot() as reader:
        found = contents(reader, schema())
    if not opened:
        store.close()
    return found


@cache
def schema():
    with TemporaryDirectory() as folder, closing(Sqlite(Path(folder, "schema.sqlite3"))) as sql:
        return schema_of(sql)


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_a_backup_of_either_database_restores_into_either(source, target, tmp_path, request):
    before = fresh(source, tmp_path / "before", request, "before")
    secret = fill(before)
    fill_index(before)
    made = backup_now(before, tmp_path / "backups")
    assert {path.name for path in made.iterdir()} == {
        "unabridged.sqlite3", "articles.db", "manifest.json",
    }  # fmt: skip
    assert made.stat().st_mode & 0o077 == 0

    after = fresh(target, tmp_path / "after", request, "after")
    manifest = restore_from(after, tmp_path / "backups")
    assert held(after) == held(before)
    counts = {name: table.rows for name, table in manifest.tables.items()}
    assert counts["comparisons"] == 3
    assert all(counts.values())
    store = open_store(after)
    token = store.tokens.find(secret)
    assert [saved.id for saved in store.comparisons.listed(token.id, 9, None)] == [
        "c00002", "c00001", "c00000",
    ]  # fmt: skip
    assert store.comparisons.body("c00001") == bytes(range(256)) * 40
    store.close()
    index = SqliteArticles(after.articles_path)
    assert index.count_articles() == 20
    assert index.article_text("https://bote.example/7").title == "Ferry 7"
    index.close()


def test_a_backup_while_others_write_is_whole(tmp_path):
    settings = Settings(data=tmp_path / "data")
    fill(settings)
    writing = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(settings.database_path)], cwd=ROOT,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        writing.stdout.readline()
        for number in range(3):
            made = backup_now(settings, tmp_path / f"backups{number}")
            copy = sqlite3.connect(made / "unabridged.sqlite3")
            (pairs,) = copy.execute(
                "select count(*) from leases a join leases b on b.name = a.name || '-b'"
            ).fetchone()
            (ones,) = copy.execute("select count(*) from leases").fetchone()
            assert ones == 2 * pairs > 0  # the writer puts both in in one transaction
            assert copy.execute("pragma integrity_check").fetchone() == ("ok",)
            copy.close()
    finally:
        writing.kill()
        writing.wait()
        writing.stdout.close()


_WRITER = """
import sys
from pathlib import Path
from server.store.sqlite import Sqlite
sql = Sqlite(Path(sys.argv[1]))
for number in range(10**6):
    with sql.write() as db:
        db.execute("insert into leases (name, holder, until) values (?, 'x', 1)", (f"n{number}",))
        db.execute("insert into leases (name, holder, until) values (?, 'x', 1)", (f"n{number}-b",))
    if number == 20:
        print("writing", flush=True)
"""


def test_nothing_is_overwritten_unasked_and_a_damaged_backup_changes_nothing(tmp_path, capsys):
    settings = Settings(data=tmp_path / "data")
    secret = fill(settings)
    made = backup_now(settings, tmp_path / "backups", index=False)
    with pytest.raises(ValueError, match="--replace"):
        restore_from(settings, made)
    store = open_store(settings)
    store.tokens.create(Grant("later", ("compare",)))
    store.close()
    restore_from(settings, made, replace=True)
    store = open_store(settings)
    assert [token.name for token in store.tokens.valid()] == [ODD]
    assert store.tokens.find(secret)
    store.close()

    with (made / "unabridged.sqlite3").open("r+b") as file:
        file.seek(5000)
        file.write(b"!")
    with pytest.raises(ValueError, match="damaged"):
        restore_from(settings, made, replace=True)
    for nothing in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ValueError, match="holds no backup"):
            restore_from(settings, nothing)
    manifest = json.loads((made / "manifest.json").read_text())
    (made / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(ValueError, match="install that"):
        restore_from(settings, made, replace=True)
    assert not list(settings.data.glob("restoring*"))


def test_a_backup_that_is_not_what_its_maker_wrote_changes_nothing(tmp_path, capsys):
    before, after = Settings(data=tmp_path / "before"), Settings(data=tmp_path / "after")
    fill(before)
    fill_index(before)
    made = backup_now(before, tmp_path / "backups")
    fill(after, comparisons=1)
    known = held(after)
    with closing(SqliteArticles(after.articles_path)) as index:
        index.add_articles([IndexArticle("https://bote.example/own", "Ferry", "It sank. " * 9)])
    with closing(open_store(after)) as store:
        for name, backup in damaged(made, tmp_path).items():
            with pytest.raises((ValueError, SystemExit), match=r"\.$|install that"):
                print(name, restore_from(after, backup, replace=True))
            assert held(after, store) == known, name
    with closing(SqliteArticles(after.articles_path)) as index:
        assert index.count_articles() == 1
    assert not list(after.data.glob("restoring*"))


def test_the_newest_backups_are_kept_and_the_last_one_is_known(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path / "data"))
    settings = Settings.from_env()
    assert last_backup(settings) is None
    fill(settings)
    folder = tmp_path / "backups"
    (folder / "2020-01-01T000000Z.partial").mkdir(parents=True)
    (folder / "mine").mkdir()
    for second in range(3):
        now = SimpleNamespace(
            now=lambda zone, s=second: datetime(2026, 5, 12, 8, 0, s, tzinfo=zone)
        )
        with monkeypatch.context() as patch:
            patch.setattr(sys.modules[backup_now.__module__], "datetime", now)
            assert main(["backup", str(folder), "--keep", "2", "--without-index"]) == 0
    made = capsys.readouterr().out.split()
    assert list(map(str, complete(folder))) == made[1:]
    assert (folder / "mine").is_dir()
    assert str(last_backup(settings)[1]) == made[2]
    assert main(["restore", str(folder), "--replace"]) == 0
    assert "comparisons: 3" in capsys.readouterr().out


def test_without_a_database_or_room_a_sentence_says_so(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="UNABRIDGED_DATA"):
        backup_now(Settings(data=tmp_path / "none"), tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []
    settings = Settings(data=tmp_path / "data")
    fill(settings)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10}))
    with pytest.raises(ValueError, match="--without-index"):
        backup_now(settings, tmp_path / "backups")


@pytest.mark.xdist_group("postgres")
def test_a_migration_that_is_killed_leaves_nothing_and_may_run_again(tmp_path, postgres_server):
    settings = Settings(data=tmp_path)
    fill(settings, comparisons=250)
    address = postgres_server.create("killed")
    command = [sys.executable, "-m", "server.cli.main", "migrate", "--to", address]
    environ = {**os.environ, "UNABRIDGED_DATA": str(tmp_path), "UNABRIDGED_BIND": "127.0.0.1:9"}
    target = Postgres(address)
    writes = "relation = 'comparisons'::regclass and mode = 'RowExclusiveLock'"
    with psycopg.connect(address) as other:
        other.execute("lock table tokens in exclusive mode")  # which comes after the comparisons
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
        while not target.rows("select 1 from pg_locks where not granted"):
            assert process.poll() is None
            time.sleep(0.01)
        assert target.rows(f"select 1 from pg_locks where {writes}")
        process.send_signal(signal.SIGKILL)
        process.wait()
    while target.rows(f"select 1 from pg_locks where {writes}"):
        time.sleep(0.01)
    assert target.rows("select * from comparisons") == []

    store = open_store(settings)  # the server ran on in between
    store.tokens.create(Grant("later", ("compare",)))
    with store.sql.write() as db:
        db.execute("update comparisons set title = 'changed' where id = 'c00000'")
    store.close()
    asked = {"cwd": ROOT, "env": environ, "capture_output": True, "text": True}
    done = subprocess.run(command, check=True, **asked)
    assert "comparisons: 250 rows, verified" in done.stdout
    assert held(replace(settings, database=address)) == held(settings)
    assert target.rows("select * from leases") == []
    target.close()

    again = subprocess.run(command, check=False, **asked)
    assert (again.returncode, "empty one" in again.stderr) == (1, True)


@pytest.mark.xdist_group("postgres")
def test_a_migration_is_refused_where_it_would_lose_something(
    tmp_path, postgres_server, monkeypatch, capsys
):
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path))
    monkeypatch.setenv("UNABRIDGED_BIND", "127.0.0.1:9")
    address = postgres_server.create("refused")
    assert main(["migrate", "--to", address]) == 1
    assert "no database" in capsys.readouterr().err
    fill(Settings(data=tmp_path))
    assert main(["migrate", "--to", "mysql://x"]) == 2
    fill(Settings(database=address, data=tmp_path))
    monkeypatch.setattr("server.cli.serve.readiness", lambda _base: None)
    assert main(["migrate", "--to", address]) == 1
    assert "empty one" in capsys.readouterr().err
    monkeypatch.setattr("server.cli.serve.readiness", lambda _base: {})
    assert main(["migrate", "--to", address]) == 1
    assert "is running" in capsys.readouterr().err
    monkeypatch.setenv("UNABRIDGED_DATABASE", address)
    assert main(["migrate", "--to", address]) == 1
    assert "unabridged restore" in capsys.readouterr().err


@pytest.mark.xdist_group("postgres")
def test_both_databases_have_the_same_columns_and_number_the_same_tables(tmp_path, postgres_server):
    schema = schema_of(Sqlite(tmp_path / "s.sqlite3"))
    sql = Postgres(postgres_server.create("columns"))
    rows = sql.rows(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'public'"
        " and table_name not in ('leases', 'unabridged_schema', 'sessions')"
    )
    sql.close()
    columns = {(name, column) for name, columns in schema.items() for column in columns}
    assert {row for row in rows if row[1] != "rowid"} == columns
    assert {name for name, column in rows if column == "rowid"} == set(IN_ORDER)
