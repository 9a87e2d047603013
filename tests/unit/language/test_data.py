"""Every language's file follows the schema, and schema.py says what is wrong."""

import json
import re
from typing import get_args

import pytest
from pydantic import BaseModel

from server.language.data import by_language, languages, section
from server.language.schema import SECTIONS, LanguageFile, parse_language_file
from tests.servers import ROOT

# The languages that the product promises for verdict and pointers (docs/translating.md).
PROMISED = [
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "pl",
    "ru",
    "tr",
    "ja",
    "zh",
    "ko",
    "ar",
    "hi",
]
NEEDED = (
    "calls.phrases",
    "calls.words",
    "calls.credits",
    "calls.consent",
    "numbers",
    "dates",
    "negation",
    "hedges",
)


def file_of(tag):
    sections = {name: section(tag, name) for name in SECTIONS if section(tag, name) != {}}
    return {"language": tag, **sections}


@pytest.mark.parametrize("tag", languages())
def test_a_language_file_follows_the_schema(tag):
    LanguageFile.model_validate(file_of(tag))


def test_a_promised_language_has_what_verdict_and_pointers_need():
    lacking = {tag: [name for name in NEEDED if not section(tag, name)] for tag in PROMISED}
    assert lacking == {tag: [] for tag in PROMISED}


def test_an_unknown_language_has_empty_sections():
    assert section("xx", "numbers") == {}
    assert section(None, "numbers") == {}
    assert "xx" not in by_language("numbers")


def test_a_file_adds_to_the_names_from_cldr_and_leaves_some_out():
    german, romanian = section("de", "dates")["weekdays"], section("ro", "dates")["months"]
    assert "sonnabend=5" in german.split()
    assert "samstag=5" in german.split()
    assert "iulie=7" in romanian.split()
    assert "mai=5" not in romanian.split()  # "mai mult" is "more"


def test_a_standard_reads_the_words_of_the_other():
    assert section("bs", "calls.words") == section("hr", "calls.words") != {}


def fields_of(schema):
    """Yield the fields of a schema, and those of its sections."""
    for name, field in schema.model_fields.items():
        yield name
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from fields_of(kind)


def test_the_paper_for_translators_names_every_section_and_field():
    paper, names = (ROOT / "docs/translating.md").read_text("utf-8"), {*fields_of(LanguageFile)}
    assert names > {*SECTIONS, "money_scales", "prompts"}
    assert [name for name in names - {"language"} if f"`{name}`" not in paper] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("ones", "zwei=x"), "de.json, numbers > ones: zwei=x has no number after the =."),
        (("compound", "(x"), "de.json, numbers > compound: (x is no pattern (missing ), "),
        (("ons", ""), "de.json, numbers > ons: Extra inputs are not permitted."),
        (("ones", []), "de.json, numbers > ones: Input should be a valid string."),
    ],
)
def test_a_wrong_row_is_a_sentence_that_names_it(change, message):
    numbers = {"percent": "", "about": "", "above": "", "below": ""} | dict([change])
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_language_file("de.json", json.dumps({"language": "de", "numbers": numbers}))
    with pytest.raises(ValueError, match=r"de.json is no JSON: .* line 1"):
        parse_language_file("de.json", '{"language": }')
