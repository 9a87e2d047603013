"""Every language's file follows the schema; schema.py and new.py are covered here too."""

import pytest

from server.language import new
from server.language.data import by_language, languages, section
from server.language.schema import SECTIONS, LanguageFile

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
NEEDED = ("notices", "cues", "pointers", "consent", "numbers", "dates", "negation", "hedges")


def file_of(tag):
    sections = {name: section(tag, name) for name in SECTIONS if section(tag, name) != {}}
    return {"language": tag, **sections}


@pytest.mark.parametrize("tag", languages())
def test_a_language_file_follows_the_schema(tag):
    LanguageFile.model_validate(file_of(tag))


@pytest.mark.parametrize("tag", PROMISED)
def test_a_promised_language_has_what_verdict_and_pointers_need(tag):
    assert [name for name in NEEDED if not section(tag, name)] == []


def test_what_each_language_lacks_can_be_seen(capsys):
    lacking = {tag: [n for n in SECTIONS if section(tag, n) == {}] for tag in languages()}
    with capsys.disabled():
        print()
        for tag, names in lacking.items():
            if names:
                print(f"  {tag} lacks {', '.join(names)}")
    assert set(lacking) == set(languages())
    assert lacking["en"] == []


def test_an_unknown_language_has_empty_sections():
    assert section("xx", "numbers") == {}
    assert section(None, "numbers") == {}
    assert "xx" not in by_language("numbers")


def test_a_template_follows_the_schema_and_has_the_names_of_days():
    made = new.template("eo")
    LanguageFile.model_validate(made)
    assert "januaro=1" in made["dates"]["months"]
    assert "lundo=0" in made["dates"]["weekdays"]


def test_a_template_is_refused_for_what_is_no_language(capsys):
    assert new.main(["not-a-tag!"]) == 2
    assert "not a language tag" in capsys.readouterr().err


def test_an_existing_file_is_left_alone(capsys):
    assert new.main(["sv"]) == 1
    assert "exists already" in capsys.readouterr().err
