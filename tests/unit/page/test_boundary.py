from server.page.boundary import boundary
from tests.unit.verdict.stories import ENGLISH, THERE, page, prose, reading_of, reading_of_text


def texts(reading):
    return [block.text for block in boundary(reading).blocks]


def test_a_button_behind_the_article_is_at_the_boundary():
    html = page(
        prose(ENGLISH), f'<div><a class="button" href="{THERE}">Read Full Article</a></div>'
    )
    blocks = boundary(reading_of(html)).blocks
    assert blocks[-1].text == "Read Full Article"
    assert blocks[-1].links[0].url == THERE
    assert blocks[-1].links[0].elsewhere


def test_what_is_apart_is_not_at_the_boundary():
    found = texts(
        reading_of(page(prose(ENGLISH), '<div class="related-posts"><p>Read on</p></div>'))
    )
    assert "Read on" not in found
    assert not any("kettle" in text or "newsletter" in text for text in found)


def test_a_container_that_holds_the_body_is_never_apart():
    html = page(f'<div class="social sidebar">{prose(ENGLISH)}<p>Continue reading</p></div>')
    assert "Continue reading" in texts(reading_of(html))


def test_words_after_which_the_body_goes_on_are_not_at_the_boundary():
    box = '<div class="box"><p>Subscribe to continue reading.</p></div>'
    html = page(prose(ENGLISH[:2]) + box + prose(ENGLISH[2:]))
    assert not any("Subscribe" in text for text in texts(reading_of(html)))


def test_comments_end_the_boundary():
    after = '<section id="comments"><p>Read the full story, it is worth it!</p></section>'
    assert not any("worth it" in text for text in texts(reading_of(page(prose(ENGLISH), after))))


def test_the_end_is_the_last_statement():
    html = page(prose([*ENGLISH, "Read Full Article"]))
    assert boundary(reading_of(html)).end.text == ENGLISH[-1]


def test_pasted_text_has_its_boundary_in_its_last_lines():
    found = boundary(reading_of_text(*ENGLISH, "Continue Reading", f"Full story: {THERE}"))
    assert found.end.text == ENGLISH[-1]
    assert [block.text for block in found.blocks[-2:]] == [
        "Continue Reading",
        f"Full story: {THERE}",
    ]
    assert found.blocks[-1].links[0].url == THERE
