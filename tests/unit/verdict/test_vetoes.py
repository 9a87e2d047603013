"""What keeps a page from being called whole, and what made a page doubtful."""

from dataclasses import replace

import pytest

from server.model import LinearModel
from server.verdict.judge import Models, judge
from tests.unit.verdict.stories import ENGLISH, page, prose, view_of, view_of_text

STORY = [f"{sentence} {word}" for word in ("North.", "South.", "West.") for sentence in ENGLISH]


def verdict(url, head="", body=""):
    return judge(view_of(page(prose(STORY) + body, head=head), url=url))


@pytest.mark.parametrize(
    ("url", "signal"),
    [
        ("https://gazette.example/", "home_page"),
        ("https://web.archive.org/web/20250304103200/https://gazette.example/", "home_page"),
        ("https://gazette.example/world/", "section_page"),
        ("https://gazette.example/about/testimonials", "voices_page"),
        ("https://gazette.example/forum/the-tunnel-opens-7", "voices_page"),
        ("https://gazette.example/tv/live-stream", "live_page"),
    ],
)
def test_what_lists_or_is_broadcast_is_never_called_whole(url, signal):
    page_verdict = verdict(url)
    assert page_verdict.answer != "complete"
    assert signal in {evidence.signal for evidence in page_verdict.evidence}


@pytest.mark.parametrize(
    "counted", ["Page 1 of 7", "Seite 1 von 3", "Strona 1 z 3", "página 2 de 4", "第1页/共3页"]
)
def test_a_page_that_counts_its_pages_is_never_called_whole(counted):
    page_verdict = verdict("https://gazette.example/2026/tunnel", body=f"<p>{counted}</p>")
    assert page_verdict.answer != "complete"
    (pages,) = [reason for reason in page_verdict.evidence if reason.signal == "more_pages"]
    assert pages.quote == counted


def test_the_page_for_printing_is_where_a_text_of_several_pages_is_whole():
    address = "https://gazette.example/2026/tunnel"
    rows = f'<p>1 <a href="{address}/2">2</a></p>', "<p>Page 1 of 2</p>"
    for row in rows:
        page_verdict = verdict(address, body=f'{row}<p><a href="?print=1">Print</a></p>')
        (pages,) = [reason for reason in page_verdict.evidence if reason.signal == "more_pages"]
        assert pages.params.items() >= {"url": f"{address}?print=1", "whole": True}.items()


@pytest.mark.parametrize("line", ["Page 1 of 1", "Page 7 of 3", "The score was 1 of 3"])
def test_other_numbers_count_no_pages(line):
    page_verdict = verdict("https://gazette.example/2026/tunnel", body=f"<p>{line}</p>")
    assert "more_pages" not in {evidence.signal for evidence in page_verdict.evidence}


def test_a_doubtful_page_says_what_made_it_doubtful():
    retellings = [f"{number} ferries run, the Gazette reported." for number in range(20, 32)]
    page_verdict = judge(view_of(page(prose([*retellings, *ENGLISH]))))
    assert (page_verdict.answer, page_verdict.reason.key) == ("unsure", "signal_tells_others")


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        ("The tide is high.", "signal_short_text"),
        ("The tide is high, the captain told the Quay Times.", "signal_names_publisher"),
    ],
)
def test_a_doubt_that_the_page_does_not_show_is_its_credit_or_its_length(last, reason):
    doubting = replace(Models(), complete=LinearModel(-9.0, {}, thresholds={"enough": 0.79}))
    page_verdict = judge(view_of_text(*STORY[:8], last), doubting)
    assert (page_verdict.answer, page_verdict.reason.key) == ("unsure", reason)


def test_a_page_that_is_little_like_a_story_says_so():
    lines = [f"Step {number}: press the button, then wait." for number in range(9)]
    page_verdict = judge(view_of(page(prose([*lines, *ENGLISH]))))
    assert (page_verdict.answer, page_verdict.reason.key) == ("unsure", "signal_unlike_story")


def test_a_page_that_names_others_much_says_whom():
    contrasts = [f"Ferry {number} is new, unlike that of the Daily Mail." for number in range(6)]
    page_verdict = judge(view_of(page(prose([*contrasts, *ENGLISH]))))
    assert (page_verdict.answer, page_verdict.reason.key) == ("unsure", "signal_names_publisher")
    assert (
        page_verdict.evidence[0].quote == contrasts[0]
        or page_verdict.evidence[1].quote == contrasts[0]
    )


def test_a_film_on_a_front_page_does_not_hide_that_it_is_one():
    html = "<html><body><h1>Gazette</h1><video src='/v.mp4'></video></body></html>"
    assert judge(view_of(html, url="https://gazette.example/")).evidence[0].signal == "home_page"


def test_a_link_to_follow_somebody_is_not_an_offer_of_access():
    body = '<p><a href="/account/follow">Follow</a></p>'
    page_verdict = verdict("https://gazette.example/2026/tunnel", body=body)
    assert "offers_access" not in {evidence.signal for evidence in page_verdict.evidence}


def test_a_film_beside_a_story_in_prose_leaves_it_a_story():
    head = '<meta property="og:type" content="video.other">'
    page_verdict = verdict("https://gazette.example/galleries/2026/tunnel-opens", head=head)
    assert page_verdict.label == "full"
