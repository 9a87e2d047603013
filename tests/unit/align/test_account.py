"""The states of a source's sentences, and the pieces that the page lacks."""

import pytest

from server.align import Text, align
from server.align.account import account_of, account_of_further, share_on_page
from server.align.pair import TextPair

PAGE = ["Solund Lines will close its ferry route to Brevik in October."]
REST = ["A gull cried over the harbour.", "It rained all night on the roofs."]


def states(page, source, language="en", **fields):
    result = align(Text(page, language), Text(source, language, **fields))
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


def test_what_the_page_says_elsewhere_is_not_a_missing_piece():
    source = PAGE[0].replace(".", " and build a long grey quay.")
    assert rests(source, [*PAGE, "A long grey quay is to be built."]) == []


def test_words_in_chinese_are_parts_of_weight_from_six_letters_on():
    clause = "港口将于十月关闭"
    assert states([clause], [f"{clause}，渡轮公司解雇了四百名员工。"], "zh") == ["in_part"]
    assert states([clause], [f"{clause}吗。"], "zh") == ["told"]


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


def test_a_question_is_not_a_heading():
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
    assert rests(longer, [page]) == ["which has sold its oldest grey ships"]


OLDER_PAGE = "The ferry Aurora sank off Brevik on Monday. Nine people were rescued by a boat."
OLDER_SOURCE = (
    "The ferry Aurora sank off Brevik on Monday. Nine people were rescued by a boat. "
    "A storm had broken its engine before noon. The harbour master gave no reason. Read more"
)


def test_what_was_cut_around_a_piece_is_no_part_of_the_page():
    page = "The mayor took 40,000 crowns from the builder of the harbour."
    source = f"Prosecutors say {page[0].lower()}{page[1:]}"
    result = align(Text([page], "en"), Text([source], "en"))
    assert result.figures.left_out == result.figures.left_out_words == 0
    assert result.figures.covered_share == pytest.approx(11 / 13, abs=0.0001)
