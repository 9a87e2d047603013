import lxml.html
import pytest

from server.model import validate_as
from server.page.document import name_words
from server.page.roles import Parts, Row, mark_of, rows

PAGE = lxml.html.document_fromstring("""<body class="social"><main><article id="story">
<p id="end">End.</p><div class="relatedPosts"><p id="in-related">R</p></div></article>
<nav><p id="in-nav">N</p></nav><aside><p id="in-aside">A</p></aside>
<div class="elementor-widget"><p id="in-widget">W</p></div>
<section class="wp-comments-area"><p id="in-comments">C</p></section></main>
<footer><p id="in-footer">F</p></footer></body>""")
STORY = Parts(PAGE.get_element_by_id("end"))


@pytest.mark.parametrize(
    ("place", "role"),
    [
        ("end", None),
        ("in-related", "aside"),
        ("in-nav", "menu"),
        ("in-aside", "aside"),
        ("in-widget", "offer"),
        ("in-comments", "comments"),
        ("in-footer", "footer"),
    ],
)
def test_parts_of_a_page_have_roles(place, role):
    element_part = STORY.of(PAGE.get_element_by_id(place))
    assert element_part.role == role
    assert element_part.is_beside is (role not in (None, "offer"))


def test_a_wall_counts_wherever_it_is():
    page = lxml.html.document_fromstring("<body><div class=related><p class=paywall id=wall>W</p>")
    assert Parts().of(page.get_element_by_id("wall")).mark == ("wall", "paywall")


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.role}: {row.examples[0]}")
def test_each_row_fits_its_examples(row):
    def has_role(markup):
        page = lxml.html.document_fromstring(markup)
        element = page.body if markup.startswith("<body") else page.body[0]
        return bool(mark_of(element, row.role))

    assert all(map(has_role, row.examples))
    assert not any(map(has_role, row.others))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"role": "moat", "examples": ["<p class=moat>"]}, "role: Input should be 'wall', "),
        ({"role": "wall", "name": "moat", "examples": ["<p>"]}, "name: Unexpected keyword"),
        ({"role": "wall", "names": "moat", "examples": []}, "examples: Tuple should have at least"),
        ({"role": "wall", "pattern": "(", "examples": ["<p>"]}, "pattern: Input should be a valid"),
    ],
)
def test_a_wrong_row_is_named(row, message):
    with pytest.raises(ValueError, match=f"^Row 7 of markup.json, {message}"):
        validate_as(row, "Row 7 of markup.json", Row)


def test_names_are_read_in_every_spelling():
    assert {"read", "next", "box", "share", "bar"} <= name_words("c-readNext__box", "ShareBar")


def test_a_side_note_right_behind_the_end_belongs_to_it():
    page = lxml.html.document_fromstring(
        '<body><article><p id="end">End.</p><div><aside><p id="wall">W</p></aside></div>'
        '<p>More.</p><aside><p id="later">L</p></aside></article></body>'
    )
    parts = Parts(page.get_element_by_id("end"))
    assert not parts.of(page.get_element_by_id("wall")).is_beside
    assert parts.of(page.get_element_by_id("later")).is_beside


HELD = lxml.html.document_fromstring(
    "<main class=paywall><div class=regwall><p id=one><b id=two class=paywall>x</b></p></div>"
    "<p id=three>y</p><div class=modal><p id=four>z</p></div></main>"
)


@pytest.mark.parametrize(
    ("name", "wall", "is_closed"),
    [("two", "paywall", False), ("one", "regwall", False), ("three", None, False),
     ("four", None, True)],
    ids=["its own before its holder's", "its holder's", "none of the article itself", "closed"],
)  # fmt: skip
def test_the_nearest_name_counts(name: str, wall: str | None, is_closed: bool) -> None:
    element_part = Parts().of(HELD.get_element_by_id(name))
    assert (element_part.wall, element_part.is_closed) == (wall, is_closed)
