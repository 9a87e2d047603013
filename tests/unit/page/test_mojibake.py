import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.article.read import read
from server.model import PageInput
from server.page.mojibake import mended
from tests.unit.article.pages import ENGLISH, FRENCH, GERMAN, JAPANESE, page
from tests.unit.article.test_encodings import RUSSIAN

CHINESE = [
    "白浜市议会星期二决定，明年三月关闭老旧的市民游泳池，九人赞成，八人反对。",
    "山城市长说：“我们无法再承担下去了。”去年仅燃料费就达到六千万元。",
    "游泳协会会长表示，这对孩子们来说是黑暗的一天，将发起签名活动。",
]


@pytest.mark.parametrize("wrong", ["latin-1", "iso8859-15"])
@pytest.mark.parametrize(
    ("paragraphs", "charset"),
    [
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "utf-8"),
        (CHINESE, "gb2312"),
        (CHINESE, "utf-8"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
    ],
)
def test_a_page_read_as_latin_is_read_again_as_it_declares(paragraphs, charset, wrong):
    html = page(paragraphs, title="-", lang=None).replace("utf-8", charset)
    codec = "gb18030" if charset == "gb2312" else charset
    garbled = html.encode(codec, "xmlcharrefreplace").decode(wrong)
    text = read(PageInput(html=garbled, url="https://courant.example/a")).article.text
    assert paragraphs[1] in text


def test_a_page_read_wrongly_twice_is_read_again_twice():
    html = page(CHINESE, title="-", lang=None).replace("utf-8", "gbk")
    once = html.encode("gb18030").decode("latin-1")
    assert CHINESE[0] in mended(once.encode("utf-8").decode("latin-1"))


@pytest.mark.parametrize("paragraphs", [ENGLISH, FRENCH, GERMAN, JAPANESE, RUSSIAN, CHINESE])
def test_a_page_in_its_own_letters_stays_whatever_it_declares(paragraphs):
    for charset in ("utf-8", "windows-1252", "gb2312", "windows-1251", "x-none"):
        html = page(paragraphs).replace("utf-8", charset)
        assert mended(html) == html, charset


@given(st.text())
def test_whatever_text_it_is_there_is_an_answer(text):
    html = f'<meta charset="gb2312">{text}'
    assert mended(html)
    assert mended(html) == html or len(text) >= 100
