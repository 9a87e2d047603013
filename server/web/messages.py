"""The pages' words in the reader's language: the extension's messages, and a few of the pages' own.

Both are JSON by name: `static/_locales/<folder>/messages.json`, which the extension ships, and
`words/<language>.json`. `$1` to `$9` mark where values go.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from server.model import iso_day

Value = str | int | float
_WEB = files("server.web")
_PLACE = re.compile(r"\$([1-9])")


class Words:
    """Messages of one language, worded as lib/view/translate.js words them in the browser."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        self.messages = messages
        self.language = messages["lang"]
        self.direction = messages["dir"]
        self._locale = Locale.parse(self.language, sep="-")

    def text(self, key: str, *values: Value) -> str:
        """The message, or "" if it is missing."""
        filled = [value if isinstance(value, str) else self.number(value) for value in values]

        def value(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            return filled[at] if at < len(filled) else ""

        return _PLACE.sub(value, self.messages.get(key, ""))

    def count(self, key: str, number: int, *values: Value) -> str:
        """The message in the plural form that `number` asks for."""
        form = self._locale.plural_form(number)
        given = (number, *values)
        return self.text(f"{key}_{form}", *given) or self.text(f"{key}_other", *given)

    def number(self, value: float) -> str:
        """A number as the language writes it."""
        return format_decimal(value, "#,##0.#", locale=self._locale)

    def date(self, iso: str) -> str:
        """The day of an ISO 8601 date or time; as given if it is not one."""
        day = iso_day(iso)
        return format_date(day, "medium", locale=self._locale) if day else iso


@cache
def languages() -> dict[str, str]:
    """The languages there are, by BCP 47 tag, with their names in themselves; English first."""
    tags = sorted(_every(), key=lambda tag: (tag != "en", tag))
    return {tag: Locale.parse(tag, sep="-").get_language_name() or tag for tag in tags}


@cache
def words(language: str) -> Words:
    """The messages of `language`, one of `languages()`; English where the pages' own lack one."""
    own = _WEB / "words" / f"{language}.json"
    own_words = {**_read(_WEB / "words" / "en.json"), **(_read(own) if own.is_file() else {})}
    return Words({**_every()[language], **own_words})


@cache
def _every() -> dict[str, dict[str, str]]:
    """The extension's messages, by language."""
    found = {}
    for folder in (_WEB / "static" / "_locales").iterdir():
        entries = _read(folder / "messages.json")
        found[entries["lang"]["message"]] = {
            name: entry["message"] for name, entry in entries.items()
        }
    return found


def _read(path: Traversable) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read
