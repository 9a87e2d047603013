"""A story in the terminal and in a batch."""

import json
from dataclasses import replace

from server.cli.batch import run
from server.cli.lines import InputLine
from server.store import SqliteArticles
from server.story import report_story
from tests.unit.story.test_story import PAGE, TEXTS


def answer(engine, tmp_path):
    index = SqliteArticles(tmp_path / "articles.db")
    index.add_articles(TEXTS)
    changed = replace(engine(offline=True), index=lambda: index)
    request = json.dumps({"id": 1, **PAGE.model_dump(exclude_unset=True)}).encode()
    (line,) = run(changed, "story", [InputLine(1, request)])
    index.close()
    return json.loads(line)


def test_report_lists_texts_origins_and_what_shows_them(engine, tmp_path):
    report = " ".join(report_story(answer(engine, tmp_path)).split())
    assert report.startswith("5 texts in your index, 3 origins")
    assert "coastbrief.example · 2026-03-02 12:00 · Ferry aground · not in your index" in report
    assert "It credits Harbour Gazette. “A ferry has run aground near Brackholm" in report
    assert "Origin 1 Reuters: 1, 3, 6" in report
    assert "First, by the times that the texts declare: 1" in report


def test_batch_answers_with_the_story_of_each_line(engine, tmp_path):
    story = answer(engine, tmp_path)
    assert story["id"] == 1
    assert [origin["texts"] for origin in story["origins"]] == [[0, 2, 5], [1, 3], [4]]
