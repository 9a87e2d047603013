"""Whom a sentence that begins with a pronoun speaks of."""

import pytest

from server.align import Text, align

NAMED = "The council of Orlund elected Mara Kolb as its head on Monday."


def subject_of(*source, language="en"):
    """Return the sentence that is shown before the last one, which the page leaves out."""
    left_out = align(Text(["Chess is a game."], language), Text([*source], language)).left_out
    (subject_index,) = (entry.about for entry in left_out if entry.source == len(source) - 1)
    return None if subject_index is None else source[subject_index]


@pytest.mark.parametrize(
    "sentence",
    [
        "She had come from Brevik two years before.",
        "But she had come from Brevik two years before.",
        "“She came from Brevik two years ago,” a neighbour said.",
        "Her husband runs the ferry to Brevik.",
        "The woman had come from Brevik two years before.",
    ],
)
def test_a_sentence_about_somebody_named_before_has_the_one_before_it(sentence):
    assert subject_of(NAMED, sentence) == NAMED


@pytest.mark.parametrize(
    "sentence",
    [
        "Kolb had come from Brevik two years before.",
        "A neighbour of Brevik said that she came two years ago.",
        "The women's choir of Brevik sang for an hour.",
    ],
)
def test_a_sentence_that_names_its_subject_stands_alone(sentence):
    assert subject_of(NAMED, sentence) is None


def test_of_several_with_the_same_pronoun_the_one_before_the_first_is_meant():
    first = "She had come from Brevik two years before."
    assert subject_of(NAMED, first, "She has a boat of her own there.") == NAMED
    # Of another one the nearest sentence may speak.
    assert subject_of(NAMED, first, "They will meet again in the town hall.") == first
    assert subject_of(first) is None


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "de",
            "Der Rat von Orlund wählte am Montag Mara Kolb.",
            "Sie kam vor zwei Jahren.",
        ),
        ("fr", "Le conseil d'Orlund a élu Mara Kolb lundi.", "Elle est venue de Brevik en mai."),
        ("es", "El consejo de Orlund eligió a Mara Kolb.", "Su marido lleva el barco a Brevik."),
        ("pl", "Rada Orlundu wybrała Marę Kolb.", "Jej mąż prowadzi prom do Brevik."),
        ("ru", "Совет Орлунна избрал Мару Колб.", "Она приехала из Бревика два года назад."),
    ],
)
def test_each_language_has_its_own_words(language, subject, sentence):
    assert subject_of(subject, sentence, language=language) == subject
