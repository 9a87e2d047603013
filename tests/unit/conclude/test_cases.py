"""Each case of a conclusion, in a test of its name."""

import pytest

from server.conclude import Call, Case, Lookup, SourceComparison, conclude
from server.model import FoundBy, Tried
from tests.unit.conclude.values import (
    CALL,
    URL,
    alignment,
    article,
    candidate,
    credited,
    search,
    verdict,
    whole,
)

INDEXED = FoundBy("index", "")
LINKED = FoundBy("page_link_cta", "", CALL)
GIVEN = None
REPORT = article(url=URL, publisher="The Gazette", published="2026-05-01")


def compared(aligned, found_by=INDEXED, **fields):
    return SourceComparison(REPORT, aligned, found_by, is_called=found_by is LINKED, **fields)


def found(found_by=INDEXED):
    source = candidate("source", finder=found_by.finder, quote=found_by.quote)
    return Lookup(search(source))


def test_every_case_has_a_test_of_its_name():
    assert {f"test_{case}" for case in Case} <= globals().keys()


def test_as_judged():
    before = whole()
    for lookup in (None, Lookup(search()), Lookup(search(candidate("same_story", 0.3)))):
        conclusion = conclude(article(), before, lookup)
        assert (conclusion.case, conclusion.verdict) == (Case.AS_JUDGED, before)
        assert conclusion.origin is None


def test_call_unread():
    lookup = Lookup(search(), Call(CALL, URL))
    conclusion = conclude(article(), whole(), lookup)
    assert conclusion.case is Case.CALL_UNREAD
    assert (conclusion.verdict.label, conclusion.verdict.answer) == ("summary", "incomplete")
    assert [entry.signal for entry in conclusion.verdict.evidence] == ["links_to_original"]
    assert (conclusion.origin.url, conclusion.origin.read) == (URL, False)
    # A call says more than the index does.
    indexed = conclude(article(), whole(), Lookup(search(), Call(CALL, URL), is_unread=True))
    assert indexed.case is Case.CALL_UNREAD


def test_source_unread():
    lookup = Lookup(search(candidate("source")), is_unread=True)
    conclusion = conclude(article(), whole(), lookup)
    assert conclusion.case is Case.SOURCE_UNREAD
    assert (conclusion.verdict.label, conclusion.verdict.confidence) == ("unknown", 0.5)


def test_told_elsewhere():
    conclusion = conclude(article(words=40), whole(), Lookup(search(candidate("same_story"))))
    assert conclusion.case is Case.TOLD_ELSEWHERE
    assert conclusion.verdict.label == "unknown"
    assert conclusion.verdict.evidence[0].params == {"url": URL}


def test_other_text():
    # The reader gave another text than the report that the page credits.
    before = verdict("full", basis=credited("Coast Brief"))
    conclusion = conclude(article(), before, None, compared(alignment(), GIVEN))
    assert (conclusion.case, conclusion.verdict) == (Case.OTHER_TEXT, before)
    assert (conclusion.origin.name, conclusion.origin.read) == ("Coast Brief", False)


def test_nothing_shared():
    nothing = compared(alignment(0, 0, others=4), LINKED)
    conclusion = conclude(article(), whole(), found(LINKED), nothing)
    assert conclusion.case is Case.NOTHING_SHARED
    assert conclusion.verdict.answer == "unsure"
    reason = conclusion.verdict.evidence[0]
    assert (reason.message.key, reason.message.params) == ("alignment_none", ["The Gazette"])
    # It was compared, and is not the original.
    assert (conclusion.has_source, conclusion.origin) == (False, None)
    assert (conclusion.search.outcome, conclusion.search.source) == ("not_found", None)
    assert conclusion.search.candidates[0].relation == "mismatch"
    # What the page credits by name stays credited.
    crediting = whole(basis=credited())
    origin = conclude(article(), crediting, found(LINKED), nothing).origin
    assert (origin.name, origin.read) == ("The Gazette", False)


def test_not_borne_out():
    before = verdict("unknown")
    for aligned in (
        alignment(0, 0, others=4),
        alignment(0, 0, partly=2, others=2),  # none of them whole
        alignment(2, 0, others=8),
        alignment(1, 0, others=1),  # half of two sentences is what a region's news share
    ):
        lookup = Lookup(search(candidate("source"), candidate("copy")))
        conclusion = conclude(article(), before, lookup, compared(aligned))
        assert (conclusion.case, conclusion.verdict) == (Case.NOT_BORNE_OUT, before)
        assert (conclusion.has_source, conclusion.origin) == (False, None)
        answer = conclusion.search
        assert (answer.outcome, answer.source) == ("same_story", None)
        assert [shown.relation for shown in answer.candidates] == ["copy", "unverified"]
    for aligned in (alignment(3, 0, others=7), alignment(1, 0, partly=1, others=0)):
        assert conclude(article(), before, found(), compared(aligned)).has_source
    # What the reader gave stays, and so does what the page links and has a sentence of.
    nothing = compared(alignment(0, 0, others=4), GIVEN)
    assert conclude(article(), before, None, nothing).has_source
    assert conclude(
        article(), before, found(LINKED), compared(alignment(1, 0, others=9), LINKED)
    ).has_source


def test_little_shared():
    little = compared(alignment(1, 0, others=9), LINKED)
    conclusion = conclude(article(), whole(), found(LINKED), little)
    assert (conclusion.case, conclusion.verdict.label) == (Case.LITTLE_SHARED, "unknown")
    linked_source = compared(alignment(4, 4, others=6), LINKED)
    assert conclude(article(), whole(), found(LINKED), linked_source).verdict.label == "summary"


def test_too_short():
    short = compared(alignment(0, 0, partly=2, others=0), GIVEN)
    conclusion = conclude(article(), whole(), None, short)
    assert (conclusion.case, conclusion.verdict.label) == (Case.TOO_SHORT, "unknown")


def test_copy():
    same = compared(alignment(9, 9, 1.0, others=0), GIVEN)
    conclusion = conclude(article(), verdict("summary"), None, same)
    assert (conclusion.case, conclusion.verdict.label) == (Case.COPY, "full")
    assert (conclusion.verdict.answer, conclusion.origin.name) == ("retells", "The Gazette")
    assert conclusion.verdict.basis.credits[0].name == "The Gazette"


def test_excerpt():
    excerpted = compared(alignment(9, 9, 0.4, others=0))
    conclusion = conclude(article(), whole(), found(), excerpted)
    assert (conclusion.case, conclusion.verdict.label) == (Case.EXCERPT, "excerpt")
    assert conclusion.verdict.answer == "incomplete"


def test_summary():
    retold = compared(alignment(9, 0, 0.4, others=0))
    conclusion = conclude(article(), whole(), found(), retold)
    assert (conclusion.case, conclusion.verdict.label) == (Case.SUMMARY, "summary")
    assert (conclusion.origin.by, conclusion.origin.read) == ("comparison", True)


@pytest.mark.parametrize("day", ["2026-05-09", None])
def test_other_coverage(day):
    # It has an own report, beside what the other text has.
    own = compared(alignment(4, 4, 0.4, others=6))
    lookup = Lookup(search(candidate("source"), candidate("mismatch")))
    lookup.search.tried.append(Tried("index", "source", 1, 0, ""))
    before = whole()
    conclusion = conclude(article(published=day), before, lookup, own)
    assert (conclusion.case, conclusion.verdict) == (Case.OTHER_COVERAGE, before)
    assert not conclusion.has_source
    answer = conclusion.search
    assert (answer.outcome, answer.source) == ("same_story", None)
    assert [shown.relation for shown in answer.candidates] == ["same_story", "mismatch"]
    assert [turn.outcome for turn in answer.tried] == ["not_confirmed"]
    # Not so what the page calls for, and what the reader gave.
    called = compared(alignment(5, 5, 0.4, others=5), LINKED)
    assert conclude(article(), before, found(LINKED), called).has_source
    given_source = compared(alignment(4, 4, 0.4, others=6), GIVEN)
    assert conclude(article(), before, None, given_source).has_source


def test_a_conclusion_starts_from_the_pages_own_verdict():
    before = whole()
    lookup = Lookup(search(candidate("source")), is_unread=True)
    first = conclude(article(), before, lookup)
    retold = compared(alignment(9, 0, 0.4, others=0))
    assert conclude(article(), before, lookup, retold) == conclude(
        article(), before, found(), retold
    )
    assert first.verdict != before


def test_a_whole_page_needs_no_source():
    needed = Lookup(search(), is_optional=False)
    assert conclude(article(), whole(), needed).search.outcome == "not_found"
    optional = Lookup(search(), is_optional=True)
    assert conclude(article(), whole(), optional).search.outcome == "not_needed"
    assert conclude(article(), verdict("unknown"), optional).search.outcome == "not_found"


def test_what_is_compiled_credits_each_original_before_the_pages_own_credits():
    before = verdict("summary", basis=credited("Coast Brief", kind="unclear"))
    both = compared(alignment(9, 0), GIVEN, further=[article(url="https://tarn.example/c")])
    basis = conclude(article(), before, None, both).verdict.basis
    assert basis.kind == "compiles"
    assert [credit.name for credit in basis.credits] == [
        "The Gazette",
        "tarn.example",
        "Coast Brief",
    ]
    alone = conclude(article(), before, None, compared(alignment(9, 0), GIVEN)).verdict.basis
    assert [credit.role for credit in alone.credits] == ["basis", "also"]


def test_a_longer_version_on_the_pages_own_site_is_not_another_report():
    own = article(url="https://gazette.example/b")
    conclusion = conclude(own, whole(), found(LINKED), compared(alignment(9, 9, 0.4), LINKED))
    assert (conclusion.case, conclusion.verdict.answer) == (Case.EXCERPT, "incomplete")
    assert conclusion.verdict.basis.outlets == []


def test_which_of_two_copies_was_first_is_not_said():
    same = compared(alignment(9, 9, 1.0, others=0))
    assert not conclude(article(published="2026-05-01"), whole(), found(), same).has_source
    later = conclude(article(published="2026-05-02"), whole(), found(), same)
    assert (later.case, later.origin.name) == (Case.COPY, "The Gazette")
