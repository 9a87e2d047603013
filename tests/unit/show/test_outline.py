from server.model import Evidence, PageInput
from server.page.view import PageView
from server.pipeline.tasks import examine
from server.show.outline import MOST_PARTS, outline_of
from tests.unit.verdict.stories import ENGLISH, HERE, page, prose, reading_of

MENU = "<nav><a href=/>Front page</a> <a href=/sea>The sea</a></nav>"
RELATED = "<aside class=related><a href=/b>A second bridge is put off</a></aside>"
CALL = '<p><a href="https://gazette.example/tunnel">Read the full story on the Gazette</a></p>'


def view_of(html):
    return PageView(reading_of(html))


def roles(parts):
    return [part.role for part in parts]


def test_the_parts_come_in_the_order_of_the_page():
    html = page(prose(ENGLISH) + CALL, RELATED).replace("<body>", f"<body>{MENU}")
    quoted = Evidence("links_to_original", "", "Read the full story on the Gazette", None, 1, {})
    parts = outline_of(view_of(html), [quoted])
    found = [role for role in roles(parts) if role != "other"]
    assert found == ["menu", "body", "call", "related", "footer"]
    body = next(part for part in parts if part.role == "body")
    assert body.sentence == 0
    assert body.characters == sum(map(len, ENGLISH))


def test_a_body_that_goes_on_after_a_box_names_its_first_sentence_there():
    html = page(prose(ENGLISH[:2]) + RELATED + prose(ENGLISH[2:]))
    view = view_of(html)
    parts = outline_of(view, [])
    first, second = (part for part in parts if part.role == "body")
    assert first.sentence == 0
    assert view.article.sentences[second.sentence].text.startswith("Drivers will pay")


def test_an_outline_stays_small():
    box = "<aside class=related><p>Also {}</p></aside>"
    html = page("".join(f"{prose([ENGLISH[0]])}{box.format(at)}" for at in range(80)))
    parts = outline_of(view_of(html), [])
    assert 0 < len(parts) <= MOST_PARTS
    assert "body" in roles(parts)


def test_a_page_without_text_has_no_outline():
    assert outline_of(view_of("<html><body></body></html>"), []) == []


def test_an_examined_page_has_its_outline():
    found = examine(PageInput(html=page(prose(ENGLISH) + CALL, RELATED), url=HERE))
    assert {"body", "call", "related"} <= set(roles(found.article.outline))
