import io
import json
from contextlib import closing

from server.cli.main import main
from server.config import Settings
from server.store import open_store
from server.store.sql import change

FERRY = {"url": "https://gazette.example/ferry", "title": "Ferry", "text": "Lindqvist said so."}
OLD = {"url": "https://gazette.example/old", "text": "Varga", "published": "2001-01-01"}


def give(monkeypatch, *lines):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("\n".join(lines).encode())))


def test_lines_go_in_and_the_wrong_ones_are_named(monkeypatch, capsys, tmp_path):
    give(monkeypatch, json.dumps(FERRY), "", "{broken", json.dumps({"url": "x"}), json.dumps(OLD))
    path = str(tmp_path / "other.db")
    assert main(["index", "add", "--index", path]) == 1
    printed = capsys.readouterr()
    assert printed.out == "2 added, 0 updated, 0 unchanged, 2 rejected\n"
    assert "line 3: " in printed.err
    assert "line 4: `url`" in printed.err
    assert main(["index", "search", "--index", path, "Lindqvist"]) == 0
    assert FERRY["url"] in capsys.readouterr().out


def test_the_servers_own_index_is_pruned_and_counted(monkeypatch, capsys):
    give(monkeypatch, json.dumps(FERRY), json.dumps(OLD))
    assert main(["index", "add"]) == 0
    assert main(["index", "prune"]) == 0
    assert "1 dropped, 1 left" in capsys.readouterr().out
    assert main(["index", "stats"]) == 0
    assert capsys.readouterr().out.startswith("1 article, ")


def test_a_file_that_is_not_an_index_is_a_sentence(tmp_path, capsys):
    (tmp_path / "articles.db").write_text("no database at all, and quite long enough to look at")
    assert main(["index", "stats"]) == 1
    assert "is damaged" in capsys.readouterr().err


def test_an_interrupted_filling_says_how_far_it_came(monkeypatch, capsys):
    class Interrupted(io.BytesIO):
        def __next__(self):
            if line := self.readline():
                return line
            raise KeyboardInterrupt

    lines = [
        json.dumps({"url": f"https://gazette.example/{number}", "text": "Lindqvist"}).encode()
        for number in range(1_500)
    ]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Interrupted(b"\n".join(lines))))
    assert main(["index", "add"]) == 130
    assert "Lines up to 1000 were added" in capsys.readouterr().err
    assert main(["index", "stats"]) == 0
    assert capsys.readouterr().out.startswith("1,000 articles, ")


def test_a_damaged_index_is_moved_away_and_filled_from_the_feeds(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("server.cli.serve.readiness", lambda _: None)
    with closing(open_store(Settings(data=tmp_path))) as store:
        store.feeds.add_feed("https://bote.example/feed", None, 60, 0.0)
        change(
            store.sql,
            "insert into feed_items (url, feed, state, digest, body, seen)"
            " values (?, 'f', 'done', 'd', '{}', 0)",
            FERRY["url"],
        )
    (tmp_path / "articles.db").write_bytes(b"damaged " * 1_000)
    assert main(["index", "refill"]) == 0
    printed = capsys.readouterr().out
    (aside,) = tmp_path.glob("articles.db.aside-*")
    assert aside.read_bytes() == b"damaged " * 1_000
    assert str(aside) in printed
    assert "1 article of the feeds" in printed
    assert main(["index", "stats"]) == 0


def test_an_index_in_use_or_in_a_cluster_is_not_moved(monkeypatch, capsys, tmp_path):
    (tmp_path / "articles.db").write_bytes(b"damaged")
    monkeypatch.setattr("server.cli.serve.readiness", lambda _: {})
    assert main(["index", "refill"]) == 1
    assert "is running" in capsys.readouterr().err
    monkeypatch.setenv("UNABRIDGED_INDEX", "http://search.example:9200")
    assert main(["index", "refill"]) == 1
    assert "cluster" in capsys.readouterr().err
    assert (tmp_path / "articles.db").read_bytes() == b"damaged"


def test_a_line_that_is_nested_too_deeply_is_rejected_and_the_next_taken(monkeypatch, capsys):
    give(monkeypatch, "[" * 100_000, json.dumps(FERRY))
    assert main(["index", "add"]) == 1
    printed = capsys.readouterr()
    assert printed.out == "1 added, 0 updated, 0 unchanged, 1 rejected\n"
    assert "line 1: " in printed.err
