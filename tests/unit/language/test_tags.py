import pytest

from server.language.data import base_language, common_language, is_another, siblings


@pytest.mark.parametrize(
    ("tag", "base"), [("nb-NO", "no"), ("nn", "no"), ("sh", "sr"), ("iw", "he"), ("pt_BR", "pt")]
)
def test_a_base_language_has_one_tag(tag, base):
    assert base_language(tag) == base


def test_standards_of_one_language_read_each_other():
    assert siblings("bs") == ("bs", "sr", "hr")
    assert siblings("de") == ("de",)
    assert common_language("hr") == common_language("bs") == "sr"
    assert common_language("no") == "no"


def test_kin_is_not_another_language():
    assert is_another("de", "en")
    assert not is_another("nb-NO", "da")
    assert not is_another("", "da")
