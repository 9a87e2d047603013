from server.feeds.collect import MOST_SITEMAPS, collect
from server.feeds.parse import parse_feed
from server.net.files import Answer
from tests.unit.feeds import samples

FEED = "https://bote.example/feed"


class Site:
    """Answers from a table, and what it was asked."""

    def __init__(self, table: dict[str, str], **headers: str) -> None:
        self.table, self.headers, self.asked = table, headers, []

    def get(self, url, headers):
        self.asked.append((url, dict(headers)))
        return Answer(url, 200, self.headers, self.table[url].encode())


def read(answer: Answer):
    return parse_feed(answer.body, "", answer.url, 10**7)


def test_conditions_are_sent_only_where_they_are_known():
    site = Site({FEED: samples.RSS}, etag='"2"')
    found = collect(site.get, read, FEED, '"1"', None)
    assert site.asked == [(FEED, {"If-None-Match": '"1"'})]
    assert (found.etag, found.modified) == ('"2"', None)


def test_the_content_of_a_feed_that_reserves_mining_is_let_go():
    found = collect(Site({FEED: samples.RSS}, **{"tdm-reservation": "1"}).get, read, FEED)
    assert found.feed is not None
    assert found.feed.items[0].lead
    assert {item.content for item in found.feed.items} == {None}


def test_an_index_is_followed_to_a_number_of_site_maps_the_latest_first():
    children = "".join(
        f"<sitemap><loc>https://bote.example/{number}.xml</loc>"
        f"<lastmod>2026-{1 + number // 28:02d}-{1 + number % 28:02d}</lastmod></sitemap>"
        for number in range(200)
    )
    table = {f"https://bote.example/{n}.xml": samples.news_sitemap(1) for n in range(200)}
    site = Site({FEED: f"<sitemapindex>{children}</sitemapindex>", **table})
    found = collect(site.get, read, FEED)
    assert len(site.asked) == 1 + MOST_SITEMAPS
    assert site.asked[1][0] == "https://bote.example/199.xml"
    assert found.feed is not None
    assert len(found.feed.items) == 1
