import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import NotHtml
from server.language.data import codec
from server.net.content import check_bytes, check_label, decode, media_type, refresh_target
from tests.processor import takes_at_most

URL = "https://e.com/x"


@pytest.mark.parametrize(
    "label", ["text/html", "Text/HTML; charset=x", "application/xhtml+xml", ""]
)
def test_a_label_that_may_be_a_page(label):
    check_label(URL, label)


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("image/webp", "an image"),
        ("video/mp4", "a video"),
        ("audio/mpeg", "a sound file"),
        ("application/json; charset=utf-8", "JSON data"),
        ("application/vnd.ms-excel", "an office document"),
        ("text/calendar", "a text file"),
        ("application/x-thing", "of the type application/x-thing"),
    ],
)
def test_a_label_that_is_not_a_page_is_put_in_words(label, what):
    with pytest.raises(NotHtml, match=f"is {what}, not a web page"):
        check_label(URL, label)


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"%PDF-1.4", "a PDF"),
        (b"\xff\xd8\xff\xe0", "an image"),
        (b"RIFF1234WEBP", "an image, a sound or a video"),
        (b"\0\0\0\x20ftypisom", "a video"),
        (b"\x7fELF", "a program"),
        (b"\x1f\x8b\x08", "a compressed file"),
        (b"ab\0\0" * 40, "binary data"),
    ],
)
def test_bytes_that_are_not_a_page_are_named_whatever_the_label(start, what):
    with pytest.raises(NotHtml) as caught:
        check_bytes(URL, "text/html", start)
    assert caught.value.params["what"] == what


@pytest.mark.parametrize(
    ("label", "body"),
    [
        ("text/html", b"just words"),
        ("", b"  <!DOCTYPE html><p>"),
        ("text/plain", b"<html>"),
        ("application/xml", b'<?xml version="1.0"?><html xmlns="x">'),
        ("application/octet-stream", "<html><p>words</p>".encode("utf-16-le")),
        ("text/html", "<p>wörter</p>".encode("utf-16-be")),
        ("text/html", b""),
    ],
)
def test_a_page_under_a_poor_label_is_a_page(label, body):
    check_bytes(URL, label, body)


def test_the_media_type_is_without_its_parameters():
    assert media_type(" Text/HTML ; charset=utf-8") == "text/html"


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


@pytest.mark.parametrize("before", ["", "\r\n"])
def test_an_xml_declaration_names_the_charset(before):
    text = before + '<?xml version="1.0" encoding="windows-1251"?>' + RUSSIAN
    assert decode(text.encode("cp1251"), "text/xml") == text


@pytest.mark.parametrize("tag", ["<meta charset=utf-16>", '<?xml encoding="utf-16"?>'])
def test_what_is_in_ascii_is_not_in_utf_16_whatever_it_says(tag):
    for text in (f"{tag}<p>Ten ferries", f"{tag}<p>Ten ferries."):
        assert decode(text.encode(), "text/html") == text


def test_one_broken_byte_does_not_change_the_charset():
    text = decode(GERMAN.encode() * 10 + b"\xff", "text/html; charset=utf-8")
    assert text == GERMAN * 10 + "\ufffd"


@pytest.mark.parametrize(
    "label", ["hex", "rot13", "zlib", "idna", "utf-7", "undefined", "\0", "nö"]
)
def test_what_no_browser_knows_is_not_a_charset(label):
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


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ('<meta http-equiv="refresh" content="0; url=https://e.com/a">', "https://e.com/a"),
        ("<META HTTP-EQUIV=Refresh CONTENT='5;URL=/b'>", "/b"),
        ('<meta content="0;url=&quot;/c?a=1&amp;b=2&quot;" http-equiv=refresh />', "/c?a=1&b=2"),
        ('<meta http-equiv="refresh" content="0.5 https://e.com/">', "https://e.com/"),
        ('<meta http-equiv="refresh" content="6; url=/a">', None),
        ('<meta http-equiv="refresh" content="300">', None),
        ('<meta http-equiv="refresh" content="soon; url=/a">', None),
        ('<meta name="refresh" content="0; url=/a">', None),
        ('<!-- <meta http-equiv="refresh" content="0; url=/a"> -->', None),
        ('<noscript><meta http-equiv="refresh" content="0; url=/a"></noscript>', None),
        ("<script>\"<meta http-equiv=refresh content='0;url=/a'>\"</script>", None),
        ('<!-- unclosed <meta http-equiv="refresh" content="0; url=/a">', None),
        ("<p>words</p>", None),
    ],
)
def test_a_page_that_sends_its_readers_on(html, target):
    assert refresh_target(html) == target


PIECES = ["<!--", "<script>", "<script></script ", "<meta ", "<meta a=", "<meta a='", '<meta a="b',
          "a", "a ", " ", "a=", "a='", "a =", "=", "-", "content='0; ", "content='0",
          "&#9"]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_page_made_to_be_slow_is_not(piece):
    tag = "<meta http-equiv=refresh "

    def looks() -> None:
        for beginning in ("", "<meta ", tag, f"{tag}content='0"):
            for ending in ("", ">", "'>", "<script>"):
                refresh_target(beginning + piece * 200_000 + ending)
                refresh_target(beginning + piece * (64_000 // len(piece)) + ending)

    assert takes_at_most(1, looks)


def test_a_reference_of_more_digits_than_python_reads_is_not_a_fault():
    assert refresh_target(f'<meta http-equiv="refresh" content="0;url=/&#{"9" * 9_000};">')
