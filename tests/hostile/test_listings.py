"""Finding the story of a publisher that a page names, in what its site lists: real servers."""

import time

import pytest
from hostile_servers import PUBLIC, answer, forever, routes

from server.config import Settings
from server.model import FindRequest, PageInput
from server.net.fetch import Fetcher
from server.pipeline.compare import Engine, find
from server.store.store import open_store
from tests.hostile.test_feeds import asked, feed
from tests.unit.feeds import samples

STORY = [
    (
        "The lighthouse at Brackholm will be lit again in May after eleven dark years, the harbour "
        "trust said on Tuesday."
    ),
    (
        "Odd Farrow, who chairs the trust, said that repairs had cost 2.4 million crowns, most of "
        "it given by the families of fishermen."
    ),
    (
        "A storm broke the lantern in the winter of 2014, and the coast guard then decided that "
        "ships no longer needed the light."
    ),
    "The first keeper's granddaughter, Wilma Stensund, will turn the switch on 3 May at dusk.",
    "Three skippers from Ellery had rowed out in October to see whether the lens could be saved.",
]
SUMMARY = (
    "Brackholm gets its lighthouse back: after eleven years of darkness the harbour trust will "
    "light it again in May. Odd Farrow, the trust's chair, put the repairs at 2.4 million crowns, "
    "paid mostly by fishermen's families. Wilma Stensund, a granddaughter of the first keeper, "
    "will turn the switch on 3 May. The plan was first reported by the Harbour Gazette."
)
PAGE = answer(
    (
        "<!doctype html><html lang=en><title>Brackholm's light returns</title><article>"
        f"<h1>Brackholm's light returns</h1>{''.join(f'<p>{text}</p>' for text in STORY)}</article>"
    ).encode()
)
MAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{base}/lit</loc><news:news>
<news:publication><news:name>Harbour Gazette</news:name><news:language>en</news:language>
</news:publication><news:publication_date>2026-11-23T08:00:00Z</news:publication_date>
<news:title>Lighthouse at Brackholm will be lit again</news:title></news:news></url></urlset>"""
INDEX = "<sitemapindex><sitemap><loc>{base}/maps/1.xml</loc></sitemap></sitemapindex>"
PLAIN = "<urlset><url><loc>{base}/about</loc></url></urlset>"


@pytest.fixture
def look(listen, tmp_path, pool):
    """Find the page's source where the named publisher's feed is known; the search, the paths."""
    stores = []

    def looked(table, **chosen):
        site = listen(routes(table))
        base = f"http://pub.test:{site.port}"
        for path, body in list(table.items()):
            if isinstance(body, str):
                kind = "text/plain" if path == "/robots.txt" else "application/xml"
                table[path] = answer(body.format(base=base).encode(), content_type=kind)
        table.setdefault("/feed", feed(samples.rss(2, base)))
        settings = Settings(allow_hosts=(f"{PUBLIC}:{site.port}",), data=tmp_path, **chosen)
        store = open_store(settings)
        stores.append(store)
        store.feeds.add_feed(f"{base}/feed", "Harbour Gazette", 1_800, time.time())
        fetcher = Fetcher(settings, resolve=lambda host: [PUBLIC])
        engine = Engine(settings, pool, fetcher, feeds=store.feeds)
        page = PageInput(text=SUMMARY, url="https://brief.example/light", language="en")
        return find(engine, FindRequest(page=page))[1], asked(site), base

    yield looked
    for store in stores:
        store.close()


def turn(search):
    (publisher_turn,) = (
        attempt for attempt in search.tried if attempt.finder == "attributed_publisher"
    )
    return publisher_turn


@pytest.mark.parametrize(
    ("robots", "maps", "read"),
    [
        ("Sitemap: {base}/n.xml", {"/n.xml": MAP}, ["/n.xml"]),
        ("sitemap: /i.xml", {"/i.xml": INDEX, "/maps/1.xml": MAP}, ["/i.xml", "/maps/1.xml"]),
        (
            "Sitemap: {base}/a.xml\nSitemap: {base}/news.xml",
            {"/a.xml": PLAIN, "/news.xml": MAP},
            ["/news.xml"],
        ),
        ("User-agent: *\nDisallow: /x", {"/sitemap.xml": MAP}, ["/sitemap.xml"]),
    ],
    ids=["named", "an index", "the one with news first", "where most sites have it"],
)
def test_the_story_is_found_in_the_news_site_map(look, robots, maps, read):
    search, paths, base = look({"/robots.txt": robots, "/lit": PAGE, **maps})
    assert (search.outcome, search.source) == ("source", f"{base}/lit")
    assert search.candidates[0].found_by[0].says == (
        "In the news site map of Harbour Gazette, which the page credits."
    )
    assert turn(search).outcome == "source"
    # robots.txt is asked for once; nothing is asked for twice.
    assert len(paths) == len(set(paths))
    assert paths[:2] == ["/robots.txt", "/feed"]
    assert [path for path in paths if path in read] == read
    assert paths[-1] == "/lit"


def test_a_site_map_that_robots_txt_forbids_is_not_read(look):
    robots = "User-agent: *\nDisallow: /n.xml\nSitemap: {base}/n.xml"
    search, paths, _ = look({"/robots.txt": robots, "/n.xml": MAP, "/lit": PAGE})
    assert search.outcome == "not_found"
    assert "/n.xml" not in paths


def test_a_site_that_wants_a_pause_is_left_alone(look):
    busy = answer(b"", "429 Too Many Requests", Retry_After="120")
    robots = "Sitemap: {base}/n.xml"
    search, paths, _ = look({"/robots.txt": robots, "/feed": busy, "/n.xml": MAP, "/lit": PAGE})
    assert search.outcome == "not_found"
    assert paths == ["/robots.txt", "/feed"]
    assert "429" in turn(search).detail


def bad(kind):
    def endless(connection, request):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n<urlset>"
        forever(connection, head, b"<url><loc>http://x.example/</loc></url>" * 1000)

    return {
        "endless": endless,
        "broken": "<urlset><url",
        "a loop": "<sitemapindex><sitemap><loc>{base}/n.xml</loc></sitemap></sitemapindex>",
        "a web page": answer(b"<!doctype html><p>Not here.</p>"),
        "nothing": answer(b"", "404 Not Found"),
        "a bomb": answer(samples.BILLION_LAUGHS.encode(), content_type="application/xml"),
    }[kind]


@pytest.mark.parametrize("kind", ["endless", "broken", "a loop", "a web page", "nothing", "a bomb"])
def test_bad_site_maps_end_in_a_sentence_and_few_requests(look, kind):
    table = {"/robots.txt": "Sitemap: {base}/n.xml", "/n.xml": bad(kind), "/lit": PAGE}
    search, paths, _ = look(table, fetch_seconds=3.0)
    assert search.outcome == "not_found"
    assert paths.count("/n.xml") == 1
    assert len(paths) <= 6
    assert turn(search).detail.endswith(".")
