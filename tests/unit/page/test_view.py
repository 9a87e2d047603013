from server.page.document import Reading, fold
from server.page.view import PageView
from server.text.tokens import Extent
from tests.unit.verdict.stories import ENGLISH, page, prose, reading_of

NOTICE = (
    "Nothing on this site may be printed, mirrored or sold without the consent of its owners. " * 4
)


def view_with(named):
    """Return a page whose body contains a notice far below, in a part with this name."""
    wall = "<p>Subscribe to continue reading.</p>"
    reading = reading_of(page(prose(ENGLISH) + wall, f'<div class="{named}"><p>{NOTICE}</p></div>'))
    start = reading.document.text_map.folded.index(fold(NOTICE).strip())
    swallowed = Extent(start, start + len(fold(NOTICE).strip()))
    body = [*reading.body, swallowed]
    return PageView(Reading(reading.article, reading.document, body))


def test_a_swallowed_copyright_notice_is_no_more_of_the_story():
    def goes_on(view):
        number = next(n for n, one in enumerate(view.blocks) if one.text.startswith("Subscribe to"))
        return not view.is_at_end(number)

    assert goes_on(view_with("more"))
    assert not goes_on(view_with("copyright"))
