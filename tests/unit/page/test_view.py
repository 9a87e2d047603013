import pytest

from server.language.scripts import letters_in
from server.page.document import Reading, fold
from server.page.view import PageView
from server.text.tokens import Extent
from tests.unit.verdict.stories import ENGLISH, page, prose, reading_of, view_of, view_of_text

NOTICE = (
    "Nothing on this site may be printed, mirrored or sold without the consent of its owners. " * 4
)


def view_with(class_name):
    """Return a page whose body contains a notice far below, in a part with this name."""
    wall = "<p>Subscribe to continue reading.</p>"
    reading = reading_of(
        page(prose(ENGLISH) + wall, f'<div class="{class_name}"><p>{NOTICE}</p></div>')
    )
    start = reading.document.text_map.folded.index(fold(NOTICE).strip())
    swallowed = Extent(start, start + len(fold(NOTICE).strip()))
    body = [*reading.body, swallowed]
    return PageView(Reading(reading.article, reading.document, body))


def test_a_swallowed_copyright_notice_is_no_more_of_the_story():
    def goes_on(view):
        number = next(
            n for n, block in enumerate(view.blocks) if block.text.startswith("Subscribe to")
        )
        return not view.edges.is_at_end(number)

    assert goes_on(view_with("more"))
    assert not goes_on(view_with("copyright"))


def test_share_in_links_counts_the_letters_of_the_body():
    first, second = ENGLISH[1:3]
    body = prose([f'<a href="/a">{first}</a>', second])
    expected = letters_in(first) / letters_in(first + second)
    assert view_of(page(body)).linked_share == pytest.approx(expected)
    assert view_of(page(prose(ENGLISH))).linked_share == 0


def test_reporting_share_counts_sentences_with_a_word_of_reporting():
    reporting = "According to the Harbour Gazette, the tunnel opens on Monday."
    view = view_of_text(reporting, "Buses will go through it for free.", *ENGLISH[1:2])
    assert [sentence.text for sentence in view.crediting_sentences] == [reporting]
    assert view.reporting_share == 1 / len(view.article.sentences)
