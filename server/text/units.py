"""Conventions of numbers in each language: words, scales, signs; and the unit of a number.

Also numbers in unspaced scripts: 15億, 1万2000, 1.2万亿, 三百五十, 3억 5천만.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, partial
from itertools import chain
from typing import NamedTuple

from server.language.data import (
    UnitName,
    base_language,
    currencies,
    section,
    table,
    units,
    writing,
)
from server.language.scripts import HAN, HANGUL, KANA
from server.text.lexicon import Phrases, parse_meanings, parse_numbers
from server.text.quantity import DAYS
from server.text.tokens import Extent, Word


class Conventions:
    """A language's words for numbers, units and dates, each with its value.

    `money_scales` are scales only before a currency's sign: "5 M€". `starts` maps the first words
    of numbers and dates to the second ones, "" without any. `has_words`, `has_scales`: whether
    those are known.
    """

    def __init__(self, language: str) -> None:
        numbers, dates = section(language, "numbers"), section(language, "dates")
        values, meanings = (
            partial(parse_numbers, language=language),
            partial(parse_meanings, language=language),
        )
        ones = f"{numbers.get('ones', '')} {numbers.get('pairs', '')} {_compounds(numbers)}"
        self.ones, self.ordinals = values(ones), values(_ordinals(numbers))
        self.fractions, self.before, self.percent, self.points, self.scales, self.money_scales = (
            values(numbers.get(name, ""))
            for name in ("fractions", "before", "percent", "points", "scales", "money_scales")
        )
        self.minor, self.minus = (
            meanings(numbers.get("minor", "")),
            meanings(numbers.get("minus", "")),
        )
        self.months = values(dates.get("months", ""))
        self.weekdays = values(dates.get("weekdays", ""))
        self.relative, self.spans, self.days, self.lasting = (
            meanings(dates.get(name, "")) for name in ("relative", "spans", "days", "lasting")
        )
        kinds = ("about", "above", "below")
        bounds = ((word, kind) for kind in kinds for word in numbers.get(kind, "").split())
        self.bounds, self.currencies = Phrases(bounds, language), _currencies(language)
        self.per_mille = meanings(numbers.get("per_mille", ""))
        self.per, self.rates = meanings(numbers.get("per", "")), meanings(numbers.get("rates", ""))
        self.joint: str = numbers.get("and", "")
        self.tenths, self.aged, self.prefixes = (
            frozenset(numbers.get(name, "").split()) for name in ("tenths", "aged", "prefixes")
        )
        self.is_dense = bool(numbers.get("dense"))
        self.has_words = self.is_dense or bool(ones.strip())
        self.has_scales = self.is_dense or bool(numbers.get("scales"))
        counted = (self.ones, self.fractions, self.ordinals, self.before)
        dated = (self.months, self.weekdays, self.relative)
        self.starts = defaultdict[str, set[str]](set)
        for first, second in chain.from_iterable(
            phrases.openings() for phrases in (*counted, *dated)
        ):
            self.starts[first].add(second)


@cache
def conventions(language: str | None) -> Conventions:
    """Return the conventions of `language`, or of English if it is unknown."""
    return Conventions(base_language(language) or "en")


def _ordinals(numbers: dict[str, str]) -> str:
    """Return the ordinals in all their forms."""
    endings = [ending.strip("_") for ending in numbers.get("ordinal_forms", "").split()]
    entries = (entry.partition("-=") for entry in numbers.get("ordinals", "").split())
    return " ".join(
        f"{stem}{ending}={value}" if value else stem
        for stem, _, value in entries
        for ending in (endings if value else [""])
    )


@cache
def currency_signs() -> dict[str, str]:
    """Return currencies by their signs of one character."""
    return {
        name: sign
        for name, sign in currencies(None).items()
        if len(name) == 1 and not name.isalnum()
    }


def _currencies(language: str) -> Phrases[str]:
    everyday = section(language, "numbers").get("no_currency", "").split()
    names = (
        (name, sign)
        for name, sign in currencies(language).items()
        if any(map(str.isalnum, name)) and name not in everyday
    )
    return Phrases(names, language)


def _compounds(numbers: dict[str, str]) -> str:
    """Return numbers written as one word: "fünfundzwanzig", "tjugofem", "ventidue"."""
    pattern = numbers.get("compound")
    if not pattern:
        return ""
    values = {w: float(v) for w, _, v in (e.partition("=") for e in numbers["ones"].split())}
    small = {word: value for word, value in values.items() if 1 < value < 10}
    if "one" in numbers:
        small[numbers["one"]] = 1.0
    tens = {word: value for word, value in values.items() if 20 <= value < 100}
    return " ".join(
        f"{pattern.format(one=word, ten=ten)}={small[word] + tens[ten]:g}"
        for word in small
        for ten in tens
    )


NUMERALS = {
    sign: float(value)
    for sign, value in (pair.split("=") for pair in table("others")["numerals"].split())
}
DENSE = re.compile(
    r"(?:\d[\d.,]{0,30}[千万萬億亿兆천만억조백]|[一二两兩三四五六七八九十百千][〇零一二两兩三四五六七八九十百千万萬億亿兆])"
    r"[\d.,〇零一二两兩三四五六七八九十百千万萬億亿兆천만억조백]*"
    r"(?:(?<=[만억조])\s(?:\d[\d.,]{0,30}[천만억백]+|\d,?\d{3}(?!\s?[\d년])))*"
)
SPOKEN = re.compile(
    r"[〇零一二两兩三四五六七八九十百千万萬億亿]+(?:[点點][〇零一二三四五六七八九]+)?"
)


def dense_value(text: str) -> float:
    """Return the value of "15億", "1万2000", "三百五十", "五点二"."""
    integer, point, decimals = text.partition("点" if "点" in text else "點")
    if point:
        digits = "".join(f"{NUMERALS[character]:g}" for character in decimals)
        return dense_value(integer) + float(f"0.{digits}")
    total, section, number, digits = 0.0, 0.0, 0.0, ""
    for character in [*text, ""]:
        if character and (character.isdecimal() or character in ".,"):
            digits += character
            continue
        if digits:
            number, digits = float(digits.replace(",", "").strip(".") or 0), ""
        value = NUMERALS.get(character, 0.0)
        if character and value < 10:
            number = value
        elif 10 <= value < 10_000:
            section, number = section + (number or 1) * value, 0.0
        elif value:
            part = section + number
            if 0 < total < value:  # 1.2万亿 is ten thousand times 1.2亿
                total, part = 0.0, total + part
            total, section, number = total + (part or 1) * value, 0.0, 0.0
    return total + section + number


PERCENT = {"%": "%", "％": "%", "٪": "%", "‰": "‰"}
_SPACES = " \u00a0\u2009\u202f"
_UNSPACED = f"\u3001-\u303f{KANA}{HAN}{HANGUL}"  # scripts without a space before it
_BEFORE = f"[\\s(\\[{{„“”\"'«‹:/{_UNSPACED}]"
# A dash at the beginning of a sentence opens an item or a quotation; U+2212 is never a dash.
_MINUS = re.compile(f"(?:(?:^|{_BEFORE})−|(?<={_BEFORE})(?<!\\d\\s)[-–])$")  # none in "5 –10"


def minus_start(sentence: str, start: int) -> int | None:
    """Return the place of the minus of a number or its currency at `start`, if any."""
    before = sentence[max(0, start - 3) : start]
    return start - 1 if _MINUS.search(before) else None


def opens_with_point(sentence: str, start: int) -> bool:
    """Whether the digits at `start` are decimals without a zero: ".4 centimetres"."""
    return (
        sentence[start - 1 : start] == "." and not sentence[max(0, start - 2) : start - 1].strip()
    )


def signed_plains(sentence: str, words: Sequence[Word]) -> list[str]:
    """Return the plain forms of `words`, numbers with their signs."""
    return [
        word.plain + _signs(sentence, word) if word.plain[:1].isdecimal() else word.plain
        for word in words
    ]


def _signs(sentence: str, word: Word) -> str:
    start, end = word.start, word.end
    before = sentence[max(0, start - 2) : start].rstrip(_SPACES)[-1:]
    after = sentence[end : end + 2].lstrip(_SPACES)[:1]
    signs = currency_signs()
    marks = {signs[sign] for sign in (before, after) if sign in signs}
    if after in PERCENT:
        marks.add(PERCENT[after])
    if before in signs:
        start = sentence.rindex(before, 0, start)
    if minus_start(sentence, start) is not None:
        marks.add("-")
    if opens_with_point(sentence, word.start):
        marks.add(".")
    return "".join(sorted(marks))


def is_joined(gap: str) -> bool:
    """Whether `gap` is between a number and its unit: nothing, a space, a hyphen."""
    return gap in ("", "-") or (len(gap) == 1 and gap.isspace())


def is_abbreviated(gap: str) -> bool:
    """Whether `gap` separates a number from an abbreviated unit: "1,5 Mio. Euro"."""
    return is_joined(gap.removeprefix("."))


class Line:
    """The words of a sentence, `plains` as the tables of its language spell them."""

    def __init__(self, sentence: str, words: Sequence[Word], language: str | None) -> None:
        self.sentence, self.words, self.language = sentence, words, language
        self.known = conventions(language)
        self.plains = [word.plain for word in words]
        if self.known.prefixes or "'" in "".join(self.plains):
            self.plains = [_spelt(plain, self.known, language) for plain in self.plains]
        self.starts = [word.start for word in words]
        self.ends = [word.end for word in words]

    def sign_after(self, index: int) -> str:
        """Return the character after word `index`, over a space."""
        return self.sentence[self.ends[index] : self.ends[index] + 3].lstrip()[:1]

    def plain(self, index: int) -> str:
        """Return the plain form of word `index`; "" past the end."""
        return self.plains[index] if 0 <= index < len(self.plains) else ""

    def before(self, start: int) -> str:
        """Return the character before place `start`."""
        return self.sentence[start - 1 : start] if start else ""

    def gap(self, index: int) -> str:
        """Return the text between word `index` and the next."""
        if not 0 <= index < len(self.words) - 1:
            return "\n"
        return self.sentence[self.ends[index] : self.words[index + 1].start]

    def last(self, end: int) -> int:
        """Return the last word that begins before `end`."""
        return bisect_left(self.starts, end) - 1


def _spelt(plain: str, conventions: Conventions, language: str | None) -> str:
    """Return `plain` as the tables spell it: without "'s", "l'", and Arabic's prefixes."""
    if "'" in plain and plain not in conventions.starts:
        head, _, tail = plain.partition("'")
        return tail if writing(language).get("elided_first") else head
    if plain[:1] in conventions.prefixes and plain not in conventions.starts:
        return plain[1:] if len(plain) > 3 else plain
    return plain


class BoundMatch(NamedTuple):
    """A bound ("at least"), "" without one, and the place of its words."""

    bound: str
    extent: Extent | None


class UnitMatch(NamedTuple):
    """A unit, "" without one, and the last word of it and its number."""

    unit: str
    last: int


def bound_of(line: Line, first: int, last: int) -> BoundMatch:
    """Return the bound of a number, and the place of its words."""
    bounds = line.known.bounds
    if (name := line.known.currencies.at(line.plains, first - 1)) and name[1] == 1:
        first -= 1  # "more than Rs 9,000"
    for index in range(max(0, first - 6), first):  # words; characters of a script without spaces
        bound = bounds.at(line.plains, index)
        if bound and index + bound[1] == first:
            return BoundMatch(bound[0], Extent(line.words[index].start, line.ends[first - 1]))
    for index in (last + 1, last + 2) if line.known.is_dense else ():
        if bound := bounds.at(line.plains, index):
            return BoundMatch(
                bound[0], Extent(line.words[index].start, line.ends[index + bound[1] - 1])
            )
    return BoundMatch("", None)


def minus_words(line: Line, first: int) -> int:
    """Return how many words before word `first` mean "minus"."""
    signs = (line.known.minus.at(line.plains, first - n) for n in range(1, 5))  # words
    return next((hit[1] for n, hit in enumerate(signs, start=1) if hit and hit[1] == n), 0)


MEASURE = "measure:"  # before the kind of a unit of measure and its factor
_DEGREES = {"c": 1.0, "f": 5 / 9}
FREEZING = 32.0  # degrees Fahrenheit
_MOST_COUNTED = 2  # words between a number and its rate
MINOR = "minor"  # a hundredth of an unnamed currency: "50 cents"


def unit_of(line: Line, index: int, last: int) -> UnitMatch:
    """Return the unit after word `last` or before `index`, and the last word of it all."""
    conventions, plains, after = line.known, line.plains, last + 1
    if unit := _share(line, last) or money_of(line, index, last):
        return unit
    minor = conventions.minor.at(plains, after)
    if minor and (len(plains[after]) > 1 or not line.gap(last)):
        return UnitMatch(MINOR, last + minor[1])
    span = conventions.spans.at(plains, after)
    if span and is_joined(line.gap(last)):
        return UnitMatch(f"span:{span[0]}", last + span[1])
    return measure_of(line, last) or UnitMatch("", last)


def measure_of(line: Line, last: int) -> UnitMatch | None:
    """Return the unit of measure after word `last`, as its kind and factor."""
    gap, after = line.gap(last), last + 1
    if gap.strip() == "°" and line.plain(after) in _DEGREES:
        return UnitMatch(f"{MEASURE}temperature:{_DEGREES[line.plain(after)]}", after)
    measure = _units(line.language).at(line.plains, after)
    if not measure or not is_joined(gap):
        return None
    unit = measure.value
    return UnitMatch(f"{MEASURE}{unit.kind}:{unit.factor}", last + measure.words)


def rate_of(line: Line, last: int) -> tuple[str, float, int] | None:
    """Return what a number is counted by ("a day", "per hectare"): kind, size and last word.

    It is after the number and its unit, or after what is counted: "1,200 passengers a day".
    """
    conventions, plains = line.known, line.plains
    for start in range(last + 1, min(last + 2 + _MOST_COUNTED, len(plains))):
        if start > last + 1 and (plains[start - 1][:1].isdecimal() or line.gap(start - 1).strip()):
            return None
        if rate := conventions.rates.at(plains, start):
            return "time", DAYS[rate[0]], start + rate[1] - 1
        per = conventions.per.at(plains, start)
        if per:
            behind, count = start + per.words, 1.0
        elif start == last + 1 and line.gap(last) == "/":  # "6 l/100 km"
            behind, count = start, 1.0
        else:
            continue
        if plains[behind : behind + 1] and plains[behind].isdecimal():
            behind, count = behind + 1, float(plains[behind])  # "per 100 kilometres"
        if span := conventions.spans.at(plains, behind):
            return "time", count * DAYS[span[0]], behind + span[1] - 1
        if unit := _units(line.language).at(plains, behind):
            return unit.value.kind, count * unit.value.factor, behind + unit.words - 1
    return None


def _share(line: Line, last: int) -> UnitMatch | None:
    """Return per cent, per mille or percentage points after word `last`."""
    if points := line.known.points.at(line.plains, last + 1):
        return UnitMatch("points", last + points[1])
    if sign := PERCENT.get(line.sign_after(last)):
        return UnitMatch(sign, last)
    if mille := line.known.per_mille.at(line.plains, last + 1):
        return UnitMatch("‰", last + mille[1])
    percent = line.known.percent.at(line.plains, last + 1)
    return UnitMatch("%", last + percent[1]) if percent else None


def money_of(line: Line, index: int, last: int) -> UnitMatch | None:
    """Return the currency of a number, and the last word of the sum."""
    signs, names = currency_signs(), line.known.currencies
    start, end = line.words[index].start, line.ends[last]
    if sign := signs.get(line.sentence[max(0, start - 2) : start].rstrip()[-1:]):
        return UnitMatch(sign, last)
    name = names.at(line.plains, index - 1)
    written = line.sentence[line.starts[index - 1] : line.ends[index - 1]] if name else ""
    is_titled = len(written) > 2 and written.istitle()  # "Euro 2016" is not a sum
    if name and is_joined(line.gap(index - 1)) and not is_titled:
        return UnitMatch(name[0], last)
    after = line.sentence[end : end + 2].lstrip("\u00a0\u202f ")[:1]
    if sign := signs.get(after):
        return UnitMatch(sign, last)
    name = names.at(line.plains, last + 1)
    if name and is_abbreviated(line.gap(last)):
        return UnitMatch(name[0], last + name[1])
    return None


def is_measure(plains: Sequence[str], index: int, language: str | None) -> bool:
    """Whether word `index` is a unit of measure of several letters."""
    return (
        index < len(plains)
        and len(plains[index]) > 1
        and _units(language).at(plains, index) is not None
    )


@cache
def _units(language: str | None) -> Phrases[UnitName]:
    return Phrases(((unit.word, unit) for unit in units(language)), language)
