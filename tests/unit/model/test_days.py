from datetime import date

import pytest

from server.model import iso_day


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("2026-05-04T10:00:00+02:00", date(2026, 5, 4)),
        ("2026-05-04", date(2026, 5, 4)),
        ("2026-02-30", None),
        ("May", None),
        ("", None),
        (None, None),
    ],
)
def test_a_time_has_a_day(time, day):
    assert iso_day(time) == day
