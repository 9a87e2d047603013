import json

import pytest

from server.verdict.judge import judge
from server.verdict.signals.declared import (
    declared_signals,
    declared_words,
    is_all_declared,
    is_far_longer,
)
from tests.unit.verdict.stories import ENGLISH, page, prose, view_of, view_of_text


def view_with(status=None, behind="", **fields):
    data = json.dumps({"@type": "NewsArticle", **fields})
    head = f'<script type="application/ld+json">{data}</script>'
    return view_of(page(prose(ENGLISH) + behind, head=head), status=status)


def features(view):
    return {signal.feature for signal in declared_signals(view)}


@pytest.mark.parametrize("value", [512, "512"])
def test_a_declared_length_is_read_and_quoted(value):
    count, quote, _ = declared_words(view_with(wordCount=value).document)
    assert count == 512
    assert "wordCount" in quote


def test_a_length_in_the_data_of_an_application_is_read_after_the_declared_one():
    data = '<script>state = {"wordCount": 900}</script>'
    assert declared_words(view_of(page(prose(ENGLISH), data)).document).words == 900
    assert declared_words(view_with(behind=data, wordCount=512).document).words == 512
    first = view_of(page(data + prose(ENGLISH), head='<script>state = {"other": 1}</script>'))
    assert declared_words(first.document).words == 900


def test_nothing_declared_is_nothing():
    for view in (view_of(page(prose(ENGLISH))), view_of_text(*ENGLISH)):
        assert declared_words(view.document) is None
        assert not features(view)


def test_a_price_and_a_refusal_are_seen():
    assert features(view_with(isAccessibleForFree=False)) == {"declared_paid"}
    assert features(view_with(402)) == {"http_status"}
    assert features(view_with(403)) == {"http_status"}
    assert not features(view_with(200))


def test_a_far_longer_text_differs_from_a_count_of_characters():
    article = view_of(page(prose(ENGLISH))).article
    assert not is_far_longer(article.words + 20, article)
    assert not is_far_longer(len(article.text), article)
    assert is_far_longer(20 * len(article.text), article)
    assert is_far_longer(3 * article.words, article)


@pytest.mark.parametrize(
    ("behind", "feature"),
    [
        ("<p>57 % of this article remains</p>", "rest_declared"),
        ("<p>Il vous reste 83 % de cet article à lire.</p>", None),
        ("<p>Only 5 % for $9</p>", None),
        ("<p>4000 characters left</p>", None),
    ],
)
def test_a_share_or_a_count_that_remains_is_declared(behind, feature):
    assert features(view_with(behind=behind)) == ({feature} if feature else set())


def test_paid_pages_with_all_their_text_are_whole():
    text = " ".join(ENGLISH)
    view = view_with(isAccessibleForFree=False, articleBody=text, wordCount=len(text.split()))
    assert features(view) == {"declared_paid"}
    assert judge(view).label == "full"


@pytest.mark.parametrize("shown", [1, 4])
def test_a_paid_text_is_cut_where_the_pages_scripts_have_far_more(shown):
    data = json.dumps({"props": {"body": [{"text": text} for text in ENGLISH * 2]}})
    script = f'<script type="application/json">{data}</script>'
    head = '<script type="application/ld+json">{"@type": "Article", "isAccessibleForFree": false}'
    view = view_of(page(prose(ENGLISH[:shown]), script, head=f"{head}</script>"))
    assert ("declared_longer" in features(view)) is (shown == 1)
    assert (judge(view).label == "paywalled") is (shown == 1)


@pytest.mark.parametrize(("share", "whole"), [(1.0, True), (1.1, True), (1.3, False)])
def test_a_text_as_long_as_declared_stays_whole_above_an_offer(share, whole):
    words = int(share * sum(len(text.split()) for text in ENGLISH))
    offer = (
        '<aside class="subscribe-box"><p>Two crowns a week.</p><a href="/subscribe">Go</a></aside>'
    )
    view = view_with(behind=offer, isAccessibleForFree=False, wordCount=words)
    assert is_all_declared(view) is whole
    assert not whole or judge(view).label == "full"
