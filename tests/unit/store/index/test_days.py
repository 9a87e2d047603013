from hypothesis import given
from hypothesis import strategies as st

from server.store.index import days


@given(st.dates(), st.integers(18_000, 30_000))
def test_an_id_tells_the_day_it_was_made_for(published, came):
    day = days.slot(published.isoformat(), came)
    known = days.day_number(published.isoformat())
    assert days.age(day) == (known if known is not None and known <= came + 1 else came)
    assert days.day_of(days.first_id(day)) == days.day_of(days.first_id(day + 1) - 1) == day
    assert days.period(days.first_id(day)) == days.period_of_day(day)


def test_what_has_no_date_was_published_before_it_came():
    undated = days.slot(None, 20_000)
    assert days.is_within(undated, 19_990, 19_995)
    assert days.is_within(undated, 20_000, None)
    assert not days.is_within(undated, 20_001, None)


def test_what_has_a_date_is_within_both_ends():
    day = days.slot("2026-03-02", 30_000)
    assert days.is_within(day, day, day)
    assert not days.is_within(day, day + 1, None)
    assert not days.is_within(day, None, day - 1)
