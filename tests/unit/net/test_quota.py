import time
from email.utils import formatdate

import pytest

from server.errors import Cancelled
from server.net.quota import FAILURES, FIRST_PAUSE, LONGEST_PAUSE, Health, retry_after


def state_of(health):
    """Return whether `health` lets questions through, none, or one that tries."""
    if health._until is None:
        return "closed"
    return "open" if health._clock() < health._until else "half_open"


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def health(clock):
    return Health(10, 20, clock)


def fail(health, times=FAILURES):
    for _ in range(times):
        assert health.admit() is None
        health.failed()


def test_one_failure_is_forgiven_several_in_a_row_are_not(health):
    fail(health, FAILURES - 1)
    assert state_of(health) == "closed"
    fail(health, 1)
    assert state_of(health) == "open"
    assert "left alone" in health.admit()


def test_an_answer_in_between_starts_the_count_anew(health):
    fail(health, FAILURES - 1)
    health.admit()
    health.succeeded()
    fail(health, FAILURES - 1)
    assert state_of(health) == "closed"


def test_after_the_pause_one_question_tries_it_and_its_answer_closes_the_circuit(health, clock):
    fail(health)
    clock.now += FIRST_PAUSE
    assert state_of(health) == "half_open"
    assert health.admit() is None
    assert "just trying" in health.admit()
    health.succeeded()
    assert state_of(health) == "closed"
    assert health.admit() is None


def test_each_failed_try_doubles_the_pause_up_to_an_hour(clock):
    health = Health(100, 100, clock)
    fail(health)
    clock.now += FIRST_PAUSE
    for pause in (120, 240, 480, 960, 1920, LONGEST_PAUSE, LONGEST_PAUSE):
        fail(health, 1)
        clock.now += pause - 1
        assert state_of(health) == "open"
        clock.now += 1
        assert state_of(health) == "half_open"


def test_a_try_that_was_given_up_leaves_the_place_to_another(health, clock):
    fail(health)
    clock.now += FIRST_PAUSE
    assert health.admit() is None
    with pytest.raises(Cancelled), health.asking():
        raise Cancelled("The caller closed the connection.")
    assert health.admit() is None


def test_who_asks_for_peace_gets_it_at_once_and_no_longer_than_an_hour(health, clock):
    health.admit()
    health.failed(retry_after=600)
    clock.now += 599
    assert state_of(health) == "open"
    clock.now += 1
    assert health.admit() is None
    health.failed(retry_after=10**9)
    clock.now += LONGEST_PAUSE
    assert state_of(health) == "half_open"


def test_the_hours_and_the_days_budget_are_kept(health, clock):
    assert [health.admit() for _ in range(10)] == [None] * 10
    assert "hour" in health.admit()
    clock.now += 3601
    assert [health.admit() for _ in range(10)] == [None] * 10
    clock.now += 3601
    assert "day" in health.admit()
    clock.now += 86_400
    assert health.admit() is None


@pytest.mark.parametrize(
    ("seconds", "message"),
    [(49.2, "another 50 s."), (51, "another 1 min."), (95, "another 2 min."), (600, "10 min.")],
)
def test_who_is_left_alone_says_for_how_long(health, seconds, message):
    health.admit()
    health.failed(retry_after=max(seconds, FIRST_PAUSE))
    health._clock.now += max(0, FIRST_PAUSE - seconds)
    assert health.admit().endswith(message)


def test_an_hour_and_a_day_end_to_the_second(clock):
    health = Health(1, 2, clock)
    assert health.admit() is None
    clock.now += 3599
    assert "hour" in health.admit()
    clock.now += 1
    assert health.admit() is None
    clock.now += 86_399 - 3600
    assert "day" in health.admit()
    clock.now += 1
    assert health.admit() is None


def test_after_a_success_the_next_pause_is_the_first_one_again(health, clock):
    fail(health)
    clock.now += FIRST_PAUSE
    assert health.admit() is None
    health.succeeded()
    clock.now += 3601
    fail(health)
    clock.now += FIRST_PAUSE
    assert health.admit() is None, "nobody else is trying it"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("9" * 30, 999_999_999),
        ("", 0),
        ("soon", 0),
        (None, 0),
        (7, 7),
        ("²", 0),
        ("٣", 0),
        ("Mon, 99 Xyz 99999 00:00:00", 0),
        ("-" * 8_000, 0),
    ],
)
def test_what_retry_after_asks_for(header, seconds):
    assert (retry_after({"retry_after": header}) or 0) == seconds
    assert retry_after({}) is None


def test_retry_after_may_be_a_date():
    assert 80 < retry_after({"retry_after": formatdate(time.time() + 100, usegmt=True)}) <= 100
    assert retry_after({"retry_after": formatdate(time.time() - 100, usegmt=True)}) == 0


def test_a_date_without_a_zone_is_in_utc(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert 80 < retry_after({"retry_after": formatdate(time.time() + 100)}) <= 100
    finally:
        monkeypatch.undo()
        time.tzset()
