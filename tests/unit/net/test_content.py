import pytest

from server.errors import NotHtml
from server.net.content import check_bytes, check_label, media_type

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
def test_a_label_that_is_no_page_is_put_in_words(label, what):
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
def test_bytes_that_are_no_page_are_named_whatever_the_label(start, what):
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
