"""Start the file of a language: `make language TAG=sv`.

What Babel knows (month and weekday names) is filled in; a translator writes the rest.
"""

import json
import sys
from importlib.resources import files
from pathlib import Path

from babel import Locale, UnknownLocaleError

from server.language.data import languages, section
from server.language.schema import SECTIONS

_WITH_EXAMPLES = ("notices", "pointers")  # by kind: each phrase with its example


def template(tag: str) -> dict[str, object]:
    """A file for `tag` with every section that English has, empty but for names of days.

    Raises ValueError for a tag that Babel does not know.
    """
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"{tag!r} is not a language tag that CLDR has, such as sv.") from error
    made: dict[str, object] = {"language": tag, "spaces_between_words": True}
    for name in SECTIONS[1:]:
        if english := section("en", name):
            made[name] = _emptied(english, examples=name in _WITH_EXAMPLES)
    dates = made["dates"]
    assert isinstance(dates, dict)  # noqa: S101 - English has this section
    months = locale.months["format"]["wide"]
    weekdays = locale.days["format"]["wide"]
    dates["months"] = _listed({name: number for number, name in months.items()})
    dates["weekdays"] = _listed({name: number for number, name in weekdays.items()})
    return made


def _emptied(value: object, *, examples: bool) -> object:
    """`value` with its keys down to the words, which are the translator's to write."""
    if isinstance(value, dict):
        if examples:
            return {kind: {} for kind in value}
        return {key: _emptied(inner, examples=False) for key, inner in value.items()}
    if isinstance(value, list):
        return []
    return value if isinstance(value, bool) else ""


def _listed(values: dict[str, int]) -> str:
    return " ".join(f"{name.lower().replace(' ', '_')}={value}" for name, value in values.items())


def main(arguments: list[str]) -> int:
    """Write the template; an existing file stays as it is. Returns the exit status."""
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
    print(f"Wrote {path.name}. docs/translating.md says what goes where.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
