from server.page.boundary import boundary
from server.page.main_column import column_of, is_in
from tests.unit.verdict.stories import ENGLISH, page, prose, reading_of

BIO = (
    '<div class="author-box"><p class="bio-text">Ada Morrow has written about bridges, tunnels and '
    "the people who dig them for the Signal Brief since 2009; she lives in Port Ellery.</p></div>"
)
WALL = "<p>Become a member and enjoy the rest of this piece.</p>"


def column(html):
    reading = reading_of(html)
    return column_of(reading.document.text_map, reading.body, "en")


def test_the_column_is_the_part_that_holds_the_body():
    found = column(page(f'<div id="text">{prose(ENGLISH)}</div><div>{BIO}</div>'))
    assert found.get("id") == "text"


def test_a_body_in_two_parts_has_both_in_its_column():
    parts = f"<div>{prose(ENGLISH[:2])}</div><div>{prose(ENGLISH[2:])}</div>"
    found = column(page(f'<section id="all">{parts}</section>'))
    assert found.get("id") == "all"


def test_names_mean_nothing_where_the_whole_body_has_them():
    found = column(page(f'<div class="author-profile" id="text">{prose(ENGLISH)}</div>'))
    assert found.get("id") == "text"


def test_an_element_stands_in_itself_and_in_what_holds_it():
    found = column(page(f'<div id="text">{prose(ENGLISH)}</div>'))
    assert is_in(found, found)
    assert is_in(found[0], found)
    assert not is_in(found.getparent(), found)


def test_an_authors_box_is_not_the_end_of_the_body():
    html = page(f"<div>{prose(ENGLISH[:3])}{WALL}</div>{BIO}")
    found = boundary(reading_of(html))
    assert found.end.text == ENGLISH[2]
    assert any("Become a member" in block.text for block in found.blocks)


def test_comments_counted_above_the_body_do_not_end_it():
    counted = '<div class="comments-count"><a href="#c">12 comments</a></div>'
    lead = f"<header><p>{ENGLISH[0]}</p>{counted}</header>"
    html = page(f"{lead}<div>{prose(ENGLISH[1:])}<p>Continue reading</p></div>")
    assert any(block.text == "Continue reading" for block in boundary(reading_of(html)).blocks)


def test_lines_of_one_block_are_told_apart():
    html = page(f"<div>{'<br><br>'.join(ENGLISH)}<br><br>Continue reading</div>")
    assert boundary(reading_of(html)).blocks[-1].text == "Continue reading"
