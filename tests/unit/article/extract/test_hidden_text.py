import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.article.read import read
from server.model import PageInput
from server.page.document import fold
from server.pipeline.tasks import examine, read_page
from tests.unit.article.pages import ENGLISH, GERMAN, page

URL = "https://courant.example/harbour/bridge"
STATE = json.dumps({"props": {"story": {"body": "".join(f"<p>{t}</p>" for t in ENGLISH)}}})
SCRIPT = f'<script type="application/json" id="__NEXT_DATA__">{STATE}</script>'


def shell(shown="", script=SCRIPT):
    return (
        "<html lang=en><head><title>Port Ellery closes its swing bridge</title></head>"
        f'<body><div id="app">{shown}</div>{script}</body></html>'
    )


def text_of(html, **fields):
    return read(PageInput(html=html, url=URL, **fields)).article.text


@pytest.mark.parametrize("shown", ["", f"<p>{ENGLISH[0]}</p>"])
def test_an_open_page_whose_text_only_its_script_has_is_read_from_there(shown):
    reading = read(PageInput(html=shell(shown), url=URL))
    assert reading.article.text.split("\n\n") == ENGLISH
    assert reading.article.extractor == "payload"


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_refused_page_is_what_it_shows(status):
    assert text_of(shell(f"<p>{ENGLISH[0]}</p>"), status=status) == ENGLISH[0]


def test_a_page_declared_paid_is_what_it_shows():
    paid = {"@type": "NewsArticle", "isAccessibleForFree": False, "articleBody": " ".join(ENGLISH)}
    html = page(ENGLISH[:2], json_ld=paid)
    assert ENGLISH[3] not in text_of(html)


@pytest.mark.parametrize("name", ["paywall", "js-regwall", "article-lockedBox", "content-gate"])
def test_a_page_with_a_lock_is_what_it_shows(name):
    shown = f'<p>{ENGLISH[0]}</p><div class="{name}">Read on with Plus</div>'
    assert ENGLISH[3] not in text_of(shell(shown))


def test_a_page_that_says_it_is_cut_is_what_it_shows():
    shown = "".join(f"<p>{text}</p>" for text in ENGLISH[:2])
    call = "<p>To continue reading, please log in or subscribe.</p>"
    html = f'<article>{shown}{call}<p><a href="/subscribe">Subscribe now</a></p></article>'
    page_input = PageInput(html=shell(html), url=URL)
    assert ENGLISH[3] not in read_page(page_input).article.text
    assert examine(page_input).verdict.label in ("paywalled", "unknown")


def test_a_hidden_body_is_read_only_where_nothing_is_locked():
    hidden = f"<div hidden>{''.join(f'<p>{p}</p>' for p in ENGLISH)}</div>"
    assert ENGLISH[2] in text_of(shell(hidden, ""))
    assert ENGLISH[2] not in text_of(shell(f'<div class="paywall">{hidden}</div>', ""))


def test_a_payload_of_another_story_is_not_part_of_this_one():
    shown = "".join(f"<p>{text}</p>" for text in GERMAN)
    assert not set(ENGLISH) & set(text_of(shell(f"<article>{shown}</article>")).split("\n\n"))


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from([*ENGLISH, *GERMAN, "More", "© 2026", "Foto: Quast"]), max_size=6),
    st.sampled_from(["p", "div", "li", "td", "h2", "span"]),
    st.booleans(),
)
def test_each_sentence_stands_in_the_page_or_in_its_payload(texts, tag, has_payload):
    body = "".join(f"<{tag}>{text}</{tag}>" for text in texts)
    html = shell(body, SCRIPT if has_payload else "")
    known_text = fold(" ".join([*texts, *(ENGLISH if has_payload else [])]))
    for sentence in read(PageInput(html=html, url=URL)).article.sentences:
        assert fold(sentence.text) in known_text or fold(sentence.text) in fold(body)
