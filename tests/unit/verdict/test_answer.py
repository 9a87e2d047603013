"""The one answer: what is complete, what retells, what is cut, what nobody can say."""

import pytest

from server.model import Basis, Credit, LinearModel, Verdict
from server.verdict.answer import Models, Seen, decide
from server.verdict.basis.basis import CreditedOutlet
from server.verdict.basis.mentions import Mention
from server.verdict.gate.gate import Shape
from server.verdict.judge import judge
from tests.unit.verdict.stories import ENGLISH, THERE, page, prose, view_of

AT = "https://signal-brief.example/2026/tunnel"
PARTS = ("retells_report:head", "links_to_original:full", "more_pages:own", "locked_part:call")
MODELS = Models(
    LinearModel(-4.0, dict.fromkeys(PARTS, 6.0), thresholds={"part": 0.5, "doubt": 0.4}),
    LinearModel(-4.0, {"test:list_of_links": 6.0}, thresholds={"other": 0.5}),
    LinearModel(0.0, {"how:line": 2.0}, thresholds={"counts": 0.4}),
    LinearModel(0.0, {"reporting": 3.0}, thresholds={"enough": 0.75}),
)
LIST = Shape(None, {"test:list_of_links": 1.0}, ())
LINE = (Mention("Quay", None, "line", "tail", "Source: Quay"),)
QUAY = [CreditedOutlet(LINE, frozenset({"how:line"}))]


NEWS = """<script type="application/ld+json">
{"@type": "NewsArticle", "datePublished": "2026-05-12T08:00:00Z"}</script>"""


def verdict(body):
    return judge(view_of(page(body, head=NEWS), AT))


@pytest.mark.parametrize(
    ("features", "seen", "label", "answer"),
    [
        ([], {}, "full", "complete"),
        ([], {"grounds": {}}, "full", "unsure"),
        (["cut_off_end:ellipsis"], {}, "full", "unsure"),
        (["links_to_original:more"], {}, "full", "unsure"),
        (["offers_access"], {}, "full", "complete"),
        ([], {"credited": QUAY}, "full", "retells"),
        (["retells_report:head"], {"credited": QUAY}, "summary", "retells"),
        (["links_to_original:full"], {}, "summary", "incomplete"),
        (["more_pages:own"], {"credited": QUAY}, "excerpt", "incomplete"),
        (["locked_part:call"], {"credited": QUAY}, "paywalled", "incomplete"),
        ([], {"shape": LIST}, "not_article", "no_article"),
        ([], {"has_text": False}, "unknown", "unsure"),
        ([], {"has_text": False, "credited": QUAY}, "unknown", "retells"),
        (["cut_off_end:open"], {"has_text": False, "credited": QUAY}, "unknown", "unsure"),
    ],
)
def test_the_answer_follows_from_label_credits_and_calls(features, seen, label, answer):
    plain = {"shape": Shape(None, {}), "has_text": True, "grounds": {"reporting": 1.0}}
    found = decide(Seen(signals=[], features=frozenset(features), **{**plain, **seen}), MODELS)
    assert (found.label, found.answer) == (label, answer)
    assert 0 <= found.likely <= 1


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
    basis = Basis(kind, [credit(name) for name in names])
    found = Verdict(label, 0.9, [], answer, basis).heading
    assert (found.key, "".join(map(str, found.params))) == heading


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
    assert Verdict(label, 0.9, [], answer).public_label == told
