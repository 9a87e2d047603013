import pytest

from server.errors import Busy
from server.ingest import fetching, poll


def test_news_halves_the_interval_and_silence_lets_it_grow_within_ten_minutes_and_a_day():
    seconds = poll.FIRST
    for _ in range(10):
        seconds = poll.interval(seconds, news=True)
    assert seconds == poll.SHORTEST
    assert poll.interval(seconds, news=False) == 900
    for _ in range(30):
        seconds = poll.interval(seconds, news=False)
    assert seconds == poll.LONGEST


def test_failures_back_off_up_to_a_day():
    waits = [poll.backoff(failures) for failures in (1, 2, 3, 50)]
    for wait, expected in zip(waits, (600, 1_200, 2_400, 86_400), strict=True):
        assert expected * 0.9 <= wait <= expected * 1.1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("Wed, 18 May 2033 03:35:00 GMT", 100),
        ("Wed, 18 May 2033 03:00:00 GMT", 0),
        ("9" * 30, 7 * 86_400),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header, seconds, monkeypatch):
    # 2,000,000,000 seconds are 03:33:20 of that day.
    monkeypatch.setattr("server.net.quota.time.time", lambda: 2_000_000_000)
    assert poll.asked_pause(Busy("Wait.", retry_after=header)) == seconds


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("public, max-age=300", 300),
        ("s-maxage=600", 0),
        ("max-age=99999999", 86_400),
        ("no-store", 0),
        ("", 0),
    ],
)
def test_a_feed_is_fresh_for_as_long_as_its_server_says_at_most_a_day(header, seconds):
    assert fetching.fresh_for({"cache-control": header}) == seconds
