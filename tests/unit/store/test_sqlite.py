import os
import shutil
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from types import SimpleNamespace

import pytest

from server.config import Settings
from server.errors import StorageFull, StoreDamaged, StoreUnavailable
from server.store import sqlite
from server.store.comparisons import Comparisons
from server.store.own_data import OwnData
from server.store.records import SavedComparison
from server.store.schema import SQLITE
from server.store.sql import moment
from server.store.sqlite import Database, Sqlite, is_empty
from server.store.store import open_store


def test_an_opened_file_is_opened_again(tmp_path):
    for _ in range(2):
        sql = Sqlite(tmp_path / "new" / "unabridged.sqlite3")
        sql.check()
        sql.close()


def test_a_file_that_cannot_be_used_is_a_sentence(tmp_path):
    (tmp_path / "file").mkdir()
    with pytest.raises(SystemExit, match="UNABRIDGED_DATA"):
        Sqlite(tmp_path / "file")


def test_a_file_that_is_damaged_is_a_sentence_with_the_right_advice(tmp_path):
    path = tmp_path / "unabridged.sqlite3"
    Sqlite(path).close()
    path.write_bytes(b"\x5a" * 100 + path.read_bytes()[100:])
    with pytest.raises(SystemExit, match=r"is damaged.*unabridged restore"):
        Sqlite(path)


def test_damaged_pages_are_found_by_an_inspection_and_remembered(tmp_path):
    path = tmp_path / "unabridged.sqlite3"
    sql = Sqlite(path)
    with sql.write() as db:
        db.executemany(
            "insert into leases (name, holder, until) values (?, ?, 1)",
            [(str(number), "x" * 500) for number in range(2_000)],
        )
    sql.rows("pragma wal_checkpoint(truncate)")
    sql.inspect()
    sql.check()
    sql.close()
    content = path.read_bytes()
    third = len(content) // 3
    path.write_bytes(content[:third] + b"\xa5" * third + content[2 * third :])
    sql = Sqlite(path)
    with pytest.raises(StoreDamaged, match="unabridged restore"):
        sql.inspect()
    with pytest.raises(StoreDamaged):
        sql.check()
    sql.close()


def test_a_file_that_cannot_grow_is_not_ready_and_names_the_disk(tmp_path):
    sql = Sqlite(tmp_path / "unabridged.sqlite3")
    sql.rows(f"pragma max_page_count = {sql.rows('pragma page_count')[0][0]}")
    long = SavedComparison("k", "t", None, None, None, "full", moment(), moment(days=1), None, None)
    with pytest.raises(StorageFull, match="disk"):
        Comparisons(sql).save(long, b"x" * 99_999, "local")
    sql.close()


def test_a_file_that_another_program_keeps_locked_is_a_problem_that_passes(tmp_path):
    path = tmp_path / "unabridged.sqlite3"
    sql = Sqlite(path)
    sql.rows("pragma busy_timeout = 50")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("begin immediate")
    with pytest.raises(StoreUnavailable, match="locked") as caught:
        sql.check()
    assert caught.value.retryable
    connection.execute("rollback")
    sql.check()
    connection.close()
    sql.close()


def test_half_of_the_threads_wait_for_a_lock_and_the_others_are_refused_at_once(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(sqlite, "MOST_WAITING", 4)
    path = tmp_path / "unabridged.sqlite3"
    sql = Sqlite(path)
    sql._database._timeout = 120  # how long a busy machine lets them wait says nothing
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("begin immediate")
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(sql.check) for _ in range(4)]
        while sql._database._places._value:
            time.sleep(0.01)
        with pytest.raises(StoreUnavailable, match="others wait"):
            sql.check()
        connection.execute("rollback")
        for check in waiting:
            check.result()
    connection.close()
    sql.close()


def test_deletions_on_a_full_disk_use_the_room_set_aside_and_nothing_else_does(
    tmp_path, monkeypatch
):
    sql = Sqlite(tmp_path / "unabridged.sqlite3")
    comparisons = Comparisons(sql)
    for number in range(9):
        comparisons.save(saved(f"{number}", days=1), b"x" * 400_000, "local")
    reserve = tmp_path / "unabridged.sqlite3-reserve"
    with sql.deleting():
        pass
    assert reserve.stat().st_size > 1_000_000
    room = []

    def disk_usage(_):
        return SimpleNamespace(free=0 if reserve.exists() else 4_000_000)

    monkeypatch.setattr(shutil, "disk_usage", disk_usage)
    erase = sql.erase
    monkeypatch.setattr(sql, "erase", lambda: (room.append(reserve.exists()), erase()))
    assert comparisons.delete("0", "local")
    assert OwnData(sql).delete("local")["comparisons"] == 8
    assert len(room) > 3  # it went in portions, and each had the reserve
    assert not any(room)
    assert reserve.exists()
    reserve.unlink()
    with pytest.raises(StorageFull):
        comparisons.save(saved("late", days=1), b"x", "local")
    sql.close()


def test_what_is_deleted_is_overwritten_in_the_file(tmp_path):
    sql = Sqlite(tmp_path / "unabridged.sqlite3")
    with sql.write() as db:
        db.execute("insert into leases (name, holder, until) values ('a', 'SECRETWORD', 1)")
    with sql.write() as db:
        db.execute("delete from leases")
    sql.erase()
    sql.close()
    assert not any(b"SECRETWORD" in file.read_bytes() for file in tmp_path.iterdir())


def saved(key, **times):
    return SavedComparison(key, None, None, None, None, "full", moment(), moment(**times))


def on_disk(folder, word):
    """Names of the files that hold `word`."""
    return [file.name for file in folder.iterdir() if word in file.read_bytes()]


def test_a_deleted_comparison_is_in_no_file_while_the_server_runs(tmp_path):
    sql = Sqlite(tmp_path / "unabridged.sqlite3")
    comparisons = Comparisons(sql)
    comparisons.save(saved("k", days=1), b"SECRETWORD " * 9_000, "local")
    comparisons.save(saved("m", days=1), b"KEPTWORD " * 9_000, "local")
    assert on_disk(tmp_path, b"SECRETWORD")
    assert comparisons.delete("k", "local")
    assert on_disk(tmp_path, b"SECRETWORD") == []
    assert on_disk(tmp_path, b"KEPTWORD")
    sql.close()


def test_what_expired_is_in_no_file_after_the_round_that_deletes_it(tmp_path):
    store = open_store(Settings(data=tmp_path))
    store.comparisons.save(saved("k", seconds=-1), b"SECRETWORD " * 9_000, "local")
    assert on_disk(tmp_path, b"SECRETWORD")
    store.forget()
    assert on_disk(tmp_path, b"SECRETWORD") == []
    store.close()


def test_a_reader_in_the_way_of_erasing_only_delays_it(tmp_path):
    sql = Sqlite(tmp_path / "unabridged.sqlite3")
    sql.rows("pragma busy_timeout = 50")
    comparisons = Comparisons(sql)
    comparisons.save(saved("k", days=1), b"SECRETWORD " * 9_000, "local")
    reader = sqlite3.connect(tmp_path / "unabridged.sqlite3", isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from comparisons").fetchall()
    assert comparisons.delete("k", "local")
    assert on_disk(tmp_path, b"SECRETWORD")
    reader.close()
    sql.erase()
    assert on_disk(tmp_path, b"SECRETWORD") == []
    sql.close()


def test_files_are_their_owners_alone_also_those_that_are_there(tmp_path):
    before = os.umask(0o022)
    try:
        old = tmp_path / "old.sqlite3"
        old.touch(0o644)
        for path in (old, tmp_path / "new" / "unabridged.sqlite3"):
            sql = Sqlite(path)
            sql.check()
            with sql.deleting():
                pass
            assert path.with_name(f"{path.name}-reserve").exists()
            assert {file.stat().st_mode & 0o077 for file in path.parent.glob("*.sqlite3*")} == {0}
            sql.close()
        assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    finally:
        os.umask(before)


def test_a_start_on_a_full_disk_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    (tmp_path / "file").mkdir()
    with pytest.raises(SystemExit, match="disk is full"):
        Sqlite(tmp_path / "file")


def test_a_file_whose_tables_another_process_makes_just_now_is_not_a_foreign_one(
    tmp_path, monkeypatch
):
    path = tmp_path / "server.db"
    with closing(sqlite3.connect(path)) as empty:
        empty.execute("pragma journal_mode = wal")

    class Beside(sqlite3.Connection):
        """A connection beside which another process makes its tables after the first question."""

        def execute(self, sql, *values):
            answer = super().execute(sql, *values)
            if "sqlite_master" in sql:
                monkeypatch.undo()
                Database(path, SQLITE).close()
            return answer

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Beside))
    assert is_empty(path, SQLITE)
    assert Database(path, SQLITE).identity() != "0"
