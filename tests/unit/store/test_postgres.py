"""PostgreSQL alone: reaching it, losing it, and its schema."""

import sys
import threading

import psycopg
import pytest

from server.config import Settings
from server.errors import StoreUnavailable
from server.store.access_tokens import Tokens
from server.store.postgres import Postgres
from server.store.records import Grant
from server.store.store import open_store
from tests.postgres import running_postgres

pytestmark = pytest.mark.xdist_group("postgres")


def test_a_database_that_does_not_answer_is_a_sentence_without_its_password():
    with pytest.raises(SystemExit, match="UNABRIDGED_DATABASE") as caught:
        Postgres("postgresql://ada:secretword@/none?host=/nowhere")
    assert "secretword" not in str(caught.value)


def test_without_the_extra_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SystemExit, match="Add it: make run EXTRAS="):
        open_store(Settings(database="postgresql://ada@/none"))


def test_a_database_that_can_not_hold_every_language_is_refused(postgres_server):
    with psycopg.connect(postgres_server.address("postgres"), autocommit=True) as connection:
        ascii_alone = "encoding 'SQL_ASCII' locale 'C' template template0"
        connection.execute(f"create database plain {ascii_alone}".encode())
    with pytest.raises(SystemExit, match=r"SQL_ASCII.*encoding 'UTF8'"):
        Postgres(postgres_server.address("plain"))


def test_several_processes_may_start_on_a_new_database_at_once(postgres_server):
    address = postgres_server.create("starting")
    databases, start = [], threading.Barrier(5)

    def open_one():
        start.wait()
        databases.append(Postgres(address))

    threads = [threading.Thread(target=open_one) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(databases) == 5
    assert databases[0].rows("select number from unabridged_schema") == [(1,)]
    for database in databases:
        database.close()


def test_a_database_that_goes_away_is_a_problem_and_is_found_again_when_it_is_back():
    with running_postgres() as server:
        sql = Postgres(server.create("going"))
        tokens = Tokens(sql)
        _, secret = tokens.create(Grant("Ada", ("compare",)))
        assert tokens.find(secret).name == "Ada"
        server.stop()
        for _ in range(2):
            with pytest.raises(StoreUnavailable) as caught:
                tokens.find(secret)
            assert caught.value.retryable
            assert caught.value.status == 503
        server.start()
        assert tokens.find(secret).name == "Ada"
        sql.close()


def test_a_database_that_goes_away_amid_a_transaction_keeps_nothing_of_it():
    with running_postgres() as server:
        sql = Postgres(server.create("amid"))

        def lose() -> None:
            with sql.write() as db:
                db.execute("insert into leases (name, holder, until) values ('a', 'b', 1)")
                server.stop()
                db.execute("select 1")

        with pytest.raises(StoreUnavailable):
            lose()
        server.start()
        assert sql.rows("select * from leases") == []
        sql.close()
