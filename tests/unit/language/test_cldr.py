"""tables/cldr.json is what the installed Babel makes; tables.py reads it."""

import json

import pytest

from server.language import cldr
from server.language.data import writes_ordinal_point
from server.language.tables import currencies, table, units, writes_decimal_comma


def test_the_table_is_current_with_the_installed_babel():
    assert json.loads(cldr.PATH.read_text("utf-8")) == cldr.made(), "Run: make lock"


def test_no_language_has_month_names_of_another():
    # Babel mixes locales that one process loads (cldr.py).
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


def test_a_unit_of_one_language_is_no_word_of_another():
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


def test_the_command_says_whether_the_table_is_current(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(cldr, "PATH", tmp_path / "cldr.json")
    monkeypatch.setattr(cldr, "made", lambda: {"made_by": "make lock"})
    assert cldr.main([]) == 1
    assert "Run: make lock" in capsys.readouterr().err
    assert cldr.main(["--write"]) == 0
    assert cldr.main([]) == 0
    assert cldr.main(["--unknown"]) == 2
