import json

import lxml.html
import numpy as np
import pytest

from server.article.extract.choose import (
    best_threshold,
    by_readability,
    by_trafilatura,
    choose,
    doubt,
)
from server.article.extract.classify import page_blocks
from server.article.read import read_article
from server.model import PageInput
from server.page.document import fold, visible
from server.page.parse import parse, readable_copy
from tests.unit.article.pages import ENGLISH, GERMAN, page


def chosen(html):
    document = parse(html, None)
    return document, choose(readable_copy(document.root), document)


@pytest.mark.parametrize("extract", [by_trafilatura, by_readability])
def test_both_extractors_read_a_page_and_leave_its_text_for_the_other(extract):
    tree = readable_copy(parse(page(ENGLISH), None).root)
    before = list(visible(tree))
    assert ENGLISH[3] in extract(tree)
    assert list(visible(tree)) == before


def test_what_only_scripts_hold_is_not_extracted():
    declaration = {"@type": "NewsArticle", "articleBody": " ".join(ENGLISH)}
    html = f'<script type="application/ld+json">{json.dumps(declaration)}</script><p>Subscribe.</p>'
    tree = readable_copy(parse(html, None).root)
    assert ENGLISH[0] not in "".join(by_trafilatura(tree))


@pytest.mark.parametrize("extract", [by_trafilatura, by_readability])
@pytest.mark.parametrize("element", ["html", "body"])
@pytest.mark.parametrize("until_its_script_ran", ["hidden", 'style="display: none"'])
def test_a_page_that_is_hidden_until_its_script_ran_is_read(extract, element, until_its_script_ran):
    html = page(ENGLISH).replace(f"<{element}", f"<{element} {until_its_script_ran}", 1)
    tree = readable_copy(parse(html, None).root)
    assert ENGLISH[3] in extract(tree)


def test_a_tree_that_readability_gives_up_on_has_no_paragraphs():
    tree = lxml.html.document_fromstring(f'<html style="display: none"><p>{ENGLISH[0]}</p></html>')
    assert by_readability(tree) == []


def test_an_article_is_chosen_from_the_page():
    assert GERMAN[0] in chosen(page(GERMAN, lang="de"))[1].paragraphs


def test_each_paragraph_has_its_place():
    document, choice = chosen(page(ENGLISH))
    assert len(choice.body) == len(choice.paragraphs)
    for text, span in zip(choice.paragraphs, choice.body, strict=True):
        assert document.text_map.folded[span.start : span.end] == fold(text)


def test_doubt_is_what_may_be_wrong_of_what_is_taken():
    page_of_three = page_blocks(parse("<p>12345</p><p>67890</p><p>abcde</p>", None))
    assert doubt(page_of_three, np.array([1, 1, 0])) == 0
    assert doubt(page_of_three, np.array([1, 0.5, 0])) == pytest.approx(1 / 3)
    assert doubt(page_of_three, np.zeros(3)) == 1


def test_the_best_threshold_takes_what_is_unsure_only_where_nothing_is_sure():
    page_of_three = page_blocks(parse("<p>12345</p><p>67890</p><p>abcde</p>", None))
    assert best_threshold(page_of_three, np.array([1, 0.1, 0.1])) > 0.4
    assert best_threshold(page_of_three, np.array([0.4, 0.4, 0.4])) < 0.4
    assert best_threshold(page_of_three, np.ones(3)) == 0.5


@pytest.mark.parametrize(("main", "is_read"), [("main", True), ("div", False)])
def test_a_page_with_landmarks_of_which_all_is_unsure_is_read(monkeypatch, main, is_read):
    monkeypatch.setattr(
        "server.article.extract.choose.chances",
        lambda blocks, *_: np.array([0.4] * (len(blocks.blocks) - 1) + [0.1], np.float32),
    )
    monkeypatch.setattr("server.article.extract.choose.as_it_is", lambda *_: None)
    html = f"<{main}>{''.join(f'<p>{text}</p>' for text in ENGLISH)}<p>Careers</p></{main}>"
    choice = chosen(html)[1]
    assert (choice is not None) is is_read
    assert choice is None or choice.paragraphs == ENGLISH


def test_the_second_extractor_is_asked_only_in_doubt():
    assert chosen(page(ENGLISH))[1].extractor == "trafilatura"
    odd = "".join(f"<li>{text[:20]}</li>" for text in ENGLISH)
    assert "readability" in chosen(f"<html><body>{odd}</body></html>")[1].extractor


def test_the_cells_of_a_row_are_one_paragraph():
    table = "<table><tr><td>Girders checked</td><td>60</td></tr></table>"
    assert "Girders checked | 60" in chosen(page(ENGLISH, after=table))[1].paragraphs


@pytest.mark.parametrize(("chance", "may_lack"), [(0.95, False), (0.8, False), (0.7, True)])
def test_a_part_may_be_missing_where_more_than_a_third_of_the_choice_is_in_doubt(
    monkeypatch, chance, may_lack
):
    monkeypatch.setattr(
        "server.article.extract.choose.chances",
        lambda blocks, *_: np.full(len(blocks.blocks), chance, np.float32),
    )
    assert chosen(page(ENGLISH))[1].is_incomplete is may_lack


def test_an_article_that_is_read_whole_comes_without_a_warning():
    assert not chosen(page(ENGLISH))[1].is_incomplete


def test_the_posts_of_a_thread_are_its_text():
    names = ("Iris", "Ole", "Jutta", "Piet")
    posts = "".join(
        f'<div class="post"><p>{name}, 3 May 2026 10:1{n}</p><p>{text}</p></div>'
        for n, (name, text) in enumerate(zip(names, GERMAN * 2, strict=False))
    )
    first = " ".join(ENGLISH)
    kind = '{"@type": "DiscussionForumPosting", "headline": "Bridge"}'
    html = (
        f'<html><head><title>Bridge</title><script type="application/ld+json">{kind}</script>'
        f"</head><body><main><h1>Bridge</h1><p>{first}</p>{posts}</main></body>"
        "</html>"
    )
    thread, story = (read_article(PageInput(html=h)).text for h in (html, html.replace(kind, "{}")))
    assert all(text in thread for text in GERMAN)
    assert not any(text in story for text in GERMAN)
