"""Creates the file of a language: `make language TAG=sv`.

The names of months, weekdays, units, currencies and countries are added to tables/cldr.json
(cldr.py). A translator writes the rest.
"""

import json
import sys
from importlib.resources import files
from pathlib import Path

from babel import Locale, UnknownLocaleError

from server.language import cldr
from server.language.data import languages, section
from server.language.schema import SECTIONS

_WITH_EXAMPLES = ("phrases", "credits", "notes", "note_ends")  # each phrase with its example


def template(tag: str) -> dict[str, object]:
    """Return a file for `tag` with every section of English, empty.

    Raises ValueError for a tag that Babel does not know.
    """
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"{tag!r} is not a language tag of CLDR; write one such as sv.") from error
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
    """Write the template, unless the file exists; return the exit status."""
    if len(arguments) != 1:
        print("Give one language tag: make language TAG=sv", file=sys.stderr)
        return 2
    tag = arguments[0]
    path = Path(str(files(__package__).joinpath(f"{tag}.json")))
    if tag in languages():
        print(f"{path.name} exists already; edit it.", file=sys.stderr)
        return 1
    try:
        made = template(tag)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
    languages.cache_clear()
    cldr.PATH.write_text(cldr.text(), "utf-8")
    print(f"Wrote {path.name} and {cldr.PATH.name}. docs/translating.md explains each section.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
