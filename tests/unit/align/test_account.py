"""The states of a source's sentences, and the pieces that the page lacks."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.align import Text, accounted, align
from server.align.account import account_of, account_of_further, share_on_page
from server.align.pair import TextPair
from server.config import Settings
from server.model import Alignment, CompareRequest, Comparison, LeftOut, PageInput
from server.pipeline.compare import Done, Engine, compare
from server.workers.pool import WorkerPool

PAGE = ["Solund Lines will close its ferry route to Brevik in October."]
REST = ["A gull cried over the harbour.", "It rained all night on the roofs."]


def states(page, source, language="en", **given):
    result = align(Text(page, language), Text(source, language, **given))
    return [entry.state for entry in result.account]


def rests(source, page=PAGE):
    return [span.text for span in align(Text(page, "en"), Text([source], "en")).account[0].rest]


def test_each_sentence_has_one_state_and_the_page_sentences_that_rest_on_it():
    source = [*PAGE, "Tilda Marsh runs a shop in Brevik.", "Sign up for our newsletter."]
    account = align(Text([*PAGE, *PAGE], "en"), Text(source, "en")).account
    assert [entry.state for entry in account] == ["told", "left_out", "aside"]
    assert [entry.told_by for entry in account] == [[0, 1], [], []]


@pytest.mark.parametrize(
    ("ending", "piece"),
    [
        ("", []),
        (" and sell old grey ships", ["sell old grey ships"]),
        (" or so", []),
        (" after losing money", []),  # two words that name nobody
        (" for 48,000 passengers", ["48,000 passengers"]),
        (" with Tilda Marsh", ["Tilda Marsh"]),
        (" and build a long grey quay", ["build a long grey quay"]),
    ],
)
def test_a_part_of_weight_makes_a_sentence_told_in_part(ending, piece):
    assert rests(PAGE[0].replace(".", f"{ending}.")) == piece


def test_what_the_page_says_elsewhere_is_no_rest():
    source = PAGE[0].replace(".", " and build a long grey quay.")
    assert rests(source, [*PAGE, "A long grey quay is to be built."]) == []


def test_words_in_chinese_are_parts_of_weight_from_six_letters_on():
    told = "港口将于十月关闭"
    assert states([told], [f"{told}，渡轮公司解雇了四百名员工。"], "zh") == ["in_part"]
    assert states([told], [f"{told}吗。"], "zh") == ["told"]


@pytest.mark.parametrize(("caught", "state"), [("nine", "in_part"), ("19", "left_out")])
def test_a_sentence_that_is_scattered_over_the_page_is_told_in_part(caught, state):
    source = f"Anglers from Hamar caught {caught} pike below the frozen bridge near Rena in May."
    page = ["Anglers caught nothing.", "Nine pike swam.", "Below a frozen bridge it is cold."]
    (entry, *_) = account_of(TextPair.of(Text(page, "en"), Text([source, *REST], "en")), [])
    assert (entry.state, entry.told_by) == (state, [])


@pytest.mark.parametrize(
    "line",
    [
        "Watch the clip of Tilda Marsh at the harbour of Brevik below:",
        "Long grey quays",
        "Source;",
        "|?",
        "By Tilda Marsh, 12 September 2025",
        "Read the full story at Norhaven Post",
        "Related: Why the ferry to Brevik sank",
        "Tilda Marsh / Getty Images",
        "Copyright 2025 Norhaven Post. All rights reserved.",
    ],
)
def test_what_states_nothing_is_aside(line):
    assert states(PAGE, [line, *REST, *PAGE])[0] == "aside"


def test_what_a_reader_of_the_page_calls_a_note_is_aside():
    source = ["Solund Lines said why it left Brevik: $3 million.", *REST]
    assert states(["Chess."], source)[0] == "left_out"
    assert states(["Chess."], source, notes=frozenset([0]))[0] == "aside"


def test_a_torn_end_is_aside_where_most_sentences_end():
    torn = "Tilda Marsh of Brevik saw the boat sink in the"
    assert states(["Chess."], [*REST, torn])[-1] == "aside"
    assert states(["Chess."], [*REST, torn, *REST])[2] == "left_out"  # a line of a table
    assert states(["Chess."], ["It rained on the", torn])[-1] == "left_out"


def test_a_question_is_no_heading():
    assert states(["Chess."], [*REST, "Why did nobody ask us?"])[-1] == "left_out"


def test_a_heading_that_the_page_has_is_told():
    assert states(["Long grey quays"], ["Long grey quays", *REST])[0] == "told"


def test_of_a_further_source_only_what_fills_gaps_is_known():
    sentences = align(Text(PAGE, "en"), Text(REST, "en")).sentences
    account = account_of_further(1, 2, sentences)
    assert [entry.state for entry in account] == ["not_compared"] * 2


def test_the_share_on_the_page_is_of_the_weight():
    index = TextPair.of(Text(["Chess."], "en"), Text([*PAGE, "It is."], "en"))
    terms = index.source.terms[0]
    assert share_on_page(index, 0, terms) == pytest.approx(1)
    assert share_on_page(index, 0, frozenset()) == 0
    half = frozenset(sorted(terms)[::2])
    assert share_on_page(index, 0, half) == pytest.approx(
        index.weights.mass(half) / index.weights.mass(terms)
    )
    assert share_on_page(index, 1, terms) == 0


def test_what_differs_is_not_left_out_as_well():
    source = "The ferry Aurora sank off Brevik on Friday with 30 crew, said Orla Venn of Solund."
    page = "The ferry Aurora sank off Brevik on Monday with 30 crew, said Tilda Marsh of Solund."
    assert rests(source, [page]) == []
    longer = source.removesuffix(".") + ", which has sold its oldest grey ships."
    assert rests(longer, [page]) == ["sold its oldest grey ships"]


OLDER_PAGE = "The ferry Aurora sank off Brevik on Monday. Nine people were rescued by a boat."
OLDER_SOURCE = (
    "The ferry Aurora sank off Brevik on Monday. Nine people were rescued by a boat. "
    "A storm had broken its engine before noon. The harbour master gave no reason. Read more"
)


@pytest.fixture(scope="module")
def made(pool: WorkerPool) -> Comparison:
    request = CompareRequest(page=PageInput(text=OLDER_PAGE), source=PageInput(text=OLDER_SOURCE))
    *_, done = compare(Engine(Settings(workers=1), pool, None), request)
    assert isinstance(done, Done)
    return done.comparison


@pytest.fixture
def older(made: Comparison) -> Comparison:
    """Return a comparison as an older server saved it."""
    assert made.alignment
    return replace(made, alignment=replace(made.alignment, account=[]))


def omission(source: int, code: str = "detail") -> LeftOut:
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
    given = [omission(0), omission(2), omission(4, "note")]
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
        alignment=replace(older.alignment, left_out=[omission(2), omission(3)], figures=figures),
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
    left_out = [omission(at, data.draw(codes)) for at in data.draw(some)]
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
