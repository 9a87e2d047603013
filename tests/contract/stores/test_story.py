"""A page's story over every engine of the index: the same texts, the same answer."""

import threading
from dataclasses import replace

import pytest

from server.story import latest_stories, story_of
from tests.index_engines import ENGINES, empty_index
from tests.unit.story.test_story import PAGE, TEXTS

pytestmark = pytest.mark.xdist_group("osmem")


@pytest.fixture(params=ENGINES)
def served(request, osmem, tmp_path, engine):
    with empty_index(request.param, osmem, tmp_path / "new") as index:
        index.add_articles(TEXTS)
        yield replace(engine(offline=True), index=lambda: index)


def test_story_has_the_texts_of_its_event_and_their_origins(served):
    story = story_of(served, PAGE, threading.Event())
    names = [text.publisher for text in story.texts]
    assert names[:3] == ["Fjord Post", "The Harbour Gazette", "Valley News"]
    assert [origin.texts for origin in story.origins] == [[0, 2, 5], [1, 3], [4]]


def test_list_has_the_story_of_the_latest_articles(served):
    stories = latest_stories(served, "2026-03-01", 10, threading.Event())
    assert [(story.texts, story.origins) for story in stories] == [(5, 3)]
    assert latest_stories(served, "2026-03-03", 10, threading.Event()) == []
