"""The sentence at the top: from what is sure alone, and a sentence in every language."""

import json
from dataclasses import replace

import pytest
from pydantic_core import to_json

from server.align import Text, align
from server.language.messages import languages, words
from server.model import (
    AlignRequest,
    CompareRequest,
    FoundBy,
    PageInput,
    SentencesInput,
    Verdict,
)
from server.net import sample
from server.pipeline.compare import Done, compare
from server.pipeline.compare import align as align_request
from server.show import gist_of, in_a_line

SOURCE = [
    "The council of Larvik bought 12 electric ferries on Tuesday.",
    "The ferries cost 40 million crowns and will run from May.",
    "The company denied that it had been asked for lower prices.",
    "Mayor Hanne Ostrow called the purchase the largest in the town's history.",
]
UNDECIDED = Verdict("unknown", 0.5, [])


def said(page):
    gist = gist_of(align(Text(page, "en"), Text(SOURCE, "en")), language="en")
    return gist.says if gist else None


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (SOURCE, "The page has all of the original, word for word."),
        # Nothing differs: the weightiest omission, without quotation marks in quotation marks.
        (
            SOURCE[:2],
            (
                "The page leaves out: “The company denied that it had been asked for lower "
                "prices”. The page has 48% of the original, word for word."
            ),
        ),
        (
            ["The council of Larvik bought 15 electric ferries on Tuesday.", SOURCE[1]],
            "The original says “12”; the page says “15”. The page has 48% of the original.",
        ),
        # "4" is a part of the original's "40".
        (
            ["Mayor Hanne Ostrow called the purchase of 4 trams the largest in the history."],
            "Not in the original: “4 trams”. The page has 27% of the original.",
        ),
        # A name in another's place is right too seldom.
        (
            ["Mayor Olav Lind called the purchase the largest in the town's history."],
            "Not in the original: “Olav Lind”. The page has 27% of the original.",
        ),
        # Another number of the original may be right where the page has it.
        (
            ["The council of Larvik bought 40 electric ferries on Tuesday.", SOURCE[1]],
            (
                "Not as in the original: “The council of Larvik bought 40 electric ferries on "
                "Tuesday”. The page has 48% of the original."
            ),
        ),
        # A sentence of the page's own.
        (
            [*SOURCE[:2], "Divers mapped a shipwreck beside the northern lighthouse last winter."],
            (
                "Not in the original: “Divers mapped a shipwreck beside the northern lighthouse "
                "last winter”. The page has 48% of the original."
            ),
        ),
        # Nothing is sure to differ, and nothing that does is claimed not to.
        (
            ["On Tuesday the council of Larvik bought 12 electric ferries."],
            (
                "The page leaves out: “The company denied that it had been asked for lower "
                "prices”. The page has 23% of the original."
            ),
        ),
    ],
)
def test_the_worst_comes_first_then_how_much_there_is(page, sentence):
    assert said(page) == sentence


def test_an_edit_with_both_sides_comes_before_one_that_only_one_side_has():
    extras = "The council of Larvik bought 12 electric ferries and 9 trams on Tuesday."
    other_cost = "The ferries cost 60 million crowns and will run from May."
    assert said([extras, SOURCE[1]]).startswith("Not in the original: “")
    assert said([extras, other_cost]).startswith("The original says “40 million crowns”;")


@pytest.mark.parametrize(
    ("page", "value"),
    [
        ("The town will pay for more than 15,000 ferries at a time.", "more than 15,000 ferries"),
        ("The town has set aside 15 million crowns for ferries.", "15 million crowns"),
        ("The company has built electric ferries since 1987.", "since 1987"),
        ("The town will buy its 150th ferry, and a tram.", "150th ferry"),
        ("The council counted nearly 9,000, most of them children.", "nearly 9,000"),
    ],
)
def test_a_value_of_the_pages_own_is_said_with_its_bound_and_what_it_counts(page, value):
    assert f"“{value}”" in said([SOURCE[0], page])


def test_an_edit_is_said_with_the_words_beside_it():
    source = ["The mine could close in May, and 300 miners met in the town hall of Brevik."]
    page = ["The mine will close in May, and 300 miners met in the town hall of Brevik."]
    gist = gist_of(align(Text(page, "en"), Text(source, "en")))
    assert gist.says.startswith(
        "The original says “mine could close in May”; the page says “mine will close in May”."
    )


def test_the_words_beside_an_edit_do_not_lead_to_the_next_ones():
    source = ["Orlund is one of the oldest harbours in the north of the country."]
    page = ["Orlund is the oldest harbour in the north of the country."]
    gist = gist_of(align(Text(page, "en"), Text(source, "en")), language="en")
    assert gist.says.startswith(
        "The original says “is one of the oldest harbours”; the page says “is the oldest harbour”."
    )


def test_a_piece_of_a_sentence_is_not_all_of_it():
    source = ["The harbour master, Edda Lorne, was once accused of fraud and acquitted."]
    page = ["The harbour master, Edda Lorne, was once accused of fraud."]
    gist = gist_of(align(Text(page, "en"), Text(source, "en")), language="en")
    assert gist.says == "The page has 83% of the original, word for word."


def test_a_change_that_is_only_a_doubt_is_not_named():
    result = align(
        Text(["The council of Larvik bought 15 electric ferries."], "en"), Text(SOURCE, "en")
    )
    (sentence,) = result.sentences
    (change,) = [change for change in sentence.changes if change.kind == "number"]
    doubt = replace(change, params=change.params | {"code": "measure"})
    unsure = replace(sentence, changes=[doubt], state="partly")
    gist = gist_of(replace(result, sentences=[unsure]))
    assert [clause.code for clause in gist.clauses] == ["left_out", "share"]


def test_an_omission_that_needs_no_cut_is_quoted_before_a_long_or_dependent_one():
    long = (
        "Mayor Hanne Ostrow announced that the town buys 12 electric ferries from the yard of "
        "Larvik, which had asked for 40 million more, and pays for them over thirty years."
    )
    dependent = "She denied that the council had been asked for lower prices by the yard."
    whole = "The company will pay back 9 million if the ferries come after October."
    page = ["The yard of Larvik is 90 years old."]
    result = align(Text(page, "en"), Text([*page, long, dependent, whole], "en"))
    assert {entry.source for entry in result.left_out[:3]} == {1, 2, 3}
    assert gist_of(result).clauses[0].params["source"] == whole.rstrip(".")
    # Where nothing else is left out, the weightiest is cut.
    alone = align(Text(page, "en"), Text([*page, long], "en"))
    assert gist_of(alone).clauses[0].params["source"].endswith(" …")


def test_a_word_alone_is_not_a_headline():
    source = "The council of Larvik has bought 12 electric ferries, it said on Monday."
    page = "The council of Larvik has bought 12 electric ferries."
    gist = gist_of(align(Text(["In a word: " + page], "en"), Text([source], "en")))
    assert gist is not None
    assert "leaves out" not in gist.says


def test_a_date_has_the_word_before_it():
    source = ["The council of Larvik bought 12 electric ferries, its largest order so far."]
    page = ["The council of Larvik bought 12 electric ferries, its largest order since 1987."]
    gist = gist_of(align(Text(page, "en"), Text(source, "en")))
    assert gist.clauses[0].params == {"page": "since 1987"}


TWO_LEFT_OUT = (
    "The page leaves out: “The company denied that it had been asked for lower prices”. "
    "The page has 48% of the original, word for word."
)
# What a further original bears out, or has otherwise.
BOUGHT = "The council of Larvik bought 15 electric ferries on Tuesday."
DEAR = "Each of the new ferries carries 300 passengers across the fjord, the yard said."


@pytest.mark.parametrize(
    ("page", "further", "sentence"),
    [
        ([BOUGHT, SOURCE[1]], [BOUGHT], None),
        (
            [BOUGHT, SOURCE[1], DEAR],
            [DEAR],
            "A says “12”; the page says “15”.",
        ),
        (
            [*SOURCE[:2], DEAR.replace("300", "900")],
            [DEAR],
            "B says “300”; the page says “900”.",
        ),
        # Another one has 15, though not this sentence.
        (
            [BOUGHT, SOURCE[1], DEAR],
            [DEAR, "It has 15 harbours."],
            (
                "Not as in the originals: “The council of Larvik bought 15 electric ferries on "
                "Tuesday”."
            ),
        ),
        # A further one that bears nothing out changes nothing.
        (SOURCE[:2], [DEAR], TWO_LEFT_OUT),
    ],
)
def test_of_several_originals_none_is_taken_for_the_only_one(engine, page, further, sentence):
    texts = [
        SentencesInput(sentences=sentences, language="en") for sentences in (page, SOURCE, further)
    ]
    request = AlignRequest(page=texts[0], sources=texts[1:])
    gist = gist_of(align_request(engine(), request))
    assert (gist.says if gist else None) == sentence


def test_what_differs_from_a_text_found_besides_the_original_is_not_accused(engine):
    sentence_lists = [[*SOURCE[:2], DEAR.replace("300", "900")], SOURCE, [DEAR]]
    texts = [SentencesInput(sentences=sentences, language="en") for sentences in sentence_lists]
    result = align_request(engine(), AlignRequest(page=texts[0], sources=texts[1:]))
    (further,) = result.further
    found_text = replace(further, found_by=FoundBy("index", "", None))
    gist = gist_of(replace(result, further=[found_text]))
    assert gist.says == TWO_LEFT_OUT.replace(", word for word", "")


def test_the_sample_is_worded_alike_everywhere(engine):
    request = CompareRequest(page=PageInput(url=sample.summary_url(8750)))
    (done,) = [event for event in compare(engine(), request) if isinstance(event, Done)]
    answer = json.loads(to_json(done.comparison))
    assert answer["gist"]["says"] == in_a_line(answer, words("en"))
    assert answer["gist"]["clauses"][0]["page"] is not None


CODES = (
    *("says", "says_by", "only", "only_any", "differs", "differs_any"),
    *("left_out", "share", "same", "whole", "copy"),
)


@pytest.mark.parametrize("language", languages())
def test_every_pattern_is_a_sentence(language):
    own = words(language)
    patterns = {key for key in own.messages if key.startswith("gist_")}
    assert patterns == {"gist_and", *(f"gist_{code}" for code in CODES)}
    for code in CODES:
        params = {"page": "12", "source": "15", "name": "A"}
        if code in ("share", "same"):
            params = {"percent": 41}
        clause = {"code": code, "params": params}
        line = in_a_line({"gist": {"clauses": [clause, clause]}}, own)
        assert "$" not in line
        assert line[-1] in ".。"
        assert line == own.text("gist_and", *[in_a_line({"gist": {"clauses": [clause]}}, own)] * 2)
