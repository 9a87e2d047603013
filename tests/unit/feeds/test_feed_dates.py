from datetime import UTC, datetime, timedelta

import pytest

from server.feeds.parse import plausible


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-24", "2026-11-24T00:00:00+00:00"),
        ("2026-11-24T10:00:00", "2026-11-24T10:00:00+00:00"),
        ("Tue, 24 Nov 2026 10:00:00 EST", "2026-11-24T10:00:00-05:00"),
        ("1970-01-01T00:00:00Z", None),
        ("2099-01-01", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        ("9999-99-99T99:99:99Z", None),
    ],
)
def test_only_what_can_be_true_is_a_date(text, iso):
    assert plausible(text) == iso


def test_a_publisher_may_be_a_time_zone_ahead_and_no_further():
    now = datetime.now(UTC)
    assert plausible((now + timedelta(hours=20)).isoformat())
    assert plausible((now + timedelta(days=4)).isoformat()) is None
