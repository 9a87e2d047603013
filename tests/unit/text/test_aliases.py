"""One name in two spellings."""

import pytest

from server.text.aliases import is_general_knowledge, is_respelt, is_title, place_of


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("german", "DE"),
        ("germans", "DE"),
        ("deutsche", "DE"),
        ("allemands", "DE"),
        ("немецкий", "DE"),
        ("us", "US"),
        ("американский", "US"),
        ("polish", "PL"),
        ("brevik", None),
    ],
)
def test_a_country_is_known_by_its_people_in_several_languages(word, place):
    assert place_of(word, None) == place


def test_a_name_from_cldr_counts_in_its_language_alone():
    assert place_of("virossa", "fi") is None  # a short name begins other words
    assert place_of("viro", "fi") == "EE"
    assert place_of("espanjassa", "fi") == "ES"
    assert place_of("columbia", "ro") == "CO"
    assert place_of("columbia", "en") is None


def test_a_page_may_add_a_country_or_a_faith_but_no_person():
    assert is_general_knowledge("france", "en")
    assert is_general_knowledge("muslim", "en")
    assert not is_general_knowledge("marsh", "en")


def test_another_transliteration_is_the_same_name_and_another_name_is_not():
    assert is_respelt("brekkenskyy", ["marsh", "brekkenskyi"])
    assert not is_respelt("larvik", ["brevik"])


def test_a_title_tells_no_name():
    assert is_title("president")
    assert is_title("bundeskanzler")
    assert not is_title("marsh")
