"""Conventions of numbers and dates in each language: words, scales, signs, phrases.

Also numbers in unspaced scripts: 15億, 1万2000, 1.2万亿, 三百五十, 3억 5천만.
"""

import re
from collections import defaultdict
from functools import cache
from itertools import chain

from server.language.data import section
from server.language.tables import currencies
from server.language.tags import base_language
from server.text.lexicon import Phrases, named, numbered


class Conventions:
    """A language's words for numbers, units and dates, each with its value.

    `money_scales` are scales only before a currency's sign: "5 M€". `starts` maps the first words
    of numbers and dates to the second ones, "" without any. `has_words`, `has_scales`: whether
    those are known.
    """

    def __init__(self, language: str) -> None:
        own, dates = section(language, "numbers"), section(language, "dates")

        def values(entries: str) -> Phrases[float]:
            return numbered(entries, language)

        def meanings(entries: str) -> Phrases[str]:
            return named(entries, language)

        ones = f"{own.get('ones', '')} {own.get('pairs', '')} {_compounds(own)}"
        self.ones, self.ordinals = values(ones), values(_ordinals(own))
        self.fractions, self.before, self.percent, self.points, self.scales, self.money_scales = (
            values(own.get(name, ""))
            for name in ("fractions", "before", "percent", "points", "scales", "money_scales")
        )
        self.minor, self.minus = meanings(own.get("minor", "")), meanings(own.get("minus", ""))
        self.months = values(dates.get("months", ""))
        self.weekdays = values(dates.get("weekdays", ""))
        self.relative, self.spans, self.days, self.lasting = (
            meanings(dates.get(name, "")) for name in ("relative", "spans", "days", "lasting")
        )
        kinds = ("about", "above", "below")
        bounds = ((word, kind) for kind in kinds for word in own.get(kind, "").split())
        self.bounds, self.currencies = Phrases(bounds, language), _currencies(language)
        self.joint: str = own.get("and", "")
        self.tenths, self.aged, self.prefixes = (
            frozenset(own.get(name, "").split()) for name in ("tenths", "aged", "prefixes")
        )
        self.is_dense = bool(own.get("dense"))
        self.has_words = self.is_dense or bool(ones.strip())
        self.has_scales = self.is_dense or bool(own.get("scales"))
        counted = (self.ones, self.fractions, self.ordinals, self.before)
        dated = (self.months, self.weekdays, self.relative)
        self.starts = defaultdict[str, set[str]](set)
        for first, second in chain.from_iterable(one.openings() for one in (*counted, *dated)):
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
        f"{pattern.format(one=one, ten=ten)}={small[one] + tens[ten]:g}"
        for one in small
        for ten in tens
    )


DENSE_SCALES = {
    "千": 1e3, "万": 1e4, "萬": 1e4, "億": 1e8, "亿": 1e8, "兆": 1e12,
    "천": 1e3, "만": 1e4, "억": 1e8, "조": 1e12,
}  # fmt: skip
DENSE_ONES = {
    "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "〇": 0, "零": 0,
}  # fmt: skip
DENSE_TENS = {"十": 10, "百": 100, "千": 1000}
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
    whole, point, decimals = text.partition("点" if "点" in text else "點")
    if point:
        digits = "".join(str(DENSE_ONES[character]) for character in decimals)
        return dense_value(whole) + float(f"0.{digits}")
    total, section, number, digits = 0.0, 0.0, 0.0, ""
    for character in [*text, ""]:
        if character and (character.isdecimal() or character in ".,"):
            digits += character
            continue
        if digits:
            number, digits = float(digits.replace(",", "").strip(".") or 0), ""
        if character in DENSE_ONES:
            number = DENSE_ONES[character]
        elif character in DENSE_TENS and character:
            section, number = section + (number or 1) * DENSE_TENS[character], 0.0
        elif character in {"백", "천"}:
            section, number = section + (number or 1) * DENSE_SCALES.get(character, 100), 0.0
        elif character in DENSE_SCALES:
            scale, part = DENSE_SCALES[character], section + number
            if 0 < total < scale:  # 1.2万亿 is ten thousand times 1.2亿
                total, part = 0.0, total + part
            total, section, number = total + (part or 1) * scale, 0.0, 0.0
    return total + section + number
