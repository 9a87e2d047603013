from contextlib import closing

import pytest

from server.errors import StoreDamaged
from server.store.index.article_index import SqliteArticles
from server.store.records import IndexArticle

COUNT = 400


def articles():
    for number in range(COUNT):
        words = " ".join(f"word{(number * 31 + position) % 997}" for position in range(300))
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


def test_a_file_that_is_cut_off_is_a_sentence_with_what_to_do_and_stays(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with closing(SqliteArticles(path)) as index, pytest.raises(StoreDamaged, match="index refill"):
        index.check()
    assert path.read_bytes() == content[: len(content) // 2]


def test_what_is_not_an_index_at_all_is_left_alone(path):
    path.write_bytes(b"notes about ferries " * 500)
    with pytest.raises(StoreDamaged, match="index refill"):
        SqliteArticles(path).check()
    assert path.read_bytes().startswith(b"notes about ferries")


def damage(path):
    """Overwrite the middle third of a file."""
    content = path.read_bytes()
    third = len(content) // 3
    path.write_bytes(content[:third] + b"\xa5" * third + content[2 * third :])


def test_damage_in_the_middle_is_found_by_an_inspection_and_remembered(path):
    damage(path)
    index = SqliteArticles(path)
    with pytest.raises(StoreDamaged, match="index refill"):
        index.inspect()
    with pytest.raises(StoreDamaged, match="index refill"):
        index.check()
    index.close()


def test_a_sound_index_passes_and_a_missing_one_is_not_made_by_an_inspection(path):
    index = SqliteArticles(path)
    index.inspect()
    index.check()
    index.close()
    SqliteArticles(path.with_name("none.db")).inspect()
    assert not path.with_name("none.db").exists()
