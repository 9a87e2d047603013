import pytest

from server.article.read import read_article
from server.errors import Cancelled, FetchFailed, NotAFeed
from server.feeds.items import Item, Parsed
from server.model import PageInput
from server.source.finders.attributed import AttributedPublisher
from server.source.finders.protocol import Asked, Passed
from server.source.pointer import Attribution

PAGE = read_article(PageInput(text="Brackholm is lit.", url="https://brief.example/a"))
TERMS = [("brackholm", 2.5), ("lighthouse", 1.0), ("farrow", 2.5), ("crowns", 1.0)]
STORY = Item("https://gazette.example/lit", "Lighthouse of Brackholm lit", "Odd Farrow pays.")
OTHER = Item("https://gazette.example/ferry", "A ferry for Brackholm", "It is green.")
NAMED = Attribution("The Gazette", "gazette.example", "first reported by The Gazette", "told")


def asked(*attributions):
    return Asked(PAGE, attributions=attributions, terms=TERMS)


def finder(feeds, known=None):
    def read(url):
        answer = feeds.get(url, FetchFailed(f"{url} is not there."))
        if isinstance(answer, Exception):
            raise answer
        return Parsed("rss", items=answer)

    return AttributedPublisher(read, lambda attribution: known)


def test_the_named_publishers_feed_is_found_by_its_front_page():
    page = NotAFeed("A web page.", feeds=["https://x.example/f", "https://gazette.example/feed"])
    web = {"https://gazette.example/": page, "https://gazette.example/feed": [OTHER, STORY]}
    (lead,) = finder(web).find(asked(NAMED))
    assert (lead.url, lead.finder) == (STORY.url, "attributed_publisher")
    assert lead.quote == NAMED.quote


def test_a_feed_that_fills_the_index_is_read_at_once():
    feed = "https://feeds.example/gazette.xml"
    nameless = Attribution("The Gazette", None, "told The Gazette", "told")
    assert [lead.url for lead in finder({feed: [STORY]}, feed).find(asked(nameless))] == [STORY.url]


@pytest.mark.parametrize(
    ("attributions", "web", "words"),
    [
        ((), {}, "names no publisher"),
        ((Attribution("The Gazette", None, "told", "told"),), {}, "No site of The Gazette"),
        ((NAMED,), {}, "not there"),
        ((NAMED,), {"https://gazette.example/": NotAFeed("A page.", feeds=[])}, "A page"),
        ((NAMED,), {"https://gazette.example/": [OTHER]}, "nothing like it"),
        ((Attribution("Brief", "brief.example", "told", "told"),), {}, "No site"),
    ],
)
def test_where_there_is_nothing_it_says_why(attributions, web, words):
    with pytest.raises(Passed, match=words):
        list(finder(web).find(asked(*attributions)))


def test_one_publisher_that_fails_does_not_keep_out_the_next():
    other = Attribution("The Post", "post.example", "told The Post", "told")
    found = finder({"https://gazette.example/": [STORY]}).find(asked(other, NAMED))
    assert [lead.url for lead in found] == [STORY.url]


def test_a_caller_who_goes_away_ends_it():
    with pytest.raises(Cancelled):
        list(finder({"https://gazette.example/": Cancelled("gone")}).find(asked(NAMED)))
