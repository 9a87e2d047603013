import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.article.metadata.published import is_possible, iso_date, written_date


@pytest.mark.parametrize(
    ("date_text", "iso"),
    [
        ("2026-02-03", "2026-02-03"),
        ("2026-02-03T09:15:00Z", "2026-02-03T09:15:00+00:00"),
        ("2026-02-03 09:15:00 +0200", "2026-02-03T09:15:00+02:00"),
        ("2026-02-03T09:15", "2026-02-03"),
        ("2026-02-03T09:15:00+02", "2026-02-03T09:15:00+02:00"),
        ("20260203", "2026-02-03"),
        ("Tue, 03 Feb 2026 09:15:00 GMT", "2026-02-03T09:15:00+00:00"),
        (["2026-02-03"], "2026-02-03"),
        ("2026-13-40", None),
        ("yesterday", None),
        (20260203, None),
        (None, None),
    ],
)
def test_dates_become_iso_8601(date_text, iso):
    assert iso_date(date_text) == iso


@pytest.mark.parametrize(
    ("iso", "possible"),
    [
        ("2026-02-03", True),
        ("1994-07-25", True),
        ("1899-01-01", False),
        ("2990-01-01T00:00:00", False),
    ],
)
def test_no_article_is_of_the_future_or_much_older_than_the_web(iso, possible):
    assert is_possible(iso) is possible


@pytest.mark.parametrize(
    "text",
    [
        "Tuesday, February 3, 2026",
        "Published 3rd Feb 2026, 9:15",
        "Dienstag, 3. Februar 2026",
        "Le 3 février 2026",
        "3 de febrero de 2026",
        "3 fevereiro 2026",
        "3 febbraio 2026",
        "3 februari 2026",
        "3 lutego 2026",
        "3 февраля 2026",
        "3 Şubat 2026",
        "2026年2月3日",
        "2026년 2월 3일",
        "2026. 2. 3.",
        "3 فبراير 2026",
        "3 फ़रवरी 2026",
        "3 फरवरी 2026",
        "३ फरवरी २०२६",
        "٣ فبراير ٢٠٢٦",
        "3 شباط 2026",
        "3 فيفري 2026",
        "２０２６年２月３日",
        "03.02.2026",
        "3/2/2026",
        "03.02.26, 12:30",
        "2026/02/03",
    ],
)
def test_days_are_read_in_the_products_languages(text):
    assert written_date(text) == "2026-02-03"


@pytest.mark.parametrize(
    "text", ["In 1931 it rained", "May 2026", "3 Mangoes 2026", "31.02.2026", ""]
)
def test_what_is_not_a_day(text):
    assert written_date(text) is None


def test_austria_has_a_first_month_of_its_own():
    assert written_date("3. Jänner 2026") == "2026-01-03"


def test_the_first_of_several_days_counts():
    assert written_date("3 February 2026, updated 04.02.2026") == "2026-02-03"


@given(st.text(max_size=100))
def test_any_text_gives_a_day_or_nothing(text):
    day = written_date(text)
    assert day is None or len(day) == 10
