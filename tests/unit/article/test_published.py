import lxml.html
import pytest

from server.article.published import modification, publication
from server.article.structured import read_structured
from server.model import Claim


def published(html, article=None, url=None):
    root = lxml.html.document_fromstring(f"<html><body><h1>Rain</h1>{html}</body></html>")
    return publication(root, read_structured(root), article or {}, url)


def test_what_schema_org_says_comes_first():
    html = '<meta name="date" content="2026-02-05">'
    assert published(html, {"datePublished": "2026-02-03"}) == [
        Claim("2026-02-03", "json_ld"),
        Claim("2026-02-03", "json_ld"),
        Claim("2026-02-05", "meta"),
    ]


def test_a_claim_of_the_same_day_adds_time_and_zone():
    html = '<meta property="article:published_time" content="2026-02-03T09:15:00+02:00">'
    found = published(html, {"datePublished": "2026-02-03"})
    assert found[0] == Claim("2026-02-03T09:15:00+02:00", "meta")


@pytest.mark.parametrize(
    ("html", "url", "day"),
    [
        ("<p>Rain fell.</p>", "https://courant.example/2026/02/03/rain", "2026-02-03"),
        ("<p>By Iris Calloway, 3 February 2026</p><p>In 1931 it rained.</p>", None, "2026-02-03"),
        ('<time datetime="2026-02-03T09:15:00Z">Tuesday</time>', None, "2026-02-03"),
        ("<p>Rain fell.</p><footer>© 2026 The Courant</footer>", None, None),
    ],
)
def test_the_address_and_what_is_shown_help_out(html, url, day):
    found = published(html, url=url)
    assert (found[0].value[:10] if found else None) == day


def test_dates_to_come_are_passed_over():
    assert published("", {"datePublished": "2990-01-01"}) == []


def test_nothing_is_changed_before_it_is_published():
    root = lxml.html.document_fromstring("<html><body></body></html>")
    declared = read_structured(root)
    article = {"dateModified": "2026-02-03T08:00:00Z"}
    assert modification(declared, article, "2026-02-03T09:15:00+00:00") == []
    assert modification(declared, article, "2026-02-03T09:15:00+02:00") != []
    assert modification(declared, article, "2026-02-04") == []
