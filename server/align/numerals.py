"""Numbers and dates of a sentence, by value and unit, in the conventions of its language."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from server.align.dates import Dated, WordDates, numeric_date, published_day
from server.align.dense import DENSE, DENSE_ONES, DENSE_TENS, dense_value
from server.align.digits import COMMA, digits_value
from server.align.number_words import Conventions, conventions, currency_signs
from server.align.quantity import Quantity
from server.align.words import Word

__all__ = ["Quantity", "quantities"]

_PERCENT_SIGNS = "%％٪"
_SOFT_BELOW = 11  # number words up to ten are often style, not a figure
_FIGURE = re.compile(r"(?=.{1,30}$)\d+(?:[.,:'’]\d+)*$")  # longer ones are no news
_PHONE = re.compile(r"\+\d[\d\s().-]{7,}\d|\b0\d{2,4}[\s./-]\d{3,}[\d\s-]*\d|\d{3}-\d{3}-\d{4}")
_NAMED = re.compile(r"(?<=[^\W\d]-)(?:\d{1,3}|\d{5,})(?!\d)")  # Covid-19; a year may follow "mid-"
_CODED = re.compile(r"\d[ADEGHIJNPQRSUVW](?![^\W\d_])")  # 4Q, 5G, 3D; no degree or scale
_DECADE = re.compile(r"(?:s|er|ern)\b")
_JOINED = re.compile(r"[\s\u00a0\u202f-]?$")
_ABBREVIATED = re.compile(r"\.?[\s\u00a0\u202f-]?$")  # "1,5 Mio. Euro"
_ORDINAL = re.compile(r"(?:st|nd|rd|th|º|ª|er|ère|ème|e)\b", re.IGNORECASE)
_DAYS = {"s": 1 / 86400, "m": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0, "M": 30.4375,
         "y": 365.25, "10y": 3652.5}  # fmt: skip
_OLD = {"old", "olds", "alt", "alte", "alter", "ans", "anni"}


def quantities(
    sentence: str, words: Sequence[Word], language: str | None, published: str | None = None
) -> list[Quantity]:
    """The numbers and dates of `sentence` in order; `published` is when its text was."""
    return list(_Reader(sentence, words, language, published_day(published)).read())


class _Reader:
    """Reads a sentence from left to right."""

    def __init__(
        self, sentence: str, words: Sequence[Word], language: str | None, written: date | None
    ) -> None:
        self.sentence, self.words, self.language, self.written = sentence, words, language, written
        self.known = conventions(language)
        self.plains = [_spelt(word.plain, self.known, language) for word in words]
        self.ends = [word.end for word in words]
        self.dates = WordDates(
            sentence, [(w.start, w.end) for w in words], self.plains, self.known, written
        )

    def read(self) -> Iterator[Quantity]:
        at = 0
        starts, dense = self.known.starts, self.known.is_dense
        while at < len(self.words):
            plain = self.plains[at]
            found: list[Quantity] = []
            if plain[:1].isdecimal():
                found = self._figure(at)
            elif plain in starts or (dense and plain in DENSE_ONES | DENSE_TENS):
                found = self._spelled(at)
            yield from found
            at = max((q.last for q in found), default=at) + 1

    # --- what stands where ------------------------------------------------------------

    def _figure(self, at: int) -> list[Quantity]:
        start, plain = self.words[at].start, self.plains[at]
        if label := _label_end(self.sentence, start):
            last = self._last(label)
            return [self._quantity(at, last, 0.0, "label", 0.0, firm=False)]
        if dated := numeric_date(self.sentence, start, self.language, self.written):
            return [self._dated(at, d) for d in dated]
        if not _FIGURE.match(plain) or not self.sentence[start].isdecimal() or ":" in plain:
            return []
        if day := self.dates.day_then_month(at):
            return [self._dated(at, day)]
        return [self._number(at)]

    def _number(self, at: int) -> Quantity:
        start = self.words[at].start
        if self.known.is_dense and (dense := DENSE.match(self.sentence, start)):
            return self._measured(at, dense_value(dense[0]), self._last(dense.end()), firm=True)
        digits, last = self._groups(at)
        return self._scaled(digits_value(digits, self.language), at, last, digits)

    def _spelled(self, at: int) -> list[Quantity]:
        known = self.known
        if dated := self.dates.at(at):
            return [self._dated(at, dated)]
        if known.before and (sign := known.before.at(self.plains, at)):
            return self._percent_before(at, at + sign[1])
        if share := known.fractions.at(self.plains, at):
            last = at + share[1] - 1
            return [self._quantity(at, last, share[0], "%", share[0], firm=False)]
        if known.is_dense and (dense := DENSE.match(self.sentence, self.words[at].start)):
            return [self._measured(at, dense_value(dense[0]), self._last(dense.end()), firm=True)]
        if read := self._number_words(at):
            value, last = read
            return [self._measured(at, value, last, firm=value >= _SOFT_BELOW)]
        return []

    def _percent_before(self, at: int, first: int) -> list[Quantity]:
        """A percentage whose sign comes first: "yüzde 12", "百分之十二"."""
        if first >= len(self.words):
            return []
        if self.plains[first][:1].isdecimal():
            digits, last = self._groups(first)
            value = digits_value(digits, self.language)
        elif dense := DENSE.match(self.sentence, self.words[first].start):
            value, last = dense_value(dense[0]), self._last(dense.end())
        elif read := self._number_words(first):
            value, last = read
        else:
            value, last = float(DENSE_ONES.get(self.plains[first], 0)), first
        return [self._quantity(at, last, value, "%", value, firm=True)] if value else []

    # --- numbers ----------------------------------------------------------------------

    def _groups(self, at: int) -> tuple[str, int]:
        """Digits of word `at` and of the groups of three that follow it after thin spaces."""
        digits, last = self.words[at].plain, at
        spaces = {"\u00a0", "\u202f", " "} if self.language in COMMA else {"\u00a0", "\u202f"}
        while (
            len(digits) % 3 + 3 * (last == at) <= 6
            and digits.isdigit()
            and len(self.words[at].plain) <= 3
            and self._gap(last) in spaces
            and re.fullmatch(r"\d{3}", self._plain(last + 1))
        ):
            last += 1
            digits += self.words[last].plain
        return digits, last

    def _scaled(self, count: float, at: int, last: int, digits: str) -> Quantity:
        gap, following, end = self._gap(last), self._plain(last + 1), self.ends[last]
        scale = self.known.scales.at(self.plains, last + 1)
        if (
            scale
            and _JOINED.match(gap)
            and (len(following) > 1 or not gap or self._money(at, last))
        ):
            return self._measured(at, count, last + scale[1], firm=True, scale=scale[0])
        if digits[-1:] == "0" and len(digits) in {2, 4} and _DECADE.match(self.sentence, end):
            return self._quantity(at, last, count % 100, "decade", count, firm=True)
        if self._is_year(digits, count, at, last):
            return self._quantity(at, last, count, "year", count, firm=True)
        if _ORDINAL.match(self.sentence, end):
            return self._quantity(at, last, count, "ordinal", count, firm=False)
        return self._measured(at, count, last, firm=True)

    def _is_year(self, digits: str, value: float, at: int, last: int) -> bool:
        if len(digits) != 4 or not digits.isdigit() or not 1500 <= value <= 2100:
            return False
        return not self._unit(at, last)[0]

    def _number_words(self, at: int) -> tuple[float, int] | None:
        """A number in words: "twenty-five", "two hundred and ten thousand"."""
        total, current, last, here, known = 0.0, 0.0, at, at, self.known
        while here < min(at + 8, len(self.words)):
            if one := known.ones.at(self.plains, here):
                current, here = current + one[0], here + one[1]
                last = here - 1
            elif (
                here > at
                and len(self.plains[here]) > 2
                and (scale := known.scales.at(self.plains, here))
            ):
                current, here = max(current, 1.0) * scale[0], here + scale[1]
                last = here - 1
                if scale[0] >= 1000:
                    total, current = total + current, 0.0
            elif here > at and self.plains[here] == known.joint:
                here += 1
            else:
                break
            if not _JOINED.match(self._gap(here - 1)):
                break
        value = total + current
        return (value, last) if value > 1 else None

    def _measured(
        self, at: int, count: float, last: int, *, firm: bool, scale: float = 1.0
    ) -> Quantity:
        """The quantity of a number at words `at` to `last`, with its unit."""
        unit, last = self._unit(at, last)
        value = count * scale
        if unit.startswith("span:"):
            days = _DAYS[unit[5:]]
            if self._plain(last + 1) in _OLD:
                unit = ""
            else:
                unit, value = "span", value * days
        return self._quantity(at, last, value, unit, count, firm=firm)

    def _unit(self, at: int, last: int) -> tuple[str, int]:
        """The unit that follows word `last` or stands before `at`; the last word of both."""
        known, plains, after = self.known, self.plains, last + 1
        sign = self.sentence[self.ends[last] :].lstrip()[:1]
        if points := known.points.at(plains, after):
            return "points", last + points[1]
        if sign and sign in _PERCENT_SIGNS:
            return "%", last
        if percent := known.percent.at(plains, after):
            return "%", last + percent[1]
        if money := self._money(at, last):
            return money
        span = known.spans.at(plains, after)
        if span and _JOINED.match(self._gap(last)):
            return f"span:{span[0]}", last + span[1]
        return "", last

    def _money(self, at: int, last: int) -> tuple[str, int] | None:
        signs, names = currency_signs(), self.known.currencies
        start, end = self.words[at].start, self.ends[last]
        if sign := signs.get(self.sentence[max(0, start - 2) : start].rstrip()[-1:]):
            return sign, last
        name = names.at(self.plains, at - 1)
        if name and _JOINED.match(self._gap(at - 1)) and not self._is_titled(at - 1):
            return name[0], last
        after = self.sentence[end : end + 2].lstrip("\u00a0\u202f ")[:1]
        if sign := signs.get(after):
            return sign, last
        name = names.at(self.plains, last + 1)
        return (name[0], last + name[1]) if name and _ABBREVIATED.match(self._gap(last)) else None

    def _is_titled(self, at: int) -> bool:
        """Whether word `at` has only its first letter in capitals: "Euro 2016" is no sum."""
        word = self.sentence[self.words[at].start : self.words[at].end]
        return len(word) > 2 and word.istitle()

    # --- places -----------------------------------------------------------------------

    def _dated(self, at: int, dated: Dated) -> Quantity:
        last = self._last(dated.end)
        found = self._quantity(at, last, dated.value, dated.unit, dated.value, firm=True)
        return replace(found, on=dated.on)

    def _quantity(
        self, first: int, last: int, value: float, unit: str, count: float, *, firm: bool
    ) -> Quantity:
        start, end = self.words[first].start, self.ends[last]
        if self._before(start) in currency_signs():
            start -= 1
        if self.sentence[end : end + 1] in (*_PERCENT_SIGNS, *currency_signs()) and unit:
            end += 1
        bound, bound_start = self._bound(first, last)
        return Quantity(
            start=start,
            end=end,
            text=self.sentence[start:end],
            value=value,
            unit=unit,
            count=count,
            firm=firm,
            bound=bound,
            bound_start=bound_start,
            first=first,
            last=last,
        )

    def _bound(self, first: int, last: int) -> tuple[str, int]:
        """The bound that stands at a number, and where it begins."""
        bounds = self.known.bounds
        for at in range(max(0, first - 3), first):
            found = bounds.at(self.plains, at)
            if found and at + found[1] == first:
                return found[0], self.words[at].start
        if not self.known.is_dense:
            return "", -1
        after = bounds.at(self.plains, last + 1) or bounds.at(self.plains, last + 2)
        return (after[0], self.words[first].start) if after else ("", -1)

    def _plain(self, at: int) -> str:
        return self.plains[at] if 0 <= at < len(self.plains) else ""

    def _before(self, start: int) -> str:
        return self.sentence[start - 1 : start] if start else ""

    def _gap(self, at: int) -> str:
        """What stands between word `at` and the next."""
        if not 0 <= at < len(self.words) - 1:
            return "\n"
        return self.sentence[self.ends[at] : self.words[at + 1].start]

    def _last(self, end: int) -> int:
        """The last word that begins before `end`."""
        return min(bisect_left(self.ends, end), len(self.words) - 1)


def _label_end(sentence: str, start: int) -> int | None:
    """Where a telephone number or the number in a name ends that begins at `start`."""
    begin = start - (sentence[start - 1 : start] == "+")
    label = (
        _PHONE.match(sentence, max(0, begin))
        or _NAMED.match(sentence, start)
        or _CODED.match(sentence, start)
    )
    return label.end() if label else None


def _spelt(plain: str, known: Conventions, language: str | None) -> str:
    """`plain` as the tables have it: without "'s", "l'", and Arabic's prefixes."""
    if "'" in plain and plain not in known.starts:
        head, _, tail = plain.partition("'")
        return tail if language in {"fr", "it", "ca"} else head
    if language == "ar" and plain not in known.starts and plain[:1] in "وبلفك":
        return plain[1:] if len(plain) > 3 else plain
    return plain
