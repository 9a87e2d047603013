"""Polling real servers, good and bad: what reaches the index, and what is asked of whom."""

import platform
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest
from hostile_servers import PUBLIC, Listener, answer, forever, redirect, routes

from server.config import Settings
from server.errors import (
    DeadlineExceeded,
    ExtractionFailed,
    NotAFeed,
    PageTooLarge,
    Problem,
    UnreadableFeed,
)
from server.ingest import fetching
from server.ingest.poll import add_feed
from server.ingest.poller import Poller, Round
from server.net.fetch import Fetcher
from server.pipeline.compare import Engine
from server.pipeline.wiring import open_poller
from server.store.index.article_index import SqliteArticles
from server.store.records import Feed, IndexArticle
from server.store.store import Store, open_store
from tests.unit.feeds import samples

PARAGRAPHS = "".join(
    f"<p>Line {number}: the ferry to Brackholm made its crossing {number} of the day, the harbour "
    "master Orla Finch said, and nobody on the quay was surprised to see it arrive late again.</p>"
    for number in range(12)
)
WORD = "Orla Finch"


def page(title: str = "The ferry is late", head: str = "", body: str = PARAGRAPHS) -> bytes:
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><article>"
        f"<h1>{title}</h1>{body}</article></body></html>"
    ).encode()


class Filled:
    """A server's feeds and index in a test."""

    def __init__(self, poller: Poller, index: SqliteArticles) -> None:
        self.poller, self.index, self.store = poller, index, poller.store

    def add(self, url: str) -> Feed:
        return self.store.add_feed(url, None, 1_800, time.time())

    def poll(self) -> Round:
        return self.poller.poll_due(every=True)

    def feed(self) -> Feed:
        (only,) = self.store.feeds()
        return only

    def text(self, url: str) -> str | None:
        article = self.index.article_text(url)
        return article.text if article else None


@pytest.fixture
def filled(tmp_path, pool) -> Iterator[Callable[..., Filled]]:
    filled_stores: list[Filled] = []
    stores: list[Store] = []

    def make(*sites: Listener, **chosen: object) -> Filled:
        allowed = tuple(f"{PUBLIC}:{site.port}" for site in sites)
        defaults = {"data": tmp_path, "feeds_pause_seconds": 0.001, "respect_robots": False}
        settings = Settings(allow_hosts=allowed, **{**defaults, **chosen})
        fetcher = Fetcher(settings, resolve=lambda host: [PUBLIC])
        index = SqliteArticles(tmp_path / "articles.db")
        stores.append(open_store(settings))
        engine = Engine(settings, pool, fetcher, feeds=stores[-1].feeds)
        filled_stores.append(Filled(open_poller(engine), index))
        return filled_stores[-1]

    yield make
    for filled_store, store in zip(filled_stores, stores, strict=True):
        filled_store.poller.end()
        filled_store.index.close()
        store.close()


def site_of(listen, table) -> tuple[Listener, str]:
    site = listen(routes(table))
    return site, f"http://pub.test:{site.port}"


def feed(body: str | bytes, content_type: str = "application/rss+xml", **headers: str):
    return answer(
        body if isinstance(body, bytes) else body.encode(), content_type=content_type, **headers
    )


def asked(site: Listener) -> list[str]:
    return [request.split(b" ")[1].decode() for request in site.requests]


# What reaches the index


def test_new_items_are_indexed_with_the_whole_text_of_their_pages(listen, filled):
    table = {"/story/0": answer(page()), "/story/1": answer(page())}
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(2, base))
    feeds = filled(site)
    feeds.add(f"{base}/feed")
    done = feeds.poll()
    assert (done.feeds, done.failed, done.new, done.pages) == (1, 0, 2, 2)
    assert feeds.index.count_articles() == 2
    assert WORD in feeds.text(f"{base}/story/0")
    hit = feeds.index.search_articles(["Brackholm", "crossing"])[0]
    assert (hit.title, hit.publisher) == ("Crossing 0 of the ferry", "Lindower Bote")
    assert feeds.feed().title == "Lindower Bote"


def test_a_text_that_the_feed_carries_costs_no_request(listen, filled):
    table = {}
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(3, base, body=samples.STORY_HTML))
    feeds = filled(site)
    feeds.add(f"{base}/feed")
    feeds.poll()
    assert asked(site) == ["/feed"]
    assert "Brackholm" in feeds.text(f"{base}/story/2")


def test_with_full_text_off_titles_and_leads_are_indexed(listen, filled):
    table = {"/story/0": answer(page())}
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(1, base))
    feeds = filled(site, feeds_full_text=False)
    feeds.add(f"{base}/feed")
    feeds.poll()
    assert asked(site) == ["/feed"]
    assert feeds.text(f"{base}/story/0") == ""


def test_pages_are_read_only_so_many_of_one_host_in_a_round_and_the_rest_later(listen, filled):
    table = {f"/story/{number}": answer(page()) for number in range(5)}
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(5, base))
    feeds = filled(site, feeds_pages=2)
    feeds.add(f"{base}/feed")
    assert [feeds.poll().pages for _ in range(4)] == [2, 2, 1, 0]
    assert feeds.index.count_articles() == 5


CUT = (
    "<p>The ferry to Brackholm was late again on Monday, the harbour master said.</p>"
    "<div class='paywall'><h3>Subscribe to read on</h3><a href='/subscribe'>Subscribe now</a>"
    "<p>Already a subscriber? <a href='/login'>Sign in</a></p></div>"
)


@pytest.mark.parametrize(
    "handler",
    [
        answer(page(), X_Robots_Tag="noindex, follow"),
        answer(page(), X_Robots_Tag="otherbot: noindex, unabridged: noarchive"),
        answer(page(), TDM_Reservation="1"),
        answer(page(head="<meta name=robots content='index, noarchive'>")),
        answer(page(head='<meta name="tdm-reservation" content="1">')),
        answer(page(body=CUT)),
        answer(page(body=CUT), "402 Payment Required"),
        answer(b"gone", "404 Not Found"),
        answer(b"%PDF-1.4", content_type="application/pdf"),
    ],
    ids=["noindex", "for us", "tdm", "meta", "tdm meta", "cut", "402", "404", "pdf"],
)
def test_what_is_kept_back_cut_or_not_there_stays_title_and_lead(handler, listen, filled):
    table = {"/story/0": handler}
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(1, base))
    feeds = filled(site)
    feeds.add(f"{base}/feed")
    feeds.poll()
    feeds.poll()
    assert feeds.text(f"{base}/story/0") == ""
    assert asked(site).count("/story/0") == 1


def test_robots_directives_for_others_keep_nothing_back(listen, filled):
    table = {"/story/0": answer(page(), X_Robots_Tag="otherbot: noindex, max-snippet:-1")}
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(1, base), X_Robots_Tag="noindex")
    feeds = filled(site)
    feeds.add(f"{base}/feed")
    feeds.poll()
    assert WORD in feeds.text(f"{base}/story/0")


def test_a_sites_reservation_of_mining_keeps_its_pages_unread(listen, filled):
    rules = b'[{"location": "/story/*", "tdm-reservation": 1}, {"location": "/"}]'
    table = {
        "/.well-known/tdmrep.json": answer(rules, content_type="application/json"),
        "/story/0": answer(page()),
    }
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(1, base))
    feeds = filled(site)
    feeds.add(f"{base}/feed")
    feeds.poll()
    assert feeds.text(f"{base}/story/0") == ""
    assert "/story/0" not in asked(site)


def test_robots_txt_counts_for_feeds_and_pages(listen, filled):
    table = {
        "/robots.txt": answer(b"User-agent: *\nDisallow: /story/1\n", content_type="text/plain"),
        "/story/0": answer(page()),
        "/story/1": answer(page()),
    }
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(2, base))
    feeds = filled(site, respect_robots=True)
    feeds.add(f"{base}/feed")
    feeds.poll()
    assert WORD in feeds.text(f"{base}/story/0")
    assert feeds.text(f"{base}/story/1") == ""
    table["/robots.txt"] = answer(b"User-agent: *\nDisallow: /\n", content_type="text/plain")
    again = filled(site, respect_robots=True)
    again.poll()
    assert "robots.txt" in again.feed().last_error


def test_a_lead_never_takes_the_place_of_a_text_that_came_another_way(listen, filled):
    table = {"/story/0": answer(b"no", "404 Not Found")}
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(1, base))
    feeds = filled(site)
    feeds.index.add_articles([IndexArticle(f"{base}/story/0", "Ferry", "The whole text.")])
    feeds.add(f"{base}/feed")
    feeds.poll()
    assert feeds.text(f"{base}/story/0") == "The whole text."


# What is asked of the feed's server


def test_an_unchanged_feed_is_asked_for_with_its_conditions_and_less_often(listen, filled):
    calls: list[bytes] = []

    def changing(connection, request):
        calls.append(request.lower())
        if b"if-none-match" in request.lower():
            connection.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")
            return
        modified = "Tue, 24 Nov 2026 10:00:00 GMT"
        feed(samples.RSS, ETag='"v1"', Last_Modified=modified)(connection, request)

    site, base = site_of(listen, {"/feed": changing})
    feeds = filled(site, feeds_full_text=False)
    feeds.add(f"{base}/feed")
    assert feeds.poll().new == 4
    after_news = feeds.feed()
    assert after_news.seconds == 900
    assert feeds.poll().new == 0
    assert b'if-none-match: "v1"' in calls[1]
    assert b"if-modified-since: tue, 24 nov 2026 10:00:00 gmt" in calls[1]
    assert feeds.feed().seconds == 1350
    assert feeds.feed().due > time.time() + 1_200


def test_the_user_agent_is_honest_and_no_cookie_is_sent(listen, filled):
    site, base = site_of(listen, {"/feed": feed(samples.RSS, Set_Cookie="a=1")})
    feeds = filled(site, feeds_full_text=False)
    feeds.add(f"{base}/feed")
    feeds.poll()
    feeds.poll()
    assert all(b"User-Agent: Unabridged/" in request for request in site.requests)
    assert not any(b"Cookie:" in request for request in site.requests)


def test_a_feed_that_moved_for_good_is_kept_at_its_new_address(listen, filled):
    table = {"/new": feed(samples.RSS)}
    site, base = site_of(listen, table)
    table["/old"] = redirect(f"{base}/new", "301 Moved Permanently")
    feeds = filled(site, feeds_full_text=False)
    feeds.add(f"{base}/old")
    feeds.poll()
    assert feeds.feed().url == f"{base}/new"
    feeds.add(f"{base}/old")
    feeds.poll()
    assert feeds.feed().url == f"{base}/new"


def test_a_feed_that_moved_for_now_keeps_its_address(listen, filled):
    table = {"/new": feed(samples.RSS)}
    site, base = site_of(listen, table)
    table["/old"] = redirect(f"{base}/new", "302 Found")
    feeds = filled(site, feeds_full_text=False)
    feeds.add(f"{base}/old")
    feeds.poll()
    assert feeds.feed().url == f"{base}/old"
    assert feeds.index.count_articles() == 4


def test_a_feed_that_was_taken_down_is_polled_no_more(listen, filled):
    site, base = site_of(listen, {"/feed": answer(b"", "410 Gone")})
    feeds = filled(site)
    feeds.add(f"{base}/feed")
    feeds.poll()
    assert feeds.feed().state == "gone"
    assert "410" in feeds.feed().last_error
    assert feeds.poll().feeds == 0
    assert asked(site) == ["/feed"]


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_host_that_wants_a_pause_gets_it_for_all_its_feeds(status, listen, filled):
    table = {"/feed": answer(b"slow down", status, Retry_After="3600"), "/other": feed(samples.RSS)}
    site, base = site_of(listen, table)
    feeds = filled(site)
    feeds.add(f"{base}/feed")
    feeds.poll()
    assert feeds.feed().due > time.time() + 3_500
    assert status[:3] in feeds.feed().last_error
    feeds.add(f"{base}/other")
    assert feeds.poll().failed == 2
    assert asked(site) == ["/feed"]
    assert feeds.store.due_feeds(time.time() + 3_000) == []


def test_a_page_that_wants_a_pause_is_read_later(listen, filled):
    table = {f"/story/{n}": answer(b"", "429 Too Many Requests", Retry_After="60") for n in (0, 1)}
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(2, base))
    feeds = filled(site)
    feeds.add(f"{base}/feed")
    feeds.poll()
    assert [path for path in asked(site) if "story" in path] == ["/story/0"]
    assert len(feeds.store.entries("lead", time.time() + 7_200, 10)) == 2


def test_a_failing_feed_is_tried_less_and_less_often_and_says_why(listen, filled):
    site, base = site_of(listen, {})
    feeds = filled(site)
    feeds.add(f"{base}/feed")
    waits = []
    for _ in range(3):
        feeds.poll()
        waits.append(feeds.feed().due - time.time())
    assert 500 < waits[0] < 700 < waits[1] < 1_400 < waits[2] < 2_700
    assert feeds.feed().failures == 3
    assert feeds.feed().last_error.endswith(".")


# Files that are no feeds, or do harm


def bad(name: str):
    def drip(connection, request):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss>")
        while connection.send(b" "):
            time.sleep(0.1)

    def half_a_gigabyte(connection, request):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: 500000000"
        forever(
            connection, head + b"\r\n\r\n<rss><channel>", b"<item><title>x</title></item>" * 1000
        )

    return {
        "html": feed(samples.PAGE, "text/html"),
        "500 MB": half_a_gigabyte,
        "endless": drip,
        "malformed": feed("<rss><channel"),
        "bomb": feed(samples.BILLION_LAUGHS),
        "empty": feed(b" "),
    }[name]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("html", NotAFeed),
        ("500 MB", PageTooLarge),
        ("endless", DeadlineExceeded),
        ("malformed", UnreadableFeed),
        ("bomb", UnreadableFeed),
        ("empty", UnreadableFeed),
    ],
)
def test_what_is_not_a_feed_is_a_typed_problem_and_nothing_is_kept(
    name, kind, listen, filled, monkeypatch
):
    monkeypatch.setattr(fetching, "MOST_BYTES", 2_000_000)
    site, base = site_of(listen, {"/feed": bad(name)})
    feeds = filled(site, fetch_seconds=2.0 if name == "endless" else 60.0)
    with pytest.raises(kind) as caught:
        add_feed(feeds.store, feeds.poller.adding, f"{base}/feed")
    assert caught.value.stage == "request"
    assert feeds.store.feeds() == []
    feeds.add(f"{base}/feed")
    assert feeds.poll().failed == 1
    assert feeds.feed().last_error == caught.value.detail
    assert feeds.index.count_articles() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize(
    "before", ["", "<?x <rss ?>", "<?x <!-- ?>", "<!-- <rss> -->", "<?x \u3f3e\u3c21\u2d2d?>", "<?"]
)
def test_an_external_entity_asks_nobody(before, encoding, listen, filled, victim):
    address = f"http://127.0.0.1:{victim.port}/secret"
    hostile = samples.EXTERNAL_ENTITY.format(address=address).replace("?>", f"?>{before}", 1)
    site, base = site_of(listen, {"/feed": feed(hostile.encode(encoding))})
    feeds = filled(site)
    with pytest.raises(UnreadableFeed, match="entities"):
        add_feed(feeds.store, feeds.poller.adding, f"{base}/feed")
    feeds.add(f"{base}/feed")
    assert feeds.poll().failed == 1
    assert feeds.index.count_articles() == victim.connections == 0


@pytest.mark.parametrize("where", ["127.0.0.1", "169.254.169.254"])
def test_a_feed_at_a_private_address_is_refused_and_so_are_its_pages(where, listen, filled, victim):
    table = {}
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(1, f"http://{where}:{victim.port}"))
    feeds = filled(site)
    with pytest.raises(Problem) as caught:
        add_feed(feeds.store, feeds.poller.adding, f"http://{where}:{victim.port}/feed")
    assert caught.value.slug == "blocked_address"
    feeds.add(f"{base}/feed")
    feeds.poll()
    assert victim.connections == 0


def test_an_index_of_site_maps_that_leads_in_circles_is_read_once_each(listen, filled):
    def index(*children: str) -> str:
        entries = "".join(f"<sitemap><loc>{child}</loc></sitemap>" for child in children)
        return f"<sitemapindex>{entries}</sitemapindex>"

    table = {}
    site, base = site_of(listen, table)
    table["/index.xml"] = feed(index(f"{base}/index.xml", f"{base}/deep.xml", f"{base}/news.xml"))
    table["/deep.xml"] = feed(index(f"{base}/index.xml", f"{base}/deep.xml", f"{base}/deeper.xml"))
    table["/deeper.xml"] = feed(index(f"{base}/deepest.xml"))
    table["/news.xml"] = feed(samples.SITEMAP)
    feeds = filled(site, feeds_full_text=False)
    feeds.add(f"{base}/index.xml")
    assert feeds.poll().new == 1
    assert sorted(asked(site)) == ["/deep.xml", "/deeper.xml", "/index.xml", "/news.xml"]


def test_ten_thousand_items_are_taken_in_once(listen, filled):
    site, base = site_of(listen, {"/news.xml": feed(samples.news_sitemap(10_000), ETag='"1"')})
    feeds = filled(site, feeds_full_text=False)
    feeds.add(f"{base}/news.xml")
    assert feeds.poll().new == feeds.index.count_articles() == 10_000


def test_two_feeds_with_the_same_items_bring_each_article_once(listen, filled):
    table = {f"/story/{number}": answer(page()) for number in range(2)}
    site, base = site_of(listen, table)
    table["/a"] = table["/b"] = feed(samples.rss(2, base))
    feeds = filled(site)
    feeds.add(f"{base}/a")
    feeds.add(f"{base}/b")
    assert feeds.poll().new == 2
    assert asked(site).count("/story/0") == 1


def test_one_poller_at_a_time_holds_the_lease(listen, filled):
    site, _ = site_of(listen, {})
    first_poller, second_poller = filled(site).poller, filled(site).poller
    with first_poller.lease() as holder:
        assert holder is None
        with second_poller.lease() as first:
            assert first is not None
    with second_poller.lease() as holder:
        assert holder is None


def test_the_lease_of_a_dead_process_is_taken_over(listen, filled):
    site, _ = site_of(listen, {})
    feeds = filled(site)
    dead = subprocess.check_output(["sh", "-c", "echo $$"], text=True).strip()
    for holder, free in ((f"{platform.node()} {dead} 1", True), ("elsewhere 1 1", False)):
        feeds.store.lease("feeds", holder, time.time(), time.time() + 60)
        with feeds.poller.lease() as holder_of_lease:
            assert (holder_of_lease is None) is free


def test_a_running_poller_polls_what_is_due_and_deletes_nothing(listen, filled, monkeypatch):
    site, base = site_of(listen, {"/feed": feed(samples.RSS)})
    feeds = filled(site, feeds_full_text=False)
    monkeypatch.setattr(type(feeds.index), "prune_articles", None)
    monkeypatch.setattr(type(feeds.store), "forget_entries", None)
    poller = feeds.poller
    poller.record = lambda _: poller.end()
    feeds.add(f"{base}/feed")
    poller.run()
    assert feeds.index.count_articles() == 4
    assert asked(site) == ["/feed"]


@pytest.mark.parametrize("reason", ["time", "crash", "memory"])
def test_a_page_that_stops_what_reads_it_is_left_alone_for_a_day(listen, filled, reason):
    table = {"/story/0": answer(page()), "/story/1": answer(page())}
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(2, base))
    feeds = filled(site)
    reader = feeds.poller.read

    def read(fetched, announced):
        if fetched.url.endswith("0"):
            raise ExtractionFailed("It was stopped.", reason=reason)
        return reader(fetched, announced)

    feeds.poller.read = read
    feeds.add(f"{base}/feed")
    for _ in range(3):
        feeds.poll()
    assert asked(site).count("/story/0") == 1
    ((url, tries, until),) = feeds.store.resting(time.time(), 10)
    assert (url, tries) == (f"{base}/story/0", 1)
    assert 0.8 * 86_400 < until - time.time() < 1.2 * 86_400


def test_a_page_that_ended_the_server_twice_is_left_alone_for_a_day(listen, filled):
    table = {"/story/0": answer(page())}
    site, base = site_of(listen, table)
    table["/feed"] = feed(samples.rss(1, base))
    feeds = filled(site)

    def read(*_):
        raise SystemExit  # as a kill would, nothing is noted any more

    feeds.poller.read = read
    feeds.add(f"{base}/feed")
    with pytest.raises(SystemExit):
        feeds.poll()
    second = filled(site)
    second.poller.read = read
    with pytest.raises(SystemExit):
        second.poll()
    again = filled(site)
    again.poll()
    assert asked(site).count("/story/0") == 2
    assert [url for url, *_ in again.store.resting(time.time(), 10)] == [f"{base}/story/0"]


def test_nothing_is_polled_while_the_clock_is_behind(listen, filled):
    site, base = site_of(listen, {"/feed": feed(samples.RSS)})
    feeds = filled(site, feeds_full_text=False)
    poller = feeds.poller
    poller.clock_behind = lambda: poller.end() or True
    feeds.add(f"{base}/feed")
    poller.run()
    assert asked(site) == []


def test_a_feed_that_trips_the_program_keeps_no_other_waiting(listen, filled, monkeypatch, caplog):
    site, base = site_of(listen, {"/bad": feed(samples.RSS), "/good": feed(samples.rss(1))})
    feeds = filled(site, feeds_full_text=False)
    feeds.add(f"{base}/bad")
    feeds.add(f"{base}/good")
    plain = feeds.poller.web.feed

    def tripping(url, *conditions):
        if url.endswith("/bad"):
            raise RuntimeError("a fault of ours")
        return plain(url, *conditions)

    monkeypatch.setattr(feeds.poller.web, "feed", tripping)
    done = feeds.poll()
    assert (done.failed, done.new) == (1, 1)
    assert "a fault of ours" in feeds.store.feeds()[0].last_error
    assert feeds.store.feeds()[0].due > time.time()
    assert "a fault of ours" in caplog.text
