"""What remarks show: rules, calls, walls, notes, and texts that break off."""

from itertools import chain

import pytest

from server.model import PageInput
from server.page.endings import shape_of, stays_open
from server.pipeline.tasks import examine
from server.text.lines import is_note
from server.verdict.judge import judge
from server.verdict.signal_rules import SIGNAL_RULES
from tests.examples import example_of
from tests.unit.verdict.stories import ENGLISH, HERE, THERE, page, prose, remarked, view_of

EVERY = [*chain.from_iterable(SIGNAL_RULES)]


def seen_by(rule, before="", after=""):
    html = page(before + prose(ENGLISH) + after).partition("<!-- the HTML ends here -->")[0]
    return next((remark for remark in view_of(html).remarks if rule.holds(remark)), None)


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.holds.__name__)
def test_each_rule_holds_for_its_example(rule):
    example = example_of(rule.holds)
    remark = seen_by(rule, after=example) or seen_by(rule, before=example)
    signal = rule.signal(remark)
    assert (signal.code, signal.kind) == (rule.code, rule.kind)
    assert "{" not in signal.says
    assert not seen_by(rule), "the same story without the line"


def test_a_story_alone_says_nothing():
    assert remarked(view_of(page(prose(ENGLISH)))) == []


LINES = {
    "says_summary": [
        "This is an AI-generated summary of a longer report.",
        "Une compression synthétique de l’article",
        "자동 요약",
        "引用、研究和决策请回看原文",
    ],
    "says_excerpt": [
        "This essay is excerpted from The Harbour Years.",
        "An edited extract from The Harbour Years",
        "Auszug aus „Die Hafenjahre“",
    ],
}


@pytest.mark.parametrize(
    ("code", "line"), [(code, line) for code, lines in LINES.items() for line in lines]
)
@pytest.mark.parametrize("at_head", [True, False])
def test_a_page_says_what_it_is_at_its_head_or_end(code, line, at_head):
    note = f"<p>{line}</p>"
    body = note + prose(ENGLISH) if at_head else prose(ENGLISH) + note
    (signal,) = remarked(view_of(page(body)))
    assert signal.code == code
    assert signal.quote == line


def test_a_button_offers_a_summary():
    assert not remarked(view_of(page("<button>AI summary</button>" + prose(ENGLISH))))


STORY = [
    "The council of Larvik voted on Tuesday to close the old bridge for two years.",
    "The works will cost 12 million crowns, and traffic is to be led over the northern road.",
    "The mayor, Hanne Ostrow, said that there was no other way.",
]
NOTES = {
    "en": ["1 min summary", "Summary by our editors"],
    "de": ["Zusammenfassung der Redaktion"],
    "fr": ["Résumé de la rédaction"],
    "es": ["Resumen de la redacción"],
    "it": ["Sintesi della redazione"],
    "pt": ["Resumo da redação"],
    "nl": ["Samenvatting van de redactie"],
    "pl": ["Streszczenie redakcji"],
    "ru": ["Краткое изложение редакции"],
    "tr": ["Editörün özeti"],
    "ar": ["ملخص هيئة التحرير"],
    "hi": ["संपादकीय सारांश"],
    "ja": ["編集部による要約"],
    "ko": ["편집부 요약"],
    "zh": ["编辑部摘要"],
}
# Boxes of whole articles have such a heading, too: no sign of a summary, but no statement either.
LABELS = ["In short", "Kurz zusammengefasst", "En bref", "In het kort", "Кратко", "要約", "요약"]


def examined(*lines):
    html = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<nav><a href=/>Home</a></nav><article><h1>A bridge is closed</h1>{html}</article>"
    return examine(PageInput(url="https://digest.example/2026/bridge", html=page))


@pytest.mark.parametrize(
    ("language", "note"), [(tag, note) for tag, notes in NOTES.items() for note in notes]
)
def test_an_editors_note_makes_a_summary_and_is_not_a_statement(language, note):
    for lines in ([note, *STORY], [*STORY, note]):
        assert examined(*lines).verdict.label == "summary"
    assert is_note(note, language)


@pytest.mark.parametrize("label", LABELS)
def test_a_bare_heading_is_neither_a_sign_nor_a_statement(label):
    assert examined(label, *STORY).verdict.label == "full"
    assert is_note(label, None)


def features(behind, body=ENGLISH):
    return {signal.feature for signal in remarked(view_of(page(prose(body) + behind)))}


@pytest.mark.parametrize(
    ("behind", "feature"),
    [
        (f'<p><a href="{THERE}">Read the full story</a></p>', "links_to_original:full"),
        (f'<p><a href="{THERE}">Read more</a></p>', "links_to_original:more"),
        (
            f'<p>Watch the full interview <a href="{THERE}">here</a>.</p>',
            "links_to_original:medium",
        ),
        (
            f'<p><a href="{THERE}">You can find the full interview here.</a></p>',
            "links_to_original:medium",
        ),
        (
            f'<p><a href="{HERE}?single_page=true">Read the full story</a></p>',
            "continues_on_site",
        ),
    ],
)
def test_a_link_after_the_text_leads_on(behind, feature):
    assert features(behind) == {feature}


@pytest.mark.parametrize(
    "behind",
    [
        f'<p>Originally published <a href="{THERE}">here</a>.</p>',
        f'<p><a href="{THERE}">Click here for reprint permission</a></p>',
        '<p><a href="https://facebook.com/sharer?u=x-y-z-a-b-c">Share</a></p>',
        '<p><a href="https://there.example/files/full-report.pdf">Read the full report</a></p>',
        '<p><a href="/next">Read more</a></p>',
        f'<p>{ENGLISH[0]} <a href="/tunnel-map"> </a></p>',
        f'<p><a href="{THERE}">Mwy yno</a></p>',
    ],
    ids=[
        "republished",
        "rights",
        "share",
        "a document",
        "another story",
        "a link around a space",
        "a lone link",
    ],
)
def test_other_links_lead_nowhere(behind):
    assert not features(behind)


@pytest.mark.parametrize(
    "behind",
    [
        '<p><a href="/x">View full article</a></p>',
        '<div><a href="/news/ferry"><b>Read the full story</b></a></div>',
        '<p>Read the full story <a href="/news/ferry">here</a>.</p>',
        '<p>Ferries run again in June. <a href="/ferries">Read the full story »</a></p>',
    ],
)
def test_a_text_with_a_call_for_the_whole_story_here_is_neither_cut_nor_called_whole(behind):
    assert features(behind) == {"continues_on_site:called"}
    plain, called = (judge(view_of(page(prose(ENGLISH) + end))) for end in ("", behind))
    assert (plain.label, called.label, called.answer) == ("full", "full", "unsure")
    assert "points to more" in plain.evidence[0].says
    assert not [reason for reason in called.evidence if "points to more" in reason.says]


def locked(behind, before=""):
    view = view_of(page(before + prose(ENGLISH) + behind))
    return {signal.feature: signal for signal in remarked(view)}


def test_an_account_link_is_quoted_and_pointed_at():
    signals = locked('<div class=box><p>Mwy?</p><p><a href="/subscribe">Ymunwch</a></p></div>')
    assert signals["offers_access"].quote == "Ymunwch"
    assert signals["offers_access"].element.tag == "a"


@pytest.mark.parametrize(
    "behind",
    [
        '<div class="paywall"><h2>გააგრძელეთ კითხვა</h2><a href="/subscribe">აქ</a></div>',
        '<div id="article-lockedBox"><p>Læs videre med abonnement</p></div>',
        '<div class="c-paywall"><p>สมัครสมาชิกเพื่ออ่านต่อ</p><input type=password></div>',
    ],
    ids=["Georgian", "Danish", "Thai"],
)
def test_a_part_named_as_a_paywall_is_one_in_any_language(behind):
    assert "locked_part:close" in locked(behind)


def test_a_call_is_worth_what_its_place_is():
    call = "<p>This post is for paid subscribers</p>"
    assert "cut_for_subscribers:here" in locked(call)
    assert "cut_for_subscribers:locked" in locked(f'<div class="paywall">{call}</div>')


@pytest.mark.parametrize(
    "behind",
    [
        "",
        '<p><a href="/newsletter/subscribe">Newsletter</a></p>',
        '<p><a href="/tags/a">A</a></p>',
        '<div class="modal fade"><p>This post is for paid subscribers</p></div>',
        "<dialog><p>This post is for paid subscribers</p></dialog>",
        '<div class="paywall" hidden><p>This post is for paid subscribers</p></div>',
        '<p class="blurple-locks">Our locks are blurple</p>',
    ],
    ids=["nothing", "newsletter", "other link", "modal", "dialog", "hidden", "a longer word"],
)
def test_what_locks_nothing_is_not_a_paywall(behind):
    assert not locked(behind)


def test_a_call_after_which_the_text_goes_on_is_an_advertisement():
    call = "<p>Subscribe to continue reading.</p>"
    view = view_of(page(prose(ENGLISH[:2]) + call + prose(ENGLISH[2:] * 2)))
    assert not remarked(view)


@pytest.mark.parametrize(
    ("call", "beside", "is_call"),
    [
        ("This report is for paying members only.", "<a href=/offers>See offers</a>", True),
        ("Want to read on? Log in to see the whole story.", "<p><a href=/x>Log in</a></p>", True),
        ("Jo, abonnenter kan læse hele artiklen.", "<a href=/news/2>Færgen sejler</a>", False),
        ("The board said members can read the full report.", "<p>The talks go on.</p>", False),
    ],
)
def test_words_at_the_end_are_a_call_beside_a_button(call, beside, is_call):
    body = prose([*ENGLISH[:3], call]) + f"<div>{beside}</div>"
    locked = {signal.feature for signal in remarked(view_of(page(body)))}
    assert ("cut_for_subscribers:made" in locked) is is_call


def test_a_call_may_stand_above_what_subscribers_get():
    call = "<p>This report is for members only.</p><p><a href=/subscribe>Join</a></p>"
    gets = "".join(f"<p>A gift from the harbour, number {number}</p>" for number in range(5))
    view = view_of(page(prose(ENGLISH[:3]) + call + gets))
    assert "cut_for_subscribers:made" in {signal.feature for signal in remarked(view)}


OTHERS = (
    "/2026/why-your-next-kettle-may-talk",
    "/2026/the-quiet-boom-in-old-bikes",
)
LISTED = "".join(
    f'<p><a href="{url}">More of {url[6:].replace("-", " ")}</a></p>' for url in OTHERS
)
WALL = '<div class="paywall"><p>Subscribe to read the full story and comment</p></div>'
CAPTION = "<figcaption>This post is for paid subscribers</figcaption>"


@pytest.mark.parametrize(
    "behind",
    [
        f'<section class="comments">{WALL}</section>',
        f'<figure><img src="a.jpg">{CAPTION}</figure>',
        f"<h2>Become a member to read the whole story</h2>{LISTED}",
    ],
    ids=["comments", "a caption", "a heading over other stories"],
)
def test_a_wall_of_something_else_is_none_of_the_text(behind):
    assert not locked(behind)


TALE = "The pumps ran day and night. The tunnel opens on Monday, the engineer told the council"
SHUT = [*ENGLISH[:3], f"{TALE} …"]


@pytest.mark.parametrize(
    ("text", "language", "shape"),
    [
        (f"{TALE}.", "en", "whole"),
        (f"{TALE} and “nobody was sorry.”", "en", "whole"),
        (f"{TALE} […]", "en", "bracketed_ellipsis"),
        (f"{TALE} [...]", "en", "bracketed_ellipsis"),
        (f"{TALE} …", "en", "ellipsis"),
        (f"{TALE} ...", "en", "ellipsis"),
        (f"“{TALE}...”", "en", "ellipsis"),
        (f"{TALE} that the", "en", "mid_sentence"),
        (f"{TALE} that the old", "en", "whole"),
        (f"{TALE},", "en", "whole"),
        ("Photographs by Ada Morrow", "en", "whole"),
        ("港町の海底トンネルが月曜日に開通する。町は喜んでいる。", "ja", "whole"),
        ("港町の海底トンネルが月曜日に開通する。町は...", "ja", "ellipsis"),
        ("", None, "whole"),
    ],
)
def test_the_shape_of_an_end(text, language, shape):
    assert shape_of(text, language) == shape


@pytest.mark.parametrize(("language", "end"), [("hy", "։"), ("my", "။"), ("km", "៕"), ("ur", "۔")])
def test_other_scripts_have_full_stops_of_their_own(language, end):
    assert shape_of(f"{TALE}{end}", language) == "whole"


@pytest.mark.parametrize(
    ("text", "language", "is_open"),
    [
        ("The council told the", "en", True),
        ("The council told the …", "en-GB", True),
        ("Die Pumpen liefen, weil", "de", True),
        ("Le conseil a dit que […]", "fr", True),
        ("Насосы работали и", "ru", True),
        ("सुरंग सोमवार को खुलेगी और", "hi", True),
        ("सुरंग सोमवार को खुलेगी", "hi", False),
        ("The council let them in …", "en", False),
        ("The pumps ran day and night", "en", False),
        ("The pumps ran because the", "xx", False),
        ("", "en", False),
    ],
)
def test_no_writer_ends_with_a_word_that_joins(text, language, is_open):
    assert stays_open(text, language) is is_open


def truncated(body):
    return {signal.feature for signal in remarked(view_of(page(body)))}


def test_a_cut_end_is_quoted():
    (signal,) = remarked(view_of(page(prose(SHUT))))
    assert signal.feature == "cut_off_end:ellipsis"
    assert signal.quote.endswith("…")
    assert not truncated(prose(ENGLISH))


def test_hidden_text_of_subscribers_counts_after_the_shown_one():
    rest = f'<div class="subscriber-only" style="display: none">{prose(ENGLISH * 2)}</div>'
    menu = f'<div class="share-menu" style="display: none">{prose(ENGLISH * 2)}</div>'
    assert "hidden_rest" in truncated(f"<div>{prose(ENGLISH)}</div>{rest}")
    assert not truncated(f"<div>{prose(ENGLISH)}</div>{menu}")


def test_hidden_text_counts_beside_a_caption_and_in_several_parts():
    rest = f'<div class="premium" style="display: none">{prose(ENGLISH[:2])}</div>' * 3
    shown = f'<div>{prose(ENGLISH)}</div><div class="premium">{prose(ENGLISH)}</div>'
    assert "hidden_rest" in truncated(
        f"<section><div><div>{prose(ENGLISH)}</div></div>{rest}</section>"
    )
    assert "hidden_rest" not in truncated(shown)
