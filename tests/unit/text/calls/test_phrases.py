from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.text.calls.lines import is_note
from server.text.calls.phrases import KINDS, LANGUAGES, find_phrases, raw_phrases, share
from server.text.calls.words import fold_words


def is_found(language, kind, phrase, example):
    """Return whether a phrase is found, with its kind, in a sentence."""
    head = fold_words(phrase.split("…")[0])
    hits = find_phrases(example, (language,))[kind]
    return any(fold_words(example)[hit.start :].lstrip(" ([-–").startswith(head) for hit in hits)


def test_every_language_has_every_kind():
    for language in LANGUAGES:
        assert set(raw_phrases(language)) == set(KINDS), language
        assert all(raw_phrases(language).values()), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_phrase_is_found_in_its_example(language):
    examples = [
        (kind, phrase, example)
        for kind, phrases in raw_phrases(language).items()
        for phrase, example in phrases.items()
    ]
    assert examples
    assert [one for one in examples if not is_found(language, *one)] == []


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
