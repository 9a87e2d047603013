import json

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.article.metadata.metadata import language_conflict, read_metadata
from server.article.read import read
from server.model import Claim, MetadataConflict, PageInput
from server.page.document import Document
from server.page.parse import parse
from server.page.structured import structured_of
from tests.unit.article.pages import ENGLISH, page

URL = "https://www.courant.example/harbour/bridge?ref=home"
ARTICLE = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "The Ellery Courant"},
        {
            "@type": ["NewsArticle"],
            "headline": "Swing bridge &quot;closed for two years&quot;",
            "datePublished": "2026-02-03T09:15:00.123Z",
            "dateModified": "2026-02-04T10:00:00+0100",
            "author": [{"@type": "Person", "name": "Iris Calloway"}],
            "publisher": {"@type": "Organization", "name": "The Ellery Courant"},
            "isAccessibleForFree": "False",
        },
    ],
}


def metadata(html, url=URL):
    return read_metadata(parse(html, url), url)


def test_structured_data_says_it_all_but_the_title_that_the_page_shows():
    page_metadata = metadata(page(ENGLISH, json_ld=ARTICLE))
    assert page_metadata.title == "Port Ellery closes its swing bridge for two years"
    assert page_metadata.authors == ["Iris Calloway"]
    assert page_metadata.publisher == "The Ellery Courant"
    assert page_metadata.published == "2026-02-03T09:15:00+00:00"
    assert page_metadata.modified == "2026-02-04T10:00:00+01:00"
    assert page_metadata.access.declared_free is False


def test_a_page_that_declares_nothing_is_named_by_its_heading_and_host():
    page_metadata = metadata(page(ENGLISH))
    assert page_metadata.title == "Port Ellery closes its swing bridge for two years"
    assert page_metadata.publisher == "courant.example"
    assert page_metadata.access.declared_free is None


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ('<link rel="canonical" href="/story/7">', "https://www.courant.example/story/7"),
        (
            '<base href="https://cdn.example/x/"><link rel=canonical href=7>',
            "https://cdn.example/x/7",
        ),
        ('<meta property="og:url" content="https://b.example/7">', "https://b.example/7"),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="http://[bad">', None),
        ("", None),
    ],
)
def test_the_canonical_address_is_absolute_or_none(head, canonical):
    assert metadata(page(ENGLISH, head=head)).canonical_url == canonical


@pytest.mark.parametrize(
    ("tier", "free"), [("free", True), ("metered", False), ("locked", False), ("gold", None)]
)
def test_the_content_tier_declares_access(tier, free):
    head = f'<meta property="article:content_tier" content="{tier}">'
    assert metadata(page(ENGLISH, head=head)).access.declared_free is free


def test_declared_names_stay_as_they_are():
    names = [{"name": "Calloway, Iris"}, {"name": "J. B. Moor"}]
    declared = {"@type": "NewsArticle", "author": names}
    assert metadata(page(ENGLISH, json_ld=declared)).authors == ["Calloway, Iris", "J. B. Moor"]


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[" * 200_000,
        "null",
        "3",
        '"text"',
        "[[[]]]",
        '{"@type": {}}',
        '{"@graph": 7}',
        (
            '{"@type": "NewsArticle", "headline": [1, {"name": null}], "author": {"name": [[]]},'
            ' "datePublished": 5, "publisher": [], "isAccessibleForFree": []}'
        ),
        '<!-- {"@type": "NewsArticle", "headline": 5} -->',
        "9" * 5000,
    ],
)
def test_broken_structured_data_is_passed_over(broken):
    head = f'<script type="application/ld+json">{broken}</script>'
    assert metadata(page(ENGLISH, head=head)).title.startswith("Port Ellery closes")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@graph",
                    "headline",
                    "author",
                    "name",
                    "@id",
                    "givenName",
                    "publisher",
                    "datePublished",
                    "dateModified",
                    "isAccessibleForFree",
                    "inLanguage",
                    "mainEntity",
                ]
            ),
            inner | st.sampled_from(["NewsArticle", "Person"]),
        )
    ),
)


@given(json_values)
def test_any_structured_data_leaves_the_metadata_readable(value):
    script = json.dumps(value).replace("<", "\\u003c")
    root = lxml.html.document_fromstring(
        f'<html><head><script type="application/ld+json">{script}</script></head>'
        "<body><h1>Rain</h1></body></html>"
    )
    document = Document(root, None)
    assert isinstance(structured_of(document).article, dict)
    page_metadata = read_metadata(document, None)
    assert page_metadata.title is None or 0 < len(page_metadata.title) <= 500


def test_giant_titles_are_cut():
    html = page(ENGLISH, title="a | " * 100_000)
    assert len(metadata(html).title) <= 500


def test_a_page_that_agrees_with_itself_tells_nothing_more():
    assert (
        metadata(page(ENGLISH, json_ld=ARTICLE | {"headline": "x"})).conflicts.get("authors")
        is None
    )
    assert metadata(page(ENGLISH)).conflicts == {}


def test_contradictions_are_told_with_where_they_stand():
    declared = {
        "@type": "NewsArticle",
        "headline": "Swing bridge shut",
        "datePublished": "2026-02-03T09:15:00Z",
        "author": {"name": "Iris Calloway"},
    }
    head = (
        '<meta property="og:title" content="Bridge closes for two years">'
        '<meta name="date" content="2026-02-05"><meta name="author" content="Jonas Moor">'
    )
    conflicts = metadata(page(ENGLISH, json_ld=declared, head=head)).conflicts
    assert conflicts["title"].found_in == "opengraph"
    assert conflicts["title"].others[0] == Claim("Swing bridge shut", "json_ld")
    assert conflicts["published"] == MetadataConflict("json_ld", [Claim("2026-02-05", "meta")])
    assert conflicts["authors"] == MetadataConflict("json_ld", [Claim("Jonas Moor", "meta")])


def test_hostile_metadata_gives_short_clean_strings():
    declared = {
        "@type": "NewsArticle",
        "headline": "<b>Rain</b>\u0000\u202e falls " * 5_000,
        "author": ["Iris " * 1_000] * 100,
        "publisher": {"name": "N" * 100_000},
        "datePublished": "2026-02-03T09:15:00Z" * 100,
    }
    metas = '<meta name="author" content="A B">' * 5_000
    page_metadata = metadata(page(ENGLISH, json_ld=declared, head=metas))
    values = [page_metadata.title, page_metadata.publisher, *page_metadata.authors]
    assert all(0 < len(text) <= 500 and text.isprintable() for text in values)
    assert len(page_metadata.authors) <= 20
    others = [claim.value for claim in page_metadata.conflicts["title"].others]
    assert any(text.startswith("Rain falls Rain falls") for text in others)


@given(
    st.text(max_size=80),
    st.sampled_from(["og:title", "author", "date", "og:site_name", "article:modified_time"]),
)
def test_whatever_a_meta_element_says_metadata_stays_clean(content, name):
    root = lxml.html.document_fromstring("<html><head></head><body><h1>Rain</h1></body></html>")
    element = lxml.html.Element("meta", property=name)
    element.set("content", "".join(filter(str.isprintable, content)))
    root.head.append(element)
    page_metadata = read_metadata(Document(root, None), "https://courant.example/a")
    for text in [
        page_metadata.title,
        page_metadata.publisher,
        page_metadata.modified,
        page_metadata.published,
        *page_metadata.authors,
    ]:
        assert text is None or (text == text.strip() and text.isprintable() and len(text) <= 500)


@pytest.mark.parametrize("canonical", ["https://harbour.example/a", "https://courant.example/"])
def test_the_pages_own_address_tells_day_and_publisher_before_a_canonical_one(canonical):
    head = f'<link rel="canonical" href="{canonical}">'
    page_metadata = metadata(page(ENGLISH, head=head), "https://courant.example/2026/02/10/bridge")
    assert (page_metadata.published, page_metadata.publisher) == ("2026-02-10", "courant.example")


def test_a_canonical_address_tells_the_day_where_the_pages_own_does_not():
    head = '<link rel="canonical" href="https://courant.example/2026/02/10/bridge">'
    assert metadata(page(ENGLISH, head=head)).published == "2026-02-10"


def test_addresses_that_contradict_each_other_are_told():
    head = (
        '<link rel="canonical" href="https://courant.example/a">'
        '<meta property="og:url" content="https://harbour.example/b">'
    )
    conflict = metadata(page(ENGLISH, head=head)).conflicts["canonical_url"]
    assert conflict == MetadataConflict("link", [Claim("https://harbour.example/b", "opengraph")])
    same = head.replace("https://harbour.example/b", "http://www.courant.example/a/")
    assert metadata(page(ENGLISH, head=same)).conflicts == {}


def test_a_declared_language_that_the_text_is_not_in_is_told():
    head = '<meta property="og:locale" content="de_DE">'
    article = read(PageInput(html=page(ENGLISH, head=head), url=URL)).article
    assert article.metadata["language"] == MetadataConflict("html", [Claim("de_DE", "meta")])
    assert "language" not in read(PageInput(html=page(ENGLISH), url=URL)).article.metadata


@pytest.mark.parametrize(
    ("language", "claims", "conflict"),
    [
        ("en", [Claim("en-GB", "html"), Claim("en_US", "meta")], None),
        ("nb", [Claim("no", "html"), Claim("da", "meta")], None),
        ("fr", [Claim("en", "html")], MetadataConflict("text", [Claim("en", "html")])),
        ("fr", [Claim("none", "html")], None),
        (None, [Claim("en", "html")], None),
    ],
)
def test_languages_that_nobody_takes_for_each_other_are_contradictions(language, claims, conflict):
    assert language_conflict(language, claims) == conflict
