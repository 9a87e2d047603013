import lxml.html

from server.article.metadata.authors import author_claims
from server.article.metadata.statements import Statements
from server.page.document import Document

SITES = ["The Courant", "courant.example"]


def authors(html, article):
    root = lxml.html.document_fromstring(f"<html><body><h1>Rain</h1>{html}</body></html>")
    page = Statements(Document(root, None))
    page.article = article
    return author_claims(page, SITES)[0]


BYLINE = '<p class="byline">By Iris Calloway</p>'


def test_declared_persons_come_first():
    assert authors(BYLINE, {"author": {"name": "Jonas Moor"}}) == (["Jonas Moor"], "json_ld")


def test_a_person_shown_beats_the_site_as_its_own_author():
    assert authors(BYLINE, {"author": {"name": "The Courant"}}) == (["Iris Calloway"], "byline")


def test_one_word_shown_does_not():
    declared = {"author": {"name": "The Courant"}}
    assert authors('<p class="author">Follow</p>', declared) == (["The Courant"], "json_ld")
    assert authors('<p class="author">Weather</p>', declared) == (["The Courant"], "json_ld")


def test_a_longer_list_that_holds_the_first_is_better():
    html = '<meta name="author" content="Jonas Moor, Iris Calloway">'
    assert authors(html, {"author": "Jonas Moor"}) == (["Jonas Moor", "Iris Calloway"], "meta")


def test_a_name_in_two_parts_and_a_reference_are_read():
    person = {"givenName": "Iris", "familyName": "Calloway"}
    assert authors("", {"author": [person]}) == (["Iris Calloway"], "json_ld")
    html = '<script type="application/ld+json">[{"@id": "#i", "name": "Iris Calloway"}]</script>'
    assert authors(html, {"author": {"@id": "#i"}}) == (["Iris Calloway"], "json_ld")


def test_links_to_one_authors_page_name_the_author_wherever_they_are():
    link = '<footer><a href="/author/{}">{}</a></footer>'
    own_link = link.format("iris", "Iris Calloway")
    assert authors(own_link, {}) == (["Iris Calloway"], "byline")
    html = f"<html><body><h1>Rain</h1>{own_link}{link.format('jonas', 'Jonas Moor')}</body></html>"
    root = lxml.html.document_fromstring(html)
    assert author_claims(Statements(Document(root, None)), SITES) == []
    licence = '<footer><a href="https://rights.example/by/4.0">Creative Rights</a></footer>'
    root = lxml.html.document_fromstring(f"<html><body><h1>Rain</h1>{licence}</body></html>")
    assert author_claims(Statements(Document(root, None)), SITES) == []
