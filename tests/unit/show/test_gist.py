"""The sentence at the top: from what is sure alone, and a sentence in every language."""

import json
import re
from dataclasses import replace

import pytest
from babel import Locale
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
from server.model.article import Basis, Credit
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


def said(page, verdict=UNDECIDED):
    gist = gist_of(verdict, align(Text(page, "en"), Text(SOURCE, "en")))
    return gist.says if gist else None


def retelling(*names):
    credits_ = [Credit(name, None, None, "basis", "", 0, 0) for name in names]
    return replace(UNDECIDED, answer="retells", basis=Basis("retells", credits_))


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (SOURCE, "Has the whole original, word for word."),
        (SOURCE[:1], "Has the first of the original's 4 sentences, word for word."),
        (SOURCE[:2], "Has the first 2 of the original's 4 sentences, word for word."),
        (SOURCE[2:], "Has 2 of the original's 4 sentences, word for word."),
        (
            ["The council of Larvik bought 15 electric ferries on Tuesday.", SOURCE[1]],
            "Says “15” where the original says “12”, and leaves out 2 of 4 sentences.",
        ),
        # "4" is a part of the original's "40".
        (
            ["Mayor Hanne Ostrow called the purchase of 4 trams the largest in the history."],
            "Says “4”, which the original does not, and leaves out 3 of 4 sentences.",
        ),
        # A line that does not end as a sentence is counted.
        (
            ["The council of Larvik bought 15 electric ferries on Tuesday", SOURCE[1]],
            "Differs from the original in 1 sentence, and leaves out 2 of 4 sentences.",
        ),
        # A name in another's place is right too seldom.
        (
            ["Mayor Olav Lind called the purchase the largest in the town's history."],
            "Says “Olav Lind”, which the original does not, and leaves out 3 of 4 sentences.",
        ),
        # Another number of the original may be right where the page has it.
        (
            ["The council of Larvik bought 40 electric ferries on Tuesday.", SOURCE[1]],
            "Differs from the original in 1 sentence, and leaves out 2 of 4 sentences.",
        ),
        # Nothing is sure to differ; that nothing does would be wrong too often.
        (
            ["On Tuesday the council of Larvik bought 12 electric ferries."],
            "Leaves out 3 of 4 sentences.",
        ),
    ],
)
def test_the_worst_comes_first_then_what_is_left_out(page, sentence):
    assert said(page) == sentence


def test_a_retelling_names_its_report():
    page = ["On Tuesday the council of Larvik bought 12 electric ferries."]
    rest = "and leaves out 3 of 4 sentences."
    assert said(page, retelling("The Gazette")) == f"Retells The Gazette, {rest}"
    assert said(page, retelling("x" * 400)) == f"Retells the original, {rest}"
    assert said(page, retelling()) == f"Retells the original, {rest}"


def test_a_change_that_is_only_a_doubt_is_not_named():
    result = align(
        Text(["The council of Larvik bought 15 electric ferries."], "en"), Text(SOURCE, "en")
    )
    (sentence,) = result.sentences
    (change,) = [each for each in sentence.changes if each.kind == "number"]
    doubt = replace(change, params=change.params | {"code": "measure"})
    unsure = replace(sentence, changes=[doubt], state="partly")
    gist = gist_of(UNDECIDED, replace(result, sentences=[unsure]))
    assert [clause.code for clause in gist.clauses] == ["left_out"]


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
            "Says “15” where A says “12”.",
        ),
        (
            [*SOURCE[:2], DEAR.replace("300", "900")],
            [DEAR],
            "Says “900” where B says “300”.",
        ),
        # Another one has 15, though not this sentence.
        (
            [BOUGHT, SOURCE[1], DEAR],
            [DEAR, "It has 15 harbours."],
            "Differs from the originals in 1 sentence.",
        ),
        # A further one that bears nothing out changes nothing.
        (SOURCE[:2], [DEAR], "Has the first 2 of the original's 4 sentences, word for word."),
    ],
)
def test_of_several_originals_none_is_taken_for_the_only_one(engine, page, further, sentence):
    texts = [SentencesInput(sentences=each, language="en") for each in (page, SOURCE, further)]
    request = AlignRequest(page=texts[0], sources=texts[1:])
    gist = gist_of(retelling(), align_request(engine(), request))
    assert (gist.says if gist else None) == sentence


def test_what_differs_from_a_text_found_besides_the_original_is_not_accused(engine):
    given = [[*SOURCE[:2], DEAR.replace("300", "900")], SOURCE, [DEAR]]
    texts = [SentencesInput(sentences=each, language="en") for each in given]
    result = align_request(engine(), AlignRequest(page=texts[0], sources=texts[1:]))
    (other,) = result.further
    found = replace(other, found_by=FoundBy("index", "", None))
    gist = gist_of(UNDECIDED, replace(result, further=[found]))
    assert gist.says == "Leaves out 2 of 4 sentences."


def test_the_sample_is_worded_alike_everywhere(engine):
    request = CompareRequest(page=PageInput(url=sample.summary_url(8750)))
    (done,) = [event for event in compare(engine(), request) if isinstance(event, Done)]
    answer = json.loads(to_json(done.comparison))
    assert answer["gist"]["says"] == in_a_line(answer, words("en"))
    assert answer["gist"]["clauses"][0]["page"] is not None


@pytest.mark.parametrize("language", languages())
def test_every_pattern_is_a_sentence_in_every_plural_form(language):
    own = words(language)
    forms = Locale.parse(language, sep="-").plural_form.tags | {"other"}
    keys = {re.sub("_(zero|one|two|few|many|other)$", "", key) for key in own.messages}
    counted = {key for key in keys if f"{key}_other" in own.messages and key.startswith("gist_")}
    assert len(counted) == 6
    for key in counted:
        lacking = [form for form in forms if f"{key}_{form}" not in own.messages]
        assert lacking == [], key
        for number in (1, 2, 3, 5, 11, 21, 101):
            clauses = [{"code": key.removeprefix("gist_"), "params": {"n": number, "of": 345}}]
            line = in_a_line({"gist": {"clauses": clauses}}, own)
            assert "$" not in line
            assert line[0] == line[0].upper()
            assert line[-1] in ".。"
