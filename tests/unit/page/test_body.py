from server.page.body import column_of, is_in
from server.page.view import PageView
from tests.unit.verdict.stories import ENGLISH, THERE, page, prose, reading_of, reading_of_text

BIO = (
    '<div class="author-box"><p class="bio-text">Ada Morrow has written about bridges, tunnels and '
    "the people who dig them for the Signal Brief since 2009; she lives in Port Ellery.</p></div>"
)
WALL = "<p>Become a member and enjoy the rest of this piece.</p>"


def after(reading):
    view = PageView(reading)
    return [
        block
        for block in view.blocks[view.edges.story_end : view.edges.turn]
        if not block.is_beside
    ]


def texts(reading):
    return [block.text for block in after(reading)]


def test_a_button_behind_the_article_is_after_the_story():
    html = page(
        prose(ENGLISH), f'<div><a class="button" href="{THERE}">Read Full Article</a></div>'
    )
    blocks = after(reading_of(html))
    assert blocks[-1].text == "Read Full Article"
    assert blocks[-1].links[0].url == THERE
    assert blocks[-1].links[0].elsewhere


def test_what_is_apart_is_not_after_the_story():
    body_texts = texts(
        reading_of(page(prose(ENGLISH), '<div class="related-posts"><p>Read on</p></div>'))
    )
    assert "Read on" not in body_texts
    assert not any("kettle" in text or "newsletter" in text for text in body_texts)


def test_a_container_that_holds_the_body_is_never_apart():
    html = page(f'<div class="social sidebar">{prose(ENGLISH)}<p>Continue reading</p></div>')
    assert "Continue reading" in texts(reading_of(html))


def test_words_after_which_the_body_goes_on_are_not_after_the_story():
    box = '<div class="box"><p>Subscribe to continue reading.</p></div>'
    html = page(prose(ENGLISH[:2]) + box + prose(ENGLISH[2:]))
    assert not any("Subscribe" in text for text in texts(reading_of(html)))


def test_comments_end_what_is_after_the_story():
    after = '<section id="comments"><p>Read the full story, it is worth it!</p></section>'
    assert not any("worth it" in text for text in texts(reading_of(page(prose(ENGLISH), after))))


def test_the_end_is_the_last_statement():
    html = page(prose([*ENGLISH, "Read Full Article"]))
    assert ENGLISH[-1].endswith(texts(reading_of(html))[0])


def test_notes_among_the_last_lines_of_a_text_are_after_its_story():
    blocks_after = after(reading_of_text(*ENGLISH, "Continue Reading", f"Full story: {THERE}"))
    assert f"Full story: {THERE}" in [block.text for block in blocks_after]
    assert blocks_after[-1].links[0].url == THERE


def column(html):
    reading = reading_of(html)
    return column_of(reading.document.text_map, reading.body, "en")


def test_the_column_is_the_part_that_holds_the_body():
    element = column(page(f'<div id="text">{prose(ENGLISH)}</div><div>{BIO}</div>'))
    assert element.get("id") == "text"


def test_a_body_in_two_parts_has_both_in_its_column():
    parts = f"<div>{prose(ENGLISH[:2])}</div><div>{prose(ENGLISH[2:])}</div>"
    element = column(page(f'<section id="all">{parts}</section>'))
    assert element.get("id") == "all"


def test_names_mean_nothing_where_the_whole_body_has_them():
    element = column(page(f'<div class="author-profile" id="text">{prose(ENGLISH)}</div>'))
    assert element.get("id") == "text"


def test_an_element_stands_in_itself_and_in_what_holds_it():
    element = column(page(f'<div id="text">{prose(ENGLISH)}</div>'))
    assert is_in(element, element)
    assert is_in(element[0], element)
    assert not is_in(element.getparent(), element)


def test_an_authors_box_is_not_the_end_of_the_body():
    html = page(f"<div>{prose(ENGLISH[:3])}{WALL}</div>{BIO}")
    body_texts = texts(reading_of(html))
    assert any("Become a member" in text for text in body_texts)
    assert not any("Ada Morrow" in text for text in body_texts)


def test_comments_counted_above_the_body_do_not_end_it():
    counted = '<div class="comments-count"><a href="#c">12 comments</a></div>'
    lead = f"<header><p>{ENGLISH[0]}</p>{counted}</header>"
    html = page(f"{lead}<div>{prose(ENGLISH[1:])}<p>Continue reading</p></div>")
    assert "Continue reading" in texts(reading_of(html))


def test_lines_of_one_block_are_told_apart():
    html = page(f"<div>{'<br><br>'.join(ENGLISH)}<br><br>Continue reading</div>")
    assert texts(reading_of(html))[-1] == "Continue reading"
