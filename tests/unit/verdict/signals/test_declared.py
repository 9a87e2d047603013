import json

import pytest

from server.page.boundary import boundary
from server.verdict.signals.declared import declared, is_far_longer, length_signs
from tests.unit.verdict.stories import ENGLISH, HERE, page, prose, reading_of, reading_of_text


def reading_with(**fields):
    data = json.dumps({"@type": "NewsArticle", **fields})
    head = f'<script type="application/ld+json">{data}</script>'
    return reading_of(page(prose(ENGLISH), head=head))


@pytest.mark.parametrize("value", [512, "512"])
def test_a_declared_length_is_read_and_quoted(value):
    reading = reading_with(wordCount=value)
    said = declared(reading.document, reading.article)
    assert said.words == 512
    assert "wordCount" in said.words_quote


def test_nothing_declared_is_nothing():
    for reading in (reading_of(page(prose(ENGLISH))), reading_of_text(*ENGLISH)):
        said = declared(reading.document, reading.article)
        assert (said.words, said.words_quote, said.paid) == (None, None, False)


def test_a_price_is_read():
    reading = reading_with(isAccessibleForFree=False)
    assert declared(reading.document, reading.article).paid


def test_a_far_longer_text_is_told_from_a_count_of_characters():
    article = reading_of(page(prose(ENGLISH))).article
    assert not is_far_longer(article.words + 20, article)
    assert not is_far_longer(len(article.text), article)
    assert is_far_longer(20 * len(article.text), article)
    assert is_far_longer(3 * article.words, article)


ICELANDIC = [
    (
        "Nýja brúin yfir ána var opnuð á mánudaginn, tveimur árum síðar en til stóð og tvöfalt "
        "dýrari en áætlað var, að því er bæjarstjórnin greindi frá á fundi sínum í gærkvöldi."
    ),
    (
        "Verkfræðingar fundu sprungur í tveimur af fjórum bitum gömlu brúarinnar og henni verður "
        "lokað fyrir fullt og allt þegar umferðin færist yfir á þá nýju í næstu viku."
    ),
    (
        "„Við vissum að hún væri gömul, en enginn sagði okkur að hún væri svona illa farin,“ sagði "
        "bakarinn á norðurbakkanum, sem býst við að missa þriðjung viðskiptavina sinna."
    ),
]


@pytest.mark.parametrize(
    ("behind", "feature"),
    [
        ("<p>Síða 1/3</p>", "more_pages"),
        (f'<p><a href="{HERE}?p=2">2</a> <a href="{HERE}?p=3">3</a></p>', "more_pages:numbers"),
        (f'<p>1/2 <a href="{HERE}_2.shtml">下一页</a></p>', "more_pages"),
        ("<p>57 % eru eftir</p>", "rest_declared:close"),
        ("<p>57 % of this article remains</p>", "rest_declared:percent"),
    ],
)
def test_more_is_declared_in_any_language(behind, feature):
    reading = reading_of(page(prose(ICELANDIC) + behind))
    signs = length_signs(reading, boundary(reading).blocks[1:])
    assert feature in {sign.feature for sign in signs}


@pytest.mark.parametrize(
    "behind",
    ["<p>Only 5 % for $9</p>", '<p><a href="/other/2">2</a></p>', "<p>14/3/2026</p>"],
    ids=["a price", "another address", "a date"],
)
def test_other_numbers_declare_nothing(behind):
    reading = reading_of(page(prose(ENGLISH) + behind))
    assert not length_signs(reading, boundary(reading).blocks[1:])
