"""The schema of a language's file: its sections and their contents.

docs/translating.md describes each, and tests check every file. Word lists are strings with a space
between two words and "_" within one ("per_cent"); a value follows "=" ("two=2").
"""

import json
import re
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, create_model

from server import model


def _check_numbers(listed: str) -> str:
    for entry in listed.split():
        try:
            float(entry.partition("=")[2] or 1)
        except ValueError:
            raise ValueError(f"{entry} has no number after the =") from None
    return listed


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text} is no pattern ({error})") from None
    return text


WordList = str
NumberList = Annotated[WordList, AfterValidator(_check_numbers)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Examples = dict[str, str]
_Fields = dict[str, Any]
_NEEDED = ...


def _each(kind: Any, default: Any, names: str) -> _Fields:
    """Return fields of one kind."""
    return dict.fromkeys(names.split(), (kind, default))


_words, _numbers = partial(_each, WordList, ""), partial(_each, NumberList, "")
_flags, _needed = partial(_each, bool, False), partial(_each, WordList, _NEEDED)
_lists, _optional = partial(_each, list[str], []), partial(_each, WordList | None, None)


def _section(fields: _Fields, name: str = "Section") -> type[BaseModel]:
    """Return the schema of an object with these fields alone."""
    return create_model(name, __config__=ConfigDict(extra="forbid", frozen=True), **fields)


def _sections(**sections: _Fields) -> _Fields:
    """Return fields for optional sections."""
    return {name: (_section(fields) | None, None) for name, fields in sections.items()}


_CALLS = {
    **_each(dict[str, Examples] | None, None, "phrases credits"),
    **_each(dict[str, list[str]] | None, None, "words made"),
    **_sections(
        consent=_each(list[str], _NEEDED, "partners device data choice we"),
        lines=_lists("offers") | _each(Examples, {}, "rights permissions prompts"),
        notes=_each(dict[Pattern, str], {}, "starts frames ends"),
    ),
}
_LANGUAGE = {
    **_needed("language"),
    "spaces_between_words": (bool, True),
    **_optional("standards"),
    **_sections(
        writing=_optional("stemmer")
        | _words("articles quotation_ends")
        | _flags("letters_are_words capital_nouns kind_last elided_first")
        | _flags("inner_full_stop dotted_dates")
    ),
    **_optional("function_words joining"),
    **_sections(
        abbreviations=_words("goes_on before_number before_time times ends openers")
        | _each(Pattern, "", "after_quotation"),
        numbers=_needed("percent about above below")
        | _numbers("ones scales pairs fractions points money_scales before ordinals")
        | _words("per rates per_mille")
        | _words("one tenths and minus minor ordinal_endings aged no_currency prefixes")
        | _words("ordinal_forms decade_endings")
        | _each(Pattern, "", "compound")
        | _flags("ordinal_point both_marks dense"),
        dates=_numbers("months weekdays")
        | _words("leave_out joints beside relative spans days lasting afternoon ago_before")
        | _words("ago_after")
        | _flags("month_may_lead dense"),
    ),
    **_each(list[str] | None, None, "updated"),
    **_sections(
        negation=_needed("strong weak idle")
        | _words("verbs verb_endings describing infinitive endings")
        | _flags("before changing dense")
    ),
    **_optional("antonyms"),
    **_each(dict[str, str] | None, None, "series"),
    **_optional("hedges hedge_endings possibilities conditions passives agents references"),
    **_sections(
        statements=_words("amounts superlatives ranks answers causes")
        | _words("limiters claims clause_conditions extremes followers")
        | _each(dict[str, Examples], {}, "examples")
    ),
    **_optional("reporting_verbs public_statements particles"),
    **_sections(
        bylines=_words("by written credits labels openings reporters trades ranks")
        | _words("conjunctions others desks roles before_date before_section"),
        spellings=_words("contractions") | _each(dict[Pattern, str], {}, "spellings"),
        calls=_CALLS,
        pagination=_each(list[str], _NEEDED, "next") | _lists("continued previous single"),
    ),
}
LanguageFile = _section(_LANGUAGE, "LanguageFile")
SECTIONS = tuple(name for name in _LANGUAGE if name != "language")


def parse_language_file(name: str, text: str) -> dict[str, Any]:
    """Return the file `name` of a language from its text.

    Raises ValueError with a sentence that names the wrong row.
    """
    try:
        loaded: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise ValueError(f"{name} is no JSON: {error}.") from None
    model.validate_as(loaded, name, LanguageFile)
    return loaded
