import lxml.html
import pytest

from server.article.candidates import Candidate, by_readability, by_trafilatura
from server.article.choose import choose, is_more_of_the_same, running_text
from server.article.document import TextMap
from server.article.parse import parse, readable_copy
from tests.unit.article.pages import ENGLISH, GERMAN, page


def candidate(*paragraphs):
    return Candidate("any", list(paragraphs))


@pytest.mark.parametrize(
    ("first", "second", "more"),
    [
        (ENGLISH[:2], ENGLISH, True),
        (ENGLISH[:3], ENGLISH, False),
        (ENGLISH[:2], GERMAN * 3, False),
        ([], GERMAN, True),
        (["Subscribe now."], GERMAN, True),
        (GERMAN, [], False),
    ],
)
def test_the_second_wins_with_twice_as_much_of_the_same(first, second, more):
    assert is_more_of_the_same(candidate(*first), candidate(*second)) is more


def test_running_text_is_long_text_outside_links():
    html = (
        "<p>Exactly forty letters and digits long text and more of it</p><p>Short.</p>"
        "<a href=/x><h3><span>A teaser with clearly more than forty letters in it</span></h3></a>"
    )
    counted = running_text(TextMap(lxml.html.document_fromstring(html)))
    assert counted == len("Exactlyfortylettersanddigitslongtextandmoreofit")


@pytest.mark.parametrize("extract", [by_trafilatura, by_readability])
def test_both_extractors_read_a_page_and_leave_the_tree_for_the_other(extract):
    tree = readable_copy(parse(page(ENGLISH), None).root)
    before = lxml.html.tostring(tree)
    assert ENGLISH[3] in extract(tree).paragraphs
    assert lxml.html.tostring(tree) == before


def test_an_article_is_chosen_from_the_page():
    document = parse(page(GERMAN, lang="de"), None)
    assert GERMAN[0] in choose(readable_copy(document.root), document.text_map).paragraphs
