import io
import json
import time
from contextlib import closing

from server.cli.main import main
from server.config import Settings
from server.feeds import Item, read_opml
from server.ingest.poll import entry_of
from server.store import open_store
from tests.unit.feeds import samples


def test_an_opml_file_is_imported_once_listed_and_its_feeds_removed(tmp_path, capsys):
    (tmp_path / "mine.opml").write_text(samples.OPML)
    assert main(["feeds", "import", str(tmp_path / "mine.opml")]) == 0
    assert "2 of them new" in capsys.readouterr().out
    assert main(["feeds", "import", str(tmp_path / "mine.opml")]) == 0
    assert "0 of them new" in capsys.readouterr().out
    assert main(["feeds", "list"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "https://bote.example/feed  not polled yet" in first
    assert main(["feeds", "remove", second.split()[0]]) == 0
    assert main(["feeds", "remove", second.split()[0]]) == 1
    assert "feeds list" in capsys.readouterr().err


def test_a_feed_is_paused_resumed_refreshed_and_edited(tmp_path, capsys):
    with closing(open_store(Settings(data=tmp_path))) as store:
        key = store.feeds.add_feed("https://bote.example/feed", None, 600, time.time()).id
        for action, state in (("pause", "paused"), ("resume", "active"), ("refresh", "active")):
            assert main(["feeds", action, key]) == 0
            assert f"{key}  {state}" in capsys.readouterr().out
            assert store.feeds.feeds()[0].state == state
        assert main(["feeds", "edit", key, "--minutes", "45"]) == 0
        assert store.feeds.feeds()[0].every == 2_700
    for refused, status, message in (
        (["pause", "none"], 1, "There is no feed none"),
        (["edit", key, "--minutes", "5"], 2, "10 minutes or more"),
        (["edit", key, "--address", "ftp://bote.example/feed"], 2, "begins with https:// or"),
        (["edit", key], 2, "--address, --minutes or both"),
    ):
        assert main(["feeds", *refused]) == status
        assert message in capsys.readouterr().err


def test_what_is_exported_can_be_imported(tmp_path, capsysbinary):
    (tmp_path / "mine.opml").write_text(samples.OPML)
    assert main(["feeds", "import", str(tmp_path / "mine.opml")]) == 0
    assert main(["feeds", "export", str(tmp_path / "out.opml")]) == 0
    imported, exported = ((tmp_path / f"{name}.opml").read_bytes() for name in ("mine", "out"))
    assert read_opml(exported, "").feeds == read_opml(imported, "").feeds
    assert b"2 feeds" in capsysbinary.readouterr().out
    assert main(["feeds", "export"]) == 0
    assert capsysbinary.readouterr().out == (tmp_path / "out.opml").read_bytes()
    assert main(["feeds", "import", str(tmp_path / "out.opml")]) == 0
    assert b"2 feeds" in (exported := capsysbinary.readouterr().out)
    assert b"0 of them new" in exported


def test_a_file_that_is_not_an_opml_is_a_sentence(tmp_path, capsys):
    (tmp_path / "feed.xml").write_text(samples.RSS)
    assert main(["feeds", "import", str(tmp_path / "feed.xml")]) == 1
    assert "is no OPML file" in capsys.readouterr().err


def test_an_address_that_is_none_is_a_sentence(capsys):
    assert main(["feeds", "add", "ftp://bote.example/feed"]) == 2
    assert "begins with https:// or http://" in capsys.readouterr().err


def test_polling_without_feeds_says_so_with_figures(capsys):
    assert main(["feeds", "poll", "--once"]) == 0
    assert "0 feeds polled" in capsys.readouterr().out


def test_polling_says_how_many_articles_a_lost_index_got_back(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("UNABRIDGED_FEEDS_FULL_TEXT", "0")
    store = open_store(Settings.from_env()).feeds
    feed = store.add_feed("http://10.1.2.3/feed", None, 60, 0.0)
    items = [item_of_feed(number) for number in range(2)]
    store.polled(feed, items, time.time())
    assert main(["feeds", "poll", "--once"]) == 0
    assert "restored" not in capsys.readouterr().out
    for file in tmp_path.glob("articles*"):
        file.unlink()
    assert main(["feeds", "poll", "--once"]) == 0
    assert capsys.readouterr().out.endswith("0 pages read; 2 articles restored to the index.\n")


def item_of_feed(number):
    day = time.strftime("%Y-%m-%d")
    url = f"https://bote.example/{day}/{number}-harbour"
    return entry_of(Item(url, f"Harbour news {number}", lead="What happened.", published=day))


def test_polling_once_prunes_the_index_too(capsys, monkeypatch):
    old = {"url": "https://bote.example/old", "text": "Varga", "published": "2001-01-01"}
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(old).encode())))
    assert main(["index", "add"]) == 0
    assert main(["feeds", "poll", "--once"]) == 0
    capsys.readouterr()
    assert main(["index", "stats"]) == 0
    assert capsys.readouterr().out.startswith("0 articles, ")


def test_outlines_that_can_not_be_used_are_named(tmp_path, capsys):
    (tmp_path / "mine.opml").write_text('<opml><body><outline xmlUrl="http://"/></body></opml>')
    assert main(["feeds", "import", str(tmp_path / "mine.opml")]) == 0
    assert "http:// is not a web address" in capsys.readouterr().err
