import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest

from server.errors import Busy, StorageFull
from server.store.index import retrieval
from server.store.index.article_index import SqliteArticles
from server.store.records import IndexArticle
from tests.index_engines import BRIDGE, FERRY, urls
from tests.servers import ROOT


@pytest.fixture
def index(tmp_path):
    articles = SqliteArticles(tmp_path / "new" / "articles.db")
    yield articles
    articles.close()


def test_terms_beyond_the_look_ups_of_many_tables_still_decide_the_order(index):
    terms = [f"common{number}" for number in range(20)]

    def text(day):
        own = " ".join(f"{term} own{day}x{number}" for number, term in enumerate(terms))
        return f"{own} {'harbour' if 25 <= day < 35 else ''} {'Zelenka' if day == 30 else ''}"

    index.add_articles(
        IndexArticle(
            f"https://x.example/{day}",
            "",
            text(day),
            published=f"{1990 + day // 12}-{day % 12 + 1:02}-01",
        )
        for day in range(60)
    )
    hits = urls(index.search_articles(["harbour", *terms, "Zelenka"]))
    assert hits[0] == "https://x.example/30"


def test_the_oldest_are_dropped_until_the_rest_fits(index, tmp_path):
    words = [f"word{number}" for number in range(3_000)]
    index.add_articles(
        IndexArticle(
            f"https://x.example/{day}",
            f"day{day}",
            " ".join(words[day * 90 :][:500]),
            published=f"2026-01-{day:02}",
        )
        for day in range(1, 29)
    )
    size = index._bytes()
    dropped = index.prune_articles(older_than_days=36_500, max_bytes=size // 2)
    assert 0 < dropped < 28
    assert index._bytes() <= size // 2
    assert index.search_articles(["day1"]) == []
    assert len(index.search_articles(["day28"])) == 1


def test_a_search_sees_the_index_as_it_was_while_others_drop_its_oldest(index, monkeypatch):
    index.add_articles(
        IndexArticle(f"https://x.example/{day}", title, f"The ferry {title}.", published=day)
        for day, title in (("2026-01-01", "is late"), ("2026-03-01", "was sold to a museum"))
    )
    gather = retrieval.gather

    def drop_first(*arguments):
        pruning = threading.Thread(
            target=index.prune_articles, kwargs={"older_than_days": 0, "max_bytes": None}
        )
        pruning.start()
        pruning.join()
        return gather(*arguments)

    monkeypatch.setattr(retrieval, "gather", drop_first)
    assert len(index.search_articles(["ferry"])) == 2
    monkeypatch.undo()
    assert index.search_articles(["ferry"]) == []


def test_threads_write_and_read_at_once(tmp_path):
    index = SqliteArticles(tmp_path / "articles.db")
    index._database._timeout = 120  # for a lock, on a machine that may be busy
    faults: list[Exception] = []

    def work(name):
        try:
            for number in range(15):
                index.add_articles(
                    [IndexArticle(f"https://{name}.example/{number}", name, f"{name} text")]
                )
                assert index.search_articles([name], limit=3)
        except (sqlite3.Error, AssertionError) as error:
            faults.append(error)
        finally:
            index.close()

    threads = [threading.Thread(target=work, args=(f"name{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert index.count_articles() == 90
    index.close()


_WRITER = """
import sys
from pathlib import Path
from server.errors import Busy, StorageFull
from server.store.index.article_index import SqliteArticles
from server.store.records import IndexArticle
index = SqliteArticles(Path(sys.argv[1]))
for batch in range(10_000):
    index.add_articles(
        IndexArticle(f"https://x.example/{batch}/{n}", f"batch{batch}", f"word{n} " * 50)
        for n in range(40)
    )
    print(batch, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(tmp_path):
    path = tmp_path / "articles.db"
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    for line in writer.stdout:
        if int(line) == 12:
            os.kill(writer.pid, signal.SIGKILL)
            break
    acknowledged = 13 + len(writer.stdout.readlines())
    writer.wait()
    writer.stdout.close()
    index = SqliteArticles(path)
    assert index.count_articles() in (40 * acknowledged, 40 * acknowledged + 40)
    assert index.add_articles([FERRY]) == ["added"]
    assert len(index.search_articles(["batch12"], limit=40)) >= 1
    checked = index._database.read().execute("pragma integrity_check").fetchall()
    assert checked == [("ok",)]
    index.close()


_READER_AND_WRITER = """
import sys
from pathlib import Path
from server.store.index.article_index import SqliteArticles
from server.store.records import IndexArticle
name = sys.argv[2]
index = SqliteArticles(Path(sys.argv[1]))
index._database.read().execute("pragma busy_timeout = 120000")
for number in range(10):
    index.add_articles(
        [IndexArticle(f"https://{name}.example/{number}", name, f"{name} common text {number}")]
    )
    assert len(index.search_articles([name], limit=99)) == number + 1
    assert index.search_articles(["common"], limit=99)
"""


def test_several_processes_write_and_read_at_once(tmp_path):
    path = tmp_path / "articles.db"
    running = [
        subprocess.Popen([sys.executable, "-c", _READER_AND_WRITER, str(path), name], cwd=ROOT)
        for name in ("alpha", "beta", "gamma", "delta")
    ]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    index = SqliteArticles(path)
    assert index.count_articles() == 40
    index.close()


def test_a_full_disk_refuses_the_batch_and_keeps_the_rest(index):
    index.add_articles([FERRY])
    pages = index._database.read().execute("pragma page_count").fetchone()[0]
    index._database.read().execute(f"pragma max_page_count = {pages + 8}")
    many = [
        IndexArticle(f"https://x.example/{n}", "", " ".join(f"w{n}x{k}" for k in range(200)))
        for n in range(200)
    ]
    with pytest.raises(StorageFull, match="disk is full"):
        index.add_articles(many)
    assert index.count_articles() == 1
    assert urls(index.search_articles(["Lindqvist"])) == [FERRY.url]


def test_a_locked_file_is_busy_and_a_retry_helps(index, monkeypatch):
    connection = sqlite3.connect(index._database.path, isolation_level=None)
    connection.execute("begin immediate")
    index._database.read().execute("pragma busy_timeout = 50")
    with pytest.raises(Busy, match="locked"):
        index.add_articles([FERRY])
    assert index.search_articles(["Lindqvist"]) == []
    connection.execute("rollback")
    connection.close()
    assert index.add_articles([FERRY]) == ["added"]


def test_a_cut_log_loses_only_what_was_not_acknowledged(tmp_path):
    path = tmp_path / "articles.db"
    first = SqliteArticles(path)
    first.add_articles([FERRY])
    copied = tmp_path / "copy.db"
    log = (tmp_path / "articles.db-wal").read_bytes()
    copied.write_bytes(path.read_bytes())
    first.add_articles([BRIDGE])
    longer = (tmp_path / "articles.db-wal").read_bytes()
    (tmp_path / "copy.db-wal").write_bytes(longer[: len(log) + (len(longer) - len(log)) // 2])
    first.close()
    again = SqliteArticles(copied)
    assert again.count_articles() == 1
    assert urls(again.search_articles(["Lindqvist"])) == [FERRY.url]
    assert again.add_articles([BRIDGE]) == ["added"]
    again.close()
