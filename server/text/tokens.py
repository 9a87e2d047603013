"""Words of a sentence in any script, with their places, and the terms they are compared by.

A *term* is what two inflections of a word share: its Snowball stem; where the language has no
stemmer, its first letters; in scripts that write no spaces, and in Hangul, the pair of a
character and the next one. It weighs more the rarer it is, a function word nothing: inverse
document frequency, half from the two texts and half from a table of the language's news
(`language/tables/background.json`, made by tests/bench/align/make_background.py).
"""

import math
import re
import sys
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import Stemmer

from server.language.data import base_language, section, stemmer_name, table, writes_decimal_comma
from server.language.scripts import DENSE, MARKS
from server.model import remembered

_EVERYWHERE = str.maketrans("", "", "'’٬")  # between the thousands, in any language


def digits_value(digits: str, language: str | None) -> float:
    """Return the value of `digits` as written in `language`: 1.500,75 or 1,500.75."""
    digits = digits.translate(_EVERYWHERE)
    integer, point, part = digits.rpartition("٫")
    if point:
        return float(
            ".".join("".join(filter(str.isdecimal, digits_of)) for digits_of in (integer, part))
        )
    group, point = (".", ",") if language in writes_decimal_comma() else (",", ".")
    if group in digits and point in digits:
        if digits.rfind(group) > digits.rfind(point):
            group, point = point, group
        return float(
            digits.replace(group, "")
            .replace(point, "", digits.count(point) - 1)
            .replace(point, ".")
        )
    mark = group if group in digits else point
    parts = digits.split(mark)
    grouped = len(parts) > 2 or (
        mark == group and len(parts) == 2 and len(parts[1]) == 3 and parts[0] not in {"0", ""}
    )
    return float("".join(parts) if grouped else ".".join(parts))


_POINTS = "\u00b7\u2027\u2219"  # between the parts of a word, in easy German and Catalan
_APOSTROPHES = "'’ʼ＇"
_THIN = "\u00a0\u2009\u202f"  # spaces that part no words where digits are on both sides


_CURRENCY_CODES = "|".join(  # glued to their sum: "Rs8", "NOK500"
    name
    for listed in table("currencies").values()
    for name in (*listed["codes"].split(), *listed["words"].split())
    if name.isascii() and name.isalpha() and len(name) <= 3
)


def _pattern(spaces: str, first: str = "") -> re.Pattern[str]:
    """Return a pattern of words and numbers with `spaces` in thousands; `first` comes first."""
    inside = f"(?:[^\\W_{DENSE}]|[{MARKS}\u00ad\u200b-\u200f\u2060\ufeff{_POINTS}])"
    lost = r"\?(?=(?:d|ll|m|re|s|t|ve)\b)"  # "don?t", stored in a code without apostrophes
    return re.compile(
        f"{first}(?P<dense>[{DENSE}])"
        f"|(?P<number>[1-9]\\d{{0,2}}(?:[{spaces}]\\d{{3}})+(?!\\d)(?:[.,]\\d+)?"
        r"|\d+(?:[.,:’'٫٬]\d+)*)"
        f"|(?P<word>[^\\W\\d_{DENSE}]{inside}*(?:(?:[{_APOSTROPHES}]|{lost}){inside}+)*)"
    )


_WORD, _WORD_SPACED = _pattern(_THIN), _pattern(_THIN + " ")
# Only where a letter is before a digit: to try each code at each word took a third of the time.
_GLUED = re.compile(r"[^\W\d_]\d")
_CODE = f"(?<![^\\W_])(?P<code>(?i:{_CURRENCY_CODES}))(?=\\d)|"
_CODED, _CODED_SPACED = _pattern(_THIN, _CODE), _pattern(_THIN + " ", _CODE)
_DENSE_FIRST = re.compile(f"[{DENSE}]")
# What is not seen of a word: invisible signs, Arabic and Hebrew vowel points.
_UNSEEN = f"\u00ad\u2060\ufeff{_POINTS}" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x064B, 0x0653), *range(0x0591, 0x05C8)))
)
_PLAIN = {**dict.fromkeys(map(ord, _UNSEEN)), **dict.fromkeys(map(ord, _APOSTROPHES), "'")}


class Word(NamedTuple):
    """A word of a sentence: its place (code points), its plain form, its term."""

    start: int
    end: int
    plain: str
    term: str


# Half the time of Word(…), which is a function in Python that calls this.
_new_word = tuple.__new__


def words(sentence: str, language: str | None) -> list[Word]:
    """Return the words of `sentence` in order; a sentence without any is a word itself."""
    forms = forms_of(language)
    words_read: list[Word] = []
    for match in _pattern_of(sentence, language).finditer(sentence):
        start, end = match.span()
        plain, term = forms[match[0]]
        if match.lastgroup == "dense":
            following = sentence[end : end + 1]
            term = plain + following if following and is_dense(following) else ""
        elif match.lastgroup == "number":
            plain = "".join(plain.split())
            is_value = ":" not in plain and len(plain) <= 15  # digits that a float holds
            term = f"{digits_value(plain, language):.12g}" if is_value else plain
        words_read.append(_new_word(Word, (start, end, plain, term)))
    return words_read or [Word(0, len(sentence), sentence.strip(), "")]


def plain_words(sentence: str) -> list[str]:
    """Return the plain forms alone of `words(sentence, None)`."""
    return [
        "".join(plain_form(match[0]).split())
        if match.lastgroup == "number"
        else plain_form(match[0])
        for match in _pattern_of(sentence, None).finditer(sentence)
    ] or [sentence.strip()]


def _pattern_of(sentence: str, language: str | None) -> re.Pattern[str]:
    spaced, is_glued = language in writes_decimal_comma(), _GLUED.search(sentence)
    if is_glued:
        return _CODED_SPACED if spaced else _CODED
    return _WORD_SPACED if spaced else _WORD


def plain_form(word: str) -> str:
    """Return `word` without case, invisible characters, vowel points and ligatures."""
    # To look up one of ASCII takes longer than to make it.
    return sys.intern(word.lower().replace("?", "'")) if word.isascii() else _plain_form(word)


@remembered
def _plain_form(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().translate(_PLAIN)


def is_dense(character: str) -> bool:
    """Whether it is a character of a script that writes no spaces, or of Hangul."""
    return not character.isascii() and _DENSE_FIRST.match(character) is not None


@remembered
def forms_of(language: str | None) -> "_Forms":
    """Return the forms of words of `language`."""
    return _Forms(stemmer_name(language))


class _Forms(dict[str, tuple[str, str]]):
    """Plain forms and terms of words, remembered as long as the page: its text repeats them."""

    def __init__(self, algorithm: str | None) -> None:
        super().__init__()
        # The first five letters are almost as good as stems (McNamee & Mayfield 2004).
        self._stem = Stemmer.Stemmer(algorithm, 0).stemWord if algorithm else itemgetter(slice(5))

    def __missing__(self, written: str) -> tuple[str, str]:
        plain = plain_form(written)
        # Letters of a word that are stemmed.
        forms = self[written] = plain, sys.intern(self._stem(core(plain)[:64]))
        return forms


def core(plain: str) -> str:
    """Return the part of `plain` with the meaning: "company" of "company's", "eau" of "l'eau"."""
    return max(plain.split("'"), key=len) if "'" in plain else plain


_SHORTEST_FORM = 4  # letters that two forms of a word share
_LONGEST_COMPOUND = 100  # letters of a word whose parts are looked for: it takes their square
_PART = 5  # letters of a word that is part of a compound
_CLITICS = tuple(
    "\u05d5\u05d1\u05db\u05dc\u05de\u05e9\u05d4\u0648\u0641\u0628\u0643\u0644\u0627\u0633"
)


def _without_clitics(word: str) -> list[str]:
    """Return a word without the "and", "in" or "that" that Hebrew and Arabic prefix."""
    if not word.startswith(_CLITICS):
        return []
    return [word[cut:] for cut in (1, 2) if len(word) - cut >= 3]  # letters after a clitic


def _has_beginning(ordered: Sequence[str], beginning: str) -> bool:
    """Whether one of the sorted words begins with these letters."""
    index = bisect_left(ordered, beginning)
    return index < len(ordered) and ordered[index].startswith(beginning)


class WordForms:
    """The words of a text, found by another inflection, as a part, or within a compound.

    It errs on the side of finding: "acquitted" finds "acquittal", "Gipfel" "Klimagipfel".
    """

    def __init__(self, plains: Iterable[str]) -> None:
        words = frozenset(part for plain in plains for part in (plain, core(plain)))
        self._words = words
        self._sorted = sorted(words)
        self._backwards = sorted(word[::-1] for word in words)
        self._bare = frozenset().union(*map(_without_clitics, words))

    def __contains__(self, plain: str) -> bool:
        word = core(plain)
        if plain in self._words or word in self._words:
            return True
        if not self._words.isdisjoint(_without_clitics(word)):
            return True
        if len(word) <= _SHORTEST_FORM or not word.isalpha():
            return False
        # Letters that may differ at a word's end.
        beginning = word[: max(_SHORTEST_FORM, len(word) - 3)]
        if word in self._bare or _has_beginning(self._sorted, beginning):
            return True
        if len(word) >= _PART and _has_beginning(self._backwards, word[::-1]):
            return True
        if len(word) > _LONGEST_COMPOUND:
            return False
        return any(
            word[index:] in self._words or word[:-index] in self._words
            for index in range(_PART, len(word) - _PART + 1)
        )


class Extent(NamedTuple):
    """Place a piece in a text: its start and its end, exclusive, in characters."""

    start: int
    end: int


_FLOOR = 0.3  # below it a word is a function word: it is worth nothing


class Background(NamedTuple):
    """Each term's rarity in `sentences` sentences of a language's news, 0 in all of them."""

    sentences: int
    rarities: dict[str, float]
    function_words: frozenset[str]
    function_terms: frozenset[str]

    @property
    def share(self) -> float:
        """The share of a weight that comes from the table."""
        # Sentences from which a table knows more than the two texts.
        return 0.5 if self.sentences >= 5_000 else 0.0

    def rarity(self, term: str) -> float:
        """Return the rarity of a term: 0 in every sentence, 1 unless the table has it."""
        return self.rarities.get(term, 1.0)


@cache
def background(language: str | None) -> Background:
    """Return the background of `language`; empty where it has none."""
    language = base_language(language) or ""
    counted = table("background").get(language, {"sentences": 0, "halves": {}})
    rarities: dict[str, float] = {}
    for halves, terms in counted["halves"].items():
        frequency = 2 ** (int(halves) / 2)
        rarity = 1 - math.log(frequency + 1) / math.log(counted["sentences"] + 1)
        rarities.update(dict.fromkeys(terms.split(), rarity))
    function_words = frozenset((section(language, "function_words") or "").split())
    function_terms = frozenset(forms_of(language)[word][1] for word in function_words)
    return Background(counted["sentences"], rarities, function_words, function_terms)


class Weights(dict[str, float]):
    """Weight of each term, 0..1, for the sentences given; worked out when it is asked for."""

    def __init__(self, language: str | None, sentences: Sequence[Iterable[str]]) -> None:
        super().__init__()
        self._background = background(language)
        self._frequency = Counter(chain.from_iterable(sentences))
        self._share = self._background.share
        self._log_total = math.log(len(sentences) + 1)

    def __missing__(self, term: str) -> float:
        weight = self[term] = self._weigh(term)
        return weight

    def mass(self, terms: Iterable[str]) -> float:
        """Sum the weights of `terms` in a fixed order."""
        return math.fsum(map(self.__getitem__, terms))

    def _weigh(self, term: str) -> float:
        if not term or term in self._background.function_terms:
            return 0.0
        # once on either side is as rare as a term that both have can be
        count = self._frequency.get(term, 1) / 2
        rarity = 1 - math.log(count) / self._log_total if count > 1 else 1.0
        share = self._share
        rarity = share * self._background.rarity(term) + (1 - share) * rarity
        return max(0.0, (rarity - _FLOOR) / (1 - _FLOOR))
