import sqlite3
import threading

import pytest

from server.store.sqlite import SqliteStore


@pytest.fixture
def store(tmp_path):
    made = SqliteStore(tmp_path / "new" / "unabridged.sqlite3")
    yield made
    made.close()


def test_a_token_opens_with_its_secret_which_is_not_kept(store, tmp_path):
    key, secret = store.create_token("Ada", ("compare", "index"), days=None)
    assert store.token(secret).id == key
    assert store.token(secret).scopes == ("compare", "index")
    assert store.token(secret + "x") is None
    files = (tmp_path / "new").iterdir()
    assert not any(secret.encode() in file.read_bytes() for file in files)


def test_using_a_token_is_noted(store):
    _, secret = store.create_token("Ada", ("compare",), days=None)
    assert store.tokens()[0].last_used is None
    store.token(secret)
    assert store.tokens()[0].last_used is not None


def test_a_revoked_or_expired_token_opens_nothing(store):
    key, secret = store.create_token("Ada", ("compare",), days=None)
    assert store.revoke_token(key)
    assert not store.revoke_token(key)
    _, old = store.create_token("Bo", ("compare",), days=-1)
    assert store.token(secret) is store.token(old) is None
    assert store.tokens() == []


def test_a_comparison_is_kept_and_only_its_owner_deletes_it(store):
    store.save_comparison("k", b'{"a": 1}', owner="ada", link=True)
    saved = store.comparison("k")
    assert (saved.body, saved.owner, saved.link) == (b'{"a": 1}', "ada", True)
    assert not store.delete_comparison("k", "bo")
    assert store.delete_comparison("k", "ada")
    assert store.comparison("k") is None


def test_an_opened_file_is_not_migrated_twice(store, tmp_path):
    store.save_comparison("k", b"{}", owner="ada", link=False)
    again = SqliteStore(tmp_path / "new" / "unabridged.sqlite3")
    assert again.comparison("k") is not None
    again.close()


def test_a_file_that_cannot_be_used_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("no database at all, and quite long enough to be looked at")
    with pytest.raises(SystemExit, match="UNABRIDGED_DATA"):
        SqliteStore(tmp_path / "file")


def test_many_threads_write_without_finding_the_file_locked(tmp_path):
    store = SqliteStore(tmp_path / "unabridged.sqlite3")
    faults: list[sqlite3.Error] = []

    def write(name):
        try:
            for number in range(30):
                store.save_comparison(f"{name}-{number}", b"{}", owner=name, link=False)
                store.delete_comparison(f"{name}-{number}", name)
        except sqlite3.Error as error:
            faults.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=write, args=(f"t{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert faults == []
