import pytest

from server.model.setting_values import is_name


@pytest.mark.parametrize("name", ["ada", "Ada.Varga@desk.example", "bo-2", "Łucja", "明子"])
def test_names_of_people(name):
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a b",
        "a" * 101,
        "ada\n",
        "\u212aay",
        "ａｄａ",
        "ﬁn",
        "ad\u0131a\u0307".upper(),
        "e\u0301va",
    ],
)
def test_what_is_not_a_name_or_looks_like_another_one_is_refused(name):
    assert not is_name(name)
