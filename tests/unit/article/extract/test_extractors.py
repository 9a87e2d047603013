import lxml.html

from server.article.extract.choose import by_trafilatura

_SENTENCE = "The old swing bridge was closed on Tuesday after engineers found two cracked girders. "


def test_headings_lists_quotations_and_line_breaks_are_paragraphs_of_their_own():
    html = (
        f"<html><body><article><h1>Bridge</h1><p>{_SENTENCE * 3}</p><h2>Why</h2>"
        f"<ul><li>The first of the girders</li><li>The second of the girders</li></ul>"
        f"<p>{_SENTENCE}<br>Then it rained.</p><blockquote>We were lucky.</blockquote>"
        f"<p>{_SENTENCE * 2}</p></article></body></html>"
    )
    paragraphs = by_trafilatura(lxml.html.document_fromstring(html))
    lines = ("Why", "The first of the girders", "The second of the girders", "Then it rained.")
    assert {*lines, "We were lucky."} <= set(paragraphs)
