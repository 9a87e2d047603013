from typing import get_args

import pytest

from server.language.data import section
from server.text.calls.made import (
    WORD_LANGUAGES,
    WordClass,
    has_price,
    is_offer,
    made_kind,
    words_of,
)
from server.text.calls.phrases import find_phrases

MADE = [
    (language, kind, sentence)
    for language in WORD_LANGUAGES
    for kind, sentences in section(language, "calls.made").items()
    for sentence in sentences
]


def test_every_language_has_every_class_of_words():
    for language in WORD_LANGUAGES:
        lists = section(language, "calls.words")
        assert set(lists) == set(get_args(WordClass)) == set(words_of(language)), language
        assert all(lists.values()), language


@pytest.mark.parametrize("language", WORD_LANGUAGES)
def test_calls_are_understood_by_their_words(language):
    made = [(kind, sentence) for tag, kind, sentence in MADE if tag == language]
    assert made
    assert [one for one in made if made_kind(one[1], language) != one[0]] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Sign in to read the rest of the comments",
        "Subscribe to our newsletter and keep reading",
        "Log in",
        "The whole town had read of the clay by noon",
        "The council will continue on Monday",
    ],
)
def test_what_is_for_something_else_calls_for_nothing(sentence):
    assert made_kind(sentence, "en") is None


def test_words_of_two_languages_make_no_call():
    assert made_kind("Abo les articles", "fr") is None


def test_an_offer_has_two_of_its_words():
    assert is_offer("Unlimited access for members, cancel any time", "en")
    assert not is_offer("The council offers a new line of buses", "en")


@pytest.mark.parametrize("text", ["$9 a month", "4,99 €", "300円", "£1", "29 zł"])
def test_a_price_is_seen(text):
    assert has_price(text)


def test_a_number_is_no_price():
    assert not has_price("14,000 cars a day")


def test_the_lists_are_not_the_phrases():
    assert any(not find_phrases(sentence) for _, _, sentence in MADE)
