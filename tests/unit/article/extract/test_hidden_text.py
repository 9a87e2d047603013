import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.article.read import read
from server.model import PageInput
from server.page.document import fold
from tests.unit.article.pages import ENGLISH, GERMAN, page

URL = "https://courant.example/harbour/bridge"
STATE = json.dumps({"props": {"story": {"body": "".join(f"<p>{t}</p>" for t in ENGLISH)}}})
SCRIPT = f'<script type="application/json" id="__NEXT_DATA__">{STATE}</script>'


def shell(shown="", script=SCRIPT):
    return (
        "<html lang=en><head><title>Port Ellery closes its swing bridge</title></head>"
        f'<body><div id="app">{shown}</div>{script}</body></html>'
    )


def text_of(html, **more):
    return read(PageInput(html=html, url=URL, **more)).article.text


@pytest.mark.parametrize("shown", ["", f"<p>{ENGLISH[0]}</p>"])
def test_a_page_whose_text_only_its_script_has_is_what_it_shows(shown):
    assert ENGLISH[1] not in text_of(shell(shown))


def test_a_hidden_body_is_not_read():
    hidden = f"<div hidden>{''.join(f'<p>{p}</p>' for p in ENGLISH)}</div>"
    assert ENGLISH[2] not in text_of(shell(hidden, ""))


def test_a_page_declared_paid_is_what_it_shows():
    paid = {"@type": "NewsArticle", "isAccessibleForFree": False, "articleBody": " ".join(ENGLISH)}
    html = page(ENGLISH[:2], json_ld=paid)
    assert ENGLISH[3] not in text_of(html)


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from([*ENGLISH, *GERMAN, "More", "© 2026", "Foto: Quast"]), max_size=6),
    st.sampled_from(["p", "div", "li", "td", "h2", "span"]),
    st.booleans(),
)
def test_each_sentence_stands_in_what_the_page_shows(texts, tag, has_payload):
    body = "".join(f"<{tag}>{text}</{tag}>" for text in texts)
    html = shell(body, SCRIPT if has_payload else "")
    said = fold(" ".join(texts))
    for sentence in read(PageInput(html=html, url=URL)).article.sentences:
        assert fold(sentence.text) in said or fold(sentence.text) in fold(body)
