import pytest

from server.article.metadata.iso_dates import is_possible, iso_date


@pytest.mark.parametrize(
    ("written", "iso"),
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
def test_dates_become_iso_8601(written, iso):
    assert iso_date(written) == iso


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
