import json

import pytest

from server.article.extract.hidden_text import agrees, payload
from server.page.parse import parse
from tests.unit.article.pages import ENGLISH, GERMAN

BODY = "".join(f"<p>{text}</p>" for text in ENGLISH)
BLOCKS = [{"type": "paragraph", "id": f"b{n}", "text": text} for n, text in enumerate(ENGLISH)]
OTHERS = [{"headline": text[:70], "summary": text, "url": "/x"} for text in ENGLISH * 3]


def held(script, kind=""):
    html = f"<html><head><title>x</title></head><body><div></div><script{kind}>{script}</script>"
    return payload(parse(html, None))


def stream(text):
    middle = len(text) // 2
    return "</script><script>".join(
        f"self.__next_f.push([1,{json.dumps(half)}])" for half in (text[:middle], text[middle:])
    )


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (json.dumps({"props": {"story": {"body": BODY}}}), ' type="application/json"'),
        (json.dumps({"props": {"story": {"blocks": BLOCKS}}}), " type=application/json id=n"),
        (f"window.__APOLLO_STATE__ = {json.dumps({'Story:1': {'text': BODY}})};", ""),
        (f"window.__NUXT__={json.dumps({'data': [{'body': BLOCKS}]})}", ""),
        (stream(f'1:["$","div",null,{{"html":{json.dumps(BODY)}}}]\n2:"x"\n'), ""),
        (stream(f"0:null\n1a:T2f3,{BODY}\n2:[]\n"), ""),
    ],
)
def test_an_article_in_a_framework_s_state_is_found(script, kind):
    extractor, lines = held(script, kind)
    assert extractor == "payload"
    assert lines == ENGLISH


def test_the_declared_body_comes_first():
    node = json.dumps({"@type": "NewsArticle", "articleBody": "\n".join(GERMAN * 2)})
    assert held(node, ' type="application/ld+json"') == ("json_ld", GERMAN * 2)


@pytest.mark.parametrize(
    "script",
    [
        json.dumps({"stories": OTHERS}),
        json.dumps({"css": ".a{color:red} " * 200, "token": "x" * 900}),
        json.dumps({"body": "Too short for a story."}) + " " * 900,
        "{" * 5_000,
        "[" * 100_000,
    ],
)
def test_lists_of_other_stories_and_data_are_not_an_article(script):
    assert held(script, ' type="application/json"') is None


@pytest.mark.parametrize(
    ("lines", "shown", "agreed"),
    [
        (ENGLISH, [], True),
        (ENGLISH, ENGLISH[:2], True),
        (ENGLISH, ENGLISH[:4], False),
        (ENGLISH, GERMAN[:2], False),
        (ENGLISH, ["Please wait."], True),
    ],
)
def test_a_payload_must_hold_what_is_shown_and_much_more(lines, shown, agreed):
    assert agrees(lines, shown) is agreed
