"""A text to compare: its language, its sentences, and what was cut."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_core import to_json

from server.language import vectors
from server.language.data import LEAD, SURE, base_language, common_language, shares
from server.language.detect import detect
from server.language.scripts import language_of_script
from server.language.vectors import Meanings
from server.model import PageSentence, Warning, counted, remembered
from server.text.lines import is_credit_line, is_note
from server.text.tokens import plain_words, words


@dataclass(frozen=True, slots=True)
class Text:
    """A text as sentences in reading order.

    `language` is a BCP 47 tag and `published` an ISO 8601 time, both as declared; `notes` are
    the indices of sentences known to be notes of the page ("Read the full story on ...");
    `names` are those of its authors and publisher; `meanings` are of its sentences, where the
    other text is in another language and an extra for both is installed.
    """

    sentences: Sequence[str]
    language: str | None = None
    published: str | None = None
    title: str | None = None
    notes: frozenset[int] = frozenset()
    names: Sequence[str] = ()
    meanings: Meanings | None = field(default=None, compare=False, repr=False)


_STOPS = frozenset(".!?。！？…।؟۔")
_CLOSING = "\"'”’»)」』 "
_UNREAD = "PZC"  # punctuation, spaces, and what does not print
_LOOKED_AT = 25  # sentences are enough to decide
_SCRIPT_LETTERS = 1_000  # are enough to know the script


def language_of(text: Text) -> str | None:
    """Return the language that a text's words show where clear, else the declared one."""
    return _language_of(base_language(text.language), tuple(text.sentences[:_LOOKED_AT]))


@remembered
def _language_of(declared: str | None, sample: tuple[str, ...]) -> str | None:
    if scripted := language_of_script("".join(sample)[:_SCRIPT_LETTERS]):
        return scripted
    counted = Counter(plain for sentence in sample for plain in plain_words(sentence[:2000]))
    total = counted.total()
    by_tag = shares(counted)
    (second, _), (first, guessed) = sorted((share, tag) for tag, share in by_tag.items())[-2:]
    own = by_tag.get(declared or "", 0.0)
    if declared and total < 30:  # from which a declaration can be overruled
        return declared
    if first >= SURE and first > LEAD * (own if declared else second):
        return guessed
    return declared


def guess_of(page: Text, source: Text) -> str | None:
    """Return the likeliest language of two texts that neither show nor declare one."""
    if language_of(page) or language_of(source):
        return None
    return _guess((*page.sentences[:_LOOKED_AT], *source.sentences[:_LOOKED_AT]))


@remembered
def _guess(sample: tuple[str, ...]) -> str | None:
    text = " ".join(sample)[:_SCRIPT_LETTERS]
    if not any(map(str.isalpha, text)):
        return None
    by_tag = shares(Counter(plain_words(text)))
    most = max(by_tag.values())
    likely = [tag for tag, share in by_tag.items() if share == most]
    seen = likely[0] if len(likely) == 1 else base_language(detect(text))
    return seen if seen in likely or not most else likely[0]


def languages_of(page: Text, source: Text) -> tuple[str | None, str | None]:
    """Return the languages to read two texts in; one for standards of one language.

    A side that shows and declares none has the other's, and where neither has one it is guessed.
    """
    page_side, source_side = language_of(page), language_of(source)
    if page_side == source_side or not (page_side and source_side):
        known = page_side or source_side or guess_of(page, source)
        return known, known
    return common_language(page_side), common_language(source_side)


def is_furniture(sentence: str, language: str | None) -> bool:
    """Return whether a sentence is the page's, not the story's: a note, a byline, a date."""
    return is_note(sentence, language) or is_credit_line(sentence, language)


def ends_as_sentence(sentence: str) -> bool:
    """Return whether the text ends with a full stop or similar."""
    return sentence.rstrip(_CLOSING)[-1:] in _STOPS


def is_blank(sentence: str) -> bool:
    """Return whether it lacks any letter, digit or meaningful sign: nothing, "?", an emoji."""
    kinds = map(unicodedata.category, sentence)
    # Emoji, the shades of their skin, and how they are shown.
    return all(kind[0] in _UNREAD or kind in {"So", "Sk", "Mn"} for kind in kinds)


MOST_SENTENCES = 5_000  # of a text: a book's; what it costs grows with the product of both
MOST_LOOKED_AT = 30  # numbers, names, quotes of a sentence; places of a number
MOST_WORDS = 1_000  # of one sentence: what follows is shown, not compared


def is_cut(sentence: str) -> bool:
    """Return whether a sentence has more words than are compared."""
    return len(sentence) > MOST_WORDS and len(words(sentence, None)) > MOST_WORDS


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
