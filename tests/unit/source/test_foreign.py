"""Articles in another language, found by what they say (the optional extra `languages`)."""

import numpy as np

from server.model import Article, ArticleAccess
from server.source.finder import SearchQuery
from server.source.index import Index, merge_rankings
from server.store import Hit, IndexArticle, Meaning, SqliteArticles

ENGLISH = IndexArticle(
    "https://paper.example/ferries",
    "Ferries go electric",
    "The company replaces all of its ships with electric ones, its director told the council.",
    language="en",
)
OTHER = IndexArticle(
    "https://paper.example/bread",
    "Bread costs more",
    "Bakers in the north have raised their prices again, and blame the price of flour for it.",
    language="en",
)
GERMAN = IndexArticle(
    "https://blatt.example/faehren",
    "Fähren fahren elektrisch",
    "Die Reederei ersetzt alle ihre Schiffe durch elektrische, sagte die Direktorin dem Rat.",
    language="de",
)
AT = {"Ferries": (1.0, 0.0), "Bread": (0.4, 0.9), "Fähren": (0.9, 0.1)}


def index_of(folder, *articles):
    """Return an index with vectors of the articles."""
    index = SqliteArticles(folder / "index.db")
    index.add_articles(articles)
    waiting = index.articles_without_meaning(10)
    index.add_meanings(
        Meaning(
            article.key,
            article.version,
            article.language,
            np.array(AT[article.text.split()[0]], np.float32),
        )
        for article in waiting
    )
    assert index.articles_without_meaning(10) == []
    return index


def query(language="de"):
    return SearchQuery(
        page=article(language), terms=[("Reederei", 1.0)], text="Fähren fahren elektrisch"
    )


def article(language):
    return Article(
        url=None,
        canonical_url=None,
        title="Fähren",
        authors=[],
        publisher=None,
        published=None,
        modified=None,
        language=language,
        text="",
        sentences=[],
        words=0,
        access=ArticleAccess(),
        extractor="",
    )


def said(_query):
    return np.array((1.0, 0.0), np.float32)


def found(index, meaning, language="de"):
    return [lead.url for lead in Index(lambda: index, meaning).find(query(language))]


def test_an_article_in_another_language_is_found_by_what_it_says(tmp_path):
    index = index_of(tmp_path, ENGLISH, OTHER)
    assert found(index, lambda _: None) == []
    assert found(index, said)[0] == ENGLISH.url


def test_what_is_in_the_pages_own_language_comes_first_as_ever(tmp_path):
    index = index_of(tmp_path, ENGLISH, OTHER, GERMAN)
    assert found(index, lambda _: None) == [GERMAN.url]
    assert found(index, said)[:2] == [GERMAN.url, ENGLISH.url]


def test_within_one_language_no_vector_counts(tmp_path):
    index = index_of(tmp_path, ENGLISH, OTHER)
    assert found(index, said, "en") == []


def test_a_changed_article_waits_for_its_vector_again_and_a_dropped_one_has_none(tmp_path):
    index = index_of(tmp_path, ENGLISH, OTHER)
    index.add_articles([IndexArticle(ENGLISH.url, "Ferries stay as they are", language="en")])
    (waiting,) = index.articles_without_meaning(10)
    assert waiting.text == "Ferries stay as they are"
    assert found(index, said) == [OTHER.url]
    assert index.prune_articles(older_than_days=0, max_bytes=0) == 2
    index.add_articles([GERMAN])
    assert found(index, said) == [GERMAN.url]


def test_two_rankings_are_one():
    a, b, c = (Hit(url, "", "", None, None, None, 0.0, [], True) for url in "abc")
    assert [hit.url for hit in merge_rankings([a, b], [b, c])] == ["b", "a", "c"]
