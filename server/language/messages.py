"""Words for readers in their language: the extension's messages, and the web pages' own.

Both are JSON by name: `_locales/<folder>/messages.json`, which the extension ships, and
`words/<language>.json`. `$1` to `$9` mark the places of values.
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

from server.model import Message, iso_day

Value = str | int | float
_HERE = files("server.language")
_PLACE = re.compile(r"\$([1-9])")


class Words:
    """Messages of one language, with its numbers, plural forms and dates."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        self.messages = messages
        self.language = messages["lang"]
        self.direction = messages["dir"]
        self._locale = Locale.parse(self.language, sep="-")

    def text(self, key: str, *values: Value) -> str:
        """Return the message, or "" if it is missing."""
        filled = [value if isinstance(value, str) else self.number(value) for value in values]

        def value(place: re.Match[str]) -> str:
            index = int(place[1]) - 1
            return filled[index] if index < len(filled) else ""

        return _PLACE.sub(value, self.messages.get(key, ""))

    def count(self, key: str, number: int, *values: Value) -> str:
        """Return the message in the plural form of `number`."""
        form = self._locale.plural_form(number)
        params = (number, *values)
        return self.text(f"{key}_{form}", *params) or self.text(f"{key}_other", *params)

    def say(self, message: Message | Mapping[str, Any]) -> str:
        """Return a message of the API, or its JSON, in this language, else in English."""
        parsed = message if isinstance(message, Message) else Message(**message)
        quoted = [] if parsed.quote is None else [self.text("quotation", parsed.quote)]
        values, sentence = [*parsed.params, *quoted], ""
        match values:
            case [int() as number, *others]:
                sentence = self.count(parsed.key, number, *others)
        if sentence := sentence or self.text(parsed.key, *values):
            return sentence
        is_told = not parsed.quote or parsed.quote in parsed.says
        return parsed.says if is_told else f"{parsed.says} {quoted[0]}".strip()

    def number(self, value: float) -> str:
        """Format a number in the language."""
        return format_decimal(value, "#,##0.#", locale=self._locale)

    def date(self, iso: str) -> str:
        """Format the day of an ISO 8601 time; return another text unchanged."""
        day = iso_day(iso)
        return format_date(day, "medium", locale=self._locale) if day else iso


@cache
def languages() -> dict[str, str]:
    """Return the names of the languages by BCP 47 tag, English first."""
    tags = sorted(_every(), key=lambda tag: (tag != "en", tag))
    return {tag: Locale.parse(tag, sep="-").get_language_name() or tag for tag in tags}


@cache
def words(language: str) -> Words:
    """Return the messages of `language`, with English for the pages' missing ones."""
    file = _HERE / "words" / f"{language}.json"
    own_words = {
        **_read_json(_HERE / "words" / "en.json"),
        **(_read_json(file) if file.is_file() else {}),
    }
    return Words({**_every()[language], **own_words})


@cache
def _every() -> dict[str, dict[str, str]]:
    """Return the extension's messages by language."""
    by_language = {}
    for folder in (_HERE / "_locales").iterdir():
        entries = _read_json(folder / "messages.json")
        by_language[entries["lang"]["message"]] = {
            name: entry["message"] for name, entry in entries.items()
        }
    return by_language


def _read_json(path: Traversable) -> dict[str, Any]:
    entries: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return entries
