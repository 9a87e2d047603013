import pytest

from server.verdict.basis.own import Own
from server.verdict.signal_features import features_of, signals_of
from tests.unit.verdict.stories import ENGLISH, HERE, page, prose, view_of


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
