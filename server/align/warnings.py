"""What an alignment of two texts leaves out or guesses, said as warnings."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pydantic_core import to_json

from server.align.texts import (
    MOST_SENTENCES,
    MOST_WORDS,
    Text,
    guess_of,
    is_cut,
    languages_of,
)
from server.language import vectors
from server.model import PageSentence, Warning, counted

# Bytes of all marks of a text: changes, missing or shared words, and parts.
_TIMES_THE_TEXTS = 2
_LEAST_MARK_BYTES = 500_000
_MOST_MARK_BYTES = 4_000_000

_COMPARED = {
    "meaning": "sentences were placed by meaning, names and numbers compared.",
    "names": "only names and numbers were compared.",
}


def warnings_of(page: Text, source: Text) -> list[Warning]:
    """Return the warnings about an alignment of the two texts."""
    warnings = [*_cuts("page", page), *_cuts("source", source)]
    if guess := guess_of(page, source):
        detail = (
            f"The texts are too short to show their language: they were read as “{guess}”. "
            "Give `language` with either to be sure."
        )
        params = {"language": guess}
        warnings.append(Warning("/problems/language_guessed", "align", detail, params=params))
    page_language, source_language = languages_of(page, source)
    if page_language != source_language:
        by_meaning = page.meanings is not None
        warnings.append(_languages_differ(page_language, source_language, by_meaning=by_meaning))
    return warnings


def most_mark_bytes(page: Text, source: Text) -> int:
    """Return how many bytes the marks of two texts may have: twice those of the texts."""
    text = "".join((*page.sentences, *source.sentences)).encode("utf-8", "surrogatepass")
    return min(_MOST_MARK_BYTES, max(_LEAST_MARK_BYTES, _TIMES_THE_TEXTS * len(text)))


def limit_marks(
    sentences: Sequence[PageSentence], most_bytes: int
) -> tuple[list[PageSentence], list[Warning]]:
    """Keep the marks of the first sentences, up to so many bytes, with a warning about the others.

    Which sentences differ is said of all.
    """
    limited = list[PageSentence]()
    bytes_left = most_bytes
    cut_marks = 0
    for sentence in sentences:
        marks = _count_marks(sentence)
        if marks:
            bytes_left -= len(
                to_json((sentence.changes, sentence.missing, sentence.shared, sentence.parts))
            )
        if marks and bytes_left < 0:
            cut_marks += marks
            limited.append(replace(sentence, changes=[], missing=[], shared=None, parts=[]))
        else:
            limited.append(sentence)
    if not cut_marks:
        return limited, []
    detail = (
        f"The texts differ in very many places: {counted(cut_marks, 'mark')} in the page's last "
        "sentences are left out, so that the answer is no larger than a few times the texts. "
        "Which sentences differ is said of all."
    )
    return limited, [Warning("/problems/text_cut", "align", detail, params={"marks": cut_marks})]


def _cuts(name: str, text: Text) -> Iterator[Warning]:
    """Yield a warning for each part of a text that was not compared."""
    count = len(text.sentences)
    if count > MOST_SENTENCES:
        all_sentences = counted(count, "sentence")
        detail = f"The {name} has {all_sentences}; only its first {MOST_SENTENCES} were compared."
        params = {"text": name, "sentences": count, "compared": MOST_SENTENCES}
        yield Warning("/problems/text_cut", "align", detail, params=params)
    if cut := sum(map(is_cut, text.sentences[:MOST_SENTENCES])):
        sentences = counted(cut, "sentence")
        detail = f"Of {sentences} of the {name} only the first {MOST_WORDS} words were compared."
        params = {"text": name, "cut_sentences": cut, "compared_words": MOST_WORDS}
        yield Warning("/problems/text_cut", "align", detail, params=params)


def _languages_differ(
    page_language: str | None, source_language: str | None, *, by_meaning: bool
) -> Warning:
    """Say what was compared of texts in two languages, and which language is not covered."""
    compared = "meaning" if by_meaning else "names"
    params: dict[str, Any] = {
        "page": page_language,
        "source": source_language,
        "compared": compared,
    }
    detail = (
        f"The page is in another language ({page_language}) than the original "
        f"({source_language}): {_COMPARED[compared]}"
    )
    languages = [language for language in (page_language, source_language) if language]
    not_covered = [language for language in languages if not vectors.encoder_of(language)]
    if not_covered and vectors.is_installed():
        params["not_covered"] = not_covered
        other_encoders = vectors.encoders()[1]
        hint = "; `more-languages` does" if all(map(other_encoders.covers, not_covered)) else ""
        detail += f" The extra `languages` does not cover {' and '.join(not_covered)}{hint}."
    return Warning("/problems/languages_differ", "align", detail, params=params)


def _count_marks(sentence: PageSentence) -> int:
    shared = sentence.shared
    shared_words = len(shared.page) + len(shared.source) if shared else 0
    return len(sentence.changes) + len(sentence.missing) + len(sentence.parts) + shared_words
