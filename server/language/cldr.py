"""Write tables/cldr.json: what Unicode's CLDR, by way of Babel, knows about languages.

`make cldr` (`python -m server.language.cldr --write`) makes the file anew; without `--write` the
command only says whether it is current. Names are the wide ones: abbreviations such as "mar" are
words of their own in too many sentences, so a language's file lists those that are safe.
"""

import copy
import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from babel import Locale, localedata
from babel.core import get_global

from server.language.data import languages
from server.language.scripts import DENSE
from server.language.tables import table

PATH = Path(str(files(__package__).joinpath("tables", "cldr.json")))
_PLURALS = ("zero", "one", "two", "few", "many", "other")
# "d. MMMM" writes the day as an ordinal; the "d" after the point is Lithuanian's word for day.
_ORDINAL_DAY = re.compile(r"(?<!d )d\.")


# Other standards in which news is written.
_STANDARDS = {"en": ("en_001",), "pt": ("pt_PT",), "sr": ("sr_Latn",), "zh": ("zh_Hant",)}
_Data = localedata.LocaleDataDict


def made() -> dict[str, Any]:
    """The contents of the table, from the Babel that is installed."""
    tags = sorted(name for name in localedata.locale_identifiers() if "_" not in name)
    return {
        "made_by": f"make cldr, from CLDR {get_global('cldr')['version']} in Babel "
        + version("babel"),
        "decimal_comma": " ".join(filter(_writes_decimal_comma, tags)),
        "ordinal_point": " ".join(filter(_writes_ordinal_point, tags)),
        "languages": {tag: _language(tag) for tag in languages()},
    }


def _language(tag: str) -> dict[str, Any]:
    """The names of one language; months and weekdays of its regions too, such as "jänner"."""
    written = [_locale(name) for name in (tag, *_STANDARDS.get(tag, ()))]
    dated = [*written, *map(_locale, _regions(tag))]
    return {
        "months": _dated(locale["months"] for locale in dated),
        "weekdays": _dated(locale["days"] for locale in dated),
        "units": _units(written),
        "currencies": _currencies(written),
        "territories": _territories(written),
    }


def _regions(tag: str) -> Iterator[str]:
    """The language's locales by country: "de_AT", but not "en_Shaw"."""
    names = sorted(localedata.locale_identifiers())
    return (name for name in names if re.fullmatch(rf"{tag}_([A-Z]{{2}}|\d{{3}})", name))


def _locale(name: str) -> _Data:
    """The data of a locale, loaded anew.

    Babel 2.18 writes what it resolved for one locale into data that all share, so that Hebrew
    month names turn up in whatever is read later.
    """
    localedata._cache.clear()  # there is no public way
    loaded: Any = localedata.load(name)
    return _Data(copy.deepcopy(loaded))


def _dated(names: Iterable[Any]) -> str:
    """The wide names of months or weekdays as "name=number", without those made of digits."""
    found: dict[str, int] = {}
    for forms in names:
        for use in ("stand-alone", "format"):
            for number, name in forms[use]["wide"].items():
                written = _entry(name)
                # "de març" and "d’abril" are the bare name with a preposition
                bare = re.split("[_’']", written)[-1]
                if not any(map(str.isdigit, written)) and (bare == written or bare not in found):
                    found.setdefault(written, number)
    return " ".join(f"{name}={number}" for name, number in found.items())


def _units(locales: list[_Data]) -> dict[str, str]:
    """The long names of each unit that tables/measures.json has a factor for."""
    wanted = (u["cldr"] for units in table("measures").values() for u in units.values())
    return _known(
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
    """The names of each currency that tables/currencies.json has a sign for."""
    codes = (c for entry in table("currencies").values() for c in entry["codes"].split())
    return _known((code, _currency_names(locales, code)) for code in codes)


def _currency_names(locales: list[_Data], code: str) -> Iterator[str]:
    for locale in locales:
        yield locale["currency_names"].get(code, "")
        plurals = locale["currency_names_plural"].get(code, {})
        yield from (plurals[plural] for plural in _PLURALS if plural in plurals)


def _territories(locales: list[_Data]) -> dict[str, str]:
    """The names, of one word, of each territory that tables/names.json lists people of."""
    return _known(
        (code, filter(_is_word, (locale["territories"].get(code, "") for locale in locales)))
        for code in table("names")["places"]
    )


def _is_word(name: str) -> bool:
    """Whether texts are split into words of which `name` is one."""
    return " " not in name and not re.search(f"[{DENSE}]", name)


def _known(names: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Each key with its names as one word list; keys without names are left out."""
    listed = {key: " ".join(dict.fromkeys(filter(None, map(_entry, n)))) for key, n in names}
    return {key: words for key, words in listed.items() if words}


def _entry(name: str) -> str:
    """`name` as an entry of a word list: " US dollars" -> "us_dollars"."""
    return "_".join(name.lower().replace("\u200e", "").replace("\u200f", "").split())


def _writes_decimal_comma(tag: str) -> bool:
    symbols = Locale.parse(tag).number_symbols.get("latn", {})
    return bool(symbols.get("decimal") == ",")


def _writes_ordinal_point(tag: str) -> bool:
    formats = Locale.parse(tag).date_formats
    return any(_ORDINAL_DAY.search(formats[width].pattern) for width in ("long", "full"))


def text() -> str:
    """The file as it is written."""
    return json.dumps(made(), ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """Write the table, or compare it with the installed Babel. Returns the exit status."""
    if arguments == ["--write"]:
        PATH.write_text(text(), "utf-8")
        print(f"Wrote {PATH.name}.")
        return 0
    if arguments:
        print("Usage: python -m server.language.cldr [--write]", file=sys.stderr)
        return 2
    if PATH.exists() and PATH.read_text("utf-8") == text():
        print(f"{PATH.name} is current.")
        return 0
    print(f"{PATH.name} differs from the installed Babel. Run: make cldr", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
