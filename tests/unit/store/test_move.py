"""The move from SQLite to PostgreSQL: all of it or nothing."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing

import psycopg
import pytest

from server.cli.main import main
from server.config import Settings
from server.store import Grant, open_store
from server.store.comparisons import Comparisons
from server.store.move import IN_ORDER, columns_of
from server.store.postgres import Postgres
from server.store.sqlite import Sqlite
from tests.servers import ROOT
from tests.unit.store.filled import fill, rows_of


def sane(rows: dict[str, list]) -> dict[str, list]:
    """Write rows as both databases do: PostgreSQL keeps no NUL."""
    return {
        table: [repr(row).replace("\\x00", "\ufffd") for row in table_rows]
        for table, table_rows in rows.items()
    }


@pytest.mark.xdist_group("postgres")
def test_a_migration_that_is_killed_leaves_nothing_and_may_run_again(
    tmp_path, postgres_server, monkeypatch, capsys
):
    settings = Settings(data=tmp_path)
    secret = fill(settings, comparisons=250)
    address = postgres_server.create("killed")
    command = [sys.executable, "-m", "server.cli.main", "migrate", "--to", address]
    environ = {**os.environ, "UNABRIDGED_DATA": str(tmp_path), "UNABRIDGED_BIND": "127.0.0.1:9"}
    target = Postgres(address)
    writes = "relation = 'comparisons'::regclass and mode = 'RowExclusiveLock'"
    with psycopg.connect(address) as connection:
        connection.execute(
            "lock table tokens in exclusive mode"
        )  # which comes after the comparisons
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
    key = store.tokens.find(secret).id
    store.tokens.create(Grant("later", ("compare",)))
    with store.sql.write() as db:
        db.execute("update comparisons set title = 'changed' where id = 'c00000'")
    store.close()
    for name in ("UNABRIDGED_DATA", "UNABRIDGED_BIND"):
        monkeypatch.setenv(name, environ[name])
    monkeypatch.setattr("server.cli.serve.readiness", lambda _base: None)
    assert main(["migrate", "--to", address]) == 0
    assert "comparisons: 250 rows" in capsys.readouterr().out
    with closing(Sqlite(settings.database_path)) as sql:
        columns = columns_of(sql)
        assert sane(rows_of(target, columns)) == sane(rows_of(sql, columns))
    comparisons = Comparisons(target).listed(key, 250, None)
    assert [saved.id for saved in comparisons] == [
        f"c{number:05}" for number in reversed(range(250))
    ]
    assert target.rows("select * from leases") == []
    target.close()

    assert main(["migrate", "--to", address]) == 1
    assert "empty one" in capsys.readouterr().err


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
    assert "pg_restore" in capsys.readouterr().err


@pytest.mark.xdist_group("postgres")
def test_both_databases_have_the_same_columns_and_number_the_same_tables(tmp_path, postgres_server):
    columns_by_table = columns_of(Sqlite(tmp_path / "s.sqlite3"))
    sql = Postgres(postgres_server.create("columns"))
    rows = sql.rows(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'public'"
        " and table_name not in ('leases', 'unabridged_schema', 'sessions')"
    )
    sql.close()
    columns = {(name, column) for name, names in columns_by_table.items() for column in names}
    assert {row for row in rows if row[1] != "rowid"} == columns
    assert {name for name, column in rows if column == "rowid"} == set(IN_ORDER)
