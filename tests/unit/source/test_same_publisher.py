from dataclasses import replace

import pytest

from server.article.read import read_article
from server.model import PageInput
from server.source.pointers import find_pointers, holds_more
from tests.unit.verdict.stories import ENGLISH, HERE, page, prose, view_of

SITE = "https://signal-brief.example"


def versions(after="", head="", *, cut=False, url=HERE):
    leads = find_pointers(view_of(page(prose(ENGLISH), after, head=head), url), cut=cut)
    return {p.params["kind"]: p.url for p in leads if p.finder == "same_publisher"}


@pytest.mark.parametrize(
    ("after", "head", "kind", "url"),
    [
        ("", f'<link rel="amphtml" href="{SITE}/amp/tunnel">', "amp", f"{SITE}/amp/tunnel"),
        (f'<a href="{HERE}/print">Print</a>', "", "print", f"{HERE}/print"),
        (f'<a href="{HERE}?print=1">Druckversion</a>', "", "print", f"{HERE}?print=1"),
        ("", f'<link rel="next" href="{HERE}?page=2">', "next", f"{HERE}?page=2"),
        (f'<a href="{HERE}/2">2</a> <a href="{HERE}/3">3</a>', "", "next", f"{HERE}/2"),
        (f'<a href="{HERE}/seite-2">Seite 2</a>', "", "next", f"{HERE}/seite-2"),
        (
            "",
            f'<link rel="canonical" href="{SITE}/long/tunnel">',
            "canonical",
            f"{SITE}/long/tunnel",
        ),
        (
            '<p><a href="/tunnel-full">Read the full story</a></p>',
            "",
            "full",
            f"{SITE}/tunnel-full",
        ),
    ],
)
def test_other_versions_of_a_page_are_told_by_their_links(after, head, kind, url):
    assert versions(after, head) == {kind: url}


@pytest.mark.parametrize(
    ("after", "head"),
    [
        ('<a href="/other-story?page=all">All</a>', ""),
        ('<a href="/other/print">Print</a>', ""),
        (f'<a href="{HERE}">Here</a>', ""),
        (f'<a href="{HERE}?utm_source=x">Here</a>', ""),
        ("", f'<link rel="canonical" href="{HERE}?ref=1">'),
        ("", '<link rel="next" href="/the-next-story">'),
        ("", f'<link rel="amphtml" href="{HERE}">'),
    ],
)
def test_other_stories_and_the_page_itself_are_not_versions(after, head):
    assert versions(after, head) == {}


def test_a_page_that_is_cut_for_subscribers_or_paid_is_looked_for_nowhere_else():
    after = f'<a href="{HERE}?print=1">To print</a>'
    paid = (
        '<script type="application/ld+json">'
        '{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    )
    assert versions(after, cut=True) == {}
    assert versions(after, paid) == {}
    assert versions(after) != {}


def test_only_a_longer_version_is_one():
    article = read_article(PageInput(text="\n\n".join(ENGLISH)))
    assert holds_more(replace(article, words=2 * article.words), article)
    assert not holds_more(article, article)
