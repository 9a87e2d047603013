from dataclasses import replace

import pytest

from server.article.read import read_article
from server.errors import Cancelled, FetchFailed, NotAFeed, PageStatus, StoreUnavailable
from server.feeds.parse import Child, Item, ParsedFeed
from server.model import Credit, PageInput
from server.source.finder import FinderError, FinderSkipped, SearchQuery
from server.source.publisher import MOST_SITE_MAPS, AttributedPublisher
from server.store.records import Feed

PAGE = read_article(PageInput(text="Brackholm is lit.", url="https://brief.example/a"))
TERMS = [("brackholm", 2.5), ("lighthouse", 1.0), ("farrow", 2.5), ("crowns", 1.0)]
STORY = Item("https://gazette.example/lit", "Lighthouse of Brackholm lit", lead="Odd Farrow pays.")
OTHER = Item("https://gazette.example/ferry", "A ferry for Brackholm", lead="It is green.")


def credit(name, host, quote):
    return Credit(name, host, None, "basis", quote, None, None)


NAMED = credit("The Gazette", "gazette.example", "first reported by The Gazette")


def asked(*credited):
    return SearchQuery(PAGE, credits=credited, terms=TERMS, text=PAGE.text)


def finder(feeds, known_feeds=None, site_maps=(), seconds=5.0):
    def read(url, seconds):
        answer = feeds.get(url, PageStatus(f"{url} is not there.", http_status=404))
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, ParsedFeed) else ParsedFeed("rss", items=answer)

    stored_feeds = (
        [Feed("1", known_feeds, "The Gazette")]
        if isinstance(known_feeds, str)
        else known_feeds or []
    )
    return AttributedPublisher(
        read, lambda url, seconds: list(site_maps), lambda: stored_feeds, seconds
    )


def test_the_named_publishers_feed_is_found_by_its_front_page():
    page = NotAFeed("A web page.", feeds=["https://x.example/f", "https://gazette.example/feed"])
    web = {"https://gazette.example/": page, "https://gazette.example/feed": [OTHER, STORY]}
    (lead,) = finder(web).find(asked(NAMED))
    assert (lead.url, lead.finder) == (STORY.url, "attributed_publisher")
    assert lead.quote == NAMED.quote


def test_a_feed_that_fills_the_index_is_read_at_once():
    feed = "https://feeds.example/gazette.xml"
    nameless = credit("The Gazette", None, "told The Gazette")
    assert [lead.url for lead in finder({feed: [STORY]}, feed).find(asked(nameless))] == [STORY.url]


@pytest.mark.parametrize(
    ("credited", "web", "words"),
    [
        ((), {}, "credits no known publisher"),
        ((credit("The Gazette", None, "told"),), {}, "No site of The Gazette"),
        ((NAMED,), {}, "not there"),
        ((NAMED,), {"https://gazette.example/": NotAFeed("A page.", feeds=[])}, "A page"),
        ((NAMED,), {"https://gazette.example/": [OTHER]}, "nothing like it"),
        ((NAMED,), {"https://gazette.example/": FetchFailed("Nobody there.")}, "Nobody there"),
        ((credit("Brief", "brief.example", "told"),), {}, "No site"),
    ],
)
def test_where_there_is_nothing_it_says_why(credited, web, words):
    with pytest.raises(FinderSkipped, match=words):
        list(finder(web).find(asked(*credited)))


def test_one_publisher_that_fails_does_not_keep_out_the_next():
    post = credit("The Post", "post.example", "told The Post")
    result = finder({"https://gazette.example/": [STORY]}).find(asked(post, NAMED))
    assert [lead.url for lead in result] == [STORY.url]


def test_a_caller_who_goes_away_ends_it():
    with pytest.raises(Cancelled):
        list(finder({"https://gazette.example/": Cancelled("gone")}).find(asked(NAMED)))


MAP = "https://gazette.example/map.xml"
NEWS = "https://gazette.example/news.xml"
TITLE_ALONE = Item("https://gazette.example/lit", "Brackholm: the lighthouse is lit")


@pytest.mark.parametrize(
    ("site_maps", "web"),
    [
        ([NEWS], {NEWS: [OTHER, TITLE_ALONE]}),
        ([MAP], {MAP: ParsedFeed("sitemap_index", children=[Child(NEWS)]), NEWS: [TITLE_ALONE]}),
        ([MAP, NEWS], {MAP: NotAFeed("Addresses only."), NEWS: [TITLE_ALONE]}),
        ([], {"https://gazette.example/sitemap-news.xml": [TITLE_ALONE]}),
    ],
    ids=["named", "in an index", "beside one without news", "where most have it"],
)
@pytest.mark.parametrize("front", [NotAFeed("A page.", feeds=[]), [OTHER]])
def test_what_the_feed_lacks_is_found_in_the_news_site_map(site_maps, web, front):
    publisher = finder({"https://gazette.example/": front, **web}, site_maps=site_maps)
    (lead,) = publisher.find(asked(NAMED))
    assert lead.url == TITLE_ALONE.url
    assert lead.message == "In the news site map of The Gazette, which the page credits."


def test_a_site_map_speaks_for_its_own_site_alone():
    elsewhere = Item("https://other.example/lit", TITLE_ALONE.title)
    with pytest.raises(FinderSkipped, match="The news site map of The Gazette has nothing like it"):
        list(finder({NEWS: [elsewhere]}, site_maps=[NEWS]).find(asked(NAMED)))


def test_a_headline_that_tells_other_things_is_not_a_lead():
    # Of many rare words two are few; then the share of a title counts.
    page = replace(asked(NAMED), terms=[*TERMS, *((f"word{n}", 1.0) for n in range(20))])
    unrelated = Item(
        "https://gazette.example/x", "Brackholm lighthouse keepers demand their pensions"
    )
    for items, lead_count in (([unrelated], 0), ([unrelated, TITLE_ALONE], 1)):
        leads = finder({NEWS: items}, site_maps=[NEWS]).find(page)
        if lead_count:
            assert [lead.url for lead in leads] == [TITLE_ALONE.url]
        else:
            with pytest.raises(FinderSkipped, match="nothing like it"):
                list(leads)


def test_so_many_files_are_read_and_none_twice():
    asked_for = []

    class Web(dict):
        def get(self, url, otherwise):
            asked_for.append(url)
            return ParsedFeed("sitemap_index", children=[Child(f"{url}x"), Child(MAP)])

    with pytest.raises(FinderSkipped):
        list(finder(Web(), site_maps=[MAP, NEWS]).find(asked(NAMED)))
    assert len(asked_for) == len(set(asked_for)) == 1 + MOST_SITE_MAPS


def test_without_time_left_nothing_is_read():
    with pytest.raises(FinderSkipped, match="time was up"):
        list(finder({NEWS: [TITLE_ALONE]}, site_maps=[NEWS], seconds=0).find(asked(NAMED)))


def test_a_site_that_can_not_be_reached_is_not_a_site_that_has_nothing():
    off = {"https://gazette.example/": FetchFailed("Nobody there.")}
    with pytest.raises(FinderError):
        list(finder(off).find(asked(NAMED)))
    with pytest.raises(FinderSkipped) as nothing:
        list(finder({"https://gazette.example/": [OTHER]}).find(asked(NAMED)))
    assert not isinstance(nothing.value, FinderError)


def test_a_publisher_whose_feed_fills_the_index_is_known_by_its_name():
    text = f"{PAGE.text} It was repaired, according to Axle Quarry."
    page = read_article(PageInput(text=text, language="en"))
    feeds = [
        Feed("1", "https://a.example/feed", "Quarry"),
        Feed("2", "https://q.example/f", "Axle Quarry"),
    ]
    result = finder({"https://q.example/f": [STORY]}, feeds).find(replace(asked(), page=page))
    assert [(lead.url, lead.publisher) for lead in result] == [(STORY.url, "Axle Quarry")]


def test_without_its_database_it_could_not_be_asked():
    def away():
        raise StoreUnavailable("The database is away.")

    publisher = AttributedPublisher(None, None, away, 5)
    for outlet_credits in ((), (credit("The Gazette", None, "told"),)):
        with pytest.raises(FinderError, match="away"):
            list(publisher.find(asked(*outlet_credits)))
