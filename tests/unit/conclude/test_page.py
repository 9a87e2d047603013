"""What is known of a page beside its HTML, before a search."""

import pytest

from server.conclude import conclude_page, conclude_passage, conclude_story, may_be_cut
from server.model import FoundBy
from server.model.article import ArticleAccess
from tests.unit.conclude.values import CALL, URL, article, verdict, whole

OPENING = (
    "The lighthouse at Brackholm shines again from May, after eleven dark years on the skerry, "
    "said its keeper. "
)
LONGER = OPENING * 3


@pytest.mark.parametrize("answer", ["complete", "unsure"])
def test_a_bare_text_is_never_complete(answer):
    before = whole() if answer == "complete" else verdict("unknown")
    after = conclude_page(article(), before, is_bare_text=True)
    assert (after.label, after.answer, after.confidence) == (before.label, "unsure", 0.5)
    assert after.evidence[0].signal == "bare_text"
    assert "whole_text" not in {entry.signal for entry in after.evidence}


def test_a_bare_text_that_says_what_it_is_is_taken_at_its_word():
    before = verdict("summary", answer="retells")
    assert conclude_page(article(), before, is_bare_text=True) is before


@pytest.mark.parametrize(
    ("free", "label"), [(None, "excerpt"), (True, "excerpt"), (False, "paywalled")]
)
def test_a_far_longer_text_at_its_address_shows_that_a_page_is_cut(free, label):
    page = article(OPENING, access=ArticleAccess(free))
    after = conclude_page(page, whole(), indexed_text=LONGER)
    assert (after.label, after.answer, after.confidence) == (label, "incomplete", 0.9)
    assert [entry.signal for entry in after.evidence] == ["longer_known"]


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        (OPENING, OPENING * 2),  # not far longer
        (OPENING, "Bread is dear. " * 30),  # another story
        (OPENING[:70], LONGER),  # too little to know it by
        (OPENING, "Bread is dear. " * 30 + OPENING),  # told far down
    ],
)
def test_what_the_index_has_else_says_nothing(text, indexed):
    before = whole()
    assert conclude_page(article(text), before, indexed_text=indexed) is before


def test_only_a_page_that_may_be_whole_is_asked_for():
    labels = ("full", "unknown", "excerpt", "paywalled", "summary", "not_article")
    assert [label for label in labels if may_be_cut(verdict(label))] == ["full", "unknown"]
    before = verdict("summary")
    assert conclude_page(article(OPENING), before, indexed_text=LONGER) is before


def test_a_bare_text_of_which_more_is_known_is_cut():
    after = conclude_page(article(OPENING), whole(), is_bare_text=True, indexed_text=LONGER)
    assert (after.label, after.answer) == ("excerpt", "incomplete")
    assert [entry.signal for entry in after.evidence] == ["longer_known", "bare_text"]


def test_a_passage_is_not_whole():
    passage = conclude_passage(whole())
    assert (passage.label, passage.answer, passage.evidence) == ("unknown", "unsure", [])
    before = verdict("paywalled")
    assert conclude_passage(before) is before


def test_a_story_of_a_digest_retells_the_page_that_it_links():
    story = conclude_story(URL, FoundBy("page_link_cta", "Linked.", CALL))
    assert (story.label, story.answer, story.basis.kind) == ("summary", "retells", "retells")
    assert [(outlet.name, outlet.url) for outlet in story.basis.outlets] == [
        ("gazette.example", URL)
    ]
    assert story.evidence[0].quote == CALL
    assert conclude_story(None, None).label == "unknown"
