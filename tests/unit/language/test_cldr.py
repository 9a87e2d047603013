"""packaging/languages.py writes tables/cldr.json, from Babel, and the files of languages.

That the table is current is seen where a language is added: test_recipe.py.
"""

import importlib.util

import pytest

from server.language.data import (
    currencies,
    table,
    units,
    writes_decimal_comma,
    writes_ordinal_point,
)
from server.language.schema import LanguageFile
from tests.servers import ROOT

_spec = importlib.util.spec_from_file_location("languages", ROOT / "packaging" / "languages.py")
written = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(written)


def test_no_language_has_month_names_of_another():
    # Babel mixes locales that one process loads (packaging/languages.py).
    assert "ינואר" in table("cldr")["languages"]["he"]["months"]
    assert "ינואר" not in table("cldr")["languages"]["it"]["months"]


@pytest.mark.parametrize(
    ("language", "name", "kind", "factor"),
    [
        ("ru", "километров", "length", 1e3),
        ("en", "metres", "length", 1.0),
        ("en", "tons", "weight", 1e3),
        ("sv", "kvadratmeter", "area", 1.0),
        (None, "miles", "length", 1609.344),
    ],
)
def test_a_unit_has_its_name_in_the_language(language, name, kind, factor):
    assert (name, kind, factor) in units(language)


def test_a_unit_of_one_language_is_not_a_word_of_another():
    spanish, english = ({name for name, *_ in units(tag)} for tag in ("es", "en"))
    assert "miles" not in spanish  # thousands
    assert "pies" not in english


@pytest.mark.parametrize(
    ("language", "name", "sign"),
    [
        ("en", "us_dollars", "$"),
        ("sv", "danska_kronor", "kr"),
        ("ru", "евро", "€"),
        ("xx", "euros", "€"),
        (None, "usd", "$"),
        (None, "zł", "zł"),
    ],
)
def test_a_currency_has_its_name_in_the_language(language, name, sign):
    assert currencies(language)[name] == sign


def test_marks_in_digits_are_those_of_the_language():
    assert {"de", "bs", "gl", "no"} <= writes_decimal_comma()
    assert not {"en", "ja", "hi"} & writes_decimal_comma()
    assert {"de", "bs", "pl", "tr"} <= writes_ordinal_point()
    assert not {"lt", "en", "fr"} & writes_ordinal_point()


def test_a_template_follows_the_schema():
    LanguageFile.model_validate(written.template("eo"))


def test_a_template_is_refused_for_what_is_not_a_language(capsys):
    assert written.main(["not-a-tag!"]) == 2
    assert "not a language tag" in capsys.readouterr().err


def test_an_existing_file_is_left_alone(capsys):
    assert written.main(["sv"]) == 1
    assert "exists already" in capsys.readouterr().err
