import pytest

from server.verdict.features import features_of, signs_of
from tests.unit.verdict.stories import ENGLISH, HERE, THERE, page, prose, reading_of


def features(body, status=None):
    reading = reading_of(page(body))
    return features_of(signs_of(reading, status), reading.article)


def test_a_plain_story_shows_nothing_but_its_length():
    assert features(prose(ENGLISH)) == {"length:short"}


def test_a_long_story_is_long():
    assert "length:long" in features(prose(ENGLISH * 8))


@pytest.mark.parametrize(
    ("status", "feature"), [(402, "http_status:price"), (403, "http_status:refused")]
)
def test_a_status_that_refuses_is_a_sign(status, feature):
    assert feature in features(prose(ENGLISH), status)
    assert feature not in features(prose(ENGLISH), 200)


@pytest.mark.parametrize(
    ("behind", "feature"),
    [
        (f'<p><a href="{HERE}?page=2">Ymlaen</a></p>', "continues_on_site:own"),
        (f'<p><a href="{THERE}">Mwy yno</a></p>', "links_to_original:alone"),
        ('<p>Mynediad <a href="/subscribe">yma</a></p>', "offers_access:door"),
        ("<p>£4.99</p>", "offers_access:amount"),
        ("<form><p>Enw</p><input type=email><button>Ie</button></form>", "offers_access:mail"),
        ('<div class="c-paywall"><p>Diwedd</p></div>', "locked_part:behind"),
    ],
)
def test_markup_speaks_in_languages_without_a_file(behind, feature):
    assert feature in features(prose(ENGLISH) + behind)


def test_a_headline_is_no_longer_version_of_the_page():
    link = f'<p><a href="{HERE}-2">The council votes on a second ferry line</a></p>'
    assert "continues_on_site:own" not in features(prose(ENGLISH) + link)


def test_a_cut_end_beside_an_offer_is_seen_together():
    cut = prose([*ENGLISH[:3], ENGLISH[3].rstrip(".") + " …"])
    found = features(cut + '<p><a href="/subscribe">Ymunwch</a></p>')
    assert "cut_off_end+offers_access" in found
