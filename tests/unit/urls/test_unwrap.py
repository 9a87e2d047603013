import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.urls.parse import normalise
from server.urls.unwrap import is_paid_click, is_shortened, unwrap

TABLE = json.loads(Path(__file__).with_name("unwrapping.json").read_text("utf-8"))
# Plain; with a query that has to survive; with what may be decoded once and not twice.
INNER = [
    "https://harbour-gazette.example/2026/11/quay",
    "https://harbour-gazette.example/story.php?id=58217&page=2",
    "https://harbour-gazette.example/a%20b/%25C3%25A9?q=1%2B1&r=https%3A%2F%2Fx.example%2Fy",
]


def written(pattern: str, inner: str) -> str:
    """`inner` as the service that `pattern` is of writes it into its links."""
    coded = base64.urlsafe_b64encode(inner.encode()).decode().rstrip("=")
    return pattern.format(
        quoted=quote(inner, safe=""),
        twice=quote(quote(inner, safe=""), safe=""),
        google=quote(inner, safe="/:"),
        plain=inner,
        bare=inner.removeprefix("https://"),
        base64=coded,
    )


@pytest.mark.parametrize("inner", INNER)
def test_what_a_service_wraps_is_read_from_its_link(inner):
    links = {pattern: written(pattern, inner) for pattern in TABLE["services"]}
    unwrapped_by_pattern = {pattern: unwrap(link) for pattern, link in links.items()}
    assert {
        pattern: unwrapped
        for pattern, unwrapped in unwrapped_by_pattern.items()
        if unwrapped != inner
    } == {}


def test_a_link_leads_where_its_service_would_lead():
    wrong = [(link, unwrap(link)) for link, inner in TABLE["links"] if unwrap(link) != inner]
    assert wrong == []


def test_what_wraps_nothing_stays_as_it_is():
    assert [unwrap(address) for address in TABLE["nothing_wrapped"]] == TABLE["nothing_wrapped"]


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://www.google.com/url?q=https://e.com/a%3Fb%3D1&sa=D", "https://e.com/a?b=1"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fe.com%2Fa", "https://e.com/a"),
        ("https://out.reddit.com/t3?url=https%3A%2F%2Fe.com%2F&token=x", "https://e.com/"),
        (
            "https://l.a.com/?u=https%3A%2F%2Fout.b.com%2F%3Furl%3Dhttps%253A%252F%252Fe.com%252F",
            "https://e.com/",
        ),
        ("https://a.com/?url=http%3A%2F%2Fe.com%2F", "https://a.com/?url=http%3A%2F%2Fe.com%2F"),
        ("http://a.com/?url=http://e.com/", "http://e.com/"),
        ("https://a.com/?url=https://b.a.com/", "https://a.com/?url=https://b.a.com/"),
        ("https://a.com/?url=/local", "https://a.com/?url=/local"),
        ("https://a.com/?url=javascript:x", "https://a.com/?url=javascript:x"),
        ("https://a.com/?url=https://u@e.com/", "https://a.com/?url=https://u@e.com/"),
        ("https://a.com/?story=https://e.com/", "https://a.com/?story=https://e.com/"),
        ("https://a.com/sharer.php?u=https://e.com/", "https://a.com/sharer.php?u=https://e.com/"),
        (
            "https://a.com/login?redirect=https://e.com",
            "https://a.com/login?redirect=https://e.com",
        ),
        ("words", "words"),
    ],
)
def test_a_wrapper_is_taken_off_when_it_names_another_site(link, target):
    assert unwrap(link) == target


def test_the_table_is_long_enough_to_mean_something():
    assert len(TABLE["services"]) * len(INNER) + len(TABLE["links"]) >= 200


def test_wrappers_in_wrappers_come_off_one_by_one():
    inner = INNER[1]
    for pattern in TABLE["services"][:3]:
        inner = written(pattern, inner)
    assert unwrap(inner) == INNER[1]


def test_https_is_kept_whatever_wraps_it():
    for pattern in TABLE["services"]:
        assert unwrap(written(pattern, INNER[0])).startswith("https://")


def test_tracking_goes_with_the_wrapper():
    wrapped = written(TABLE["services"][0], INNER[1] + "&utm_source=x&fbclid=y")
    assert normalise(unwrap(wrapped)) == INNER[1]


@pytest.mark.parametrize(
    "address", ["https://t.co/Ab1", "https://www.bit.ly/x", "http://lnkd.in/e"]
)
def test_a_shortener_is_known_and_stays(address):
    assert is_shortened(address)
    assert unwrap(address) == address
    assert not is_shortened("https://harbour-gazette.example/t.co")


def test_a_paid_click_is_known_and_stays():
    ad = f"https://ad.doubleclick.net/clk?adurl={quote(INNER[0], safe='')}"
    assert is_paid_click(ad)
    assert unwrap(ad) == ad
    assert not is_paid_click(INNER[0])


@given(
    st.text(max_size=80), st.sampled_from(["", "https://www.google.com/url?q=", "https://e.com/"])
)
def test_any_text_comes_back_as_text(text, before):
    assert isinstance(unwrap(before + text), str)
