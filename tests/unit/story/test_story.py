"""A page's story from the index."""

import threading
from contextlib import closing
from dataclasses import replace

import pytest

from server.model import PageInput
from server.store import SqliteArticles
from server.story import latest_stories, stories_of, story_of
from tests.unit.story.texts import AGENCY, COPY, GAZETTE, OTHER, OWN, RETELLING, article

TEXTS = [
    article("Fjord Post", AGENCY, 7),
    article("Valley News", COPY, 9),
    article("The Harbour Gazette", GAZETTE, 8),
    article("Quay Times", RETELLING, 10),
    article("Isle Courier", OWN, 11),
    article("Vellmar Stage", OTHER, 12),
]
PAGE = PageInput(
    url="https://coastbrief.example/ferry",
    title="Ferry aground",
    text=COPY,
    published="2026-03-02T12:00:00Z",
)


def never():
    return threading.Event()


@pytest.fixture
def index(tmp_path):
    with closing(SqliteArticles(tmp_path / "articles.db")) as articles:
        yield articles


def with_index(engine, index):
    offline_engine = engine(offline=True)
    return replace(offline_engine, index=lambda: index)


def test_story_has_the_texts_of_its_event_and_no_other(engine, index):
    index.add_articles(TEXTS)
    story = story_of(with_index(engine, index), PAGE, never())
    assert [text.publisher for text in story.texts] == [
        "Fjord Post", "The Harbour Gazette", "Valley News", "Quay Times", "Isle Courier",
        "coastbrief.example",
    ]  # fmt: skip
    assert [origin.texts for origin in story.origins] == [[0, 2, 5], [1, 3], [4]]
    assert story.texts[story.here].indexed is False
    assert story.says.startswith("5 texts in your index, 3 origins")
    assert story.first == 0


def test_page_in_the_index_is_one_of_its_texts(engine, index):
    index.add_articles(TEXTS)
    page = PageInput(url=TEXTS[0].url, text=TEXTS[0].text, published=TEXTS[0].published)
    story = story_of(with_index(engine, index), page, never())
    urls = [text.url for text in story.texts]
    assert urls.count(TEXTS[0].url) == 1
    assert story.texts[story.here].indexed


def test_empty_index_says_what_to_do(engine, index):
    story = story_of(with_index(engine, index), PAGE, never())
    assert story.says.startswith("There are no articles in your index. Add the feeds you read:")
    assert len(story.texts) == 1
    missing = replace(engine(offline=True), index=None)
    assert story_of(missing, PAGE, never()).index.articles == 0


def test_page_that_nobody_else_tells_says_so(engine, index):
    index.add_articles(TEXTS[:4])
    page = PageInput(text=OTHER, published="2026-03-02")
    story = story_of(with_index(engine, index), page, never())
    assert story.says == "No other text in your index tells this story."


def test_deleted_article_leaves_the_story(engine, index):
    index.add_articles(TEXTS)
    before = story_of(with_index(engine, index), PAGE, never())
    index.prune_articles(older_than_days=0, max_bytes=0)
    after = story_of(with_index(engine, index), PAGE, never())
    assert (len(before.texts), len(after.texts)) == (6, 1)


def test_article_a_year_off_is_found_without_its_days(engine, index):
    index.add_articles([replace(TEXTS[0], published="2025-03-02T07:00:00Z")])
    story = story_of(with_index(engine, index), PAGE, never())
    assert len(story.texts) == 2
    assert story.index.since is None


def test_hundred_copies_are_read_to_the_bound(engine, index):
    index.add_articles([article(f"Paper {number}", AGENCY, number % 12) for number in range(100)])
    *_, story = grown = list(stories_of(with_index(engine, index), PAGE, never()))
    assert len(story.texts) == 40
    assert len(story.origins) == 1
    assert len(grown[0].texts) < 40, "the first answer does not wait for all"


def test_list_leaves_out_articles_of_which_a_feed_has_the_title_alone(engine, index):
    titles = [replace(text, url=f"{text.url}/title", text="") for text in TEXTS]
    index.add_articles([*titles, *TEXTS])
    stories = latest_stories(with_index(engine, index), "2026-03-01", 10, never())
    assert [(story.texts, story.origins) for story in stories] == [(5, 3)]


def test_list_has_stories_of_several_texts_with_most_origins_first(engine, index):
    index.add_articles([*TEXTS, article("Vellmar Post", OTHER, 13)])
    stories = latest_stories(with_index(engine, index), "2026-03-01", 10, never())
    assert [(story.texts, story.origins) for story in stories] == [(5, 3), (2, 1)]
    assert stories[0].first == TEXTS[0].published
    assert latest_stories(with_index(engine, index), "2026-03-09", 10, never()) == []
