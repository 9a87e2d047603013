"""BCP 47 language tags: normal form, base language, equality."""

import re

from server.language.tables import table
from server.model import remembered

_TAG = re.compile(r"^([a-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:\W|$)", re.I)

_KIN = [set(tags.split()) for tags in table("others")["taken_for_each_other"]]
# Today's tag for older ones, of Serbo-Croatian, and of Norwegian's two standards.
_OTHER_TAGS = dict(pair.split("=") for pair in table("others")["other_tags"].split())
_STANDARDS = tuple(table("others")["one_language"].split())  # of which texts can be compared
_NO_LANGUAGE = {"und", "mul", "zxx", "mis"}  # tags that name none
_TAG_LENGTHS = (2, 3)  # letters of ISO 639


def is_another(tag: str, other: str) -> bool:
    """Return whether two tags name languages that are never confused."""
    first, second = (normal_tag(each) or "" for each in (tag, other))
    return bool(first and second) and not agree(first.partition("-")[0], second.partition("-")[0])


def normal_tag(value: str) -> str | None:
    """Normalise `pt_br` to `pt-BR`; return None for another text."""
    match = _TAG.match(value.strip())
    if not match:
        return None
    language, script, region = match.groups()
    parts = [language.lower(), script and script.title(), region and region.upper()]
    return "-".join(part for part in parts if part)


def agree(declared: str, seen: str) -> bool:
    """Return whether two base tags are one language, or often confused ones."""
    return declared == seen or any({declared, seen} <= kin for kin in _KIN)


@remembered
def base_language(tag: str | None) -> str | None:
    """Return a tag's language: `pt-BR` -> `pt`, `nb` -> `no`; None if it names none."""
    base = re.split("[-_]", (tag or "").strip().casefold())[0]
    if len(base) not in _TAG_LENGTHS or not base.isalpha() or base in _NO_LANGUAGE:
        return None
    return _OTHER_TAGS.get(base, base)


def siblings(language: str) -> tuple[str, ...]:
    """Return the base tags that share words with `language`, itself first."""
    others = (other for other in _STANDARDS if other != language)
    return (language, *others) if language in _STANDARDS else (language,)


def common_language(language: str) -> str:
    """Return one base tag for all standards of a language: `hr` -> `sr`."""
    return _STANDARDS[0] if language in _STANDARDS else language
