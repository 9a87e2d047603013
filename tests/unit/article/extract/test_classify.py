import pytest

from server.article.extract.classify import (
    THRESHOLD,
    chances,
    forest,
    page_blocks,
)
from server.page.parse import parse
from tests.unit.article.pages import ENGLISH, GERMAN, page


def taken(html, *paragraphs):
    blocks = page_blocks(parse(html, None))
    likely = chances(blocks, blocks.extractor_features(list(paragraphs)))
    return [b.text for b, c in zip(blocks.blocks, likely, strict=True) if c >= THRESHOLD]


@pytest.mark.parametrize("extractor_count", [0, 1, 2])
@pytest.mark.parametrize("html", [page(ENGLISH), "<p>x</p>"])
def test_features_have_a_row_a_block_and_as_many_columns_whoever_was_asked(html, extractor_count):
    blocks = page_blocks(parse(html, None))
    taken_blocks = [blocks.extractor_features(ENGLISH[:2])] * extractor_count
    assert blocks.features(*taken_blocks).shape == (len(blocks.blocks), 127)


def test_a_page_without_text_has_no_blocks():
    assert page_blocks(parse("<div></div>", None)) is None


@pytest.mark.parametrize("lost", [0, 2, 4])
def test_a_paragraph_that_the_extractor_lost_comes_back(lost):
    paragraphs = [text for index, text in enumerate(ENGLISH) if index != lost]
    assert ENGLISH[lost] in taken(page(ENGLISH), *paragraphs)


def test_reader_comments_that_the_extractor_took_go():
    remarks = [
        "I drove over it every day for thirty years, what a shame.",
        "My grandfather helped to build it. They should have painted the girders in time.",
        "Ferries are no answer either, they stop at the first gust of wind.",
    ]
    items = "".join(
        f'<li class="comment"><b>Reader</b> <small>4 March, 10:12</small><p>{remark}</p>'
        '<a href="#">Reply</a></li>'
        for remark in remarks
    )
    html = page(ENGLISH, after=f'<div class="comments"><h3>Comments</h3><ul>{items}</ul></div>')
    paragraphs = taken(html, *ENGLISH, *remarks)
    assert not set(remarks) & set(paragraphs)
    assert set(ENGLISH) <= set(paragraphs)


def test_paragraphs_without_p_are_found():
    html = page([]).replace('<div class="story-body">', "<div>" + "<br><br>".join(GERMAN * 2))
    assert set(GERMAN) <= set(taken(html, *GERMAN))


def test_a_table_row_that_trafilatura_took_stays():
    html = page(ENGLISH, after="<table><tr><td>Girders</td><td>60</td></tr></table>")
    blocks = page_blocks(parse(html, None))
    taken_blocks = blocks.extractor_features([ENGLISH[0], "Girders | 60"])
    plain, likely = forest().chances(blocks.features(taken_blocks)), chances(blocks, taken_blocks)
    texts = [block.text for block in blocks.blocks]
    paragraph, row = (texts.index(text) for text in (ENGLISH[1], "Girders | 60"))
    assert likely[paragraph] == pytest.approx(plain[paragraph])
    assert likely[row] == 1
