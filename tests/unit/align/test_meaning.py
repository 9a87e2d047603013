"""Sentences placed by meaning (server/align/cross_lingual.py), with vectors made by hand."""

import numpy as np
import pytest

from server.align import Text, align, remarks, with_vectors
from server.language import vectors
from server.language.vectors import COVERED, covers, is_installed

GERMAN = ["Brot kostet im Norden seit Dienstag mehr.", "Der Rat stimmte gegen die Brücke von 1988."]
ENGLISH = ["The council voted against the bridge of 1968.", "Bread costs more in the north."]
MEANING = {"Brot": (1, 0), "Bread": (1, 0), "Der": (0, 1), "The": (0, 1), "Es": (0.3, 0.1)}


def encode(sentences):
    return np.array([MEANING[line.split()[0]] for line in sentences], dtype=np.float32)


def placed(page, source):
    return align(*with_vectors(page, source, encode, covers))


def test_a_translated_sentence_is_placed_by_its_meaning():
    found = placed(Text(GERMAN, "de"), Text(ENGLISH, "en"))
    assert [(one.label, one.source) for one in found.sentences] == [
        ("translated", [1]),
        ("translated", [0]),
    ]


def test_its_numbers_are_compared_as_ever():
    changes = placed(Text(GERMAN, "de"), Text(ENGLISH, "en")).sentences[1].changes
    assert [change.kind for change in changes] in (["number"], ["date"])


def test_what_means_nothing_of_the_source_is_not_found():
    page = Text([*GERMAN, "Es regnet heute wieder im ganzen Land."], "de")
    assert placed(page, Text(ENGLISH, "en")).sentences[2].label == "not_found"


def test_a_number_in_common_is_no_pair_where_the_sentences_mean_something_else():
    page = Text(["Es gab 1968 im Norden zum ersten Mal Brot für alle."], "de")
    source = Text(ENGLISH[:1], "en")
    assert placed(page, source).sentences[0].source == []
    assert align(page, source).sentences[0].source in ([], [0])


def test_nothing_changes_within_one_language():
    page, source = Text(ENGLISH[:1], "en"), Text(ENGLISH, "en")
    assert with_vectors(page, source, encode, covers) == (page, source)
    assert with_vectors(page, source, encode, covers)[0].vectors is None


def test_a_language_that_is_not_covered_is_compared_by_names_and_numbers():
    page = Text(["Leipä maksaa pohjoisessa enemmän kuin ennen."], "fi")
    assert with_vectors(page, Text(ENGLISH, "en"), encode, covers)[0].vectors is None


def test_the_remark_says_how_the_languages_were_compared():
    page, source = Text(GERMAN, "de"), Text(ENGLISH, "en")
    assert "only names and numbers" in remarks(page, source)[0].detail
    assert "by meaning" in remarks(*with_vectors(page, source, encode, covers))[0].detail


def test_the_remark_names_a_language_that_the_extra_does_not_cover(monkeypatch):
    page, source = Text(["Leipä maksaa pohjoisessa enemmän kuin ennen."], "fi"), Text(ENGLISH, "en")
    assert "not_covered" not in remarks(page, source)[0].params
    monkeypatch.setattr(vectors, "is_installed", lambda: True)
    (remark,) = remarks(page, source)
    assert remark.params["not_covered"] == ["fi"]
    assert "does not cover fi" in remark.detail


@pytest.mark.parametrize(("tag", "known"), [("pt-BR", True), ("zh-Hant", True), ("hi", False)])
def test_fourteen_of_the_fifteen_languages_are_covered(tag, known):
    assert covers(tag) is known
    assert len(COVERED) == 15  # Thai too


@pytest.mark.skipif(not is_installed(), reason="the extra `languages` is not installed")
def test_the_encoder_places_a_translation():
    similar = vectors.encode(GERMAN) @ vectors.encode(ENGLISH).T
    assert similar.argmax(axis=1).tolist() == [1, 0]
