from dataclasses import replace
from itertools import count

import pytest

from server.align import Text
from server.article.read import read_article
from server.model import Evidence, PageInput, Verdict
from server.source.decide import TRUSTED_LINK, Trail, judge
from server.source.features import Features, compute_features
from server.source.finder import SearchQuery
from server.source.lead import CALL_STRENGTH, CREDIT_STRENGTH, Lead, OpenedPage
from server.verdict.judge import is_for_subscribers
from tests.unit.source.test_search import opened_page

PAGE = read_article(
    PageInput(text="The lighthouse of Brackholm is lit again.", published="2026-11-20")
)
QUERY = SearchQuery(PAGE)
EMPTY = replace(PAGE, text="", sentences=[])
# Medians of rewrites over their sources and over other coverage of the event (finding.md).
SOURCE = Features(
    containment=0.83, rare=0.9, facts=1.0, sentences=0.71, firm=0.75, firm_share=0.85, runs=0.2,
    pairs=0.49, quotes=1.0, missing_names=0, opening=0.56, headline=0.5, told=0.33, backwards=0.14,
    longer=2.8, words=58, rare_terms=6, foreign=False, comparable=30,
)  # fmt: skip
OTHER = replace(
    SOURCE, containment=0.48, rare=0.39, facts=0.71, sentences=0.42, firm=0.42, runs=0.02,
    pairs=0.23, opening=0.28, headline=0.3, told=0.18, backwards=0.09, longer=3.0,
)  # fmt: skip
UNRELATED = replace(
    OTHER, containment=0.15, rare=0.0, facts=0.1, sentences=0.15, firm=0.14, runs=0.0, pairs=0.04,
    missing_names=4, opening=0.05, headline=0.02, told=0.02, backwards=0.02,
)  # fmt: skip


NUMBERS = count()


def seen(features, strength=0.0, published=None, cut=False, url=None, **params):
    url = url or f"https://gazette.example/{next(NUMBERS)}"
    lead = Lead(url, "index", "Found.", None, strength, params, published=published)
    page = opened_page(url, replace(PAGE, published=published), cut=cut) if cut else None
    return OpenedPage(lead, url, (lead.found_by,), "open", page, features=features)


def relations(*candidates, page=PAGE, trail=None):
    return [match.relation for match in judge(SearchQuery(page), list(candidates), trail)]


@pytest.mark.parametrize(
    ("copies", "relation"), [(["https://hafen.example/b"], "source"), ([], "same_story")]
)
def test_a_copy_of_the_page_that_is_named_needs_not_give_way_to_it(copies, relation):
    named_source = seen(None, CALL_STRENGTH, url="https://hafen.example/b")
    assert relations(seen(SOURCE, copies=copies), named_source) == [relation, "unverified"]


def test_of_several_candidates_the_one_that_holds_what_the_page_tells_is_the_source():
    verdict = judge(QUERY, [seen(OTHER), seen(SOURCE), seen(UNRELATED)])
    assert [match.relation for match in verdict] == ["same_story", "source", "unverified"]
    assert verdict[1].margin == 0.35
    assert all(match.message.endswith(".") for match in verdict)


def test_two_that_hold_it_alike_but_tell_it_differently_are_neither_the_source():
    assert "source" not in relations(seen(OTHER), seen(replace(OTHER, containment=0.46)))


def test_the_pages_own_link_needs_less_of_the_text_and_none_that_contradicts_it():
    shares = [TRUSTED_LINK, TRUSTED_LINK - 0.01, 0.1]
    candidates = [seen(replace(UNRELATED, containment=share), strength=0.9) for share in shares]
    assert [relations(candidate)[0] for candidate in candidates] == [
        "source",
        "unverified",
        "mismatch",
    ]


def test_a_page_of_opinion_that_has_the_candidates_names_and_numbers_tells_of_its_event():
    opinion = replace(
        SOURCE, containment=0.15, rare=0.15, facts=0.89, sentences=0.19, firm=0.2, runs=0.01,
        pairs=0.08, opening=0.12, headline=1.0, told=0.59, backwards=0.42, longer=-1.6, words=600,
        rare_terms=50,
    )  # fmt: skip
    assert relations(seen(opinion)) == ["same_story"]
    assert relations(seen(replace(opinion, facts=0.5))) == ["unverified"]
    assert relations(seen(replace(UNRELATED, facts=0.9))) == ["unverified"]


def test_a_link_that_leads_to_something_else_speaks_for_no_other_candidate():
    likely = replace(SOURCE, runs=0.08)
    candidate = seen(likely)
    alone, beside = (
        judge(QUERY, [candidate]),
        judge(QUERY, [candidate, seen(UNRELATED, 0.4)]),
    )
    assert beside[0] == alone[0]
    assert judge(QUERY, [candidate, seen(UNRELATED)])[0].confidence > alone[0].confidence


def test_a_hint_is_surer_with_more_in_common_and_a_call_to_action_surer_than_a_hint():
    def confidence(strength, features):
        return judge(QUERY, [seen(features, strength)])[0].confidence

    closer = replace(SOURCE, containment=0.95, sentences=0.9)
    assert confidence(0.4, SOURCE) <= confidence(0.4, closer)
    assert confidence(0.4, SOURCE) <= confidence(0.9, SOURCE)


def test_an_article_of_the_publisher_that_the_page_names_needs_less_but_no_rival():
    likely = replace(SOURCE, containment=0.6, facts=0.8, sentences=0.5, opening=0.4, firm=0.5)
    assert relations(seen(likely, published="2026-11-19")) == ["same_story"]
    assert relations(seen(likely, CREDIT_STRENGTH, published="2026-11-19")) == ["source"]
    assert relations(seen(UNRELATED, CREDIT_STRENGTH)) == ["mismatch"]
    # Its other article on the same story makes it doubtful.
    rival = replace(likely, containment=0.65, sentences=0.54, runs=0.24)
    assert relations(seen(likely, CREDIT_STRENGTH), seen(rival, CREDIT_STRENGTH))[0] != "source"


def test_nothing_comes_from_what_was_published_later():
    assert relations(seen(SOURCE, published="2026-11-19T08:00:00+01:00")) == ["source"]
    assert relations(seen(SOURCE, published="2026-11-20T23:00:00Z")) == ["source"]
    assert relations(seen(SOURCE, published="2026-11-23")) == ["same_story"]
    assert relations(seen(SOURCE, published="no date")) == ["source"]


def test_what_recurs_has_to_be_surer():
    assert relations(seen(SOURCE, published="2019-11-20")) == ["same_story"]
    assert relations(seen(SOURCE, published="2026-11-01")) == ["source"]


def test_a_short_page_needs_nearly_all_of_its_words():
    short = replace(SOURCE, words=12, rare_terms=3, runs=0.3)
    page = replace(PAGE, sentences=PAGE.sentences * 2)
    for share, relation in ((0.9, "source"), (0.8, "unverified")):
        (match,) = judge(SearchQuery(page), [seen(replace(short, containment=share))])
        assert match.relation == relation
    assert relations(seen(replace(OTHER, words=12, rare_terms=3)))[0] != "source"


def test_the_pages_own_text_elsewhere_is_a_copy_unless_the_page_names_it():
    same = replace(SOURCE, containment=1.0, runs=1.0, backwards=1.0, longer=0.0)
    assert relations(seen(same)) == ["copy"]
    assert relations(seen(same, strength=0.9)) == ["source"]


def test_one_that_names_its_own_source_gives_way_to_it():
    rewrite, wire = seen(SOURCE, strength=0.9), seen(SOURCE, strength=0.8)
    trail = Trail(with_original=frozenset({rewrite.lead.key}))
    assert relations(rewrite, wire, trail=trail) == ["copy", "source"]
    assert judge(QUERY, [rewrite, wire], trail)[0].reason == "names_its_source"


def test_of_a_source_whose_beginning_alone_is_open_nothing_is_held_against_it():
    assert relations(seen(UNRELATED, strength=0.9, cut=True)) == ["unverified"]


def test_without_text_on_either_side_nothing_is_claimed():
    assert relations(seen(SOURCE), page=EMPTY) == ["unverified"]
    assert relations(seen(None, strength=0.9)) == ["unverified"]


@pytest.mark.parametrize(
    ("label", "signal", "weight", "shut"),
    [
        ("paywalled", "cut_for_subscribers", 0.9, True),
        ("unknown", "cut_for_subscribers", 0.7, True),
        ("unknown", "cut_off_end", 0.7, False),
        ("full", "cut_for_subscribers", -0.5, False),
    ],
)
def test_a_page_for_subscribers_is_told_by_its_verdict(label, signal, weight, shut):
    evidence = [Evidence(signal, "Seen.", None, None, weight)]
    assert is_for_subscribers(Verdict(label, 0.7, evidence)) is shut


def test_a_call_to_another_language_is_decided_by_what_the_sentences_mean():
    foreign = replace(UNRELATED, foreign=True, comparable=2, containment=0.0)
    alike, unlike = replace(foreign, meant=0.75), replace(foreign, meant=0.25)
    assert relations(seen(alike, strength=0.9)) == ["source"]
    assert relations(seen(unlike, strength=0.9)) == ["unverified"]
    assert relations(seen(foreign, strength=0.9)) == ["unverified"]
    assert relations(seen(alike)) == ["unverified"]
    (match,) = judge(QUERY, [seen(alike)])
    assert match.message.startswith("it has the meaning of 75% of the page's sentences")


def test_what_shares_passages_and_lacks_facts_was_made_from_the_same_third_text():
    sibling = replace(SOURCE, runs=0.6, containment=0.75, firm=0.6)
    assert relations(seen(sibling)) == ["same_story"]
    with_opinion = replace(sibling, firm=0.95)
    assert relations(seen(with_opinion), seen(OTHER))[0] == "source"


def test_a_candidate_of_a_word_is_not_on_the_event_of_a_page_without_names():
    clause = "the ferry was late again and nobody at the quay was surprised by it any more, "
    page = Text([f"{clause}because the engine is old and the spring tides are high."], "en")
    word = compute_features(page, Text(["Ferry.", "Ferry."], "en"))
    assert word.facts == 1.0  # a share of nothing
    assert relations(seen(replace(word, headline=1.0, told=1.0))) == ["unverified"]
