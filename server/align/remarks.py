"""Remarks on an alignment for its reader: cuts, and languages that differ."""

from collections.abc import Iterator
from typing import Any

from server.align.texts import MOST_SENTENCES, MOST_WORDS, Text, guess_of, is_cut, languages_of
from server.language import vectors
from server.model import Warning, counted

_COMPARED = {
    "meaning": "sentences were placed by meaning, names and numbers compared.",
    "names": "only names and numbers were compared.",
}


def remarks(page: Text, source: Text) -> list[Warning]:
    """Return the warnings about an alignment of the two texts."""
    found = [*_cuts("page", page), *_cuts("source", source)]
    if guessed := guess_of(page, source):
        found.append(_guessed(guessed))
    page_side, source_side = languages_of(page, source)
    if page_side != source_side:
        found.append(
            _languages_differ(page_side, source_side, by_meaning=page.meanings is not None)
        )
    return found


def _guessed(language: str) -> Warning:
    """Return the warning that nothing showed the language of either text."""
    detail = (
        f"The texts are too short to show their language: they were read as “{language}”. "
        "Give `language` with either to be sure."
    )
    return Warning("/problems/language_guessed", "align", detail, params={"language": language})


def _languages_differ(
    page_side: str | None, source_side: str | None, *, by_meaning: bool
) -> Warning:
    """Return the warning that says what was compared, and which language is not covered."""
    compared = "meaning" if by_meaning else "names"
    params: dict[str, Any] = {"page": page_side, "source": source_side, "compared": compared}
    sides = [tag for tag in (page_side, source_side) if tag and not vectors.encoder_of(tag)]
    says = _COMPARED[compared]
    if sides and vectors.is_installed():
        params["not_covered"] = sides
        more = vectors.encoders()[1]
        there = "; `more-languages` does" if all(map(more.covers, sides)) else ""
        says += f" The extra `languages` does not cover {' and '.join(sides)}{there}."
    differ = f"The page is in another language ({page_side}) than the original ({source_side})"
    return Warning("/problems/languages_differ", "align", f"{differ}: {says}", params=params)


def _cuts(name: str, text: Text) -> Iterator[Warning]:
    """Yield a warning for each part of a text that was not compared."""
    count = len(text.sentences)
    if count > MOST_SENTENCES:
        all_of_it = counted(count, "sentence")
        detail = f"The {name} has {all_of_it}; only its first {MOST_SENTENCES} were compared."
        params = {"text": name, "sentences": count, "compared": MOST_SENTENCES}
        yield Warning("/problems/text_cut", "align", detail, params=params)
    if cut := sum(map(is_cut, text.sentences[:MOST_SENTENCES])):
        sentences = counted(cut, "sentence")
        detail = f"Of {sentences} of the {name} only the first {MOST_WORDS} words were compared."
        params = {"text": name, "cut_sentences": cut, "compared_words": MOST_WORDS}
        yield Warning("/problems/text_cut", "align", detail, params=params)
