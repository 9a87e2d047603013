import lxml.html
import pytest

from server.page.regions import Inherited, Regions, names_of

PAGE = lxml.html.document_fromstring("""<body class="social"><main><article id="story">
<p id="end">End.</p><div class="relatedPosts"><p id="in-related">R</p></div></article>
<nav><p id="in-nav">N</p></nav><aside><p id="in-aside">A</p></aside>
<div class="elementor-widget"><p id="in-widget">W</p></div>
<section class="wp-comments-area"><p id="in-comments">C</p></section></main>
<footer><p id="in-footer">F</p></footer></body>""")
REGIONS = Regions(PAGE.get_element_by_id("end"))


@pytest.mark.parametrize(
    ("place", "apart", "over"),
    [
        ("end", False, False),
        ("in-related", True, False),
        ("in-nav", True, False),
        ("in-aside", True, False),
        ("in-widget", False, False),
        ("in-comments", False, True),
        ("in-footer", False, True),
    ],
)
def test_parts_of_a_page_are_told_apart(place, apart, over):
    element = PAGE.get_element_by_id(place)
    assert (REGIONS.is_apart(element), REGIONS.is_over(element)) == (apart, over)


def test_names_are_read_in_every_spelling():
    element = lxml.html.fragment_fromstring('<div class="c-readNext__box" id="ShareBar"></div>')
    assert {"read", "next", "box", "share", "bar"} <= names_of(element)


def test_a_side_note_right_behind_the_end_belongs_to_it():
    page = lxml.html.document_fromstring(
        '<body><article><p id="end">End.</p><div><aside><p id="wall">W</p></aside></div>'
        '<p>More.</p><aside><p id="later">L</p></aside></article></body>'
    )
    regions = Regions(page.get_element_by_id("end"))
    assert not regions.is_apart(page.get_element_by_id("wall"))
    assert regions.is_apart(page.get_element_by_id("later"))


HELD = lxml.html.document_fromstring(
    "<main class=main><div class=a><p id=one><b id=two class=b>x</b></p></div>"
    "<p id=three>y</p></main>"
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("two", "b"), ("one", "a"), ("three", None)],
    ids=["its own before its holder's", "its holder's", "nothing from the article itself"],
)
def test_the_nearest_answer_counts(name: str, expected: str | None) -> None:
    classes: Inherited[str] = Inherited(lambda element: element.get("class"))
    assert classes.of(HELD.get_element_by_id(name)) == expected


def test_each_element_is_looked_at_once() -> None:
    seen: list[str] = []
    tags: Inherited[str] = Inherited(lambda element: seen.append(element.tag))
    for name in ("two", "one", "two"):
        tags.of(HELD.get_element_by_id(name))
    assert seen == ["b", "p", "div"]
