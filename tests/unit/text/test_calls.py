from itertools import chain
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.language.data import by_language, languages_with, section
from server.text.calls import (
    KINDS,
    LANGUAGES,
    WORD_LANGUAGES,
    WordClass,
    asks_for_consent,
    find_phrases,
    has_price,
    is_offer,
    kind_by_words,
    share,
)
from server.text.lexicon import fold_words
from server.text.lines import is_note
from server.verdict.judge import judge
from tests.unit.verdict.stories import page, prose, view_of

PHRASES = by_language("calls.phrases")


def is_found(language, kind, phrase, example):
    """Return whether a phrase is found, with its kind, in a sentence."""
    head = fold_words(phrase.split("…")[0])
    hits = find_phrases(example, (language,))[kind]
    return any(fold_words(example)[hit.start :].lstrip(" ([-–").startswith(head) for hit in hits)


def test_every_language_has_every_kind():
    for language in LANGUAGES:
        assert set(PHRASES[language]) == set(KINDS), language
        assert all(PHRASES[language].values()), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_phrase_is_found_in_its_example(language):
    examples = [
        (kind, phrase, example)
        for kind, phrases in PHRASES[language].items()
        for phrase, example in phrases.items()
    ]
    assert examples
    assert [example for example in examples if not is_found(language, *example)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "This is a summary.",
        "Read the full story on the original publication.",
        "Continue Reading",
        "Read Full Article",
        "Originally published on The Harbour Gazette.",
        "This article was originally published in the Harbour Gazette.",
        "Source: The Harbour Gazette",
        "Subscribe to our newsletter.",
        "Dies ist eine Zusammenfassung.",
        "Den ganzen Artikel lesen Sie im Hafenboten.",
        "Lire la suite sur La Gazette",
        "続きを読む",
        "阅读原文",
        "HABERİN TAMAMI",
        "اقرأ المقال كاملا",
    ],
)
def test_a_note_of_the_page_is_a_note(sentence):
    assert is_note(sentence, None)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("The board said it would continue reading proposals until the end of the month.", "en"),
        ("This is a summary judgment, which the appeal court in Port Ellery overturned.", "en"),
        ("The deal was first reported by the Harbour Gazette on Monday.", "en"),
        ("Teachers told pupils to read more books about the sea in the coming winter.", "en"),
        ("Der Verein will die Quelle im Wald im nächsten Jahr neu fassen lassen.", "de"),
        ("Die Zusammenfassung der Studie legte der Minister am Montag vor.", "de"),
        ("La suite des travaux dépend du budget que le conseil votera en mars.", "fr"),
        ("Kaynak suları bu yaz yüzde on azaldı.", "tr"),
        ("要約筆記の講座が市役所で始まった。", "ja"),
    ],
)
def test_a_statement_is_not_a_note(sentence, language):
    assert not is_note(sentence, language)
    assert not is_note(sentence, None)


def test_words_are_kept_whole():
    assert not find_phrases("Sourcery and resources: a history", ("en",))
    assert not find_phrases("The bread moreover was stale", ("en",))


def test_typography_does_not_matter():
    fancy = "LIRE L’ARTICLE\u00a0COMPLET"
    assert "read_full" in find_phrases(fancy, ("fr",))
    assert "source_line" in find_phrases("Source\u00a0: Le Port", ("fr",))


def test_a_source_line_begins_its_sentence():
    hits = find_phrases("The minister named the source: a clerk in the harbour office", ("en",))
    assert "source_line" not in hits


@given(st.text(max_size=300))
def test_any_text_is_searched_and_covered_at_most_once(text):
    hits = [*chain.from_iterable(find_phrases(text).values())]
    assert 0.0 <= share(text, hits) <= 1.0
    assert all(hit.start < hit.end <= len(fold_words(text)) for hit in hits)


MADE = [
    (language, kind, sentence)
    for language in WORD_LANGUAGES
    for kind, sentences in section(language, "calls.made").items()
    if kind != "consent"
    for sentence in sentences
]


def test_every_language_has_every_class_of_words():
    for language in WORD_LANGUAGES:
        lists = section(language, "calls.words")
        assert set(lists) == set(get_args(WordClass)), language
        assert all(lists.values()), language


@pytest.mark.parametrize("language", WORD_LANGUAGES)
def test_calls_are_understood_by_their_words(language):
    examples = [(kind, sentence) for tag, kind, sentence in MADE if tag == language]
    assert examples
    assert [
        example for example in examples if kind_by_words(example[1], language) != example[0]
    ] == []


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
    assert kind_by_words(sentence, "en") is None


def test_words_of_two_languages_make_no_call():
    assert kind_by_words("Abo les articles", "fr") is None


def test_an_offer_has_two_of_its_words():
    assert is_offer("Unlimited access for members, cancel any time", "en")
    assert not is_offer("The council offers a new line of buses", "en")


@pytest.mark.parametrize("text", ["$9 a month", "4,99 €", "300円", "£1", "29 zł"])
def test_a_price_is_seen(text):
    assert has_price(text)


def test_a_number_is_not_a_price():
    assert not has_price("14,000 cars a day")


def test_the_lists_are_not_the_phrases():
    assert any(not find_phrases(sentence) for _, _, sentence in MADE)


PURPOSES = (
    "We may use precise location data with your permission. You can object to such processing, "
    "refuse, or change your preferences and withdraw your consent at any time on this site."
)
FINE = [
    (
        "The data authority fined the Kestrel Post 40,000 crowns on Tuesday because it stored "
        "cookies on readers' devices without their consent."
    ),
    (
        "The paper shared personal data with 218 partners, the authority found, and let nobody "
        "withdraw the consent that they had never given."
    ),
    (
        "“We will accept the decision and change our settings,” said the publisher, Ada Morrow. "
        "The partners were not named."
    ),
    (
        "Readers may object to the processing of their data in writing, the authority said. It has "
        "opened three more cases this year, all of them about cookies."
    ),
]
BUTTONS = {"en": "Accept", "de": "Zustimmen", "es": "Aceptar", "ja": "同意する", "ar": "موافق"}


def example_of(language):
    return section(language, "calls.made")["consent"][0]


@pytest.mark.parametrize("language", languages_with("calls.consent"))
def test_a_wall_in_any_wording_only_asks_for_consent(language):
    question = example_of(language)
    html = (
        f'<html lang="{language}"><body><div class="wrap"><h1>Kestrel Post</h1>'
        f"<p>{question}</p><p>{question}</p>"
        f"<button>{BUTTONS.get(language, 'Accept')}</button></div></body></html>"
    )
    verdict = judge(view_of(html))
    assert (verdict.label, verdict.evidence[0].signal) == ("not_article", "consent_wall")
    assert verdict.evidence[0].quote


def test_a_long_wall_below_a_heading_is_one_too():
    question = f"{example_of('en')} {PURPOSES} {PURPOSES}"
    assert asks_for_consent(question, lambda: ["Agree", "More options"])


def test_without_a_button_nobody_is_asked():
    assert not asks_for_consent(example_of("en"), list)
    assert not asks_for_consent(example_of("en"), lambda: ["Search", "Menu"])


def test_a_story_about_cookies_is_a_story():
    banner = f"<div><p>{example_of('en')}</p><button>Accept all</button></div>"
    assert judge(view_of(page(prose(FINE), banner))).label == "full"
    assert not asks_for_consent("\n".join(FINE), lambda: ["Accept all"])


def test_a_long_notice_on_privacy_is_a_text_of_its_own():
    assert not asks_for_consent(" ".join([PURPOSES] * 12), lambda: ["Accept"])
