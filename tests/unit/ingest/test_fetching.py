import pytest

from server.ingest.fetching import page_reserved, reserve, site_rules
from tests.processor import takes_at_most


@pytest.mark.parametrize(
    "directives",
    [
        "noindex",
        "none",
        "follow, NOARCHIVE",
        "nosnippet",
        "noai",
        "unabridged: noindex",
        "otherbot: nofollow, unabridged: noarchive",
        "max-snippet:-1, noindex",
    ],
)
def test_directives_for_all_or_for_us_keep_a_page_back(directives):
    assert page_reserved({"x-robots-tag": directives}, "")


@pytest.mark.parametrize(
    "directives",
    ["", "index, follow", "otherbot: noindex", "nofollow", "max-snippet:50", "noimageindex"],
)
def test_other_directives_do_not(directives):
    assert not page_reserved({"x-robots-tag": directives}, "")


@pytest.mark.parametrize(
    ("meta", "kept_back"),
    [
        ('<meta name="robots" content="noindex">', True),
        ('<META NAME=Unabridged CONTENT="noarchive">', True),
        ('<meta name="googlebot" content="noindex">', False),
        ('<meta name="tdm-reservation" content="1">', True),
        ('<meta name="tdm-reservation" content="0">', False),
        ('<script>"<meta name=robots content=noindex>"</script>', False),
        ('<!-- <meta name="robots" content="noindex"> -->', False),
    ],
)
def test_meta_elements_of_the_page_count(meta, kept_back):
    assert page_reserved({}, f"<html><head>{meta}</head><body></body></html>") is kept_back


@pytest.mark.parametrize(
    ("location", "path", "reserved"),
    [
        ("/", "/any?x=1", True),
        ("/news/*", "/news/1", True),
        ("/news/*", "/other/1", False),
        ("/*.html$", "/a/b.html", True),
        ("/*.html$", "/a/b.html?x", False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("*/x*y", "/q/xzy", True),
        ("/a*a$", "/a", False),
    ],
)
def test_places_of_a_sites_rules_are_patterns_as_in_robots_txt(location, path, reserved):
    rules = site_rules(b'[{"location": "%s", "tdm-reservation": 1}]' % location.encode())
    assert reserve(rules, path) is reserved


def test_the_first_rule_that_covers_a_path_decides():
    rules = site_rules(
        b'[{"location": "/free/", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]'
    )
    assert not reserve(rules, "/free/a")
    assert reserve(rules, "/paid/a")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"location": "/"}', b"[1, null]", b"[" * 99_999]
)
def test_rules_that_cannot_be_read_reserve_nothing(body):
    assert not reserve(site_rules(body), "/")


def test_a_pattern_of_many_stars_costs_nothing():
    rules = site_rules(b'[{"location": "/%s", "tdm-reservation": 1}]' % (b"*a" * 200))
    path = "/" + "a" * 199 + "b" * 8_000
    assert not reserve(rules, path)
    assert takes_at_most(4, lambda: reserve(rules, path))
