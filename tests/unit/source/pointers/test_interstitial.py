import pytest

from server.source.pointers.interstitial import onward
from tests.unit.verdict.stories import ENGLISH, HERE, THERE, page, prose, reading_of


def led(body, head=""):
    return onward(reading_of(f"<html><head>{head}</head><body>{body}</body></html>", HERE))


@pytest.mark.parametrize(
    "body",
    [
        f'<p>You are leaving Signal Brief.</p><a href="{THERE}">Continue to the article</a>',
        f'<p>Sie verlassen die Seite.</p><a href="{THERE}">Weiter</a><a href="/">Zurück</a>',
        f'<script>window.location.href = "{THERE}";</script><p>One moment…</p>',
        f"<script>location.replace('{THERE}')</script>",
        '<script>top.location="' + THERE.replace("/", "\\/") + '"</script>',
        f'<div class="bar">Signal Reader</div><iframe src="{THERE}"></iframe>',
        f'<a href="https://www.google.com/url?q={THERE}">Go</a>',
    ],
)
def test_a_page_that_only_leads_on_is_followed_to_its_one_target(body):
    assert led(body) == THERE


@pytest.mark.parametrize(
    "body",
    [
        f'<a href="{THERE}">One</a><a href="https://ellery-herald.example/2026/two">Two</a>',
        '<a href="https://harbour-gazette.example/">Home</a>',
        '<a href="/2026/other-story-here">Here</a>',
        '<a href="https://harbour-gazette.example/logout?x=2026">Out</a>',
        "<script>var a = 'https://harbour-gazette.example/2026/a'; location.hash = '#x'</script>",
        '<iframe src="https://www.youtube.com/embed/2026"></iframe>',
        "<p>Nothing here.</p>",
    ],
)
def test_a_page_that_leads_to_several_or_to_no_story_is_not(body):
    assert led(body) is None


def test_a_page_with_a_story_of_its_own_leads_nowhere():
    after = f'<a href="{THERE}">Continue to the article</a>'
    assert onward(reading_of(page(prose(ENGLISH * 3), after))) is None
