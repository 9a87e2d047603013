import lxml.html
import pytest

from server.page.document import names_of
from server.page.roles import Inherited, Roles, mark_of, read_row, rows

PAGE = lxml.html.document_fromstring("""<body class="social"><main><article id="story">
<p id="end">End.</p><div class="relatedPosts"><p id="in-related">R</p></div></article>
<nav><p id="in-nav">N</p></nav><aside><p id="in-aside">A</p></aside>
<div class="elementor-widget"><p id="in-widget">W</p></div>
<section class="wp-comments-area"><p id="in-comments">C</p></section></main>
<footer><p id="in-footer">F</p></footer></body>""")
STORY = Roles([PAGE.get_element_by_id("end")])


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
    mark = STORY.of(PAGE.get_element_by_id(place))
    assert (mark and mark.role) == role
    assert STORY.is_beside(PAGE.get_element_by_id(place)) is (role not in (None, "offer"))


def test_a_wall_counts_wherever_it_is():
    page = lxml.html.document_fromstring("<body><div class=related><p class=paywall id=wall>W</p>")
    assert Roles().of(page.get_element_by_id("wall")) == ("wall", "paywall")


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.role}: {row.examples[0]}")
def test_each_row_fits_its_examples(row):
    def has_role(markup):
        return bool(mark_of(lxml.html.fragment_fromstring(markup), row.role))

    assert all(map(has_role, row.examples))
    assert not any(map(has_role, row.others))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"role": "moat", "names": "moat", "examples": ["<p class=moat>"]}, "has an unknown role"),
        (
            {"role": "wall", "name": "moat", "examples": ["<p class=moat>"]},
            "has unknown fields: name",
        ),
        (
            {"role": "wall", "names": "moat"},
            "needs tags or names or classes or pattern, and examples",
        ),
        ({"role": "wall", "pattern": "(", "examples": ["<p>"]}, "has a pattern that can't be read"),
    ],
)
def test_a_wrong_row_is_named(row, says):
    with pytest.raises(ValueError, match=rf"^Row 7 of markup.json \({row['role']}\) {says}"):
        read_row(row, 7)


def test_names_are_read_in_every_spelling():
    element = lxml.html.fragment_fromstring('<div class="c-readNext__box" id="ShareBar"></div>')
    assert {"read", "next", "box", "share", "bar"} <= names_of(element)


def test_a_side_note_right_behind_the_end_belongs_to_it():
    page = lxml.html.document_fromstring(
        '<body><article><p id="end">End.</p><div><aside><p id="wall">W</p></aside></div>'
        '<p>More.</p><aside><p id="later">L</p></aside></article></body>'
    )
    roles = Roles([page.get_element_by_id("end")])
    assert not roles.is_beside(page.get_element_by_id("wall"))
    assert roles.is_beside(page.get_element_by_id("later"))


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
