"""Words of languages: one file per language, `<tag>.json`, in sections; tables; and tags.

A section has one subject's words ("negation", "numbers", "calls"); a language may lack any of
them. The names of months and weekdays come from CLDR; a file adds others, and leaves out
names that are also everyday words. Data of no single language is in `tables`: cldr.json is written
by packaging/languages.py, the others by hand; charsets.json has labels of the Encoding Standard,
which differ from Python's names. Tags are those of BCP 47.
"""

import codecs
import json
import re
from collections import Counter
from functools import cache
from importlib import resources
from importlib.resources import files
from typing import Any, NamedTuple

from server.language.schema import parse_language_file
from server.model import remembered


@cache
def table(name: str) -> dict[str, Any]:
    """Return one of the package's JSON tables."""
    text = resources.files("server.language").joinpath("tables", f"{name}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def cldr(language: str | None, name: str) -> Any:
    """Return the `name`s of `language` in CLDR, such as "months"; empty if missing."""
    return table("cldr")["languages"].get(language, {}).get(name, "")


@cache
def writes_decimal_comma() -> frozenset[str]:
    """Return the languages that write 1.500,75."""
    return frozenset(table("cldr")["decimal_comma"].split())


@cache
def currencies(language: str | None) -> dict[str, str]:
    """Return each currency's sign by its names, codes and signs in `language`."""
    names = cldr(language, "currencies") or cldr("en", "currencies")
    return {
        word: sign
        for sign, entry in table("currencies").items()
        for listed in (
            entry["words"],
            entry.get("short", ""),
            entry["codes"].lower(),
            *(names.get(code, "") for code in entry["codes"].split()),
        )
        for word in listed.split()
    }


def price_marks() -> tuple[str, ...]:
    """Return the signs and short names of currencies."""
    listed = table("currencies").items()
    return tuple(mark for sign, e in listed for mark in (sign, *e.get("short", "").split()))


class UnitName(NamedTuple):
    """A word for a unit, its kind, and its size in the kind's first unit."""

    word: str
    kind: str
    factor: float


def units(language: str | None) -> list[UnitName]:
    """Return the names of units in `language`, with their kind and size."""
    names = cldr(language, "units") or cldr("en", "units")
    return [
        UnitName(word, kind, float(factor))
        for kind, listed in table("measures").items()
        for factor, unit in listed.items()
        for word in f"{unit['words']} {names.get(unit['cldr'], '')}".split()
    ]


def codec(label: str) -> str | None:
    """Return Python's codec for a charset label of the web, or None."""
    label = label.strip().lower()
    try:
        name = codecs.lookup(_pairs("other_names").get(label, label)).name
        "".encode(name)  # LookupError for codecs that don't make text
    except (LookupError, UnicodeError, ValueError):
        return None
    unknown = name in table("charsets")["not_of_the_web"].split()
    return None if unknown else _pairs("supersets").get(name, name)


@cache
def _pairs(kind: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in table("charsets")[kind].split())


_TAG = re.compile(r"^([a-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:\W|$)", re.I)

_KIN = [set(tags.split()) for tags in table("others")["taken_for_each_other"]]
# Today's tag for older ones, of Serbo-Croatian, and of Norwegian's two standards.
_OTHER_TAGS = dict(pair.split("=") for pair in table("others")["other_tags"].split())
_STANDARDS = tuple(table("others")["one_language"].split())  # of which texts can be compared
_NO_LANGUAGE = {"und", "mul", "zxx", "mis"}  # tags that name none


def is_another(tag: str, other_tag: str) -> bool:
    """Whether two tags name languages that are never confused."""
    first, second = (normal_tag(written) or "" for written in (tag, other_tag))
    return bool(first and second) and not is_confusable(
        first.partition("-")[0], second.partition("-")[0]
    )


def normal_tag(value: str) -> str | None:
    """Normalise `pt_br` to `pt-BR`; return None for another text."""
    match = _TAG.match(value.strip())
    if not match:
        return None
    language, script, region = match.groups()
    parts = [language.lower(), script and script.title(), region and region.upper()]
    return "-".join(part for part in parts if part)


def is_confusable(declared: str, detected: str) -> bool:
    """Whether two base tags are of one language, or of two that detectors often confuse."""
    return declared == detected or any({declared, detected} <= kin for kin in _KIN)


@remembered
def base_language(tag: str | None) -> str | None:
    """Return a tag's language: `pt-BR` -> `pt`, `nb` -> `no`; None if it names none."""
    base = re.split("[-_]", (tag or "").strip().casefold())[0]
    if len(base) not in (2, 3) or not base.isalpha() or base in _NO_LANGUAGE:  # letters of ISO 639
        return None
    return _OTHER_TAGS.get(base, base)


def siblings(language: str) -> tuple[str, ...]:
    """Return the base tags that share words with `language`, itself first."""
    standards = (standard for standard in _STANDARDS if standard != language)
    return (language, *standards) if language in _STANDARDS else (language,)


def common_language(language: str) -> str:
    """Return one base tag for all standards of a language: `hr` -> `sr`."""
    return _STANDARDS[0] if language in _STANDARDS else language


# Share of a text's words that identifies its language, and the lead over the next language.
SURE, LEAD = 0.15, 2.0


@cache
def languages() -> tuple[str, ...]:
    """Return the tags of all languages with a file, in alphabetical order."""
    names = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".json")))


def section(language: str | None, name: str) -> Any:
    """Return the section `name` of `language` or its other standard; {} if missing."""
    files = (_file(tag) for tag in siblings(language or ""))
    return next((file[name] for file in files if name in file), {})


def writing(language: str | None) -> dict[str, Any]:
    """Return how a language is written, beyond its words; {} where that is not known."""
    conventions: dict[str, Any] = _file(base_language(language) or "").get("writing", {})
    return conventions


def stemmer_name(language: str | None) -> str | None:
    """Return the name of Snowball's stemmer for a language, if it has one."""
    shared: dict[str, str] = table("others")["stemmers"]
    own_stemmer: str | None = writing(language).get("stemmer")
    return own_stemmer or shared.get(base_language(language) or "")


@cache
def languages_of_letters() -> tuple[str, ...]:
    """Return the languages that write words without spaces, so that letters are counted."""
    tags = (tag for tag in languages() if writing(tag).get("letters_are_words"))
    return (*tags, *table("others")["letters_are_words"].split())


def letters_are_words(language: str | None) -> bool:
    """Whether letters of a language are counted instead of words."""
    return base_language(language) in languages_of_letters()


def standards_of(language: str) -> tuple[str, ...]:
    """Return CLDR's names of other standards in which a language's news is written."""
    return tuple(_file(language).get("standards", "").split())


def mixes_marks(language: str | None) -> bool:
    """Whether some regions of a language write a decimal comma, others a point."""
    return bool(_file(language or "").get("numbers", {}).get("both_marks"))


@cache
def by_language(name: str) -> dict[str, Any]:
    """Return the section `name` of every language that has words in it."""
    return {tag: _file(tag)[name] for tag in languages() if _has_words(_file(tag).get(name))}


def _has_words(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_words, value.values()))
    return value is False or bool(value)  # a "no" is given too


@cache
def any_word(name: str, *kinds: str) -> str:
    """Return a pattern of the words of `kinds` in the section `name` of any language.

    "*" is for any letters, "_" for a space.
    """
    sections = by_language(name).values()
    listed = {
        word
        for words_by_kind in sections
        for kind in kinds
        for word in words_by_kind.get(kind, "").split()
    }
    words = sorted(listed, key=lambda word: (-len(word), word))
    return "|".join(re.escape(w).replace(r"\*", r"\w{0,12}").replace("_", " ") for w in words)


@cache
def languages_with(name: str) -> tuple[str, ...]:
    """Return the tags of the languages with the section `name`."""
    return tuple(by_language(name))


@remembered
def languages_to_try(language: str | None, name: str) -> tuple[str, ...]:
    """Return a page's language and English, or all languages with `name`."""
    base, tags = base_language(language), languages_with(name)
    return tuple(dict.fromkeys((base, "en"))) if base in tags else tags


@cache
def writes_ordinal_point() -> frozenset[str]:
    """Return the languages that write "the 3rd" as "3."."""
    listed = [
        tag for tag, numbers in by_language("numbers").items() if numbers.get("ordinal_point")
    ]
    return frozenset((*table("cldr")["ordinal_point"].split(), *listed))


@cache
def _file(language: str) -> dict[str, Any]:
    if language not in languages():
        return {}
    loaded: dict[str, Any] = parse_language_file(
        f"{language}.json", files(__package__).joinpath(f"{language}.json").read_text("utf-8")
    )
    loaded |= {f"calls.{part}": words for part, words in loaded.get("calls", {}).items()}
    loaded["dates"] = _with_names(language, loaded.get("dates", {}))
    return loaded


def _with_names(language: str, dates: dict[str, Any]) -> dict[str, Any]:
    """Add CLDR's names of months and weekdays to a language's words of dates."""
    left_out = set(dates.get("leave_out", "").split())
    complete = dict(dates)
    for key in ("months", "weekdays"):
        entries = [dates.get(key, "")]
        for entry in cldr(language, key).split():
            name = entry.partition("=")[0]
            if name not in left_out:
                entries.append(entry)
        complete[key] = " ".join(entries)
    return complete


def shares(word_counts: Counter[str]) -> dict[str, float]:
    """Return the share of the counted words that are function words, by language."""
    total = max(1, word_counts.total())
    return {
        tag: sum(word_counts[word] for word in listed & word_counts.keys()) / total
        for tag, listed in _function_words().items()
    }


def function_words(language: str | None) -> frozenset[str]:
    """Return the function words of a language; none of one without a list."""
    return _function_words().get(base_language(language) or "", frozenset())


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {tag: frozenset(listed.split()) for tag, listed in by_language("function_words").items()}
