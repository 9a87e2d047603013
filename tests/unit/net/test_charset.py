import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.language.tables import codec
from server.net.charset import decode
from tests.processor import takes_at_most

GERMAN = "<p>Die Fähre über den Fluss fährt seit Montag wieder täglich.</p>"
RUSSIAN = "<p>" + "Мост через реку закрыли на ремонт до конца месяца. " * 8 + "</p>"
JAPANESE = "<p>" + "港は月曜日に閉鎖され、船は沖で待っていた。" * 8 + "</p>"


@pytest.mark.parametrize(
    ("text", "encoding", "content_type"),
    [
        (GERMAN, "utf-8", "text/html"),
        (GERMAN, "utf-8", "text/html; charset=iso-8859-1"),
        (GERMAN, "cp1252", 'text/html; charset="ISO-8859-1"'),
        ("<p>“quoted” – €5</p>", "cp1252", "text/html; charset=latin1"),
        (RUSSIAN, "cp1251", "text/html; charset=windows-1251"),
        (RUSSIAN, "koi8-r", "text/html;charset=KOI8-R"),
        (JAPANESE, "cp932", "text/html; charset=x-sjis"),
        (JAPANESE, "euc-jp", "text/html; charset=EUC-JP"),
        (JAPANESE, "iso-2022-jp", "text/html; charset=iso-2022-jp"),
        (JAPANESE, "utf-16-le", "text/html; charset=utf-16"),
        (GERMAN, "utf-16-be", "text/html; charset=utf-16be"),
        (GERMAN, "utf-16-le", "text/html"),
        (GERMAN, "utf-16-be", "text/html"),
        ("<p>汉字，电话</p>", "gb18030", "text/html; charset=gb2312"),
        ("<p>한국어 뉴스</p>", "cp949", "text/html; charset=ks_c_5601-1987"),
        (RUSSIAN, "cp1251", "text/html; charset=no-such-thing"),
        (RUSSIAN, "cp1251", "text/html; charset=utf-8"),
        (RUSSIAN, "cp1251", "text/html"),
    ],
)
def test_a_page_is_read_in_its_charset_whatever_the_label(text, encoding, content_type):
    assert decode(text.encode(encoding), content_type) == text


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_outweighs_every_label(mark):
    assert decode(GERMAN.encode(mark), "text/html; charset=koi8-r") == GERMAN
    big = codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be")
    assert decode(big, "text/html; charset=koi8-r") == GERMAN


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="windows-1251">',
        "<META CHARSET=windows-1251>",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
    ],
)
def test_a_meta_element_names_the_charset(meta):
    assert decode((meta + RUSSIAN).encode("cp1251"), "text/html") == meta + RUSSIAN


def test_one_broken_byte_does_not_change_the_charset():
    text = decode(GERMAN.encode() * 10 + b"\xff", "text/html; charset=utf-8")
    assert text == GERMAN * 10 + "\ufffd"


@pytest.mark.parametrize(
    "label", ["hex", "rot13", "zlib", "idna", "utf-7", "undefined", "\0", "nö"]
)
def test_what_no_browser_knows_is_no_charset(label):
    assert codec(label) is None


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_under_any_label_give_text(body, label):
    assert isinstance(decode(body, f"text/html; charset={label}"), str)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_utf_8_survives(text):
    if not text.startswith("\ufeff"):
        assert decode(text.encode(), "text/html; charset=utf-8") == text


@pytest.mark.parametrize(
    "piece", [" ", "charset", "charset ", "charset=", "charset= ", 'charset="', "<meta ", "x"]
)
def test_a_label_made_to_be_slow_is_not(piece):
    label = "text/html; charset=" + piece * (64_000 // len(piece)) + '""'

    def decodes() -> None:
        for _ in range(10):
            assert decode(b"<p>words</p>", label) == "<p>words</p>"
            decode(b"<meta charset=" + piece.encode() * 4_096, "")

    assert takes_at_most(1, decodes)


def test_the_first_tag_that_names_a_charset_does():
    page = '<meta name="a"><meta http-equiv=refresh><meta charset=koi8-r><meta charset=cp1251>'
    assert decode((page + RUSSIAN).encode("koi8-r"), "text/html") == page + RUSSIAN
