import lxml.html

from server.page.document import Document
from server.page.structured import markup_nodes


def nodes(html):
    root = lxml.html.document_fromstring(f"<html><body>{html}</body></html>")
    return dict(markup_nodes(Document(root, None).having))


def test_microdata_of_an_article():
    html = """<article itemscope itemtype="https://schema.org/NewsArticle">
    <h1 itemprop="headline">Rain</h1><meta itemprop="datePublished" content="2026-02-03">
    <p itemprop="author" itemscope itemtype="https://schema.org/Person">By
    <b itemprop="name">Iris Calloway</b></p></article>"""
    assert nodes(html)["microdata"] == {
        "headline": "Rain",
        "datePublished": "2026-02-03",
        "author": ["Iris Calloway"],
    }


def test_rdfa_in_the_words_of_dublin_core():
    html = """<div typeof="sioc:Item foaf:Document"><h1 property="dc:title">Rain</h1>
    <span property="dc:date dc:created" content="2026-02-03T09:15:00+01:00">3 Feb</span></div>"""
    assert nodes(html)["rdfa"] == {"headline": "Rain", "datePublished": "2026-02-03T09:15:00+01:00"}


def test_a_comment_has_an_author_of_its_own():
    html = """<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
    <b itemprop="author">Someone</b></div>"""
    assert nodes(html) == {}


def test_who_asked_a_question_is_its_author_and_who_answered_is_not():
    person = '<p itemprop="author" itemscope itemtype="https://schema.org/Person">{}</p>'
    html = f"""<div itemscope itemtype="https://schema.org/QAPage">
    <div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
    {person.format("Iris Calloway")}
    <div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">
    {person.format("Jonas Moor")}</div></div></div>"""
    assert nodes(html)["microdata"] == {"author": ["Iris Calloway"]}
