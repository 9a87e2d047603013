"""Lines that only say who wrote a text and when."""

import pytest

from server.text.lines import is_credit_line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "By Tilda Marsh, 12 September 2025"),
        ("en", "Written by Tilda Marsh and Ole Brandt"),
        ("en", "Updated 12 September 2025 at 10:30 am"),
        ("de", "Von Tilda Marsh, 12. September 2025"),
        ("fr", "Par Tilda Marsh, le 12 septembre 2025"),
        ("ru", "Автор: Тильда Марш"),
        ("ar", "بقلم تيلدا مارش"),
        ("zh", "文/张三"),
    ],
)
def test_a_byline_or_a_date_is_a_credit_line(language, line):
    assert is_credit_line(line, language)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "By Monday evening the ferry had left Brevik"),
        ("en", "By Tilda Marsh."),
        ("en", "By the numbers"),
        ("en", "2025"),
        ("en", "1,200 people"),
        ("de", "Von Angst keine Spur"),
        ("zh", "文化部长说，新桥将开放。"),
    ],
)
def test_what_states_something_is_none(language, line):
    assert not is_credit_line(line, language)
