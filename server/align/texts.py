"""A text to compare: its sentences, and the language that they are read in."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.language.data import LEAD, SURE, base_language, common_language, shares
from server.language.detect import detect
from server.language.scripts import language_of_script
from server.language.vectors import Meanings
from server.model import remembered
from server.text.lines import is_credit_line, is_note
from server.text.tokens import plain_words, words

# What is compared of long texts.
MOST_SENTENCES = 5_000  # of a text: a book's; what it costs grows with the product of both
MOST_WORDS = 1_000  # of one sentence: what follows is shown, not compared
# Characters of a sentence that are looked at; one without a full stop or a space may have millions.
LONGEST_SENTENCE = 50_000
# Letters of a word that are compared; a longer row of them is data, and no word.
LONGEST_WORD = 200
MOST_LOOKED_AT = 30  # numbers, names, quotes of a sentence; places of a number

# What shows the language of a text.
_SAMPLE_SENTENCES = 25
_SAMPLE_CHARACTERS = 2_000  # of each sentence
_SCRIPT_CHARACTERS = 1_000  # are enough to know the script
_OVERRULING_WORDS = 30  # fewer don't overrule a declared language

_STOPS = frozenset(".!?。！？…।؟۔")
_CLOSING = "\"'”’»)」』 "
_UNREAD = "PZC"  # punctuation, spaces, and what does not print
_EMOJI = {"So", "Sk", "Mn"}  # with the shades of their skin, and how they are shown


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


def language_of(text: Text) -> str | None:
    """Return the language that a text's words show where clear, else the declared one."""
    return _language_of(base_language(text.language), tuple(text.sentences[:_SAMPLE_SENTENCES]))


def languages_of(page: Text, source: Text) -> tuple[str | None, str | None]:
    """Return the languages to read two texts in; one for standards of one language.

    A side that shows and declares none has the other's, and where neither has one it is guessed.
    """
    page_language, source_language = language_of(page), language_of(source)
    if page_language and source_language and page_language != source_language:
        return common_language(page_language), common_language(source_language)
    language = page_language or source_language or guess_of(page, source)
    return language, language


def guess_of(page: Text, source: Text) -> str | None:
    """Return the likeliest language of two texts that neither show nor declare one."""
    if language_of(page) or language_of(source):
        return None
    page_sample, source_sample = (text.sentences[:_SAMPLE_SENTENCES] for text in (page, source))
    return _guess((*page_sample, *source_sample))


def is_furniture(sentence: str, language: str | None) -> bool:
    """Whether a sentence is the page's, not the story's: a note, a byline, a date."""
    return is_note(sentence, language) or is_credit_line(sentence, language)


def ends_as_sentence(sentence: str) -> bool:
    """Whether the text ends with a full stop or similar."""
    return sentence.rstrip(_CLOSING)[-1:] in _STOPS


def is_blank(sentence: str) -> bool:
    """Whether it lacks any letter, digit or meaningful sign: nothing, "?", an emoji."""
    kinds = map(unicodedata.category, sentence)
    return all(kind[0] in _UNREAD or kind in _EMOJI for kind in kinds)


def is_cut(sentence: str) -> bool:
    """Whether a sentence has more words than are compared."""
    if len(sentence) > LONGEST_SENTENCE:
        return True
    return len(sentence) > MOST_WORDS and len(words(sentence, None)) > MOST_WORDS


@remembered
def _language_of(declared: str | None, sample: tuple[str, ...]) -> str | None:
    if language := language_of_script("".join(sample)[:_SCRIPT_CHARACTERS]):
        return language
    counted = Counter(
        plain for sentence in sample for plain in plain_words(sentence[:_SAMPLE_CHARACTERS])
    )
    share_by_language = shares(counted)
    (second, _), (first, likeliest) = sorted(
        (share, language) for language, share in share_by_language.items()
    )[-2:]
    if declared and counted.total() < _OVERRULING_WORDS:
        return declared
    rival = share_by_language.get(declared, 0.0) if declared else second
    return likeliest if first >= SURE and first > LEAD * rival else declared


@remembered
def _guess(sample: tuple[str, ...]) -> str | None:
    text = " ".join(sample)[:_SCRIPT_CHARACTERS]
    if not any(map(str.isalpha, text)):
        return None
    share_by_language = shares(Counter(plain_words(text)))
    highest = max(share_by_language.values())
    likeliest = [language for language, share in share_by_language.items() if share == highest]
    guess = likeliest[0] if len(likeliest) == 1 else base_language(detect(text))
    return guess if guess in likeliest or not highest else likeliest[0]
