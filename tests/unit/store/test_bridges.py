"""The queue of bridges' entries, over both databases."""

from dataclasses import replace

import pytest

from server.errors import NotFound
from server.store import Bridge, BridgeEntry
from server.store.bridges import Bridges

DAY = 86_400.0


@pytest.fixture
def bridges(sql):
    return Bridges(sql)


@pytest.fixture
def bridge(bridges) -> Bridge:
    return bridges.add("miniflux", "https://reader.example", "iris", "en")


def entry(bridge, number, feed="1", url=""):
    title, url = f"Title {number}", url or f"https://wire.example/{number}"
    return BridgeEntry(bridge.id, str(number), feed, "Wire", url, title)


def due(bridges, now, limit=100):
    return [int(entry.entry) for entry in bridges.due(now, limit)]


def kept(bridges, bridge, number, feed="1"):
    return next(entry for entry in bridges.of_feed(bridge.id, feed) if entry.entry == str(number))


def test_a_reader_has_one_bridge_for_a_person(bridges, bridge):
    again = bridges.add("miniflux", "https://reader.example", "iris", "de")
    bridge_of_jonas = bridges.add("miniflux", "https://reader.example", "jonas", "en")
    assert (again.id, again.language) == (bridge.id, "en")
    assert {saved_bridge.id for saved_bridge in bridges.bridges()} == {
        bridge.id,
        bridge_of_jonas.id,
    }
    assert bridges.remove(bridge_of_jonas.id)
    assert not bridges.remove(bridge_of_jonas.id)
    with pytest.raises(NotFound, match="There is no bridge"):
        bridges.named(bridge_of_jonas.id)


def test_entries_wait_once_and_in_the_order_in_which_they_came(bridges, bridge):
    assert bridges.put([entry(bridge, number) for number in (10, 9, 100)], 1.0) == 3
    assert bridges.put([entry(bridge, number) for number in (1, 9)], 2.0) == 1
    assert due(bridges, 0.5) == []
    assert due(bridges, 1.0) == [9, 10, 100]
    assert due(bridges, 2.0) == [9, 10, 100, 1]
    assert due(bridges, 2.0, limit=2) == [9, 10]
    assert bridges.named(bridge.id).entries == {"waiting": 4}


def test_a_reader_that_is_left_alone_keeps_its_entries(bridges, bridge):
    other_bridge = bridges.add("miniflux", "https://other.example", "iris", "en")
    bridges.put([entry(bridge, 1), entry(other_bridge, 2)], 1.0)
    bridges.change(bridge.id, resting=50.0, failures=1, last_error="It is down.")
    assert due(bridges, 49.0) == [2]
    assert due(bridges, 50.0) == [1, 2]
    bridges.change(bridge.id, due=0.0)
    bridges.change(other_bridge.id, due=60.0)
    assert bridges.due_bridges(49.0) == []
    assert [due_bridge.id for due_bridge in bridges.due_bridges(50.0)] == [bridge.id]


@pytest.mark.parametrize("state", ["waiting", "marked", "plain", "clearing"])
def test_what_may_change_is_looked_at_when_due(bridges, bridge, state):
    bridges.put([entry(bridge, 1)], 1.0)
    bridges.save(replace(kept(bridges, bridge, 1), state=state, due=7.0))
    assert due(bridges, 6.0) == []
    assert due(bridges, 7.0) == [1]


@pytest.mark.parametrize("state", ["failed", "left", "cleared"])
def test_what_is_done_is_never_looked_at(bridges, bridge, state):
    bridges.put([entry(bridge, 1)], 1.0)
    bridges.save(replace(kept(bridges, bridge, 1), state=state, due=0.0))
    bridges.put([entry(bridge, 1)], 2.0)
    assert due(bridges, 9.0) == []


def test_new_entries_of_a_feed_have_its_lines_looked_at(bridges, bridge):
    bridges.put([entry(bridge, 1), entry(bridge, 2, "2")], 1.0)
    for feed, number in (("1", 1), ("2", 2)):
        bridges.save(replace(kept(bridges, bridge, number, feed), state="marked", due=1_000.0))
    bridges.put([entry(bridge, 1)], 4.0)  # nothing new
    assert due(bridges, 5.0) == []
    bridges.put([entry(bridge, 3)], 5.0)
    assert due(bridges, 5.0) == [1, 3]


def test_the_earliest_entry_of_an_address_is_the_one_that_others_repeat(bridges, bridge):
    url = "https://wire.example/story"
    other_bridge = bridges.add("miniflux", "https://other.example", "iris", "en")
    bridges.put([entry(other_bridge, 1, "9", url)], 0.0)
    bridges.put([entry(bridge, 10, "2", url), entry(bridge, 9, "1", url)], 1.0)
    bridges.put([entry(bridge, 2, "3", url)], 2.0)
    assert bridges.earlier(kept(bridges, bridge, 9, "1")) is None
    assert bridges.earlier(kept(bridges, bridge, 10, "2")).entry == "9"
    assert bridges.earlier(kept(bridges, bridge, 2, "3")).entry == "9"
    bridges.put([entry(bridge, 11, "1", url)], 3.0)  # twice in one feed
    assert bridges.earlier(kept(bridges, bridge, 11, "1")).entry == "10"


def test_lines_are_cleared_and_what_waits_is_dropped(bridges, bridge):
    other_bridge = bridges.add("miniflux", "https://other.example", "iris", "en")
    bridges.put([entry(bridge, number) for number in range(1, 5)] + [entry(other_bridge, 5)], 1.0)
    for number, state in ((1, "marked"), (2, "marked"), (3, "plain")):
        bridges.save(replace(kept(bridges, bridge, number), state=state, due=1_000.0))
    assert bridges.clear(bridge.id, 3.0) == 2
    assert bridges.named(bridge.id).entries == {"clearing": 2, "plain": 1, "cleared": 1}
    assert due(bridges, 3.0) == [1, 2, 5]


def test_nothing_is_saved_of_an_entry_whose_bridge_was_removed(bridges, bridge):
    bridges.put([entry(bridge, 1)], 1.0)
    waiting = kept(bridges, bridge, 1)
    bridges.remove(bridge.id)
    bridges.save(replace(waiting, state="marked", line="{}"))
    assert bridges.of_feed(bridge.id, "1") == []


def test_entries_without_a_line_are_forgotten_after_two_months(bridges, bridge):
    bridges.put([entry(bridge, number) for number in (1, 2, 3)], 0.0)
    bridges.put([entry(bridge, 4)], 2 * DAY)
    for number, state in ((1, "marked"), (2, "clearing"), (3, "failed")):
        bridges.save(replace(kept(bridges, bridge, number), state=state))
    bridges.forget(61 * DAY)
    assert sorted(saved_entry.entry for saved_entry in bridges.of_feed(bridge.id, "1")) == [
        "1",
        "2",
        "4",
    ]


def test_the_newest_entries_without_a_line_are_named(bridges, bridge):
    bridges.put([entry(bridge, number) for number in range(1, 13)], 1.0)
    for number in range(1, 13):
        reason = "It is gone." if number != 5 else None
        bridges.save(replace(kept(bridges, bridge, number), last_error=reason))
    troubled = bridges.named(bridge.id).troubled
    assert [int(troubled_entry.entry) for troubled_entry in troubled] == [
        12,
        11,
        10,
        9,
        8,
        7,
        6,
        4,
        3,
        2,
    ]
