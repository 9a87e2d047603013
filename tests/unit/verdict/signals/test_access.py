"""Offers, doors and locks behind the end: seen without knowing the page's language."""

import pytest

from server.article.read import read
from server.model import PageInput
from server.page.boundary import boundary
from server.page.document import Reading
from server.verdict.signals.access import access_signs
from server.verdict.signals.signal import Signal
from tests.unit.verdict.stories import ENGLISH, HERE


def reading_with(behind: str) -> Reading:
    body = "".join(f"<p>{text}</p>" for text in ENGLISH)
    html = f"<html lang=en><body><main><article>{body}{behind}</article></main></body></html>"
    return read(PageInput(html=html, url=HERE))


def signs_of(behind: str) -> dict[str, Signal]:
    reading = reading_with(behind)
    return {seen.signal: seen for seen in access_signs(reading, boundary(reading))}


def test_a_door_is_quoted_and_points_at_its_link():
    seen = signs_of('<div class=box><p>Mwy?</p><p><a href="/subscribe">Ymunwch</a></p></div>')
    assert seen["offers_access"].quote == "Ymunwch"
    assert seen["offers_access"].element.tag == "a"


def test_a_form_that_asks_for_a_password_is_a_door():
    form = "<form><p>Mewngofnodi</p><input type=text><input type=password></form>"
    assert "offers_access" in signs_of(form)


@pytest.mark.parametrize(
    "behind",
    ["", '<p><a href="/newsletter/subscribe">Newsletter</a></p>', '<p><a href="/tags/a">A</a></p>'],
    ids=["nothing", "a newsletter", "another link"],
)
def test_what_leads_to_no_account_is_no_door(behind):
    assert "offers_access" not in signs_of(behind)
