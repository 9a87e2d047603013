from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.article.read import read_article
from server.model import PageInput
from server.source.chain import (
    COPIED,
    by_way_of,
    declared_origin,
    is_copy,
    join_pages,
    onward,
)
from server.source.finder import SearchQuery
from server.source.lead import Lead, OpenedPage
from server.source.reader import MOST_PAGES, Reader
from server.store.records import IndexArticle
from tests.unit.source.test_search import opened_page
from tests.unit.verdict.stories import ENGLISH, GERMAN

A = "https://harbour-gazette.example/2026/a"


def article(*paragraphs, url=A):
    return read_article(PageInput(text="\n\n".join(paragraphs), url=url))


def pointer(url, strength=0.8, finder="page_link_attribution", kind="republished"):
    return Lead(url, finder, "Linked.", "quote", strength, {"kind": kind})


class Web:
    """Pages by address, and what was asked for."""

    def __init__(self, **pages):
        self.pages = {
            f"https://harbour-gazette.example/{name}": page for name, page in pages.items()
        }
        self.asked = []

    def open(self, url, _seconds):
        self.asked.append(url)
        return self.pages[url]


def read_to_end(first, open_page, requests=5):
    """Return the text of a page with those that follow it."""
    reader = Reader(SearchQuery(article(ENGLISH[0])), open_page, lambda _: None, seconds=60)
    reader.allowance.requests = requests
    opened = OpenedPage(pointer(first.url), first.url, (), page=first)
    return reader.read_to_end(opened).page.article.text


def at(name, text, **fields):
    url = f"https://harbour-gazette.example/{name}"
    return opened_page(url, article(text, url=url), **fields)


def next_is(name):
    url = f"https://harbour-gazette.example/{name}"
    return [pointer(url, 0.25, "same_publisher", "next")]


def test_nothing_is_opened_without_leave_or_beyond_the_budget():
    web = Web(b=at("b", ENGLISH[1]))
    first = at("a", ENGLISH[0], pointers=next_is("b"))
    assert read_to_end(first, None) == ENGLISH[0]
    assert read_to_end(first, web.open, requests=0) == ENGLISH[0]
    assert web.asked == []


def test_next_pages_are_joined_in_order_while_requests_are_left():
    web = Web(
        b=at("b", ENGLISH[1], pointers=next_is("c")),
        c=at("c", ENGLISH[2], pointers=next_is("b")),
    )
    first = at("a", ENGLISH[0], pointers=next_is("b"))
    assert read_to_end(first, web.open, requests=5) == "\n\n".join(ENGLISH[:3])
    assert read_to_end(first, web.open, requests=1) == "\n\n".join(ENGLISH[:2])
    assert len(web.asked) <= 2 * MOST_PAGES


def test_pages_of_what_is_cut_for_subscribers_are_not_asked_for():
    web = Web(b=at("b", ENGLISH[1]))
    first = at("a", ENGLISH[0], pointers=next_is("b"), cut=True)
    assert read_to_end(first, web.open) == ENGLISH[0]
    assert web.asked == []


@given(st.lists(st.sampled_from([*ENGLISH, *GERMAN]), min_size=1, max_size=4))
def test_sentences_of_joined_pages_stand_where_they_say(texts):
    joined_article = join_pages([article(text) for text in texts])
    assert all(joined_article.text[s.start : s.end] == s.text for s in joined_article.sentences)
    assert [s.paragraph for s in joined_article.sentences] == sorted(
        s.paragraph for s in joined_article.sentences
    )
    assert joined_article.words == sum(article(text).words for text in texts)


def test_a_copy_stands_word_for_word_in_its_origin():
    origin = article(*ENGLISH)
    assert is_copy(article(*ENGLISH[:2]), origin)
    assert not is_copy(article(*GERMAN), origin)
    assert not is_copy(replace(origin, text="", sentences=[]), origin)
    assert 0.5 < COPIED < 1


@pytest.mark.parametrize(
    ("canonical", "origin"),
    [
        ("https://wire.example/2026/a", "https://wire.example/2026/a"),
        ("https://wire.example/", None),
        ("https://harbour-gazette.example/2026/b", None),
        (None, None),
    ],
)
def test_an_article_of_the_index_leads_to_a_story_that_it_declares_elsewhere(canonical, origin):
    lead = declared_origin(IndexArticle(A, "Lit", ENGLISH[0], canonical_url=canonical))
    assert (lead and lead.url) == origin


def test_only_a_clear_pointer_to_another_site_is_a_credit():
    weak, clear = pointer("https://x.example/1", 0.5), pointer("https://x.example/2")
    own = pointer("https://x.example/3", 0.9, "same_publisher")
    assert onward(at("a", ENGLISH[0], pointers=[weak, own, clear]), ()) == clear
    assert onward(at("a", ENGLISH[0], pointers=[weak]), ()) is None
    second = by_way_of(clear, A)
    assert A in second.message
    assert second.params["by_way_of"] == A
