"""Bodies that nobody reads: letters mixed or shifted, filler Latin, repeated blocks.

In every alphabet vowels and consonants take turns, in every script without one pairs of characters
come again, and some letters only end a word. Of scrambled letters none of this is true.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from unicodedata import category, normalize

from server.language.detect import detect, is_surely
from server.language.scripts import DENSE, HAN, HANGUL, LETTERS
from server.page.block import Block
from server.page.view import PageView
from server.verdict.signals.signal import Signal

_LINE = 80  # letters of a paragraph that is judged
_FEWEST, _LETTERS = 2, 300  # paragraphs and letters that can't be read
_REPEATED = 3  # times that a text comes again: twice is a teaser and its story
# Shares of neighbours alike, of letters out of place, of pairs that come again. Of 9,899 times two
# real paragraphs in 28 languages two have that share of neighbours, of scrambled ones 96 in 100.
_ALIKE, _MISPLACED, _AGAIN = 0.33, 0.04, 0.095
_ERRORS = 2.0  # standard ones
_MORE = 0.06  # than in the first paragraph: Vietnamese has vowels in a row
_MAYBE = 0.03  # less, for one paragraph of several
_SAMPLE, _PAIRS = 600, 400  # characters of a dense script that are counted, and that are enough
_VOWELS = frozenset("aeiouyøœæıəаеиоуыэюяєіαεηιουωաեէըիոօაეიოუ")
_ALPHABET = re.compile(r"[^\W\d_\u0590-\u0fff\u1100-\u1dff\u2e80-\U0010ffff]+")
_ENDING = re.compile(r"[ςםןץףךةى](?=\w)")  # letters that only end a word
_DENSE = re.compile(f"[{DENSE}]")
_SIGNS = (re.compile(f"[{HAN}]"), re.compile(f"[{HANGUL}]"))
# Of 73 texts the rest had .07 to .7 of its signs in common with the first paragraph, and at most
# .05 once they were shifted.
_FEWEST_KNOWN, _KNOWN = 25, 0.06
_MOSTLY = 0.7  # of a text's letters: Japanese has fewer Chinese signs
_FILLER = "lorem ipsum"


def unreadable_signals(view: PageView) -> Iterator[Signal]:
    """Yield where a body ceases to be text of its language, if it does so up to its end."""
    texts = {block.text for block in view.body if block.letters >= _LINE}
    # Extractors leave repeated blocks out.
    prose = [block for block in view.blocks[view.first :] if block.text in texts]
    # Addresses, as lists of feeds have them, are no words.
    prose = [block for block in prose if "://" not in block.text]
    if len(prose) <= _FEWEST:
        return
    first, *others = prose
    unread = [*_filling(first.text, others, view.language or "")] or [
        *_scrambled(first.text, others)
    ]
    if len(unread) >= _FEWEST and sum(block.letters for block in unread) >= _LETTERS:
        begin = unread[-1]
        quote = begin.text[:_LINE].rstrip()
        says = f"From here on the text is no text of its language: “{quote}”."
        yield Signal("unreadable_text", says, quote, begin.element)


def _filling(first: str, others: Sequence[Block], language: str) -> Iterator[Block]:
    """Yield the last blocks that repeat each other, or are filler Latin, from the end."""
    # Where the first block comes again too, a page has its whole text twice.
    times = Counter(block.text for block in others)
    repeats = first not in times
    for block in reversed(others):
        text = block.text
        is_latin = not is_surely(text, language.partition("-")[0]) and detect(text) == "la"
        is_filler = _FILLER in text.casefold() or (is_latin and detect(first) != "la")
        if not is_filler and not (repeats and times[text] >= _REPEATED):
            return
        yield block


def _scrambled(first: str, others: Sequence[Block]) -> list[Block]:
    """Return the last blocks whose letters are mixed or shifted, from the end."""
    known = [frozenset(script.findall(first)) for script in _SIGNS]
    found = takewhile(
        lambda block: _has_other_signs(block.text, known) or _scramble(block.text) > -_MAYBE,
        reversed(others),
    )
    unread = list(found)
    text = " ".join(block.text for block in unread)
    is_scramble = _has_other_signs(text, known) or _scramble(text, first, errors=_ERRORS) > 0
    return unread if is_scramble else []


def _has_other_signs(text: str, known: Sequence[frozenset[str]]) -> bool:
    """Return whether `text` has hardly any of the `known` Chinese signs or Korean syllables."""
    for script, of_first in zip(_SIGNS, known, strict=True):
        signs = script.findall(text)
        if len(of_first) >= _FEWEST_KNOWN and len(signs) > _MOSTLY * sum(map(str.isalpha, text)):
            return sum(sign in of_first for sign in signs) < _KNOWN * len(signs)
    return False


def _scramble(text: str, first: str = "", errors: float = 0.0) -> float:
    """Return how far `text` is from real ones, above 0 for a scrambled one.

    Its letters must be out of turn by some standard `errors`, and more so than those of `first`.
    """
    words = text.split()
    misplaced = sum(category(word[0])[0] == "M" or bool(_ENDING.search(word)) for word in words)
    if misplaced > _MISPLACED * len(words):
        return 1.0
    if len(_DENSE.findall(text)) > len(text) / 2:
        letters = "".join(LETTERS.findall(text))[:_SAMPLE]
        pairs = Counter(pairwise(letters))
        again = sum(count for count in pairs.values() if count > 1)
        return _AGAIN - again / _PAIRS if len(letters) >= _PAIRS or not errors else 0.0
    alike, count = _alike(text)
    most = max(_ALIKE, _alike(first)[0] + _MORE)
    return alike - errors * math.sqrt(alike * (1 - alike) / max(1, count)) - most


def _alike(text: str) -> tuple[float, int]:
    """Return the shares of like neighbours: both vowels or both consonants."""
    words = ([_is_vowel(letter) for letter in word] for word in _ALPHABET.findall(text))
    pairs = [one == other for word in words for one, other in pairwise(word)]
    return sum(pairs) / max(1, len(pairs)), len(pairs)


def _is_vowel(letter: str) -> bool:
    return normalize("NFD", letter.casefold())[0] in _VOWELS
