import pytest

from server.config import Settings
from server.errors import NotAFeed
from server.ingest.fetching import MOST_SITEMAPS, FeedUpdate, Web
from server.net.session import Answer
from tests.unit.feeds import samples

FEED = "https://bote.example/feed"


class Site:
    """Answers from a table, and what it was asked."""

    def __init__(self, table: dict[str, str], **headers: str) -> None:
        self.table, self.headers, self.asked = table, headers, []

    def get(self, url, headers, limit, *, cancelled):
        headers.pop("Accept")
        self.asked.append((url, headers))
        return Answer(url, 200, self.headers, self.table[url].encode())


def collect(site: Site, *validators: str | None) -> FeedUpdate:
    def run(function, *arguments, timeout, cancelled):
        return function(*arguments)

    return Web(site, run, Settings()).feed(FEED, *validators)


def test_conditions_are_sent_only_where_they_are_known():
    site = Site({FEED: samples.RSS}, etag='"2"')
    update = collect(site, '"1"', None)
    assert site.asked == [(FEED, {"If-None-Match": '"1"'})]
    assert (update.etag, update.modified) == ('"2"', None)


def test_the_content_of_a_feed_that_reserves_mining_is_let_go():
    update = collect(Site({FEED: samples.RSS}, **{"tdm-reservation": "1"}))
    assert update.feed is not None
    assert update.feed.items[0].lead
    assert {item.text for item in update.feed.items} == {""}


def test_an_index_is_followed_to_a_number_of_site_maps_the_latest_first():
    children = "".join(
        f"<sitemap><loc>https://bote.example/{number}.xml</loc>"
        f"<lastmod>2026-{1 + number // 28:02d}-{1 + number % 28:02d}</lastmod></sitemap>"
        for number in range(200)
    )
    table = {f"https://bote.example/{n}.xml": samples.news_sitemap(1) for n in range(200)}
    site = Site({FEED: f"<sitemapindex>{children}</sitemapindex>", **table})
    update = collect(site)
    assert len(site.asked) == 1 + MOST_SITEMAPS
    assert site.asked[1][0] == "https://bote.example/199.xml"
    assert update.feed is not None
    assert len(update.feed.items) == 1


def index_of(*names: str) -> str:
    entries = "".join(
        f"<sitemap><loc>https://bote.example/{name}</loc></sitemap>" for name in names
    )
    return f"<sitemapindex>{entries}</sitemapindex>"


PLAIN = "<urlset><url><loc>https://bote.example/about</loc></url></urlset>"


def test_site_maps_without_news_are_passed_over_and_those_named_news_come_first():
    table = {
        FEED: index_of("pages.xml", "broken.xml", "news.xml"),
        "https://bote.example/pages.xml": PLAIN,
        "https://bote.example/broken.xml": "<urlset><url",
        "https://bote.example/news.xml": samples.SITEMAP,
    }
    site = Site(table)
    update = collect(site)
    assert site.asked[1][0] == "https://bote.example/news.xml"
    assert update.feed is not None
    assert [item.url for item in update.feed.items] == ["https://akhbar.example/1"]


def test_an_index_without_any_news_is_refused():
    site = Site({FEED: index_of("pages.xml"), "https://bote.example/pages.xml": PLAIN})
    with pytest.raises(NotAFeed, match=r"pages\.xml is a site map without news"):
        collect(site)


def test_an_index_that_leads_to_indexes_alone_is_refused():
    site = Site(
        {FEED: "", **{f"https://bote.example/{n}.xml": index_of(f"{n + 1}.xml") for n in range(9)}}
    )
    site.table[FEED] = index_of("0.xml")
    with pytest.raises(NotAFeed, match="leads to no site map with news"):
        collect(site)


def test_an_index_whose_news_site_map_is_empty_today_is_a_feed():
    site = Site({FEED: index_of("news.xml"), "https://bote.example/news.xml": "<urlset></urlset>"})
    update = collect(site)
    assert update.feed is not None
    assert update.feed.items == []
