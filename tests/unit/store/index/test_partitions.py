from hypothesis import given
from hypothesis import strategies as st

from server.store.index import partitions


@given(st.dates(), st.integers(18_000, 30_000))
def test_an_id_tells_the_day_it_was_made_for(published, came):
    day = partitions.slot(published.isoformat(), came)
    published_day = partitions.day_number(published.isoformat())
    assert partitions.age(day) == (
        published_day if published_day is not None and published_day <= came + 1 else came
    )
    assert (
        partitions.day_of(partitions.first_id(day))
        == partitions.day_of(partitions.first_id(day + 1) - 1)
        == day
    )


def test_what_has_no_date_was_published_before_it_came():
    undated = partitions.slot(None, 20_000)
    assert partitions.is_within(undated, 19_990, 19_995)
    assert partitions.is_within(undated, 20_000, None)
    assert not partitions.is_within(undated, 20_001, None)


def test_what_has_a_date_is_within_both_ends():
    day = partitions.slot("2026-03-02", 30_000)
    assert partitions.is_within(day, day, day)
    assert not partitions.is_within(day, day + 1, None)
    assert not partitions.is_within(day, None, day - 1)
