"""Each sentence is shown in one way, and all counts derive from it."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.align import Text, align
from server.align.sentences import label_of
from server.align.similarity import LEXICAL, Coverage
from server.language.data import by_language
from server.model import (
    CHANGE_KINDS,
    COUNTED_KINDS,
    DIFFERING_KINDS,
    DOUBTS,
    KIND_GRAVITY,
    Finding,
)
from tests.coherent import check_account

SOURCE = [
    "Tilda Marsh has run the shop at the quay of Brevik since 1988.",
    "She sells bread, rope and lamp oil to the islanders.",
    "The council of Brevik voted 7 to 4 on Monday to take the harbour to court.",
    "Two ferries are in dock.",
    "The winter service of Solund Lines carried 3,200 passengers.",
]
PAGE = [
    "Two ferries are in dock.",
    "The council of Brevik voted 8 to 4 on Monday to take the harbour to court.",
    "Marsh, who runs a shop in Brevik, sells bread and rope to islanders.",
    "Anglers in Hamar caught nine pike under a frozen bridge.",
    "Read the full story here.",
]


def aligned(page, source=SOURCE, language="en"):
    return align(Text(page, language), Text(source, language))


def test_findings_are_disjoint_and_add_up_to_the_sentences():
    result = aligned(PAGE)
    findings = [sentence.finding for sentence in result.sentences]
    assert findings == ["found", "differs", "found", "not_found", "note"]
    figures = result.figures
    counted = Counter(findings)
    assert (figures.found, figures.differs) == (counted["found"], counted["differs"])
    assert (figures.partly_found, figures.not_found) == (counted["partly"], counted["not_found"])
    assert figures.page_sentences == len(PAGE) - counted["note"]


def test_a_heading_names_the_label_or_the_gravest_change():
    headings = [sentence.heading for sentence in aligned(PAGE).sentences]
    assert headings[:2] == ["label_verbatim", "change_number"]
    assert headings[3:] == ["label_not_found", "label_boilerplate"]


def test_a_sentence_whose_words_are_mostly_nowhere_is_in_part_in_the_original():
    (sentence,) = aligned(["Brevik's pensioners fear higher rents."]).sentences
    assert sentence.finding in {"partly", "not_found"}
    assert sentence.missing


def test_the_sentence_that_names_whom_she_is_comes_as_a_further_source():
    (sentence,) = aligned(
        ["Tilda Marsh sells bread, rope and lamp oil to the islanders."]
    ).sentences
    assert sentence.source == [1, 0]
    text = "Tilda Marsh sells bread, rope and lamp oil to the islanders."
    parts = {text[part.start : part.end]: part.source for part in sentence.parts}
    assert parts["Tilda Marsh"] == 0
    assert any("bread" in piece and source == 1 for piece, source in parts.items())


def test_a_sentence_from_one_source_has_no_parts():
    (sentence,) = aligned(
        ["Solund Lines carried 3,200 passengers in its winter service."]
    ).sentences
    assert sentence.parts == []


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "The harbour company's plan didn't mature, it hadn't money.",
            "The plan of the harbour company did not mature as it did not have enough money.",
        ),
        (
            "Tilda Marsh won the semifinal of the Brevik rowing cup.",
            "Tilda Marsh won the semi-final of the rowing cup in Brevik on Monday morning.",
        ),
    ],
    ids=["a contraction of small words", "a word that the original writes with a hyphen"],
)
def test_a_word_in_another_form_is_not_missing(sentence, source):
    (compared_sentence,) = aligned([sentence], [source]).sentences
    assert compared_sentence.missing == []


def test_missing_are_only_words_that_the_whole_source_has_in_no_form():
    (sentence,) = aligned(["The councils are voting on a lawsuit about the harbours."]).sentences
    assert [span.text for span in sentence.missing] == ["lawsuit"]


def test_a_sentence_half_of_whose_words_stand_nowhere_in_the_source_is_not_found():
    source = ["The council will tear down the old bridge.", "Engineers spoke on Monday."]
    for page, finding, missing in (
        (
            "Angry protesters say the old bridge was safe.",
            "not_found",
            ["Angry protesters", "safe"],
        ),
        ("Protesters say the old bridge was safe.", "found", ["Protesters", "safe"]),
    ):
        (sentence,) = aligned([page], source).sentences
        assert sentence.finding == finding
        assert [span.text for span in sentence.missing] == missing


def test_the_table_of_kinds_is_the_one_of_the_model():
    kinds = [facts.kind for facts in CHANGE_KINDS]
    assert len(set(kinds)) == len(kinds)
    assert sorted(kinds, key=KIND_GRAVITY.__getitem__) == kinds
    assert set(COUNTED_KINDS) == DIFFERING_KINDS
    assert set(get_args(Finding)) == {"differs", "not_found", "partly", "found", "note"}


STATEMENTS = by_language("statements")


@pytest.mark.parametrize("tag", sorted(STATEMENTS))
def test_a_language_finds_its_own_examples_of_turned_statements(tag):
    examples = STATEMENTS[tag]["examples"]
    assert "opposite" in examples
    for code, pairs in examples.items():
        for source, page in pairs.items():
            (sentence,) = aligned([page], [source], tag).sentences
            codes = {change.params.get("code") or change.kind for change in sentence.changes}
            doubts = {code for kind, code in DOUBTS} | {kind for kind, code in DOUBTS if not code}
            shown = "partly" if code in doubts else "differs"
            assert (code in codes, sentence.finding) == (True, shown), (code, source, page)


_WHO = st.sampled_from(["Tilda Marsh", "Odd Farrow", "The council", "The mayor of Brevik"])
_SAID = st.sampled_from(["", "not ", "reportedly ", "may ", "never ", "deputy ", "all "])
_DONE = st.sampled_from(["sold", "bought", "opened", "closed", "approved", "rejected"])
_WHAT = st.sampled_from(["the harbour", "most of the ferries", "the mill at Solund"])
_WHEN = st.sampled_from(["in 1988", "on Monday", "for 3,200 crowns", "with 7 votes to 4", ""])
_QUOTED = st.sampled_from(["", ", “as we had all hoped”", ", “as nobody had hoped”"])
_SENTENCES = st.lists(
    st.tuples(_WHO, _SAID, _DONE, _WHAT, _WHEN, _QUOTED).map(
        lambda parts: "{} {}{} {} {}{}.".format(*parts)
    ),
    min_size=1,
    max_size=6,
)


def differs_on_both_sides(result):
    """Return whether what differs has both sides, in a sentence that it rests on."""
    return all(
        any(
            change.kind in DIFFERING_KINDS
            and change.page
            and change.source
            and change.source.sentence in sentence.source
            for change in sentence.changes
        )
        for sentence in result.sentences
        if sentence.finding == "differs"
    )


@given(_SENTENCES, _SENTENCES)
def test_what_differs_has_both_sides_in_made_texts(page, source):
    assert differs_on_both_sides(aligned(page, source))


def test_real_texts_differ_on_both_sides_and_are_accounted_for():
    path = Path(__file__).parents[4] / "shared" / "data" / "align" / "judged.jsonl.gz"
    if not path.exists():
        pytest.skip("the development data is not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    assert pairs
    for pair in pairs:
        result = aligned(pair["page"], pair["source"])
        assert differs_on_both_sides(result), pair["id"]
        check_account(result)


@pytest.mark.parametrize(
    ("page", "source", "sides"),
    [
        (
            "The ferry to Solund was closed by the council of Brevik on Monday.",
            "The ferry to Solund was not closed by the council of Brevik on Monday.",
            ("closed", "not closed"),
        ),
        (
            "The thief of the harbour bell stole three ropes, the police of Brevik said.",
            "The thief of the harbour bell allegedly stole three ropes, the police of Brevik said.",
            ("stole", "allegedly stole"),
        ),
    ],
)
def test_what_only_one_side_has_is_shown_with_a_word_of_both(page, source, sides):
    (sentence,) = aligned([page], [source]).sentences
    assert sentence.finding == "differs"
    assert (sentence.changes[0].page.text, sentence.changes[0].source.text) == sides


LIMITS = LEXICAL._replace(
    least=0.2, nearly_all=0.6, one_source=0.8, telling=1.0, telling_in_order=0.5
)


def label(share=1.0, best=None, weight=9.0, *, sources=1, kept_share=0.0, in_order=False):
    coverage = Coverage(share, share if best is None else best, weight)
    return label_of(coverage, LIMITS, sources=sources, kept_share=kept_share, in_order=in_order)


@pytest.mark.parametrize(
    ("share", "weight", "in_order", "is_placed"),
    [
        (0.2, 1.0, False, True),
        (0.19, 9.0, False, False),
        (1.0, 0.99, False, False),
        (1.0, 0.99, True, True),
        (1.0, 0.5, True, True),
        (1.0, 0.49, True, False),
    ],
)
def test_a_sentence_has_a_source_that_holds_enough_of_it(share, weight, in_order, is_placed):
    given_label = label(share, weight=weight, in_order=in_order)
    assert given_label == ("paraphrase" if is_placed else "not_found")


@pytest.mark.parametrize(
    ("share", "kept_share", "near"),
    [(0.6, 0.9, True), (0.59, 1.0, False), (1.0, 0.89, False), (0.1, 1.0, False)],
)
def test_nearly_word_for_word_has_the_words_in_their_order(share, kept_share, near):
    assert (label(share, kept_share=kept_share) == "near_verbatim") is near


@pytest.mark.parametrize(
    ("sources", "best", "fused"),
    [(2, 0.79, True), (2, 0.8, False), (1, 0.1, False), (3, 0.1, True)],
)
def test_a_fused_sentence_needs_more_than_its_best_source(sources, best, fused):
    assert label(1.0, best, sources=sources) == ("fused" if fused else "paraphrase")
    assert label(0.5, best / 2, sources=sources) == ("fused" if fused else "paraphrase")
    assert label(1.0, best, sources=sources, kept_share=0.9) == "near_verbatim"


def test_a_sentence_that_comes_early_is_held_against_its_own_and_not_a_word_on_the_way():
    source = [
        "The harbour of Brackholm closes its north quay for fourteen months from 3 May.",
        "Repairs to the quay wall cost 41 million crowns, 12 million more than planned.",
        "Ferries to Sandvik leave from the fish dock instead, and freight goes through Orlund.",
        "The town council votes on the plan on 14 March.",
        "Opponents have collected 3,200 signatures against it.",
        "Edda Lorne said that the wall may give way in a storm if nothing is done.",
    ]
    page = [
        "The harbour of Brackholm closes its north quay for fourteen months.",
        "Repairs cost 41 million crowns.",
        "The wall will give way in a storm.",
        "Opponents have collected 3,200 signatures.",
    ]
    sentence = align(Text(page, "en"), Text(source, "en")).sentences[2]
    assert sentence.source == [5]
    assert sentence.finding == "differs"
    assert ("will", "may") in {
        (change.page.text, change.source.text)
        for change in sentence.changes
        if change.page and change.source
    }
