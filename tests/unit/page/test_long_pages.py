"""A page that is only long: its beginning is read, and the answer says so."""

import pytest

from server.article import read
from server.model import PageInput
from server.page.parse import parse
from server.page.view import PageView
from server.verdict import judge
from tests.unit.article.hostile import CHINESE
from tests.unit.article.pages import ENGLISH, page

MAX_ELEMENTS, MAX_LETTERS = 200, 20_000
DECLARED = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'


@pytest.fixture(autouse=True)
def _short_limits(monkeypatch):
    monkeypatch.setattr("server.page.limits.MAX_ELEMENTS", MAX_ELEMENTS)
    monkeypatch.setattr("server.page.limits.MAX_LETTERS", MAX_LETTERS)


@pytest.mark.parametrize("words", [" ".join(ENGLISH), CHINESE * 5])
def test_a_page_that_is_too_long_is_read_from_its_beginning(words):
    count = 2 * MAX_LETTERS // len(words)
    paragraphs = [ENGLISH[0], *[f"{number}. {words}" for number in range(count)]]
    page_input = PageInput(html=page(paragraphs), url="https://podium.example/live")
    reading = read(page_input)
    article = reading.article
    assert article.text.startswith(ENGLISH[0])
    assert article.text.endswith(words[-30:])  # no paragraph is cut in two
    assert MAX_LETTERS / 5 < len(article.text) < MAX_LETTERS + 5 * len(words)
    (warning,) = article.warnings
    assert (warning.type, warning.stage) == ("/problems/text_cut", "article")
    assert judge(PageView(reading)).label == "unknown"


def test_of_too_many_elements_the_first_are_read_and_what_is_declared_stays():
    body = "<p>One <b>step</b> more.</p>" * MAX_ELEMENTS
    document = parse(f"<body>{body}<div>{DECLARED}<p>{ENGLISH[0]}</p></div></body>", None)
    assert document.is_cut
    assert document.root.xpath("count(//*)") <= MAX_ELEMENTS + 3
    assert len(document.root.xpath("//script[@type='application/ld+json']")) == 1
    assert ENGLISH[0] not in document.root.text_content()


def test_a_long_page_within_the_limits_is_whole():
    count = MAX_LETTERS // (2 * len(ENGLISH[0]))
    document = parse(page([ENGLISH[0]] * count), None)
    assert not document.is_cut
    assert document.root.text_content().count(ENGLISH[0]) == count


def test_text_without_markup_is_cut_too():
    words = " ".join(ENGLISH)
    text = "\n\n".join([words] * (2 * MAX_LETTERS // len(words)))
    article = read(PageInput(text=text)).article
    assert MAX_LETTERS <= len(article.text) < MAX_LETTERS + 3 * len(words)
    assert [warning.type for warning in article.warnings] == ["/problems/text_cut"]


def test_a_line_without_end_is_cut():
    article = read(PageInput(text="bridge " * MAX_LETTERS)).article
    assert len(article.text) <= MAX_LETTERS
    document = parse(f"<p>{'bridge ' * MAX_LETTERS}</p><p>End</p>", None)
    assert document.is_cut
    assert len(document.root.text_content()) <= MAX_LETTERS
