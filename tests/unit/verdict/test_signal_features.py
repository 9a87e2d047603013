import json

import pytest

from server.verdict.basis.own import Own
from server.verdict.judge import judge
from server.verdict.signal_features import (
    declared_signals,
    declared_words,
    features_of,
    signals_of,
)
from tests.unit.verdict.stories import ENGLISH, HERE, page, prose, view_of, view_of_text


def features(body, status=None):
    view = view_of(page(body), status=status)
    return features_of(signals_of(view, Own(view))[0], view)


def test_a_plain_story_shows_nothing_but_its_length():
    assert features(prose(ENGLISH)) <= {"length:short", "length:brief"}


def test_a_long_story_is_long():
    assert "length:long" in features(prose(ENGLISH * 12))


@pytest.mark.parametrize(
    ("behind", "feature"),
    [
        (f'<p>1 <a href="{HERE}?page=2">2</a></p>', "more_pages:own"),
        ('<p>Mynediad <a href="/subscribe">yma</a></p>', "offers_access"),
        (
            '<div class="c-paywall"><p>Diwedd y testun yma</p><a href="/join">i</a></div>',
            "locked_part:close",
        ),
    ],
)
def test_markup_speaks_in_languages_without_a_file(behind, feature):
    assert feature in features(prose(ENGLISH) + behind)


def test_a_cut_end_beside_an_offer_is_seen_together():
    cut = prose([*ENGLISH[:3], ENGLISH[3].rstrip(".") + " …"])
    assert "cut_off_end+access" in features(cut + '<p><a href="/subscribe">Ymunwch</a></p>')


@pytest.mark.parametrize(("paragraphs", "is_scant"), [(ENGLISH[:2], True), (ENGLISH * 3, False)])
def test_a_text_that_is_sold_and_has_a_few_sentences_is_doubted(paragraphs, is_scant):
    data = '<script type="application/ld+json">{"@type": "NewsArticle", '
    paid = data + '"isAccessibleForFree": false}</script>'
    assert ("declared_paid+scant" in features(paid + prose(paragraphs))) is is_scant


def view_with(status=None, behind="", **fields):
    data = json.dumps({"@type": "NewsArticle", **fields})
    head = f'<script type="application/ld+json">{data}</script>'
    return view_of(page(prose(ENGLISH) + behind, head=head), status=status)


def declared(view):
    return {signal.feature for signal in declared_signals(view)}


@pytest.mark.parametrize("value", [512, "512"])
def test_a_declared_length_is_read(value):
    assert declared_words(view_with(wordCount=value).document) == 512


def test_a_length_in_the_data_of_an_application_is_read_after_the_declared_one():
    data = '<script>state = {"wordCount": 900}</script>'
    assert declared_words(view_of(page(prose(ENGLISH), data)).document) == 900
    assert declared_words(view_with(behind=data, wordCount=512).document) == 512
    first = view_of(page(data + prose(ENGLISH), head='<script>state = {"other": 1}</script>'))
    assert declared_words(first.document) == 900


def test_nothing_declared_is_nothing():
    for view in (view_of(page(prose(ENGLISH))), view_of_text(*ENGLISH)):
        assert declared_words(view.document) is None
        assert not declared(view)


def test_a_price_and_a_refusal_are_seen():
    assert declared(view_with(isAccessibleForFree=False)) == {"declared_paid"}
    assert declared(view_with(402)) == {"http_status"}
    assert declared(view_with(403)) == {"http_status"}
    assert not declared(view_with(200))


def test_paid_pages_with_all_their_text_are_whole():
    text = " ".join(ENGLISH)
    view = view_with(isAccessibleForFree=False, articleBody=text, wordCount=len(text.split()))
    assert declared(view) == {"declared_paid"}
    assert judge(view).label == "full"


@pytest.mark.parametrize(("share", "whole"), [(1.0, True), (1.1, True), (1.3, False)])
def test_a_text_as_long_as_declared_stays_whole_above_an_offer(share, whole):
    words = int(share * sum(len(text.split()) for text in ENGLISH))
    offer = (
        '<aside class="subscribe-box"><p>Two crowns a week.</p><a href="/subscribe">Go</a></aside>'
    )
    view = view_with(behind=offer, isAccessibleForFree=False, wordCount=words)
    assert ("length:declared" in features_of([], view)) is whole
    assert not whole or judge(view).label == "full"
