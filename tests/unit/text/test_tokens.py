"""Words and terms in many scripts."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.language.data import base_language
from server.text.tokens import words


@pytest.mark.parametrize(
    ("form", "other_form", "language"),
    [
        ("investments", "investment", "en"),
        ("company’s", "companies", "en"),
        ("l'économie", "économies", "fr"),
        ("Häuser", "Häusern", "de"),
        ("новости", "новостей", "ru"),
        ("cafe\u0301", "caf\u00e9", "en"),
        ("co\u00adoperate", "cooperated", "en"),
        ("Україною", "Україна", "uk"),
        ("שָׁלוֹם", "שלום", "he"),
    ],
)
def test_two_forms_of_a_word_share_their_term(form, other_form, language):
    assert words(form, language)[0].term == words(other_form, language)[0].term


def test_scripts_without_spaces_are_compared_by_pairs_of_characters():
    assert [word.term for word in words("投资中心", "zh")] == ["投资", "资中", "中心", ""]
    assert [word.plain for word in words("AI模型", "zh")] == ["ai", "模", "型"]


@given(st.text(max_size=60), st.sampled_from([None, "en", "de", "xx", "ja"]))
def test_words_cover_their_places_in_order(sentence, language):
    read_words = words(sentence, language)
    assert read_words
    assert all(0 <= word.start <= word.end <= len(sentence) for word in read_words)
    assert all(a.end <= b.start for a, b in itertools.pairwise(read_words))


def test_the_language_of_a_tag_has_no_region():
    assert base_language("pt-BR") == "pt"


@pytest.mark.parametrize(
    "tag", [None, " ", "und", "mul", "zxx", "mis", "English", "x-klingon", "c"]
)
def test_a_tag_that_names_no_language_is_none(tag):
    assert base_language(tag) is None


@pytest.mark.parametrize(("former", "tag"), [("in", "id"), ("iw-IL", "he"), ("ji", "yi")])
def test_a_former_tag_is_the_one_of_today(former, tag):
    assert base_language(former) == tag
