"""Words that a wiki's template shows in running text: a measure, a day, a name, a quotation.

Names are those of the English Wikipedia and their synonyms. Of a template that is not listed, the
last of its unnamed fields is what most show: "{{lang|de|Boot}}", "{{nowrap|12 km}}".
"""

import calendar
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

_NOTHING = frozenset({"rp", "pp", "page needed", "clear", "anchor", "sic", "cn", "fact", "clarify"})
_FIRST_FIELD = frozenset({"abbr", "tooltip", "quote", "blockquote", "cquote", "quotation"})
_OPENINGS = {
    "circa": "c. ",
    "c.": "c. ",
    "floruit": "fl. ",
    "fl.": "fl. ",
    **{name: name.upper() for name in ("us$", "a$", "c$", "nz$", "hk$", "£", "€", "¥")},
    **{
        name: f"{name.upper()} " for name in ("uss", "hms", "rms", "ss", "mv", "ms", "hmas", "hmcs")
    },
}
_MEASURES = frozenset({"convert", "cvt"})
_BETWEEN_VALUES = frozenset({"-", "–", "to", "and", "or", "x", "×", "by", "+/-", "±"})
_FRACTIONS = frozenset({"frac", "fraction", "sfrac"})
_AS_OF = frozenset({"as of", "asof", "since"})
_YEAR = re.compile(r"\d{4}")
_WHOLE_NUMBER = re.compile(r"\d{1,4}")


def words_shown(name: str, unnamed: Sequence[str], fields_by_name: Mapping[str, str]) -> str:
    """Return what a reader sees of the template `name`, from its unnamed and its named fields."""
    if name in _NOTHING or not unnamed:
        return ""
    first = unnamed[0]
    if name in _OPENINGS:
        return _OPENINGS[name] + first
    if name in _FIRST_FIELD:
        return first
    if name == "ship":
        return " ".join(unnamed[:2])
    if name in _AS_OF:
        return _as_of(name, unnamed, fields_by_name)
    return _value(name, unnamed, fields_by_name) or unnamed[-1]


def _value(name: str, fields: Sequence[str], fields_by_name: Mapping[str, str]) -> str:
    """Return what a template of a number, a measure or a day shows; "" for any other."""
    if name in _MEASURES:
        return _measure(fields)
    if name in _FRACTIONS:
        integer = f"{fields[0]} " if len(fields) > 2 else ""
        return integer + "/".join(fields[-2:])
    if name == "val":
        return f"{fields[0]} {fields_by_name.get('u') or fields_by_name.get('ul') or ''}".strip()
    return _day(fields)


def _measure(fields: Sequence[str]) -> str:
    """Return "12 to 15 km" of the fields of a conversion: values, then the unit given first."""
    words = [fields[0]]
    for previous, word in pairwise(fields):
        words.append(word)
        if word not in _BETWEEN_VALUES and previous not in _BETWEEN_VALUES:
            break  # the unit; what follows is the one converted to
    return " ".join(words)


def _as_of(name: str, fields: Sequence[str], fields_by_name: Mapping[str, str]) -> str:
    """Return "As of October 2026", in lower case within a sentence."""
    opening = "Since" if name == "since" or "since" in fields_by_name else "As of"
    if "lc" in fields_by_name:
        opening = opening.lower()
    year, month, day, *_ = (*fields, "", "")
    if month.isdecimal() and 1 <= int(month) <= 12:
        month = calendar.month_name[int(month)]
    return " ".join(filter(None, (opening, day, month, year)))


def _day(fields: Sequence[str]) -> str:
    """Return the day, as ISO 8601 writes it, of fields that are year, month and day alone."""
    is_date = len(fields) >= 3 and _YEAR.fullmatch(fields[0])
    if not is_date or not all(map(_WHOLE_NUMBER.fullmatch, fields[:3])):
        return ""
    return f"{fields[0]}-{fields[1]:0>2}-{fields[2]:0>2}"
