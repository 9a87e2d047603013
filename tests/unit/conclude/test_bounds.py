"""Corrected verdicts at the edge of each bound."""

import pytest

from server.conclude import Call, Lookup, conclude
from server.conclude.comparison import has_part_of_source, overlap_of
from server.model import Alignment, Figures, PageSentence
from tests.unit.conclude.values import (
    URL,
    alignment,
    article,
    candidate,
    corrected,
    credited,
    search,
    verdict,
)


@pytest.mark.parametrize(
    ("compared", "label"),
    [
        (alignment(8, 6), "excerpt"),  # three quarters word for word
        (alignment(8, 5), "summary"),
        (alignment(5, 5, others=5), "excerpt"),  # half of the page
        (alignment(4, 4, others=5), "full"),
        (alignment(1, 0, partly=4, others=5), "summary"),
        (alignment(0, 0, partly=6), "full"),  # nothing whole
        (alignment(0, 0, partly=2, others=0), "unknown"),  # a line or two
        (alignment(0, 0, partly=3, others=0), "full"),
        (alignment(0, 0, others=2), "full"),
        (alignment(0, 0, differs=6), "summary"),
        (alignment(9, 9, 0.85, others=1), "full"),
        (alignment(9, 9, 0.84, others=1), "excerpt"),
        (alignment(17, 17, 0.9, others=2), "excerpt"),  # a tenth of the page is its own
        (alignment(8, 6, longer=1.3), "excerpt"),
        (alignment(8, 6, longer=1.32), "full"),
    ],
)
def test_a_whole_page_is_what_the_comparison_shows(compared, label):
    assert corrected(verdict("full"), compared).label == label


@pytest.mark.parametrize("label", ["unknown", "excerpt", "summary", "not_article"])
def test_the_length_speaks_for_pages_called_whole_alone(label):
    long = alignment(8, 6, longer=2.0)
    assert corrected(verdict(label), long).label == "excerpt"
    assert corrected(verdict("full"), long, is_called=True).label == "excerpt"


def test_what_was_said_before_speaks_against_another_label_and_for_the_same():
    before = verdict("summary")
    excerpt = corrected(before, alignment())
    assert (excerpt.label, excerpt.confidence) == ("excerpt", 0.9)
    assert [(reason.signal, reason.weight) for reason in excerpt.evidence] == [
        ("alignment_shows", 0.9),
        ("points_to_longer", 0.0),
    ]
    same = corrected(before, alignment(8, 0))
    assert (same.label, same.confidence) == ("summary", 0.8)
    assert [(reason.signal, reason.weight) for reason in same.evidence] == [
        ("points_to_longer", 0.4),
        ("alignment_shows", 0.9),
    ]


def test_the_evidence_counts_and_quotes_a_sentence_that_both_have():
    compared = alignment(5, 4, 0.456, partly=2, differs=1)
    compared.sentences[0] = PageSentence(0, "not_found", [], 0.0, 0.0, [], [])
    (shown, _) = corrected(verdict("unknown"), compared).evidence
    assert shown.quote == "Sentence 001."
    used, total = compared.figures.used, compared.figures.source_sentences
    counts = {"sentences": 10, "found": 8, "same": 4, "covered": 0.46, "percent": 46}
    counts |= {"whole": 6, "differs": 1}
    assert shown.params == {"how": "words", "used": used, "total": total, **counts}


@pytest.mark.parametrize(
    ("compared", "how", "percent"),
    [
        (alignment(5, 1, 0.2), "words", 20),
        (alignment(5, 5, 0.2), "same", 20),
        (alignment(5, 4, 0.2), "nearly", 20),
        (alignment(5, 4, 1.0, others=0), "nearly", 100),
        (alignment(5, 5, 1.0, others=0), "copy", None),
    ],
)
def test_the_evidence_has_how_much_of_the_original_the_page_has(compared, how, percent):
    (shown, *_) = corrected(verdict("unknown"), compared).evidence
    assert (shown.params["how"], shown.params.get("percent")) == (how, percent)


@pytest.mark.parametrize(
    ("compared", "label", "confidence"),
    [
        (alignment(4, 4, others=5), "summary", 0.7),
        (alignment(2, 0, partly=1, others=9), "summary", 0.7),  # a quarter of the page
        (alignment(2, 2, others=7), "unknown", 0.5),
        (alignment(0, 0, partly=1, others=9), "unknown", 0.5),
        (alignment(5, 5, others=5), "excerpt", 0.9),
    ],
)
def test_a_page_that_calls_for_its_source_is_not_a_whole_story(compared, label, confidence):
    correction = corrected(verdict("full"), compared, is_called=True)
    assert (correction.label, correction.confidence) == (label, confidence)
    assert "alignment_shows" in {reason.signal for reason in correction.evidence}
    assert correction.evidence[-1].weight == (0.0 if label == "excerpt" else 0.4)


@pytest.mark.parametrize("label", ["unknown", "excerpt", "summary", "not_article"])
def test_a_link_to_what_holds_little_of_the_page_changes_no_other_label(label):
    before = verdict(label)
    assert corrected(before, alignment(4, 4, others=5), is_called=True) is before


def test_the_overlap_is_of_sentences_and_of_lengths():
    overlap = overlap_of(alignment(4, 2, 0.4, partly=1, differs=1, others=2, longer=2.0))
    assert overlap == (0.75, 2 / 6, 0.4, pytest.approx(2.0, abs=0.05))
    nothing = overlap_of(Alignment("free", [], [], Figures(*[0] * 7, 0.0, 0, 0.0, {}), [], []))
    assert nothing == (0, 0, 0, 0)
    figures = Figures(1, 1, 1, 0, 0, 1, 1, 1.0, 0, 0.0, {})
    sentence = PageSentence(0, "verbatim", [0], 1.0, 0.0, [], [])
    # Two sentences word for word, of which one is found as another thing.
    odd = Alignment("free", [sentence, sentence], [], figures, ["Yes."], ["Y"])
    assert overlap_of(odd) == (1.0, 1.0, 1.0, 4.0)


@pytest.mark.parametrize(("covered", "has_part"), [(0.84, True), (0.85, False)])
def test_a_page_called_full_that_lacks_some_of_its_source(covered, has_part):
    assert has_part_of_source(verdict("full"), alignment(covered=covered)) is has_part
    assert not has_part_of_source(verdict("excerpt"), alignment(covered=covered))


def unread(before, call=None, *, is_unread=False):
    return conclude(article(), before, Lookup(search(), call, is_unread=is_unread)).verdict


def test_a_page_that_calls_for_what_could_not_be_read_is_a_summary_less_surely():
    call = Call("Read it all", URL)
    after = unread(verdict("full"), call)
    assert (after.label, after.confidence) == ("summary", 0.7)
    first, second = after.evidence
    assert (first.signal, first.quote, first.weight) == ("links_to_original", "Read it all", 0.7)
    assert first.params == {"url": URL}
    assert second.signal == "points_to_longer"
    assert after.answer == "incomplete"
    assert unread(verdict("full", basis=credited()), call).answer == "retells"
    for label, unread_call in (("full", None), ("unknown", call)):
        before = verdict(label)
        assert unread(before, unread_call) is before


def test_a_source_known_by_its_text_in_the_index_leaves_no_page_whole():
    after = unread(verdict("full"), is_unread=True)
    assert (after.label, after.confidence) == ("unknown", 0.5)
    assert after.evidence == verdict("full").evidence
    called = unread(verdict("full"), Call("Read it all", URL), is_unread=True)
    assert (called.confidence, called.evidence[0].params) == (0.7, {"url": URL})
    before = verdict("not_article")
    assert unread(before, Call("Read it all", URL), is_unread=True) is before


@pytest.mark.parametrize(
    ("words", "relation", "containment", "label"),
    [
        (100, "same_story", 0.6, "unknown"),
        (101, "same_story", 0.6, "full"),
        (100, "same_story", 0.59, "full"),
        (100, "same_story", None, "full"),
        (30, "unverified", 0.6, "unknown"),
        (31, "unverified", 0.6, "full"),
        (20, "mismatch", 0.9, "full"),
    ],
)
def test_a_few_sentences_that_are_told_elsewhere(words, relation, containment, label):
    lookup = Lookup(search(candidate(relation, containment)))
    after = conclude(article(words=words), verdict("full"), lookup).verdict
    assert after.label == label
    if label == "unknown":
        first = after.evidence[0]
        assert (after.confidence, first.weight, first.params) == (0.5, 0.5, {"url": URL})
        assert (first.signal, first.quote) == ("short_text", None)
        assert after.evidence[1:] == verdict("full").evidence


def test_what_is_found_beside_a_source_says_nothing_of_a_short_page():
    lookup = Lookup(search(candidate("source"), candidate("same_story")))
    assert conclude(article(words=20), verdict("full"), lookup).verdict.label == "full"
