"""Detects the language of a text, from declarations of the page and from the text.

Many sites leave their theme's `lang="en"` on every page, so a declaration counts only where the
text's script allows it and py3langid does not clearly see another language. Where the text's
function words are those of the declared language alone, the detector is skipped.
"""

import mmap
from array import array
from collections import Counter
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
from py3langid.langid import (  # type: ignore[import-untyped] # it has no types
    MODEL_FILE,
    LanguageIdentifier,
)

from server.language.data import LEAD, SURE, is_confusable, normal_tag, shares
from server.language.scripts import LETTERS, language_of_script

FEWEST_LETTERS = 60  # with fewer the detector guesses
FEWEST_OF_SCRIPT = 15  # letters; with fewer a script that one language has may be a quotation
SAMPLE_LENGTH = 1_500  # characters from the beginning: enough for the detector


def language_of(text: str, declared: list[str]) -> str | None:
    """Return the BCP 47 tag of `text`; `declared` are the page's claims, best first."""
    tags = [tag for value in declared if (tag := normal_tag(value))]
    sample = text[:SAMPLE_LENGTH]
    letters = sum(map(str.isalpha, sample))
    if letters < FEWEST_LETTERS:
        if tags:
            return tags[0]
        return language_of_script(sample) if letters >= FEWEST_OF_SCRIPT else None
    if tags and has_function_words_of(sample, tags[0].partition("-")[0]):
        return tags[0]
    detected = detect(sample)
    for tag in tags:
        if is_confusable(tag.partition("-")[0], detected):
            return tag
    return detected


def has_function_words_of(text: str, language: str) -> bool:
    """Whether the function words of `text` belong to `language` alone.

    Where they do, the model (1 ms) is not asked: it would agree on nearly all pages.
    """
    by_tag = shares(Counter(LETTERS.findall(text.casefold())))
    own_share = by_tag.pop(language, 0.0)
    return own_share >= SURE and own_share > LEAD * max(by_tag.values())


def detect(text: str) -> str:
    """Return the ISO 639-1 code of the likeliest language of `text`."""
    return language_of_script(text[:500]) or str(_identifier().classify(text)[0])


def warm() -> None:
    """Load the detector's model now, not with the first page (1 s)."""
    _identifier()


def share(folder: Path) -> None:
    """Load the model into a file that this process and its forks share.

    The file is in `folder` and has no name. Only the used part of its 70 MB comes into memory, and
    the system may reclaim that. Raises OSError.
    """
    _loaded[:] = [_in_file(_identifier(), folder)]


def release() -> None:
    """Release the memory of the model's file until it is used again."""
    for file in _files:
        file.madvise(mmap.MADV_DONTNEED)


_loaded: list[LanguageIdentifier] = []  # the model, once it is loaded
_files: list[mmap.mmap] = []  # its file, where it is shared


def _identifier() -> LanguageIdentifier:
    if not _loaded:
        _loaded.append(LanguageIdentifier.from_model_file(MODEL_FILE))
    return _loaded[0]


def _in_file(model: LanguageIdentifier, folder: Path) -> LanguageIdentifier:
    """Return `model` with its two large tables in a memory-mapped file."""
    moves, chances = memoryview(model.tk_nextmove), model.nb_ptc
    with TemporaryFile(dir=folder) as file:
        file.write(moves)
        file.write(chances)
        file.flush()
        _files[:] = [mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)]
    mapped = memoryview(_files[0])
    return LanguageIdentifier(
        np.frombuffer(mapped[moves.nbytes :], chances.dtype).reshape(chances.shape),
        model.nb_pc,
        model.nb_classes,
        mapped[: moves.nbytes].cast(moves.format),  # type: ignore[call-overload] # "H" or "I"
        array("i", model.tk_output),
        tk_row=model.tk_row,
    )
