"""A text as it is given to be compared, and the language that it is read in."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.language.data import LEAD, SURE, shares
from server.language.detect import detect
from server.language.scripts import language_of_script
from server.language.tags import base_language, common_language
from server.language.vectors import Meanings
from server.model import remembered
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
_PICTURES = {"So", "Sk", "Mn"}  # emoji, the shades of their skin, and how they are shown
_LOOKED_AT = 25  # sentences are enough to decide
_SCRIPT_LETTERS = 1_000  # are enough to know the script
_FEWEST_WORDS = 30  # from which a declaration can be overruled


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
    if declared and total < _FEWEST_WORDS:
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
    return all(kind[0] in _UNREAD or kind in _PICTURES for kind in kinds)


MOST_SENTENCES = 5_000  # of a text: a book's; what it costs grows with the product of both
MOST_LOOKED_AT = 30  # numbers, names, quotes of a sentence; places of a number
MOST_WORDS = 1_000  # of one sentence: what follows is shown, not compared


def is_cut(sentence: str) -> bool:
    """Return whether a sentence has more words than are compared."""
    return len(sentence) > MOST_WORDS and len(words(sentence, None)) > MOST_WORDS
