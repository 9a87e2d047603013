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
        ("en", "2025-03-04"),
        ("en", "2025-03-04T10:32:00Z"),
        ("en", "4 March 2025, 10:32 GMT"),
        ("en", "Published 4 March 2025, 10:32. Updated 5 March 2025, 9:15 am EST."),
        ("de", "Stand: 4.3.2025, 10.32 Uhr"),
        ("fr", "Publié le 4 mars 2025 à 10h32, mis à jour le 5 mars 2025"),
        ("es", "4 de marzo de 2025"),
        ("pl", "Opublikowano 4 marca 2025, godz. 10:32"),
        ("ru", "Опубликовано 4 марта 2025 г., 10:32 МСК"),
        ("ja", "2025年3月4日 10時32分 公開"),
        ("ko", "입력 2025.03.04 10:32"),
        ("zh", "发布时间：2025年3月4日 10:32"),
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
        ("en", "10:32"),
        ("en", "In 2025 the ferry left at 10:32."),
        ("en", "The talks end on 4 March 2025."),
        ("en", "1,200 people"),
        ("de", "Von Angst keine Spur"),
        ("zh", "文化部长说，新桥将开放。"),
    ],
)
def test_what_states_something_is_none(language, line):
    assert not is_credit_line(line, language)
