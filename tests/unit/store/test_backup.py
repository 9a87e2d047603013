"""Backup and restore of real SQLite files: what comes back is what was there."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from types import SimpleNamespace

import pytest

from server.cli.main import main
from server.config import Settings
from server.store import Grant, IndexArticle, SignedIn, SqliteArticles, open_store
from server.store import backup as backup_now
from server.store import restore as restore_from
from server.store.backup import complete, last_backup
from server.store.sql import change
from tests.damaged_backups import damaged
from tests.servers import ROOT
from tests.unit.store.filled import ODD, fill, fill_index, held


def test_a_backup_has_everything_but_what_belongs_to_processes_and_restores(tmp_path):
    before, after = Settings(data=tmp_path / "before"), Settings(data=tmp_path / "after")
    secret = fill(before)
    fill_index(before)
    with closing(open_store(before)) as store:
        store.sessions.begin(SignedIn("user:bo"), 1.0)
        change(store.sql, "insert into leases (name, holder, until) values ('a', 'b', 1)")
    folder = backup_now(before, tmp_path / "backups")
    assert {path.name for path in folder.iterdir()} == {
        "unabridged.sqlite3", "articles.db", "SHA256SUMS",
    }  # fmt: skip
    assert folder.stat().st_mode & 0o077 == 0
    assert {path.stat().st_mode & 0o007 for path in folder.glob("*.*")} == {0}
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)

    restored = restore_from(after, tmp_path / "backups")
    assert restored.folder == folder
    assert held(after) == held(before)
    assert restored.rows["comparisons"] == 3
    assert all(restored.rows.values())
    store = open_store(after)
    assert store.sql.rows("select * from leases") == store.sql.rows("select * from sessions") == []
    token = store.tokens.find(secret)
    assert [saved.id for saved in store.comparisons.listed(token.id, 9, None)] == [
        "c00002", "c00001", "c00000",
    ]  # fmt: skip
    assert store.comparisons.body("c00001") == bytes(range(256)) * 40
    store.close()
    index = SqliteArticles(after.articles_path)
    assert index.count_articles() == 20
    assert [hit.url for hit in index.search_articles(["Brackholm"], limit=1)]
    assert index.article_text("https://bote.example/7").title == "Ferry 7"
    index.close()


def test_a_server_that_runs_sees_what_was_restored(tmp_path):
    settings = Settings(data=tmp_path / "data")
    secret = fill(settings)
    folder = backup_now(settings, tmp_path / "backups", index=False)
    with closing(open_store(settings)) as running:
        running.comparisons.delete("c00000", running.tokens.find(secret).id)
        restore_from(settings, folder, replace=True)
        assert running.comparisons.body("c00000")
        running.tokens.create(Grant("later", ("compare",)))
        assert running.sql.rows("pragma journal_mode") == [("wal",)]


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
            folder = backup_now(settings, tmp_path / f"backups{number}")
            copy = sqlite3.connect(folder / "unabridged.sqlite3")
            (pairs,) = copy.execute(
                "select count(*) from host_pauses a join host_pauses b on b.host = a.host || '-b'"
            ).fetchone()
            (ones,) = copy.execute("select count(*) from host_pauses").fetchone()
            assert ones == 2 * pairs + 1 > 1  # the writer puts both in in one transaction
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
        db.execute("insert into host_pauses (host, until) values (?, 1)", (f"n{number}",))
        db.execute("insert into host_pauses (host, until) values (?, 1)", (f"n{number}-b",))
    if number == 20:
        print("writing", flush=True)
"""


def test_nothing_is_overwritten_unasked_and_a_damaged_backup_changes_nothing(tmp_path, capsys):
    settings = Settings(data=tmp_path / "data")
    secret = fill(settings)
    folder = backup_now(settings, tmp_path / "backups", index=False)
    with pytest.raises(ValueError, match="--replace"):
        restore_from(settings, folder)
    store = open_store(settings)
    store.tokens.create(Grant("later", ("compare",)))
    store.close()
    restore_from(settings, folder, replace=True)
    store = open_store(settings)
    assert [token.name for token in store.tokens.valid()] == [ODD]
    assert store.tokens.find(secret)
    store.close()

    with (folder / "unabridged.sqlite3").open("r+b") as file:
        file.seek(5000)
        file.write(b"!")
    with pytest.raises(ValueError, match="damaged"):
        restore_from(settings, folder, replace=True)
    for nothing in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ValueError, match="holds no backup"):
            restore_from(settings, nothing)


def test_a_backup_that_is_not_what_its_maker_wrote_changes_nothing(tmp_path, capsys):
    before, after = Settings(data=tmp_path / "before"), Settings(data=tmp_path / "after")
    fill(before)
    fill_index(before)
    folder = backup_now(before, tmp_path / "backups")
    fill(after, comparisons=1)
    contents = held(after)
    with closing(SqliteArticles(after.articles_path)) as index:
        index.add_articles([IndexArticle("https://bote.example/own", "Ferry", "It sank. " * 9)])
    for name, backup in damaged(folder, tmp_path).items():
        with pytest.raises((ValueError, SystemExit), match=r"\.$"):
            print(name, restore_from(after, backup, replace=True))
        assert held(after) == contents, name
    with closing(SqliteArticles(after.articles_path)) as index:
        assert index.count_articles() == 1


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
    folders = capsys.readouterr().out.split()
    assert list(map(str, complete(folder))) == folders[1:]
    assert (folder / "mine").is_dir()
    assert str(last_backup(settings)[1]) == folders[2]
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


def test_postgresql_has_tools_of_its_own(tmp_path):
    team = Settings(data=tmp_path, database="postgresql://ada@db.example/unabridged")
    with pytest.raises(ValueError, match="pg_dump"):
        backup_now(team, tmp_path / "backups")
    with pytest.raises(ValueError, match="pg_restore"):
        restore_from(team, tmp_path / "backups")
