"""The one answer: what is complete, what retells, what is cut, what nobody can say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.model import Basis, Credit, LinearModel, Verdict
from server.verdict.basis import CreditedOutlet, Mention
from server.verdict.gate import Shape
from server.verdict.judge import Models, PageSigns, decide, judge, label_of, model_of
from server.verdict.signals import LABELS, SIGNALS
from tests.unit.verdict.stories import ENGLISH, THERE, page, prose, view_of

AT = "https://signal-brief.example/2026/tunnel"
PARTS = ("retells_report:head", "links_to_original:full", "more_pages:own", "locked_part:call")
MODELS = Models(
    LinearModel(-4.0, dict.fromkeys(PARTS, 6.0), thresholds={"part": 0.5, "doubt": 0.4}),
    LinearModel(-4.0, {"body:several": 6.0}, thresholds={"other": 0.5}),
    LinearModel(0.0, {"how:line": 2.0}, thresholds={"counts": 0.4}),
    LinearModel(0.0, {"reporting": 3.0}, thresholds={"enough": 0.75}),
)
LIST = Shape(None, {"body:several": 1.0}, ())
LINE = (Mention("Quay", None, "line", "tail", "Source: Quay"),)
QUAY = [CreditedOutlet(LINE, frozenset({"how:line"}))]


NEWS = """<script type="application/ld+json">
{"@type": "NewsArticle", "datePublished": "2026-05-12T08:00:00Z"}</script>"""


def verdict(body):
    return judge(view_of(page(body, head=NEWS), AT))


@pytest.mark.parametrize(
    ("features", "signs", "label", "answer"),
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
    ],
)
def test_the_answer_follows_from_label_credits_and_calls(features, signs, label, answer):
    plain = {"shape": Shape(None, {}), "has_text": True, "grounds": {"reporting": 1.0}}
    decision = decide(
        PageSigns(signals=[], features=frozenset(features), **{**plain, **signs}), MODELS
    )
    assert (decision.label, decision.answer) == (label, answer)
    assert 0 <= decision.confidence <= 1


@pytest.mark.parametrize(
    "end",
    [
        "<p>Read the full story at The Daily Source</p>",
        '<p>Read the full story at <a href="https://daily.example/">The Daily Source</a></p>',
        f'<p>Read the full story at <a href="{THERE}">The Daily Source</a></p>',
    ],
)
def test_a_brief_that_sends_its_readers_on_retells_whom_it_names(end):
    page_verdict = verdict(prose(ENGLISH[:1]) + end)
    assert (page_verdict.answer, page_verdict.basis.kind) == ("retells", "retells")
    assert [outlet.name for outlet in page_verdict.basis.outlets] == ["Daily Source"]
    assert page_verdict.evidence[0].quote == "Read the full story at The Daily Source"


def test_a_story_that_quotes_a_call_to_read_on_is_not_cut():
    quoted = "“Read the full story on our site,” the sign at the tunnel said, and nobody did."
    assert verdict(prose([quoted, *ENGLISH * 2])).answer == "complete"
    assert verdict(prose([*ENGLISH * 2, quoted])).answer == "complete"
    letter = 'The letter says "Subscribe to read on", although it costs nothing at all. '
    assert verdict(prose([*ENGLISH, letter])).label == "full"


def test_a_whole_text_that_retells_has_no_tick():
    page_verdict = verdict(prose(["The tunnel opens late, the Daily Mail reported.", *ENGLISH]))
    assert (page_verdict.answer, page_verdict.basis.kind) == ("retells", "retells")


def credit(name):
    return Credit(name, None, None, "basis", "", None, None)


@pytest.mark.parametrize(
    ("label", "answer", "kind", "names", "heading"),
    [
        ("full", "complete", "own", [], ("verdict_full", "")),
        ("full", "retells", "retells", ["Quay"], ("answer_retells", "Quay")),
        ("full", "retells", "agency", ["AP"], ("answer_agency", "AP")),
        ("full", "retells", "retells", ["Daily Post"], ("answer_retells_the", "Daily Post")),
        ("full", "retells", "retells", ["The Post"], ("answer_retells", "The Post")),
        ("full", "retells", "agency", ["Quay Press"], ("answer_agency_the", "Quay Press")),
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
    heading_message = Verdict(label, 0.9, [], answer, basis).heading
    assert (heading_message.key, "".join(map(str, heading_message.params))) == heading


def test_the_outlets_of_a_basis_are_those_that_the_text_rests_on():
    also_credited = Credit("Quay", None, None, "also", "", None, None)
    page_verdict = Verdict(
        "full", 0.9, [], "retells", Basis("retells", [credit("Post"), also_credited])
    )
    assert [outlet.name for outlet in page_verdict.basis.outlets] == ["Post"]


@pytest.mark.parametrize(
    ("label", "answer", "public_label"),
    [
        ("full", "retells", "summary"),
        ("full", "complete", "full"),
        ("full", "unsure", "unknown"),
        ("paywalled", "incomplete", "paywalled"),
        ("summary", "incomplete", "excerpt"),
    ],
)
def test_a_list_words_the_answer_rather_than_the_label(label, answer, public_label):
    assert Verdict(label, 0.9, [], answer).public_label == public_label


SMALL = LinearModel(-2.0, {"more_pages:own": 3.0, "locked_part:close": 2.0})
FEATURES = st.sets(st.sampled_from([*model_of("part").weights, "unheard_of"]))


def test_the_label_is_that_of_the_heaviest_signals():
    assert label_of({"more_pages:own", "locked_part:close"}, SMALL) == "excerpt"
    assert label_of({"locked_part:close"}, SMALL) == "paywalled"


def test_what_breaks_off_before_a_link_to_the_original_is_its_beginning():
    weights = LinearModel(-2.0, {"links_to_original:full": 5.0, "cut_off_end:open": 1.0})
    assert label_of({"links_to_original:full"}, weights) == "summary"
    assert label_of({"links_to_original:full", "cut_off_end:open"}, weights) == "excerpt"


@given(FEATURES, FEATURES)
def test_more_signals_never_make_a_page_whole(features, more):
    free = ("length", "declared_paid", "offers_access")
    signals = {name for name in more if not name.startswith(free)}
    both, fewer = (dict.fromkeys(names, 1.0) for names in (features | signals, features))
    assert model_of("part").probability(both) >= model_of("part").probability(fewer) - 1e-9


def test_the_weights_are_of_signals_that_exist():
    made_of = {name.partition(":")[0].partition("+")[0] for name in model_of("part").weights}
    assert made_of <= {*SIGNALS, "length"}
    assert {name.partition(":")[0].partition("+")[0] for name in LABELS} <= set(SIGNALS)
    assert {name.partition(":")[0] for name in model_of("shape").weights} <= {
        *("address", "meta", "og", "schema", "text", "body", "page", "title", "test", "signal"),
    }
    assert 0 < model_of("part").thresholds["doubt"] <= model_of("part").thresholds["part"] < 1
