"""Labels from signals and shape: each rule with a model whose odds are plain to see."""

from dataclasses import replace

import pytest

from server.article import read
from server.model import Evidence, LinearModel, PageInput, Verdict
from server.model import Warning as Remark
from server.page.view import PageView
from server.text.sentences import last_words
from server.verdict.gate import Shape
from server.verdict.judge import (
    PARTS,
    Models,
    PageSigns,
    decide,
    is_for_subscribers,
    judge,
    label_of,
    look_at,
    says_more,
    verdict_on,
)
from server.verdict.signals import Signal
from tests.unit.verdict.stories import ENGLISH, page, prose, reading_of, view_of, view_of_text

PLAIN = Models(
    # 12 % without a signal, 50 % with 2.0, 88 % with 4.0.
    LinearModel(
        -2.0,
        {
            "says_excerpt": 4.0,
            "says_summary": 4.5,
            "cut_off_end": 1.9,
            "more_pages:own": 4.0,
            "offers_access": 5.0,
            "locked_part": -1.0,
        },
        thresholds={"part": 0.6, "doubt": 0.4},
    ),
    LinearModel(
        -2.0,
        {"address:shop": 4.0, "page:cart": 0.3, "body:several": 4.0},
        thresholds={"other": 0.6},
    ),
)
NOTHING = Shape(None, {})


def from_chances(part_threshold, doubt_threshold, shape_threshold, bias=0.0):
    """Models that say .5 whatever there is, or what the bias of the first says."""
    cut = LinearModel(bias, {}, thresholds={"part": part_threshold, "doubt": doubt_threshold})
    return Models(cut, LinearModel(0.0, {}, thresholds={"other": shape_threshold}))


SHOP = Shape(None, {"address:shop": 1.0})
STORY = view_of(page(prose(ENGLISH)))


def seen(*codes, shape=NOTHING, has_text=True):
    signals = [signal(code) for code in codes]
    return PageSigns(shape, signals, frozenset(sign.feature for sign in signals), has_text)


def labelled(page_signs, models):
    return decide(page_signs, models)[:2]


def signal(feature, quote=None):
    code, _, kind = feature.partition(":")
    return Signal(code, f"{code} is seen.", quote, kind=kind)


def listing(quote="Council votes"):
    test = Signal("list_of_links", "The page lists links.", quote)
    return Shape(None, {"body:several": 1.0}, (test,))


@pytest.mark.parametrize(
    ("page_signs", "label", "confidence"),
    [
        (seen(), "full", 0.88),
        (seen("says_excerpt"), "excerpt", 0.88),
        (seen("says_summary"), "summary", 0.92),
        (seen("cut_off_end"), "unknown", 0.5),
        (seen("cut_off_end", has_text=False), "unknown", 0.5),
        (seen(has_text=False), "unknown", 0.5),
        (seen(shape=Shape(None, {"page:cart": 1.0})), "full", 0.74),
        (seen(shape=SHOP), "not_article", 0.94),
        (seen("more_pages:own"), "excerpt", 0.88),
        # What is both a list and the first of several pages is a list.
        (seen("more_pages:own", shape=listing()), "not_article", 0.94),
        # What says that it is a part is one, though it lists links.
        (seen("says_summary", shape=listing()), "summary", 0.92),
        # As likely the one as the other: it is no article.
        (seen("says_excerpt", shape=listing()), "not_article", 0.94),
    ],
)
def test_the_likelier_answer_is_given_with_its_probability(page_signs, label, confidence):
    assert labelled(page_signs, PLAIN) == (label, confidence)


def test_a_decisive_test_needs_no_probability():
    decisive = Shape(Signal("consent_wall", "It asks for consent.", "Accept"), {})
    assert labelled(seen("says_excerpt", shape=decisive), PLAIN) == ("not_article", 0.97)
    verdict = verdict_on(seen(shape=decisive), STORY, PLAIN)
    assert [(reason.signal, reason.weight) for reason in verdict.evidence] == [
        ("consent_wall", 0.97)
    ]


@pytest.mark.parametrize(
    ("part_threshold", "doubt_threshold", "shape_threshold", "label"),
    [
        (0.5, 0.4, 0.9, "excerpt"),
        (0.51, 0.5, 0.9, "unknown"),
        (0.9, 0.51, 0.9, "full"),
        (0.5, 0.4, 0.5, "not_article"),
        (0.9, 0.9, 0.51, "full"),
    ],
)
def test_a_threshold_counts_from_its_value_on(
    part_threshold, doubt_threshold, shape_threshold, label
):
    front = Signal("home_page", "It is the front page.")
    shape = Shape(None, {"nothing": 1.0}, (front,))
    models = from_chances(part_threshold, doubt_threshold, shape_threshold)
    assert labelled(seen(shape=shape), models)[0] == label


def test_a_doubt_is_never_surer_than_a_coin():
    unlikely = from_chances(0.9, 0.4, 0.9, bias=0.3)
    assert labelled(seen(), unlikely) == ("unknown", 0.43)
    half = Shape(None, {"nothing": 1.0})
    even = replace(PLAIN, shape=replace(PLAIN.shape, bias=0.0))
    assert labelled(seen(shape=half, has_text=False), even)[1] == 0.44


def test_a_part_leads_with_what_says_so_and_with_what_weighs_most():
    page_signs = seen("cut_off_end", "offers_access", "says_excerpt", "more_pages:own")
    assert labelled(page_signs, PLAIN)[0] == "excerpt"
    verdict = verdict_on(page_signs, STORY, PLAIN)
    assert [(reason.signal, reason.weight) for reason in verdict.evidence] == [
        ("says_excerpt", 0.8),
        ("more_pages", 0.8),
        ("cut_off_end", 0.38),
        ("offers_access", 1.0),
        ("cut_off_end", 0.5),  # nothing above quotes the page: its last words do
    ]
    assert verdict.evidence[-1].quote == ENGLISH[-1][ENGLISH[-1].index("A street") :]


def test_the_last_words_of_the_text_are_shown_with_their_place():
    long = (
        "The tunnel opens on Monday, said the mayor of Port Ellery, " + "and again " * 20 + "soon."
    )
    view = view_of(page(prose([*ENGLISH[:2], f"It is late. {long}"])))
    last = verdict_on(seen("says_excerpt"), view, PLAIN).evidence[-1]
    assert last.quote == last_words(long)
    assert last.quote.startswith("and again")
    assert last.says == f"The shown text ends here: “{last.quote}”"
    assert last.selector


def test_what_a_page_says_of_itself_leads_whatever_it_weighs():
    weights = {"says_excerpt": 1.0, "more_pages:own": 5.0}
    heavy = replace(PLAIN, part=replace(PLAIN.part, bias=0.0, weights=weights))
    verdict = verdict_on(seen("more_pages:own", "says_excerpt"), STORY, heavy)
    assert [(reason.signal, reason.weight) for reason in verdict.evidence[:2]] == [
        ("says_excerpt", 0.2),
        ("more_pages", 1.0),
    ]


@pytest.mark.parametrize(
    "page_signs",
    [seen(shape=SHOP), seen("says_excerpt"), seen("cut_off_end"), seen(has_text=False)],
)
def test_a_verdict_has_the_label_and_probability_of_the_answer(page_signs):
    verdict = verdict_on(page_signs, STORY, PLAIN)
    decision = decide(page_signs, PLAIN)
    assert (verdict.label, verdict.answer, verdict.confidence) == (
        *(decision.label, decision.answer),
        decision.confidence,
    )


def test_a_quote_that_weighs_something_is_enough():
    quoted = PageSigns(
        NOTHING, [signal("says_excerpt", "An excerpt.")], frozenset({"says_excerpt"}), True
    )
    (only,) = verdict_on(quoted, STORY, PLAIN).evidence
    assert (only.quote, only.weight) == ("An excerpt.", 0.8)
    # A quote against the label does not speak for it.
    locked = PageSigns(
        NOTHING,
        [signal("says_excerpt"), signal("locked_part", "Members only")],
        frozenset({"says_excerpt"}),
        True,
    )
    shown = verdict_on(locked, STORY, PLAIN).evidence
    assert [(reason.signal, reason.weight) for reason in shown] == [
        ("says_excerpt", 0.8),
        ("locked_part", 0.0),
        ("cut_off_end", 0.5),
    ]


def test_what_is_seen_twice_at_one_place_is_told_once_and_weighs_both():
    first, again, elsewhere = (
        signal("more_pages:own", "1 2 3"),
        signal("more_pages:own", "1 2 3"),
        signal("more_pages:own", "Next"),
    )
    page_signs = PageSigns(NOTHING, [first, again, elsewhere], frozenset({"more_pages:own"}), True)
    shown = verdict_on(page_signs, STORY, PLAIN).evidence
    assert [(reason.quote, reason.weight) for reason in shown] == [("1 2 3", 1.0), ("Next", 0.8)]


def test_doubts_stand_against_a_whole_text_gravest_first():
    page_signs = PageSigns(
        NOTHING,
        [signal("cut_off_end"), signal("says_excerpt"), signal("hidden_rest")],
        frozenset(),
        True,
    )
    verdict = verdict_on(page_signs, STORY, PLAIN)
    assert verdict.label == "full"
    assert [(reason.signal, reason.weight) for reason in verdict.evidence] == [
        ("whole_text", 0.88),
        ("says_excerpt", -0.8),
        ("cut_off_end", -0.38),
        ("hidden_rest", 0.0),
    ]


def test_a_whole_text_and_a_short_one_say_how_long_they_are():
    single = verdict_on(seen(), view_of_text("The tunnel opens on Monday."), PLAIN).evidence[0]
    assert single.says.endswith(" 1 sentence.")
    assert single.params == {"sentences": 1}
    double = verdict_on(seen(), view_of_text("The tunnel opens. It is late."), PLAIN).evidence[0]
    assert double.says.endswith(" 2 sentences.")
    (short,) = verdict_on(
        seen(has_text=False), view_of_text("The tunnel opens on Monday."), PLAIN
    ).evidence
    assert (short.signal, short.weight, short.params) == ("short_text", 0, {"words": 5})
    assert "5 words" in short.says
    chinese = PageView(read(PageInput(text="隧道周一开通。", language="zh")))
    (dense,) = verdict_on(seen(has_text=False), chinese, PLAIN).evidence
    assert (dense.says, dense.params) == ("The text is short.", {})
    (brief,) = verdict_on(seen(has_text=False), STORY, PLAIN).evidence
    assert (brief.signal, brief.weight) == ("short_text", 0)


def test_a_page_that_is_something_else_says_what():
    verdict = verdict_on(seen(shape=listing()), STORY, PLAIN)
    assert [(reason.signal, reason.quote, reason.weight) for reason in verdict.evidence] == [
        ("list_of_links", "Council votes", 0.94)
    ]
    (shop,) = verdict_on(seen(shape=SHOP), STORY, PLAIN).evidence
    assert (shop.signal, shop.quote) == ("shop_page", "Harbour tunnel opens two years late")


def test_a_text_that_was_cut_here_is_not_called_whole():
    reading = reading_of(page(prose(ENGLISH)))
    assert look_at(PageView(reading)).has_text
    cut = Remark("/problems/text_cut", "page", "It was cut.")
    other_remark = replace(cut, type="/problems/script_ignored")
    for remark, has_text in ((cut, False), (other_remark, True)):
        article = replace(reading.article, warnings=[remark])
        assert look_at(PageView(replace(reading, article=article))).has_text is has_text


@pytest.mark.parametrize(
    ("status", "paragraphs", "has_text"),
    [
        (None, 1, True),
        (401, 8, False),
        (402, 8, False),
        (403, 2, False),
        (403, 8, True),
        (451, 2, False),
        (451, 8, True),
        (404, 2, True),
        (200, 1, True),
    ],
)
def test_little_that_comes_with_a_refusal_is_not_a_whole_text(status, paragraphs, has_text):
    html = page(prose((ENGLISH * 2)[:paragraphs]))
    assert look_at(view_of(html, status=status)).has_text is has_text


def test_a_page_that_a_test_decides_is_searched_for_nothing_more():
    wall = (
        "<html><body><p>We value your privacy</p><button>Accept all cookies</button></body></html>"
    )
    page_signs = look_at(view_of(wall))
    assert page_signs.shape.decisive.code == "consent_wall"
    assert page_signs.signals == []


@pytest.mark.parametrize(
    ("features", "label"),
    [
        ({"cut_off_end"}, "excerpt"),
        ({"links_to_original"}, "summary"),
        ({"links_to_original:continued"}, "excerpt"),
        ({"links_to_original:more", "cut_off_end:open"}, "excerpt"),
        ({"cut_off_end", "cut_off_end+brief"}, "excerpt"),
        ({"source_line", "length:brief"}, "summary"),
        # What speaks against a part takes nothing from another one.
        ({"source_line", "declared_paid", "says_excerpt"}, "summary"),
    ],
)
def test_the_label_is_what_the_heaviest_signals_say(features, label):
    weights = dict.fromkeys(features, 2.0) | {"says_excerpt": -9.0, "declared_paid": 1.9}
    assert label_of(features, LinearModel(0.0, weights)) == label


@pytest.mark.parametrize(
    ("weights", "label"),
    [
        ({"says_excerpt": 1.0, "links_to_original:far": 3.0, "locked_part": 2.5}, "summary"),
        # Little and little is less than much.
        ({"source_line": 0.3, "retells_report": 0.3, "locked_part": 0.8}, "paywalled"),
        ({"declared_paid+less": 1.0, "says_excerpt": 0.5}, "paywalled"),
        ({"source_line:bare": 1.0, "says_excerpt": 0.5}, "summary"),
    ],
)
def test_the_label_of_the_greatest_weight_wins(weights, label):
    model = LinearModel(0.0, weights)
    assert label_of(weights, model) == label
    # What the model does not know weighs nothing.
    assert label_of({*weights, "cut_off_start", "says_excerpt:new", "hidden_rest"}, model) == label


def test_signals_of_one_label_count_together():
    weights = {"source_line": 2.0, "retells_report": 2.0, "locked_part": 3.0, "length:brief": 9.0}
    assert label_of(weights, LinearModel(0.0, weights)) == "summary"
    assert label_of({}, LinearModel(0.0, weights)) in PARTS


@pytest.mark.parametrize(
    ("label", "code", "weight", "is_for_them"),
    [
        ("paywalled", "cut_off_end", 0.0, True),
        ("unknown", "cut_for_subscribers", 0.5, True),
        ("unknown", "locked_part", 0.5, True),
        ("unknown", "http_status", 0.5, True),
        ("unknown", "http_status", 0.49, False),
        ("unknown", "offers_access", 1.0, False),
        ("excerpt", "locked_part", 1.0, False),
        ("full", "locked_part", 1.0, False),
    ],
)
def test_a_page_is_for_subscribers_where_that_is_clear(label, code, weight, is_for_them):
    evidence = [Evidence("whole_text", "", None, None, 0.1), Evidence(code, "", None, None, weight)]
    assert is_for_subscribers(Verdict(label, 0.6, evidence)) is is_for_them


@pytest.mark.parametrize(
    ("label", "code", "has_more"),
    [
        ("excerpt", "whole_text", True),
        ("paywalled", "whole_text", True),
        ("full", "whole_text", False),
        ("full", "offers_access", True),
        ("unknown", "says_summary", True),
        ("full", "more_pages", False),
        ("not_article", "list_of_links", False),
    ],
)
def test_what_says_that_a_text_goes_on(label, code, has_more):
    assert says_more(Verdict(label, 0.6, [Evidence(code, "", None, None, -0.1)])) is has_more


def test_other_weights_can_be_measured():
    html = page(prose(ENGLISH) + "<p>This is a summary.</p>")
    deaf = Models(replace(PLAIN.part, weights={}), replace(PLAIN.shape, weights={}))
    assert judge(view_of(html)).label == "summary"
    assert judge(view_of(html), deaf).label == "full"
