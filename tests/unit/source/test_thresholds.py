"""Each threshold of the decision counts from its value on, and what it decides has its code."""

from dataclasses import replace

import pytest

from server.source import decide
from server.source.decide import judge
from server.source.finder import SearchQuery
from server.source.lead import CALL_STRENGTH, CREDIT_STRENGTH, Match
from tests.unit.source.test_decide import PAGE, SOURCE, UNRELATED, seen

BIT = 1e-9
HINT = (CREDIT_STRENGTH + CALL_STRENGTH) / 2
FOREIGN = replace(SOURCE, foreign=True, containment=0.1, comparable=30)
SURE = decide.SURE
UNSURE = decide.SURE - BIT


@pytest.mark.parametrize(
    ("share", "facts", "tells"),
    [
        (decide.UNRELATED, 0.0, True),
        (decide.UNRELATED - BIT, decide.MOST_FACTS - BIT, False),
        (0.1, decide.MOST_FACTS, True),
    ],
)
def test_what_tells_of_the_event(share, facts, tells):
    assert decide._has_enough(replace(SOURCE, containment=share, facts=facts)) is tells


@pytest.mark.parametrize(
    ("runs", "share", "firm", "sibling"),
    [
        (0.5, 0.85 - BIT, 0.8 - BIT, True),
        (0.5 - BIT, 0.0, 0.0, False),
        (1.0, 0.85, 0.0, False),
        (1.0, 0.0, 0.8, False),
    ],
)
def test_what_was_made_from_a_third_text(runs, share, firm, sibling):
    features = replace(SOURCE, runs=runs, containment=share, firm=firm)
    assert decide._is_sibling(features) is sibling


@pytest.mark.parametrize(
    ("strength", "published", "adds"),
    [
        (CALL_STRENGTH, None, decide.CALL_ADDS),
        (CALL_STRENGTH - BIT, None, decide.HINT_ADDS),
        (CREDIT_STRENGTH + BIT, None, decide.HINT_ADDS),
        (CREDIT_STRENGTH, None, decide.CREDIT_ADDS),
        (0.0, None, 0.0),
        (0.0, "2026-10-06", 0.0),  # 45 days before the page
        (0.0, "2026-10-05T23:59", -2.0),
        (0.0, "2026-10-06T00:00+02:00", -2.0),
        (0.0, "in spring", 0.0),
    ],
)
def test_what_the_pages_word_and_the_dates_add(strength, published, adds):
    assert decide._adds(PAGE, seen(SOURCE, strength, published)) == adds


@pytest.mark.parametrize(
    ("published", "later"), [("2026-11-21", False), ("2026-11-21T00:01", True)]
)
def test_what_was_published_later_is_not_a_source_but_the_same_story(published, later):
    candidate = seen(SOURCE, published=published)
    assert decide._is_later(PAGE, candidate) is later
    relation, reason, message = decide._relation(PAGE, candidate, SOURCE, 1.0, 1.0)
    assert (relation, reason) == (("same_story", "later") if later else ("source", "confirmed"))
    assert ("published later" in message) is later


@pytest.mark.parametrize(
    ("features", "strength", "source_chance", "is_source"),
    [
        (SOURCE, 0.0, SURE, True),
        (replace(SOURCE, facts=0.9), 0.0, UNSURE, False),
        (replace(SOURCE, containment=decide.TRUSTED_LINK), CALL_STRENGTH, UNSURE, True),
        (replace(SOURCE, containment=decide.TRUSTED_LINK - BIT), CALL_STRENGTH, UNSURE, False),
        (replace(SOURCE, containment=decide.TRUSTED_LINK - BIT), CALL_STRENGTH, SURE, True),
        (replace(SOURCE, containment=decide.TRUSTED_LINK), HINT, UNSURE, False),
        (replace(FOREIGN, meant=decide.MOST_MEANT), CALL_STRENGTH, UNSURE, True),
        (replace(FOREIGN, meant=decide.MOST_MEANT - BIT), CALL_STRENGTH, UNSURE, False),
        (replace(FOREIGN, meant=1.0, comparable=20), HINT, SURE, False),
        (FOREIGN, 0.0, SURE, True),  # .1 of 30 is the least to be shared
        (replace(FOREIGN, comparable=29), 0.0, SURE, False),
        (replace(SOURCE, runs=0.6, containment=0.5, firm=0.5), 0.0, SURE, False),
        (replace(SOURCE, runs=0.6, containment=0.5, firm=0.5), HINT, SURE, True),
    ],
)
def test_what_is_called_the_source(features, strength, source_chance, is_source):
    assert decide._is_source(PAGE, seen(features, strength), features, source_chance) is is_source


@pytest.mark.parametrize(
    ("features", "strength", "is_source"),
    [
        ({}, 0.0, True),
        ({"containment": decide.SHORT_CONTAINMENT - BIT}, 0.0, False),
        ({"containment": 0.5, "runs": decide.SHORT_RUNS, "firm": decide.SIBLING_FIRM}, 0.0, True),
        ({"containment": 0.5, "words": decide.SHORT_WORDS}, 0.0, True),
        ({"containment": 0.5}, HINT, True),
        ({"containment": 0.5, "foreign": True, "comparable": 30}, 0.0, True),
    ],
)
def test_a_short_text_says_what_a_merely_found_one_says(features, strength, is_source):
    short_features = {
        "words": decide.SHORT_WORDS - 1,
        "containment": decide.SHORT_CONTAINMENT,
        "runs": 0.0,
    }
    candidate_features = replace(SOURCE, **{**short_features, **features})
    page = replace(PAGE, sentences=PAGE.sentences * 2)
    relation = decide._relation(
        page, seen(candidate_features, strength), candidate_features, 1.0, 1.0
    )[0]
    assert relation == ("source" if is_source else "unverified")


@pytest.mark.parametrize(
    ("share", "source_chance", "is_source"),
    [
        (decide.LINE_CONTAINMENT, decide.LINE_SURE, True),
        (decide.LINE_CONTAINMENT - BIT, decide.LINE_SURE, False),
        (decide.LINE_CONTAINMENT, decide.LINE_SURE - BIT, False),
        (decide.SHORT_CONTAINMENT, SURE, True),
    ],
)
def test_a_single_sentence_needs_most_of_its_words_and_a_sure_text(share, source_chance, is_source):
    words = decide.SHORT_WORDS - 1
    candidate_features = replace(SOURCE, words=words, containment=share, runs=0.0)
    assert len(PAGE.sentences) == 1
    assert (
        decide._is_source(PAGE, seen(candidate_features), candidate_features, source_chance)
        is is_source
    )


@pytest.mark.parametrize(
    ("features", "strength", "event_chance", "expected"),
    [
        ({}, 0.0, decide.SAME_EVENT, ("same_story", "same_event")),
        ({}, 0.0, decide.SAME_EVENT - BIT, ("unverified", "too_little")),
        ({"containment": 0.1, "facts": 0.1}, 0.0, 1.0, ("unverified", "too_little")),
        ({"containment": decide.UNRELATED}, HINT, 0.0, ("unverified", "too_little")),
        ({"containment": decide.UNRELATED - BIT}, HINT, 0.0, ("mismatch", "no_match")),
        ({"containment": 0.15, "foreign": True}, HINT, 0.0, ("unverified", "too_little")),
        ({"containment": 0.05, "foreign": True}, 0.0, 1.0, ("unverified", "other_language")),
    ],
)
def test_what_else_a_candidate_is(features, strength, event_chance, expected):
    candidate_features = replace(SOURCE, **features)
    assert (
        decide._relation(
            PAGE, seen(candidate_features, strength), candidate_features, 0.0, event_chance
        )[:2]
        == expected
    )


def test_of_what_is_cut_nothing_is_said():
    decision = decide._relation(PAGE, seen(SOURCE, cut=True), SOURCE, 0.0, 1.0)
    assert decision[:2] == ("unverified", "cut")


@pytest.mark.parametrize(
    ("features", "code"),
    [
        ({"comparable": decide.FEWEST_DISTINCTIVE}, None),
        ({"comparable": decide.FEWEST_DISTINCTIVE - 1}, "too_little"),
        ({"foreign": True, "comparable": decide.FEWEST_FOREIGN}, None),
        ({"foreign": True, "comparable": decide.FEWEST_FOREIGN - 1}, "other_language"),
        ({"foreign": True, "comparable": 0, "meant": 0.1}, None),
        ({"meant": 0.9, "comparable": decide.FEWEST_DISTINCTIVE - 1}, "too_little"),
    ],
)
def test_where_the_page_has_too_little_nothing_is_decided(features, code):
    undecided = decide._too_little_to_compare(replace(SOURCE, **features))
    assert (undecided and undecided[0]) == code
    assert undecided is None or undecided[1].endswith(".")


def test_a_call_that_its_text_confirms_speaks_for_itself():
    little = replace(UNRELATED, containment=decide.TRUSTED_LINK)
    called, confirmed, hinted = (
        judge(SearchQuery(PAGE), [seen(features, strength)])[0]
        for features, strength in ((little, CALL_STRENGTH), (SOURCE, CALL_STRENGTH), (little, HINT))
    )
    assert (called.relation, called.confidence) == ("source", decide.CONFIRMED)
    assert (confirmed.relation, confirmed.confidence > decide.CONFIRMED) == ("source", True)
    assert hinted.relation != "source"


def test_a_share_is_of_sentences_only_in_another_language():
    assert "sentences" in decide._share(replace(FOREIGN, meant=0.5))
    for features in (FOREIGN, SOURCE, replace(SOURCE, meant=0.5)):
        assert "page's information" in decide._share(features)


@pytest.mark.parametrize(
    ("runs", "backwards", "same"), [(0.85, 0.85, True), (0.84, 1.0, False), (1.0, 0.84, False)]
)
def test_what_is_the_pages_own_text(runs, backwards, same):
    features = replace(SOURCE, runs=runs, backwards=backwards)
    assert decide.is_same_text(features) is same


@pytest.mark.parametrize(
    ("strength", "relation", "is_read", "access", "is_unread"),
    [
        (CALL_STRENGTH, "unverified", False, "open", True),
        (CALL_STRENGTH, "unverified", True, "paywalled", True),
        (CALL_STRENGTH, "unverified", True, "open", False),
        (CALL_STRENGTH, "source", True, "paywalled", False),
        (HINT, "unverified", False, "open", False),
    ],
)
def test_what_the_page_names_and_nobody_could_read(strength, relation, is_read, access, is_unread):
    candidate = replace(seen(SOURCE if is_read else None, strength), access=access)
    match = Match(candidate, relation, 0.0, "confirmed", ".")
    assert decide.is_named_unread(match) is is_unread
