import logging
import sqlite3
from contextlib import closing

import pytest

from server.errors import Busy, StoreDamaged
from server.store.index.article_index import SqliteArticles
from server.store.index.repair import alone
from server.store.records import IndexArticle

COUNT = 400


def articles():
    for number in range(COUNT):
        words = " ".join(f"word{(number * 31 + step) % 997}" for step in range(300))
        yield IndexArticle(
            f"https://gazette.example/{number}",
            f"Ferry {number}",
            f"name{number} {words}",
            published=f"2026-03-{number // 20 + 1:02}",
        )


@pytest.fixture
def path(tmp_path):
    index = SqliteArticles(tmp_path / "articles.db")
    index.add_articles(articles())
    index.close()
    return tmp_path / "articles.db"


def is_whole(index):
    """Check that the articles kept are word for word those put in, and can be found."""
    kept = 0
    for article in articles():
        stored = index.article_text(article.url)
        if stored:
            kept += 1
            assert (stored.title, stored.text or article.text) == (article.title, article.text)
        if stored and stored.text:
            found = index.search_articles([f"name{article.title.split()[1]}"])
            assert [hit.url for hit in found] == [article.url]
    assert kept == index.count_articles()
    return kept


def test_a_file_that_is_cut_off_opens_again_and_says_what_was_lost(path, caplog):
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with caplog.at_level(logging.WARNING):
        index = SqliteArticles(path)
        index.check()
    kept = is_whole(index)
    index.close()
    assert 0 < kept <= COUNT
    assert f"{kept} of {COUNT} articles could be read and kept, " in caplog.text
    assert "of them without their text" in caplog.text
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == whole[: len(whole) // 2]
    assert aside.name in caplog.text


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_garbage_in_the_middle_costs_only_what_it_hit(path, place):
    garbled = bytearray(path.read_bytes())
    at = int(len(garbled) * place) // 4096 * 4096
    garbled[at : at + 8192] = bytes(range(256)) * 32
    path.write_bytes(garbled)
    said = SqliteArticles.repair(path)
    index = SqliteArticles(path)
    kept = is_whole(index)
    assert f"{kept} of {COUNT}" in said
    assert kept > COUNT // 2
    assert index.add_articles(articles()).count("added") == COUNT - kept
    index.close()


def test_what_is_no_index_at_all_is_left_alone(path):
    path.write_bytes(b"notes about ferries " * 500)
    with pytest.raises(StoreDamaged, match="Move it away"):
        SqliteArticles(path).check()
    assert path.read_bytes().startswith(b"notes about ferries")
    assert list(path.parent.glob("*.damaged-*")) == []


def test_two_processes_never_salvage_one_file_at_once(path):
    path.write_bytes(path.read_bytes()[:200_000])
    with alone(path), pytest.raises(Busy):
        SqliteArticles(path).check()
    index = SqliteArticles(path)
    index.check()
    index.close()
    assert not path.with_name("articles.db.lock").exists()


def test_what_has_no_text_is_not_lost_with_the_texts(tmp_path):
    index = SqliteArticles(tmp_path / "articles.db")
    leads = [
        IndexArticle(
            f"https://leads.example/{n}", f"Lead {n}", lead=f"name{n} told of ferries. " * 5
        )
        for n in range(2_000)
    ]
    index.add_articles([*leads, *articles()])
    index.close()
    index_file = tmp_path / "articles.db"
    whole = index_file.read_bytes()
    index_file.write_bytes(whole[: len(whole) // 2])
    index = SqliteArticles(index_file)
    kept = sum(index.article_text(lead.url) is not None for lead in leads)
    assert kept > len(leads) // 2
    index.close()


def test_an_article_whose_text_is_damaged_keeps_title_and_lead(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("update texts set body = x'00' where id = (select min(id) from texts)")
        db.commit()
    said = SqliteArticles.repair(path)
    assert f"{COUNT} of {COUNT} articles could be read and kept, 1 of them without" in said
    index = SqliteArticles(path)
    assert index.article_text("https://gazette.example/0").text == ""
    assert is_whole(index) == COUNT
    index.close()


def damage(path):
    """Overwrite the middle third of a file."""
    whole = path.read_bytes()
    third = len(whole) // 3
    path.write_bytes(whole[:third] + b"\xa5" * third + whole[2 * third :])


def test_damage_in_the_middle_is_found_by_an_inspection_and_remembered(path):
    damage(path)
    index = SqliteArticles(path)
    with pytest.raises(StoreDamaged, match="index repair"):
        index.inspect()
    with pytest.raises(StoreDamaged, match="index repair"):
        index.check()
    index.close()


def test_a_sound_index_passes_and_a_missing_one_is_not_made_by_an_inspection(path):
    index = SqliteArticles(path)
    index.inspect()
    index.check()
    index.close()
    SqliteArticles(path.with_name("none.db")).inspect()
    assert not path.with_name("none.db").exists()
