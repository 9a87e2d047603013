"""The card of a shared comparison: well-formed, in its language, whatever the texts hold."""

from dataclasses import replace

import pytest
from lxml import etree
from pydantic_core import from_json, to_json

from server import create_app
from server.config import Settings
from server.language.messages import words
from server.model import CompareRequest, PageInput
from server.net import sample
from server.pipeline.compare import Done, compare
from server.present.gist import _lines, card_of
from server.store import SavedComparison, moment, open_store

HOST = {"Host": "127.0.0.1:8750"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def comparison(engine):
    request = CompareRequest(page=PageInput(url=sample.summary_url(8750)))
    (done,) = [event for event in compare(engine(), request) if isinstance(event, Done)]
    page = replace(done.comparison.page, publisher='<b>&"' + "x" * 400)
    return replace(done.comparison, id="key", page=page)


def test_a_link_has_a_picture_with_its_sentence_both_names_and_the_map(comparison, tmp_path):
    settings = Settings(data=tmp_path)
    store = open_store(settings)
    saved = SavedComparison(
        "key", "T", None, None, None, "summary", moment(), moment(days=9), "key", moment(days=9)
    )
    store.comparisons.save(saved, to_json(comparison), "")
    store.close()
    client = create_app(settings).test_client()
    answer = client.get("/c/key/card.svg?lang=en", headers=HOST)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    drawn = etree.fromstring(answer.data)
    assert drawn.findtext(f"{SVG}title") == comparison.gist.says
    texts = " ".join(drawn.itertext())
    assert "The Harbour Gazette" in texts
    assert "Page: <b>&" in texts
    cells = drawn.findall(f".//{SVG}g/{SVG}rect")
    assert len(cells) == comparison.alignment.figures.source_sentences
    page = client.get("/c/key?lang=en", headers=HOST).text
    assert "/c/key/card.svg?lang=en" in page
    assert f"<title>{comparison.gist.says.split(',')[0]}" in page
    assert client.get("/c/other/card.svg", headers=HOST).status_code == 404


def test_long_and_wide_sentences_are_broken_into_five_lines():
    assert list(_lines("one " * 200))[4].endswith("…")
    assert len(list(_lines("one " * 200))) == len(list(_lines("原文" * 200))) == 5
    assert max(map(len, _lines("x" * 400))) <= 34
    assert max(map(len, _lines("原文" * 200))) <= 17


def test_a_long_name_in_wide_letters_is_cut(comparison):
    page = replace(comparison.page, publisher="原文" * 40)
    card = card_of(from_json(to_json(replace(comparison, page=page))), words("zh-CN"))
    assert len(card["page"]) == 22
    assert card["page"].endswith("…")


def test_a_page_without_a_comparison_has_a_card_too(comparison):
    alone = from_json(to_json(replace(comparison, source=None, alignment=None, gist=None)))
    card = card_of(alone, words("de"))
    assert (card["line"], card["source"], card["cells"]) == (card["lines"][0], "", [])
