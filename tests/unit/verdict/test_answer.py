"""The one answer: what is complete, what retells, what is cut, what nobody can say."""

import pytest

from server.model import Basis, Credit, Verdict
from server.verdict.answer import Chances, answer_of, heading_of
from server.verdict.judge import judge
from tests.unit.verdict.stories import ENGLISH, THERE, page, prose, view_of

AT = "https://signal-brief.example/2026/tunnel"
SURE = Chances(0.02, 0.02, 0.0, 0.95, 0.78)


NEWS = """<script type="application/ld+json">
{"@type": "NewsArticle", "datePublished": "2026-05-12T08:00:00Z"}</script>"""


def verdict(body):
    return judge(view_of(page(body, head=NEWS), AT))


@pytest.mark.parametrize(
    ("label", "chances", "features", "answer"),
    [
        ("full", SURE, [], "complete"),
        ("full", SURE._replace(complete=0.6), [], "unsure"),
        ("full", SURE, ["cut_off_end:ellipsis"], "unsure"),
        ("full", SURE, ["links_to_original:more"], "unsure"),
        ("full", SURE, ["offers_access"], "complete"),
        ("full", SURE._replace(retold=0.8), [], "retells"),
        ("summary", SURE._replace(retold=0.8), ["retells_report:head"], "retells"),
        ("summary", SURE._replace(cut=0.8), ["links_to_original:full"], "incomplete"),
        ("excerpt", SURE._replace(cut=0.8, retold=0.9), ["more_pages:own"], "incomplete"),
        ("paywalled", SURE._replace(cut=0.8), ["locked_part:call"], "incomplete"),
        ("not_article", SURE._replace(other=0.9), [], "no_article"),
        ("unknown", SURE, [], "unsure"),
        ("unknown", SURE._replace(retold=0.9), [], "retells"),
        ("unknown", SURE._replace(retold=0.9), ["cut_off_end:open"], "unsure"),
    ],
)
def test_the_answer_follows_from_label_chances_and_calls(label, chances, features, answer):
    found, chance = answer_of(label, chances, features)
    assert found == answer
    assert 0 <= chance <= 1


@pytest.mark.parametrize(
    "end",
    [
        "<p>Read the full story at The Daily Source</p>",
        '<p>Read the full story at <a href="https://daily.example/">The Daily Source</a></p>',
        f'<p>Read the full story at <a href="{THERE}">The Daily Source</a></p>',
    ],
)
def test_a_brief_that_sends_its_readers_on_retells_whom_it_names(end):
    found = verdict(prose(ENGLISH[:1]) + end)
    assert (found.answer, found.basis.kind) == ("retells", "retells")
    assert [one.name for one in found.basis.outlets] == ["Daily Source"]
    assert found.evidence[0].quote == "Read the full story at The Daily Source"


def test_a_story_that_quotes_a_call_to_read_on_is_not_cut():
    quoted = "“Read the full story on our site,” the sign at the tunnel said, and nobody did."
    assert verdict(prose([quoted, *ENGLISH])).answer == "complete"
    assert verdict(prose([*ENGLISH, quoted])).answer == "complete"
    letter = 'The letter says "Subscribe to read on", although it costs nothing at all. '
    assert verdict(prose([*ENGLISH, letter])).label == "full"


def test_a_whole_text_that_retells_has_no_tick():
    found = verdict(prose(["The tunnel opens late, the Daily Mail reported.", *ENGLISH]))
    assert (found.answer, found.basis.kind) == ("retells", "retells")


def credit(name):
    return Credit(name, None, None, "basis", "", None, None)


@pytest.mark.parametrize(
    ("label", "answer", "kind", "names", "heading"),
    [
        ("full", "complete", "own", [], ("verdict_full", "")),
        ("full", "retells", "retells", ["Quay"], ("answer_retells", "Quay")),
        ("full", "retells", "agency", ["AP"], ("answer_agency", "AP")),
        ("summary", "retells", "compiles", ["Quay", "AP"], ("answer_compiles", "")),
        ("summary", "retells", "own", [], ("verdict_summary", "")),
        ("summary", "incomplete", "own", [], ("answer_incomplete", "")),
        ("excerpt", "incomplete", "own", [], ("verdict_excerpt", "")),
        ("paywalled", "incomplete", "own", [], ("verdict_paywalled", "")),
        ("full", "unsure", "own", [], ("verdict_unknown", "")),
    ],
)
def test_the_heading_names_the_outlet(label, answer, kind, names, heading):
    basis = {"kind": kind, "credits": [{"name": name, "role": "basis"} for name in names]}
    assert heading_of({"label": label, "answer": answer, "basis": basis}) == heading


def test_the_outlets_of_a_basis_are_those_that_the_text_rests_on():
    also = Credit("Quay", None, None, "also", "", None, None)
    found = Verdict("full", 0.9, [], "retells", Basis("retells", [credit("Post"), also]))
    assert [one.name for one in found.basis.outlets] == ["Post"]


@pytest.mark.parametrize(
    ("label", "answer", "told"),
    [
        ("full", "retells", "summary"),
        ("full", "complete", "full"),
        ("full", "unsure", "unknown"),
        ("paywalled", "incomplete", "paywalled"),
        ("summary", "incomplete", "excerpt"),
    ],
)
def test_a_list_words_the_answer_rather_than_the_label(label, answer, told):
    assert Verdict(label, 0.9, [], answer).told == told
