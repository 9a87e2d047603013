import lxml.html
from hypothesis import given
from hypothesis import strategies as st

from server.article.extract.locate import locate
from server.page.document import TextMap, fold

A = "Alpha paragraph that is long enough to be told from every other paragraph."
B = "Bravo paragraph that is just as long, and that nobody would take for the first."
C = "Charlie paragraph, the third and last of the article, ends what the two began."


def places(html, paragraphs):
    text_map = TextMap(lxml.html.document_fromstring(html))
    body = locate(paragraphs, text_map)
    return [
        span and text_map.run_at(span.start).element.get("class") for span in body.paragraphs
    ], body


def test_a_repeated_lead_is_found_in_the_article():
    lead = f"<p class=t>{A}</p>"
    html = f"{lead}<p class=a>{A}</p><p class=b>{B}</p><p class=c>{C}</p>{lead}"
    assert places(html, [A, B, C])[0] == ["a", "b", "c"]


def test_typography_and_markup_do_not_matter():
    html = f"<p class=a>{A.replace(' that ', '<br><b> THAT</b>&nbsp;')}</p>"
    assert places(html, [A])[0] == ["a"]


def test_a_paragraph_with_words_dropped_is_found_by_its_ends():
    html = f"<p class=a>{A} <span>[ad]</span> {B}</p><p class=c>{C}</p>"
    found, body = places(html, [f"{A} {B}", C])
    assert found == ["a", "c"]
    assert body.paragraphs[0].end == body.paragraphs[1].start


def test_a_short_paragraph_is_looked_for_between_its_neighbours():
    html = f"<i class=n>Why</i><p class=a>{A}</p><h2 class=h>Why</h2><p class=b>{B}</p>"
    assert places(html, [A, "Why", B])[0] == ["a", "h", "b"]


def test_what_is_not_there_is_none_and_the_rest_is_found():
    found, body = places(f"<p class=a>{A}</p><p class=c>{C}</p>", [A, B, C])
    assert found == ["a", None, "c"]
    assert body.span.end == body.paragraphs[2].end


def test_hidden_paragraphs_have_no_place():
    assert places(f"<p hidden>{A}</p><p class=c>{C}</p>", [A, C])[0] == [None, "c"]


@given(st.lists(st.sampled_from([A, B, C, "Why", "x", "-"]), max_size=8), st.data())
def test_places_are_in_order_and_hold_their_paragraphs(paragraphs, data):
    page = data.draw(st.lists(st.sampled_from([A, B, C, "Why", "x"]), min_size=1, max_size=10))
    text_map = TextMap(lxml.html.document_fromstring("".join(f"<p>{p}</p>" for p in page)))
    spans = locate(paragraphs, text_map).paragraphs
    assert len(spans) == len(paragraphs)
    position = 0
    for paragraph, span in zip(paragraphs, spans, strict=True):
        if span:
            assert span.start >= position
            assert text_map.folded[span.start : span.end] == fold(paragraph)
            position = span.end
