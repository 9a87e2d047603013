"""Feeds and site maps that nobody wrote: items or a problem, never a fault."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.errors import Problem
from server.feeds.opml import read_opml
from server.feeds.parse import feeds_of, parse_feed
from tests.unit.feeds import samples

URL = "https://bote.example/feed"
SAMPLES = [
    value.encode() if isinstance(value, str) else value
    for name, value in vars(samples).items()
    if name.isupper() and isinstance(value, str | bytes) and len(value) < 5_000
]
PIECES = st.sampled_from(
    [
        *(b"<", b">", b"&#31;", b"&#xFFFE;", b"&x;", b"\x00", b"\xff\xfe", b"]]>", b"<![CDATA["),
        *(
            b"<item>",
            b"</item>",
            b"<link/>",
            b"<url><loc>",
            b"<!DOCTYPE r>",
            b"<?xml ?>",
            b"{",
            b"]",
        ),
        *(
            b"31 Feb 2026 25:99",
            b"9" * 400,
            b"http://[",
            b"//",
            b"null",
            b"1e999",
            b'"',
            b"\xe2\x80\xae",
        ),
    ]
)


@st.composite
def feeds(draw):
    """Return a sample with pieces inserted, removed, or doubled."""
    body = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(body))] * 2)))
        piece = draw(PIECES | st.binary(max_size=8))
        body = draw(
            st.sampled_from(
                [
                    body[:start] + piece + body[start:],
                    body[:start] + body[end:],
                    body + body[start:end],
                ]
            )
        )
    return body


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    body=feeds(),
    content_type=st.sampled_from(["", "text/html", "application/json", "a/b; charset=x"]),
)
def test_a_mutated_feed_gives_items_or_a_problem(body, content_type):
    for item in items_of(body, content_type):
        assert item.url.startswith(("http://", "https://"))
        f"{item.url}{item.title}{item.lead}{item.text}".encode()
    assert all(url.startswith("http") for url in feeds_of(body, content_type, URL))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(body=feeds() | st.binary(max_size=60))
def test_a_mutated_list_of_feeds_gives_addresses_or_a_problem(body):
    assert all(url.startswith(("http://", "https://")) for url in outlines_of(body))


def items_of(body, content_type):
    try:
        return parse_feed(body, content_type, URL, 1_000_000).items
    except Problem as problem:
        return said(problem)


def outlines_of(body):
    try:
        return read_opml(body, "mine.opml").feeds
    except Problem as problem:
        return said(problem)


def said(problem):
    """Accept a problem that is a sentence."""
    assert problem.detail.endswith(".")
    return []
