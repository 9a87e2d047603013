"""In which of a cluster's indexes articles are, and which of them a search asks."""

from datetime import date, timedelta
from fnmatch import fnmatch

import pytest

from server.store.index import partitions
from server.store.index.cluster_index import Layout, key_of, last_day

SHAPE = Layout("desk", 1, 0)
TODAY = partitions.day_number("2026-11-25") or 0


def number(day: str) -> int:
    return partitions.day_number(day) or 0


def names(since: str | None, until: str | None) -> list[str]:
    window = [None if day is None else number(day) for day in (since, until)]
    return SHAPE.within(*window, TODAY).split(",")


def test_an_index_is_named_by_its_first_day_and_known_by_its_last():
    home = SHAPE.home(number("2026-11-12"))
    assert home == "desk-articles-2026-11-11"
    assert last_day(home) == number("2026-11-26")
    undated = SHAPE.home(partitions.undated(number("2026-11-12")))
    assert undated == "desk-articles-undated-2026-11-11"
    assert last_day(undated) == last_day(home)
    assert last_day("desk-about") is None


@pytest.mark.parametrize("shift", [0, 5, 16, 27, 51, 120, 365, 399])
def test_a_search_asks_every_index_that_a_day_of_its_window_is_in(shift):
    first = date(2026, 11, 10) - timedelta(days=shift)
    patterns = names(first.isoformat(), (first + timedelta(days=15)).isoformat())
    assert len(patterns) <= 40
    for days in range(16):
        day = number((first + timedelta(days=days)).isoformat())
        came = min(day, TODAY)
        for slot in (day, partitions.undated(came), partitions.undated(TODAY)):
            assert any(fnmatch(SHAPE.home(slot), name) for name in patterns)


def test_a_search_without_a_beginning_asks_all_and_names_none():
    assert names(None, "2026-11-10") == names(None, None) == ["desk-articles-*"]
    assert names("1990-01-01", None) == ["desk-articles-*"]


def test_an_address_of_any_length_has_a_short_id_of_its_own():
    long = "https://x.example/" + "a" * 5_000
    assert len(key_of(long)) == 32
    assert key_of(long) != key_of(long + "b")
    assert key_of("https://x.example/\ud800")
