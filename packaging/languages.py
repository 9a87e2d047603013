"""Write what the server knows of languages: its table from Unicode's CLDR, and new files.

    python packaging/languages.py        write tables/cldr.json, through Babel
    python packaging/languages.py ga     start the file of a language, and write the table

`make lock` and `make language TAG=ga` call this. The names in the table are the wide ones:
abbreviations such as "mar" are also words in too many sentences, so a language's file lists the
safe ones. A translator writes the rest of a file.
"""

import copy
import json
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unicodedata import normalize

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global

from server.language.data import languages, languages_with, section, standards_of, table
from server.language.schema import SECTIONS
from server.language.scripts import DENSE

LANGUAGES = Path(__file__).parents[1] / "server" / "language"
TABLE = LANGUAGES / "tables" / "cldr.json"
_WITH_EXAMPLES = ("phrases", "credits", "lines", "notes")  # each phrase with its example
_PLURALS = ("zero", "one", "two", "few", "many", "other")
# "d. MMMM" writes the day as an ordinal; the "d" after the point is Lithuanian's word for day.
_ORDINAL_DAY = re.compile(r"(?<!d )d\.")


_Data = localedata.LocaleDataDict


def made() -> dict[str, Any]:
    """Return the contents of the table, from the installed Babel."""
    tags = sorted(name for name in localedata.locale_identifiers() if "_" not in name)
    return {
        "made_by": f"make lock, from CLDR {get_global('cldr')['version']} in Babel "
        + version("babel"),
        "decimal_comma": " ".join(filter(_writes_decimal_comma, tags)),
        "ordinal_point": " ".join(filter(_writes_ordinal_point, tags)),
        "month_names": _month_names(),
        "languages": {tag: _language(tag) for tag in languages()},
    }


def _language(tag: str) -> dict[str, Any]:
    """Return the names of one language, with its regions' months, such as "jänner"."""
    written = [_locale(name) for name in (tag, *standards_of(tag))]
    dated = [*written, *map(_locale, _regions(tag))]
    return {
        "months": _dated(locale["months"] for locale in dated),
        "weekdays": _dated(locale["days"] for locale in dated),
        "units": _units(written),
        "currencies": _currencies(written),
        "territories": _territories(written),
    }


def _month_names() -> dict[str, str]:
    """Return the names of each month in all languages and regions, whole or short.

    Of languages that use a name for different months, the one with phrases has it.
    """
    numbers: dict[str, str] = {}
    tags = dict.fromkeys((*languages_with("calls.phrases"), *languages()))
    for locale in (_locale(name) for tag in tags for name in (tag, *_regions(tag))):
        for forms in locale["months"].values():
            for width in ("wide", "abbreviated"):
                for number, name in forms.get(width, {}).items():
                    plain = normalize("NFKC", name).casefold().rstrip(".")
                    if not any(map(str.isdecimal, plain)) and " " not in plain:
                        numbers.setdefault(plain, str(number))
    found = {str(number): "" for number in range(1, 13)}
    for name, number in numbers.items():
        found[number] = f"{found[number]} {name}".strip()
    return found


def _regions(tag: str) -> Iterator[str]:
    """Yield the language's locales by country: "de_AT", but not "en_Shaw"."""
    names = sorted(localedata.locale_identifiers())
    return (name for name in names if re.fullmatch(rf"{tag}_([A-Z]{{2}}|\d{{3}})", name))


@cache
def _locale(name: str) -> _Data:
    """Load the data of a locale anew, once.

    Babel 2.18 writes resolved data of one locale into data that all share, so that Hebrew month
    names turn up in later locales.
    """
    localedata._cache.clear()  # no public way exists
    loaded: Any = localedata.load(name)
    return _Data(copy.deepcopy(loaded))


def _dated(names: Iterable[Any]) -> str:
    """Return wide names of months or weekdays as "name=number", without digits."""
    numbers: dict[str, int] = {}
    for forms in names:
        for use in ("stand-alone", "format"):
            for number, name in forms[use]["wide"].items():
                written = _entry(name)
                # "de març" and "d’abril" are the bare name with a preposition
                bare = re.split("[_’']", written)[-1]
                if not any(map(str.isdigit, written)) and (bare == written or bare not in numbers):
                    numbers.setdefault(written, number)
    return " ".join(f"{name}={number}" for name, number in numbers.items())


def _units(locales: list[_Data]) -> dict[str, str]:
    """Return the long names of each unit in tables/measures.json."""
    wanted = (u["cldr"] for units in table("measures").values() for u in units.values())
    return _word_lists(
        (unit, [name for locale in locales for name in _unit_names(locale, unit)])
        for unit in wanted
    )


def _unit_names(locale: _Data, unit: str) -> Iterator[str]:
    patterns = locale["unit_patterns"].get(unit, {}).get("long", {})
    for plural in _PLURALS:
        pattern = patterns.get(plural, "")
        if pattern.startswith("{0}"):  # "時速 {0} キロメートル" is no phrase
            yield pattern.removeprefix("{0}")


def _currencies(locales: list[_Data]) -> dict[str, str]:
    """Return the names of each currency in tables/currencies.json."""
    codes = (c for entry in table("currencies").values() for c in entry["codes"].split())
    return _word_lists((code, _currency_names(locales, code)) for code in codes)


def _currency_names(locales: list[_Data], code: str) -> Iterator[str]:
    for locale in locales:
        yield locale["currency_names"].get(code, "")
        plurals = locale["currency_names_plural"].get(code, {})
        yield from (plurals[plural] for plural in _PLURALS if plural in plurals)


def _territories(locales: list[_Data]) -> dict[str, str]:
    """Return the one-word names of each territory in tables/names.json."""
    return _word_lists(
        (code, filter(_is_word, (locale["territories"].get(code, "") for locale in locales)))
        for code in table("names")["places"]
    )


def _is_word(name: str) -> bool:
    """Return whether texts are split into words of which `name` is one."""
    return " " not in name and not re.search(f"[{DENSE}]", name)


def _word_lists(names: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Return each key's names as one word list, without keys that have none."""
    listed = {key: " ".join(dict.fromkeys(filter(None, map(_entry, n)))) for key, n in names}
    return {key: words for key, words in listed.items() if words}


def _entry(name: str) -> str:
    """Return `name` as an entry of a word list: " US dollars" -> "us_dollars"."""
    return "_".join(name.lower().replace("\u200e", "").replace("\u200f", "").split())


def _writes_decimal_comma(tag: str) -> bool:
    symbols = Locale.parse(tag).number_symbols.get("latn", {})
    return bool(symbols.get("decimal") == ",")


def _writes_ordinal_point(tag: str) -> bool:
    formats = Locale.parse(tag).date_formats
    return any(_ORDINAL_DAY.search(formats[width].pattern) for width in ("long", "full"))


def template(tag: str) -> dict[str, object]:
    """Return a file for `tag` with every section of English, empty.

    Raises ValueError for a tag that Babel does not know.
    """
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"{tag!r} is not a language tag of CLDR; write one such as ga.") from error
    made: dict[str, object] = {"language": tag, "spaces_between_words": True}
    for name in SECTIONS[1:]:
        if english := section("en", name):
            made[name] = _emptied(english, name)
    return made


def _emptied(value: object, name: str) -> object:
    """Return `value` with its keys but without words, for a translator."""
    if isinstance(value, dict):
        if name in _WITH_EXAMPLES:
            return {kind: {} for kind in value if isinstance(value[kind], dict)}
        return {key: _emptied(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return []
    return False if isinstance(value, bool) else ""


def main(arguments: list[str]) -> int:
    """Write the table, and the file of a language if one is given; return the exit status."""
    for tag in arguments:
        path = LANGUAGES / f"{tag}.json"
        if tag in languages():
            print(f"{path.name} exists already; edit it.", file=sys.stderr)
            return 1
        try:
            made_file = template(tag)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 2
        path.write_text(json.dumps(made_file, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"Wrote {path.name}. docs/translating.md explains each section.")
        languages.cache_clear()
    TABLE.write_text(json.dumps(made(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"Wrote {TABLE.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
