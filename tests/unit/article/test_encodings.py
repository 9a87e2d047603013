"""Pages as bytes in many encodings, read the way the fetcher and the browser hand them on."""

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.article.read import read
from server.errors import UnreadableHtml
from server.model import PageInput
from server.net.content import decode
from tests.unit.article.pages import ENGLISH, GERMAN, JAPANESE, page

RUSSIAN = [
    "Городской совет Беловодска во вторник решил закрыть старый мост на два года.",
    "Ремонт обойдётся в тридцать один миллион крон, две трети заплатит область.",
    "Мост построен в 1931 году и с тех пор закрывался только один раз, зимой 1978 года.",
]

# What the web calls some of Python's encodings.
_LABELS = {"utf-16": "utf-16le", "utf-8-sig": "utf-8", "cp1252": "windows-1252"}


def text_of(html):
    article = read(PageInput(html=html, url="https://courant.example/a")).article
    return article.text.split("\n\n")


@pytest.mark.parametrize(
    ("paragraphs", "encoding"),
    [
        *((GERMAN, name) for name in ("utf-8", "cp1252", "utf-16-le", "utf-16-be", "utf-8-sig")),
        *((RUSSIAN, name) for name in ("cp1251", "koi8-r", "iso8859-5", "mac_cyrillic", "utf-16")),
        *((JAPANESE, name) for name in ("cp932", "euc-jp", "iso-2022-jp", "utf-8")),
    ],
)
def test_fetched_bytes_are_read_in_the_charset_that_they_declare(paragraphs, encoding):
    label = _LABELS.get(encoding, encoding)
    body = page(paragraphs).encode(encoding, "xmlcharrefreplace")
    assert text_of(decode(body, f"text/html; charset={label}")) == paragraphs


@pytest.mark.parametrize("declared", ["no-such-charset", "", "utf-7", "us-ascii"])
def test_a_charset_that_is_none_does_no_harm(declared):
    body = page(GERMAN).encode()
    assert text_of(decode(body, f"text/html; charset={declared}")) == GERMAN


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-16", "windows-1251", "shift_jis"])
def test_a_page_that_a_browser_sends_is_text_whatever_it_declares(declared):
    html = page(GERMAN).replace("<head>", f'<head><meta charset="{declared}">')
    assert text_of(html) == GERMAN


def test_a_byte_order_mark_in_the_text_is_not_a_letter():
    assert text_of(codecs.BOM_UTF8.decode() + page(ENGLISH)) == ENGLISH


def test_halves_of_surrogate_pairs_are_read_past():
    html = page(ENGLISH).replace("Port Ellery", "Port \ud83d Ellery")
    assert text_of(html)[1:] == ENGLISH[1:]


def test_mixed_encodings_lose_their_own_letters_only():
    body = page(ENGLISH).encode() + "<p>Grüße</p>".encode("latin-1")
    assert text_of(decode(body, "text/html; charset=utf-8"))[:5] == ENGLISH


@pytest.mark.parametrize("html", ["<html></html>", "<html><head></head><body></body></html>"])
def test_an_empty_page_is_an_empty_article(html):
    article = read(PageInput(html=html, url="https://courant.example/a")).article
    assert (article.text, article.sentences, article.words) == ("", [], 0)


@given(
    st.binary(min_size=1, max_size=400),
    st.sampled_from(["utf-8", "utf-16", "gb18030", "x-sjis", "nil"]),
)
def test_any_bytes_bring_an_article_or_a_problem(body, charset):
    html = decode(body, f"text/html; charset={charset}")
    with suppress(UnreadableHtml):
        assert read(PageInput(html=f"<p>{html}</p>")).article is not None
