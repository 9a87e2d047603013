import lxml.html
import pytest

from server.article.metadata.statements import Statements
from server.article.metadata.titles import title_claims
from server.page.document import Document

SHORT = "Harbour loses its cranes"


def best(shared, headline, shown, title=None, *, further_headlines=()):
    """Return the title of a page with these in OpenGraph, JSON-LD, `h1` and `<title>`."""
    nodes = ", ".join(
        f'{{"@type": "NewsArticle", "headline": "{text}"}}'
        for text in (headline, *further_headlines)
    )
    tree = lxml.html.document_fromstring(
        f'<title>{title or shown}</title><meta property="og:title" content="{shared}">'
        f'<script type="application/ld+json">[{nodes}]</script><h1>{shown}</h1>'
    )
    return title_claims(Statements(Document(tree, None)), ["The Courant"])[0].value


def test_a_teaser_for_sharing_that_says_something_else_is_not_the_title():
    assert best("Nobody saw this coming", SHORT, SHORT) == SHORT


def test_a_teaser_in_a_script_without_spaces_is_told_by_its_letters():
    assert best("誰も予想しなかった結末", "港のクレーン撤去へ", "港のクレーン撤去へ") == (
        "港のクレーン撤去へ"
    )
    assert best("港のクレーンが撤去される", "港のクレーン撤去へ", "港のクレーン撤去へ") == (
        "港のクレーンが撤去される"
    )


@pytest.mark.parametrize("shared", ["Harbour: all cranes gone", "Harbour loses its"])
def test_the_same_headline_in_other_words_or_shorter_is_the_title(shared):
    assert best(shared, SHORT, SHORT) == shared


def test_a_headline_keeps_the_kicker_that_the_page_shows():
    assert best(SHORT, f"Port Ellery: {SHORT}", f"Port Ellery: {SHORT}") == (
        f"Port Ellery: {SHORT}"
    )


def test_beside_the_pages_title_the_articles_own_headline_counts():
    assert best("Port Ellery news ticker: cranes", SHORT, "Port Ellery news ticker: cranes") == (
        SHORT
    )


def test_a_headline_of_one_of_several_articles_does_not():
    ticker = "Port Ellery news ticker: cranes"
    assert best(ticker, SHORT, ticker, further_headlines=["Ferry late again"]) == ticker


def test_nor_does_one_where_title_says_a_third_thing():
    assert best("Cranes go", SHORT, "Cranes go", "The week in the port") == "Cranes go"
