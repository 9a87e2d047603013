import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest

from server.errors import Busy, StorageFull
from server.store.index.article_index import SqliteArticles
from server.store.protocols import IndexArticle
from tests.servers import ROOT

FERRY = IndexArticle(
    url="https://gazette.example/ferry",
    title="Ferry to Brackholm sails again",
    text="The ferry to Brackholm sailed on Monday for the first time since the storm. "
    "Harbour master Oda Lindqvist said 412 passengers came aboard.",
    publisher="The Harbour Gazette",
    published="2026-03-02T08:00:00+01:00",
    language="en",
)
BRIDGE = IndexArticle(
    url="https://ledger.example/bridge",
    title="Bridge over the Ellery opens",
    text="The bridge over the Ellery opened in May after Tomas Varga cut the ribbon.",
    published="2026-05-04",
)


@pytest.fixture
def index(tmp_path):
    made = SqliteArticles(tmp_path / "new" / "articles.db")
    yield made
    made.close()


def urls(hits):
    return [hit.url for hit in hits]


def test_an_article_is_found_by_its_words_and_told_without_its_text(index):
    assert index.add_articles([FERRY, BRIDGE]) == ["added", "added"]
    (hit,) = index.search_articles(["Lindqvist", "Brackholm"])
    assert (hit.url, hit.title, hit.publisher, hit.whole) == (
        FERRY.url,
        FERRY.title,
        FERRY.publisher,
        True,
    )
    assert hit.lead == FERRY.text
    assert not hasattr(hit, "text")
    assert index.article_text(FERRY.url).text == FERRY.text
    assert index.article_text("https://nowhere.example/") is None


def test_the_same_address_again_replaces_the_article(index):
    index.add_articles([FERRY])
    corrected = IndexArticle(
        FERRY.url, FERRY.title, "Nobody named Zelenka came.", published="2026-03-03"
    )
    assert index.add_articles([FERRY]) == ["unchanged"]
    assert index.add_articles([corrected]) == ["updated"]
    assert index.count_articles() == 1
    assert index.search_articles(["Lindqvist"]) == []
    assert urls(index.search_articles(["Zelenka"])) == [FERRY.url]


def test_one_batch_may_hold_an_address_twice(index):
    other = IndexArticle(FERRY.url, "Ferry", "Zelenka came alone.")
    assert index.add_articles([FERRY, other, other]) == ["added", "updated", "unchanged"]
    assert index.count_articles() == 1
    assert index.search_articles(["Lindqvist"]) == []
    assert urls(index.search_articles(["Zelenka"])) == [FERRY.url]


def test_a_batch_that_fails_leaves_nothing_behind(index):
    def articles():
        yield FERRY
        raise KeyError("the feed broke off")

    with pytest.raises(KeyError):
        index.add_articles(articles())
    assert index.count_articles() == 0
    assert index.search_articles(["Lindqvist"]) == []


def test_title_and_lead_alone_are_found_and_told_as_such(index):
    index.add_articles([IndexArticle(FERRY.url, FERRY.title, lead="Oda Lindqvist is glad.")])
    (hit,) = index.search_articles(["Lindqvist"])
    assert not hit.whole
    assert hit.lead == "Oda Lindqvist is glad."


def test_a_window_of_days_includes_both_ends_and_the_undated(index):
    undated = IndexArticle("https://gazette.example/undated", "Ferry", "Lindqvist without a date.")
    index.add_articles([FERRY, undated])
    assert FERRY.url in urls(
        index.search_articles(["Lindqvist"], since="2026-03-02", until="2026-03-02")
    )
    assert urls(index.search_articles(["Lindqvist"], since="2026-03-03")) == [undated.url]
    assert urls(index.search_articles(["Lindqvist"], until="2026-03-01")) == [undated.url]


@pytest.mark.parametrize("date", ["2199-01-01", "1969-12-31", "yesterday", ""])
def test_an_impossible_date_is_as_good_as_none(index, date):
    index.add_articles([IndexArticle(FERRY.url, "Ferry", "Lindqvist", published=date)])
    assert urls(index.search_articles(["Lindqvist"], until="2020-01-01")) == [FERRY.url]


def test_an_excluded_address_is_not_found(index):
    index.add_articles([FERRY])
    assert index.search_articles(["Lindqvist"], exclude=[FERRY.url]) == []


@pytest.mark.parametrize(
    "term",
    [
        '"',
        'a" OR "b',
        "NEAR(a b)",
        "title:ferry",
        "^ferry",
        "ferry*",
        "-ferry",
        "",
        "\0",
        "a AND",
        "'",
        "\ud800",
    ],
)
def test_a_term_is_never_syntax(index, term):
    index.add_articles([FERRY])
    index.search_articles([term, "Lindqvist"])
    assert urls(index.search_articles([term, "Lindqvist"])) == [FERRY.url]


def test_a_phrase_is_found_as_a_phrase(index):
    index.add_articles([FERRY, IndexArticle("https://x.example/", "Oda", "Lindqvist met Oda.")])
    assert urls(index.search_articles(["Oda Lindqvist"])) == [FERRY.url]


def test_the_article_that_the_page_is_taken_from_goes_before_one_about_the_same(index):
    about = IndexArticle(
        "https://x.example/about", "Lindqvist", "Lindqvist of the harbour: Lindqvist. Lindqvist!"
    )
    index.add_articles([FERRY, about])
    excerpt = "Harbour master Oda Lindqvist said 412 passengers came"
    assert urls(index.search_articles(["Lindqvist"]))[0] == about.url
    assert urls(index.search_articles(["Lindqvist"], page=excerpt))[0] == FERRY.url


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
    found = urls(index.search_articles(["harbour", *terms, "Zelenka"]))
    assert found[0] == "https://x.example/30"


def test_a_heavier_term_decides(index):
    index.add_articles([FERRY, BRIDGE])
    assert urls(index.search_articles([("Varga", 5.0), ("Lindqvist", 1.0)]))[0] == BRIDGE.url
    assert urls(index.search_articles([("Varga", 1.0), ("Lindqvist", 5.0)]))[0] == FERRY.url


def test_words_that_are_everywhere_still_find_the_article_that_has_them_all(index):
    fillers = [
        IndexArticle(
            f"https://x.example/{n}",
            "",
            f"{'alpha' if n % 2 else 'gamma'} {'beta' if n % 3 else 'delta'}",
        )
        for n in range(6_000)
    ]
    rare = IndexArticle("https://x.example/both", "", "alpha gamma together")
    index.add_articles([*fillers, rare])
    assert urls(index.search_articles(["alpha", "gamma"]))[0] == rare.url


def test_copies_are_one_hit_under_the_earliest_address(index):
    later = IndexArticle(
        "https://copy.example/1", "Ferry!", FERRY.text.upper(), published="2026-03-04"
    )
    index.add_articles([later, FERRY])
    (hit,) = index.search_articles(["Lindqvist", "passengers"])
    assert (hit.url, hit.copies) == (FERRY.url, [later.url])


SHORT = (
    "The old ship of the line came in at noon on the first day of May. She had been out for six "
    "weeks, and her crew of ten were glad to see the quay and the town again. The cook said that "
    "the food had run out two days ago. All of them went up the hill to eat at the inn of Dana Orr."
)


@pytest.mark.parametrize("change", [("at noon", "at one"), ("ten were", "nine men were")])
def test_short_texts_with_few_long_words_are_told_as_copies_too(index, change):
    copy = IndexArticle("https://b.example/1", "In", f"{SHORT.replace(*change)} It rained.")
    other = IndexArticle(
        "https://c.example/1",
        "Out",
        "The inn of Dana Orr on the hill will be sold in May, and the town is not glad to see it "
        "go. Ten or more men of the quay said that they eat there at noon all week.",
    )
    index.add_articles([IndexArticle("https://a.example/1", "In", SHORT), copy, other])
    hits = index.search_articles(["Dana", "Orr", "quay", "inn"])
    assert sorted(len(hit.copies) for hit in hits) == [0, 1]


def test_the_credited_address_goes_before_the_earliest(index):
    first = IndexArticle(
        "https://copy.example/1",
        "Ferry",
        FERRY.text,
        published="2026-03-01",
        canonical_url=FERRY.url,
    )
    index.add_articles([first, FERRY])
    (hit,) = index.search_articles(["Lindqvist"])
    assert (hit.url, hit.copies) == (FERRY.url, [first.url])


def test_old_articles_are_dropped_whole(index):
    old = IndexArticle("https://x.example/old", "", "Lindqvist long ago", published="2001-01-01")
    fresh = IndexArticle("https://x.example/new", "", "Lindqvist again")
    index.add_articles([old, fresh])
    assert index.prune_articles(older_than_days=90, max_bytes=None) == 1
    assert index.article_text(old.url) is None
    assert urls(index.search_articles(["Lindqvist"])) == [fresh.url]
    assert index.count_articles() == 1


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


def test_threads_write_and_read_at_once(tmp_path):
    index = SqliteArticles(tmp_path / "articles.db")
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
from server.store.protocols import IndexArticle
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
from server.store.protocols import IndexArticle
name = sys.argv[2]
index = SqliteArticles(Path(sys.argv[1]))
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
    other = sqlite3.connect(index._database.path, isolation_level=None)
    other.execute("begin immediate")
    index._database.read().execute("pragma busy_timeout = 50")
    with pytest.raises(Busy, match="locked"):
        index.add_articles([FERRY])
    assert index.search_articles(["Lindqvist"]) == []
    other.execute("rollback")
    other.close()
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
