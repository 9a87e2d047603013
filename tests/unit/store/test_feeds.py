"""Over both databases: SQLite and PostgreSQL."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from server.errors import StoreUnavailable
from server.ingest.leases import Leases
from server.store.feeds import Feeds
from server.store.records import Entry

NOW = 1_800_000_000.0


class Quiet(Leases):
    """Leases that nothing renews meanwhile."""

    def _beat(self):
        pass


def pollers(store):
    return [Quiet(store, 60, lambda: None) for _ in range(2)]


@pytest.fixture
def store(sql):
    return Feeds(sql)


def entry(number: int, guid: str | None = None, digest: str = "a") -> Entry:
    return Entry(f"https://bote.example/{number}", guid, digest, "{}")


def test_a_feed_is_there_once_is_due_at_once_and_can_be_removed(store):
    feed = store.add_feed("https://bote.example/feed", "Bote", 1_800, NOW)
    assert store.add_feed("https://bote.example/feed", None, 60, NOW + 5) == feed
    assert store.due_feeds(NOW) == store.feeds() == [feed]
    assert store.due_feeds(NOW - 1) == []
    assert store.remove_feed(feed.id)
    assert not store.remove_feed(feed.id)
    assert store.feeds() == []


def test_a_paused_feed_is_not_due_and_what_was_polled_of_it_meanwhile_is_dropped(store):
    feed = store.add_feed("https://bote.example/feed", "Bote", 1_800, NOW)
    paused = store.change_feed(feed.id, state="paused")
    assert (paused.state, paused.to_api()["due"]) == ("paused", None)
    store.make_due(NOW)
    assert store.due_feeds(NOW + 9_999) == store.still_due(feed.id, NOW + 9_999) == []
    assert store.polled(replace(feed, failures=1), [entry(1)], NOW) == 0
    assert store.feeds() == [paused]
    assert store.entries("new", NOW, 10) == []


def test_polling_keeps_what_an_operator_changed_meanwhile(store):
    feed = store.add_feed("https://bote.example/feed", "Bote", 1_800, NOW)
    store.change_feed(feed.id, every=3_600.0)
    store.polled(replace(feed, etag="x"), [], NOW)
    assert (store.feeds()[0].every, store.feeds()[0].etag) == (3_600.0, "x")
    moved = store.change_feed(feed.id, url="https://faro.example/feed", added="2030-01-01")
    assert store.polled(replace(feed, etag="y"), [entry(1)], NOW) == 0
    assert store.feeds() == [moved]


def test_items_come_once_by_address_and_by_guid_and_the_newest_first(store):
    feed = store.add_feed("https://bote.example/feed", None, 1_800, NOW)
    assert store.polled(feed, [entry(3, "c"), entry(2, "b"), entry(1, "a")], NOW) == 3
    assert store.polled(feed, [entry(4, "d"), entry(3, "c"), entry(9, "b")], NOW) == 1
    urls = [item.url[-1] for item in store.entries("new", NOW, 10)]
    assert urls == ["4", "3", "2", "1"]


def test_an_item_goes_from_new_to_lead_to_done_and_comes_back_when_its_words_change(store):
    feed = store.add_feed("https://bote.example/feed", None, 1_800, NOW)
    store.polled(feed, [entry(1)], NOW)
    store.mark([entry(1).url], "lead")
    assert [item.url for item in store.entries("lead", NOW, 10)] == [entry(1).url]
    store.mark([entry(1).url], "done")
    assert store.polled(feed, [entry(1)], NOW) == 0
    assert store.entries("new", NOW, 10) == []
    for number in range(10):
        store.polled(feed, [entry(1, digest=str(number))], NOW)
    (item,) = store.entries("new", NOW, 10)
    assert item.tries == 5
    assert item.digest == "4"


def test_an_item_that_was_put_off_is_not_due_before(store):
    feed = store.add_feed("https://bote.example/feed", None, 1_800, NOW)
    store.polled(feed, [entry(1)], NOW)
    store.mark([entry(1).url], "lead")
    store.put_off(entry(1).url, 1, NOW + 60)
    assert store.entries("lead", NOW, 10) == []
    assert store.entries("lead", NOW + 60, 10)[0].tries == 1


def test_what_is_done_and_in_no_feed_any_more_is_forgotten(store):
    feed = store.add_feed("https://bote.example/feed", None, 1_800, NOW)
    store.polled(feed, [entry(1), entry(2)], NOW)
    store.mark([entry(1).url], "done")
    store.polled(feed, [entry(3)], NOW + 100)
    store.forget_entries(NOW + 50)
    assert store.polled(feed, [entry(1), entry(2), entry(3)], NOW + 200) == 1


def test_a_poll_of_a_feed_that_was_removed_or_moved_onto_another_keeps_nothing(store):
    first = store.add_feed("https://bote.example/feed", None, 1_800, NOW)
    second = store.add_feed("https://bote.example/rss", None, 1_800, NOW)
    store.remove_feed(second.id)
    assert store.polled(second, [entry(1)], NOW) == 0
    third = store.add_feed("https://bote.example/atom", None, 1_800, NOW)
    moved = type(third)(**{**_fields(third), "url": first.url})
    assert store.polled(moved, [entry(1)], NOW) == 0
    assert store.feeds() == [first]


def _fields(feed):
    return {name: getattr(feed, name) for name in feed.__dataclass_fields__}


def test_a_hosts_pause_is_kept_and_only_grows(store):
    store.pause_host("bote.example", NOW + 100)
    store.pause_host("bote.example", NOW + 50)
    assert store.paused_hosts(NOW) == {"bote.example": NOW + 100}
    assert store.paused_hosts(NOW + 101) == {}


def test_a_lease_has_one_holder_until_it_runs_out_or_is_given_back(store):
    assert store.lease("feeds", "a", NOW, NOW + 60) == "a"
    assert store.lease("feeds", "b", NOW + 59, NOW + 120) == "a"
    assert store.lease("feeds", "a", NOW + 59, NOW + 120) == "a"
    assert store.lease("feeds", "b", NOW + 121, NOW + 180) == "b"
    store.release("feeds", "a")
    assert store.lease("feeds", "a", NOW + 122, NOW + 180) == "b"
    store.release("feeds", "b")
    assert store.lease("feeds", "a", NOW + 122, NOW + 180) == "a"


def test_all_of_a_poll_is_kept_or_nothing(store):
    feed = store.add_feed("https://bote.example/feed", None, 1_800, NOW)

    def breaking():
        yield entry(1)
        raise RuntimeError

    changed = type(feed)(**{**_fields(feed), "etag": '"2"', "due": time.time()})
    with pytest.raises(RuntimeError):
        store.polled(changed, breaking(), NOW)
    assert store.feeds() == [feed]
    assert store.entries("new", NOW, 10) == []


class Broken(Feeds):
    """A database that breaks off when it is asked about the feed `broken`."""

    broken = ""

    def still_due(self, key, now):
        if key == self.broken:
            raise StoreUnavailable("It is away.")
        return super().still_due(key, now)


def test_a_claim_that_breaks_off_leaves_its_feeds_to_others(sql):
    store, healthy_store, now = Broken(sql), Feeds(sql), time.time()
    feeds = [store.add_feed(f"https://{n}.example/feed", None, 60, now) for n in "abc"]
    store.broken = feeds[1].id
    with pytest.raises(StoreUnavailable):
        Quiet(store, 60, lambda: None).claim(3, set())
    claimed = Quiet(healthy_store, 60, lambda: None).claim(3, set())
    assert {feed.id for feed in claimed} == {feed.id for feed in feeds}


def test_a_feed_is_claimed_by_one_poller_until_it_is_let_go_or_its_lease_is_over(store):
    now = time.time()
    feeds = [store.add_feed(f"https://{n}.example/feed", None, 1_800, now) for n in "abc"]
    first, second = pollers(store)
    assert first.claim(2, set()) == feeds[:2]
    assert second.claim(9, set()) == feeds[2:]
    assert second.claim(9, set()) == []
    first.done(feeds[0])
    assert second.claim(9, {feeds[0].id}) == []
    assert second.claim(9, set()) == feeds[:1]
    assert store.renew(second.worker, now + 120) == 4  # two feeds and their hosts
    assert store.due_feeds(now + 61) == feeds[1:2]
    store.remove_feed(feeds[1].id)
    store.forget_entries(now + 1_000)
    assert store.renew(second.worker, now) == store.renew(first.worker, now) == 0


def test_pollers_at_once_poll_each_due_feed_once(store):
    due = time.time()
    for number in range(12):
        store.add_feed(f"https://{number % 8}.example/{number}", None, 60, due)
    polled = []

    def poll(poller):
        passed = set()
        while feeds := poller.claim(2, passed):
            for feed in feeds:
                polled.append(feed.id)
                store.polled(replace(feed, due=due + 900), [], due)
                poller.done(feed)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(poll, pollers(store)))
    poll(pollers(store)[0])  # feeds of a host that another poller had, and that were passed over
    assert sorted(polled) == sorted(feed.id for feed in store.feeds())


def test_of_a_host_one_poller_has_feeds(store):
    feeds = [store.add_feed(f"https://a.example/{n}", None, 1_800, time.time()) for n in "abc"]
    first, second = pollers(store)
    assert first.claim(1, set()) == feeds[:1]
    assert second.claim(9, set()) == []
    first.done(feeds[0])
    assert second.claim(9, {feeds[0].id}) == feeds[1:]


def test_a_feed_that_is_not_due_is_claimed_once_all_are_made_so(store):
    feed = store.add_feed("https://bote.example/feed", None, 1_800, time.time() + 99)
    first, _ = pollers(store)
    assert first.claim(9, set()) == []
    store.make_due(time.time())
    assert [claimed.id for claimed in first.claim(9, set())] == [feed.id]


def test_a_page_waits_until_it_was_read(store):
    feed = store.add_feed("https://bote.example/feed", None, 1_800, NOW)
    store.polled(feed, [entry(1)], NOW)
    assert not store.is_waiting(entry(1).url, NOW)
    store.mark([entry(1).url], "lead")
    assert store.is_waiting(entry(1).url, NOW)
    store.mark([entry(1).url], "done")
    assert not store.is_waiting(entry(1).url, NOW)
