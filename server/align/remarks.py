"""Remarks on an alignment for its reader: what was cut, and languages that differ."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pydantic_core import to_json

from server.align.texts import MOST_SENTENCES, MOST_WORDS, Text, guess_of, is_cut, languages_of
from server.language import vectors
from server.model import PageSentence, Warning, counted

_COMPARED = {
    "meaning": "sentences were placed by meaning, names and numbers compared.",
    "names": "only names and numbers were compared.",
}
# Bytes of all marks of a text: changes, missing or shared words, and parts.
_TIMES, _LEAST, _MOST = 2, 500_000, 4_000_000


def remarks(page: Text, source: Text) -> list[Warning]:
    """Return the warnings about an alignment of the two texts."""
    found = [*_cuts("page", page), *_cuts("source", source)]
    if guessed := guess_of(page, source):
        detail = (
            f"The texts are too short to show their language: they were read as “{guessed}”. "
            "Give `language` with either to be sure."
        )
        params = {"language": guessed}
        found.append(Warning("/problems/language_guessed", "align", detail, params=params))
    page_side, source_side = languages_of(page, source)
    if page_side != source_side:
        by_meaning = page.meanings is not None
        found.append(_languages_differ(page_side, source_side, by_meaning=by_meaning))
    return found


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


def most_marked(page: Text, source: Text) -> int:
    """Return how many bytes the marks of two texts may have: twice those of the texts."""
    whole = "".join((*page.sentences, *source.sentences)).encode("utf-8", "surrogatepass")
    return min(_MOST, max(_LEAST, _TIMES * len(whole)))


def bounded(
    sentences: Sequence[PageSentence], most: int
) -> tuple[list[PageSentence], list[Warning]]:
    """Return sentences whose first marks have `most` bytes, and a warning about the others."""
    shown = list[PageSentence]()
    for one in sentences:
        marks = _marks(one)
        most -= len(to_json((one.changes, one.missing, one.shared, one.parts))) if marks else 0
        is_cut = marks and most < 0
        plain = replace(one, changes=[], missing=[], shared=None, parts=[]) if is_cut else one
        shown.append(plain)
    cut = sum(map(_marks, sentences)) - sum(map(_marks, shown))
    if not cut:
        return shown, []
    detail = (
        f"The texts differ in very many places: {counted(cut, 'mark')} in the page's last "
        "sentences are left out, so that the answer is no larger than a few times the texts. "
        "Which sentences differ is said of all."
    )
    return shown, [Warning("/problems/text_cut", "align", detail, params={"marks": cut})]


def _marks(one: PageSentence) -> int:
    shared = len(one.shared.page) + len(one.shared.source) if one.shared else 0
    return len(one.changes) + len(one.missing) + len(one.parts) + shared
