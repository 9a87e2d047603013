"""Comparisons that were saved before answers had an account get one in which all adds up."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.align import accounted
from server.compare import Done, Engine, compare
from server.config import Settings
from server.model import Alignment, CompareRequest, Comparison, LeftOut, PageInput
from server.workers.pool import WorkerPool

PAGE = "The ferry Aurora sank off Brevik on Monday. Nine people were rescued by a boat."
SOURCE = (
    "The ferry Aurora sank off Brevik on Monday. Nine people were rescued by a boat. "
    "A storm had broken its engine before noon. The harbour master gave no reason. Read more"
)


@pytest.fixture(scope="module")
def made(pool: WorkerPool) -> Comparison:
    request = CompareRequest(page=PageInput(text=PAGE), source=PageInput(text=SOURCE))
    *_, done = compare(Engine(Settings(workers=1), pool, None), request)
    assert isinstance(done, Done)
    return done.comparison


@pytest.fixture
def older(made: Comparison) -> Comparison:
    """Return a comparison as an older server saved it."""
    assert made.alignment
    return replace(made, alignment=replace(made.alignment, account=[]))


def entry(source: int, code: str = "detail") -> LeftOut:
    return LeftOut(source, source + 1, "", code)


def adds_up(alignment: Alignment) -> bool:
    figures, states = alignment.figures, [one.state for one in alignment.account]
    counts = (figures.told, figures.told_in_part, figures.left_out, figures.not_compared)
    named = ("told", "in_part", "left_out", "not_compared")
    return (
        counts == tuple(map(states.count, named))
        and sum(counts) == figures.source_sentences == len(states) - states.count("aside")
        and figures.used == figures.told + figures.told_in_part
        and {one.source for one in alignment.left_out}
        == {one.source for one in alignment.account if one.state == "left_out"}
    )


def test_what_was_told_and_left_out_is_told_and_a_note_is_aside(older: Comparison) -> None:
    assert older.alignment
    given = [entry(0), entry(2), entry(4, "note")]
    before = replace(older, alignment=replace(older.alignment, left_out=given))
    alignment = accounted(before).alignment
    assert alignment
    states = [one.state for one in alignment.account]
    assert states == ["told", "told", "left_out", "in_part", "aside"]
    assert [(one.source, one.rank) for one in alignment.left_out] == [(2, 1)]
    assert adds_up(alignment)


def test_the_evidence_counts_as_the_account_does(older: Comparison) -> None:
    assert older.alignment
    (shown,) = (one for one in older.verdict.evidence if one.signal == "alignment_shows")
    figures = replace(older.alignment.figures, used=4, source_sentences=5)
    says = "Has 4 of the original's 5 sentences word for word."
    stale = replace(shown, says=says, params={**shown.params, "used": 4, "total": 5})
    before = replace(
        older,
        alignment=replace(older.alignment, left_out=[entry(2), entry(3)], figures=figures),
        verdict=replace(older.verdict, evidence=[stale]),
    )
    (now,) = accounted(before).verdict.evidence
    assert now.says == "Has 3 of the original's 5 sentences word for word."
    assert (now.params["used"], now.params["total"]) == (3, 5)


def test_a_comparison_with_an_account_stays_as_it_is(made: Comparison) -> None:
    assert accounted(made) is made


@given(st.data())
def test_whatever_was_saved_every_sentence_has_one_state(made: Comparison, data: Any) -> None:
    whole = made.alignment
    assert whole
    count = len(whole.source)
    some = st.lists(st.integers(0, count - 1), unique=True)
    sentences = [replace(one, source=data.draw(some)) for one in whole.sentences]
    codes = st.sampled_from(["note", "detail", "number"])
    left_out = [entry(at, data.draw(codes)) for at in data.draw(some)]
    saved = replace(
        whole,
        sentences=sentences,
        left_out=left_out,
        not_compared=data.draw(some),
        account=[],
    )
    alignment = accounted(replace(made, alignment=saved)).alignment
    assert alignment
    assert adds_up(alignment)
    resting = {(at, one.index) for one in sentences for at in one.source}
    assert resting == {(one.source, page) for one in alignment.account for page in one.told_by}
