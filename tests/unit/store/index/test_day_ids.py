from hypothesis import given
from hypothesis import strategies as st

from server.store.index import day_ids


@given(st.dates(), st.integers(18_000, 30_000))
def test_an_id_tells_the_day_it_was_made_for(published, came):
    day = day_ids.slot(published.isoformat(), came)
    known = day_ids.day_number(published.isoformat())
    assert day_ids.age(day) == (known if known is not None and known <= came + 1 else came)
    assert (
        day_ids.day_of(day_ids.first_id(day))
        == day_ids.day_of(day_ids.first_id(day + 1) - 1)
        == day
    )


def test_what_has_no_date_was_published_before_it_came():
    undated = day_ids.slot(None, 20_000)
    assert day_ids.is_within(undated, 19_990, 19_995)
    assert day_ids.is_within(undated, 20_000, None)
    assert not day_ids.is_within(undated, 20_001, None)


def test_what_has_a_date_is_within_both_ends():
    day = day_ids.slot("2026-03-02", 30_000)
    assert day_ids.is_within(day, day, day)
    assert not day_ids.is_within(day, day + 1, None)
    assert not day_ids.is_within(day, None, day - 1)
