import pytest

from server.article.read import read
from server.errors import PageTooLarge, UnreadableHtml
from server.model import PageInput
from server.page.limits import defuse
from server.page.parse import parse, readable_copy
from tests.processor import takes_at_most
from tests.unit.article.hostile import hostile_pages
from tests.unit.article.pages import ENGLISH

SMALL = hostile_pages(0.02)


@pytest.mark.parametrize("name", SMALL)
def test_a_hostile_page_is_read_or_refused_soon(name):
    def looks() -> None:
        try:
            article = read(PageInput(html=SMALL[name], url="https://hostile.example/")).article
        except (PageTooLarge, UnreadableHtml):
            refusable = ("deep", "unclosed", "nested", "NUL")
            assert any(word in name for word in refusable), "this page can be read"
        else:
            assert "Hidden Hidden" not in article.text
            assert ENGLISH[0] in article.text or "p" in name.split() or "br" in name.split()

    assert takes_at_most(4, looks)


@pytest.mark.parametrize("run", [" ", "\u2003", "<", ". ", "!?", "... \n", "-=-"])
def test_runs_that_mean_nothing_become_one_sign(run):
    assert defuse(f"<p>One{run * 2_000}two.") == f"<p>One{run[0]}two."
    short = f"<p>One{run * 20}two."
    assert defuse(short) == short


def test_an_attribute_of_ten_megabytes_goes_and_its_element_stays():
    html = f'<div id=a class="{"x " * 100_000}">Text</div>'
    assert len(defuse(html)) < 100
    assert parse(html, None).root.text_content() == "Text"


def test_extractors_see_short_classes_and_the_document_keeps_its_own():
    document = parse(f'<div class="{"x" * 9_000}">Text</div>', None)
    tree = readable_copy(document.root)
    assert len(tree.find(".//div").get("class")) == 256
    assert len(document.root.find(".//div").get("class")) == 9_000


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<div>" * 1_100 + "deep", "depth"),
        ("\x01\x02\x03a", "binary"),
        ("<p>" + "Read on.\x01 " * 5 + "The ferry is late. " * 2, "binary"),
        ("\ufffdPNG\r\n\x1a\n", "binary"),
        (" \n ", "empty"),
    ],
)
def test_what_is_beyond_the_limits_is_refused_with_its_reason(html, reason):
    with pytest.raises(UnreadableHtml) as caught:
        parse(html, None)
    assert caught.value.params["reason"] == reason
    if reason == "binary":
        with pytest.raises(UnreadableHtml) as caught:
            read(PageInput(text=html))
        assert caught.value.params["reason"] == reason


def test_a_few_control_characters_are_passed_over():
    article = read(PageInput(text="The ferry\x00 is\x1f late.")).article
    assert article.text == "The ferry is late."
