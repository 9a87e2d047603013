"""Pages are read as browsers read them; `tests/e2e/test_parsing.py` asks Chromium for the same."""

import json
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from server.errors import UnreadableHtml
from server.model import PageInput
from server.page.document import visible
from server.page.limits import may_be_deep
from server.page.parse import parse
from server.pipeline.tasks import examine
from tests.unit.article.pages import ENGLISH

CASES = json.loads(Path(__file__).with_name("browsers.json").read_text("utf-8"))
COUNT = 100_000


@pytest.mark.parametrize("case", CASES, ids=itemgetter("name"))
def test_text_and_links_are_those_of_a_browser(case):
    root = parse(case["html"], None).root
    lines = groupby(visible(root), key=itemgetter(2))
    shown_lines = (" ".join("".join(text for _, text, *_ in line).split()) for _, line in lines)
    assert [line for line in shown_lines if line] == case["lines"]
    links = (link for link in root.iter("a") if link.get("href") is not None)
    assert [[" ".join(a.text_content().split()), a.get("href")] for a in links] == case["links"]


def test_a_page_without_head_and_body_keeps_its_last_link():
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH[:5])
    link = '<p>Read the full story at <a href="https://source.test/quay-closes-in-may">X</a></p>'
    html = f"<!doctype html><title>Quay</title><header><h1>Quay</h1></header><article>{prose}{link}"
    judged_page = examine(PageInput(html=html, url="https://digest.test/quay"))
    assert [pointer.url for pointer in judged_page.pointers] == [
        "https://source.test/quay-closes-in-may"
    ]
    assert judged_page.verdict.label == "summary"
    assert judged_page.article.sentences[max(judged_page.notes)].text == "Read the full story at X"


@pytest.mark.parametrize(
    "tags", ["<p>", "<li>", "<dt>one<dd>", "<tr><td>", "<a>", "<div><span></div>"]
)
def test_omitted_end_tags_stay_within_limits(tags):
    words = "word " * (5_000_000 // COUNT // 5)
    document = parse(f"<table><td>{f'{tags}{words}' * COUNT}", None)
    assert document.root.text_content().count(words) > 1_000


def test_a_giant_menu_is_not_left_to_lexbor():
    menu = f"<p>Before<select>{'<option>One' * COUNT}"
    assert may_be_deep(menu)
    assert parse(menu, None).root.text_content().startswith("BeforeOne")
    assert not may_be_deep(menu[:10_000])


@pytest.mark.parametrize("tags", ["<div>", "<b id=1><div>", "<table><tr><td>"])
def test_pages_nested_too_deep_are_refused(tags):
    with pytest.raises(UnreadableHtml, match="nested deeper"):
        parse(f"<body>{f'{tags}word' * COUNT}", None)


def test_table_bodies_are_those_that_the_page_has():
    rows = "<tr><td>One</table>"
    assert parse(f"<table>{rows}", None).root.find(".//tbody") is None
    assert parse(f"<table><tbody>{rows}", None).root.find(".//tbody").attrib == {}


def test_a_link_left_open_is_not_a_link():
    document = parse("<a href=/x>One" + "<p>Two three.</p>" * 5, None)
    assert document.root.find(".//a") is None
