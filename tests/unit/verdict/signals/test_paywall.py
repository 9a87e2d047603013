"""Paywalls at the end of the text: seen without knowing the page's language."""

import pytest

from tests.unit.verdict.stories import ENGLISH, page, prose, remarked, view_of


def features(behind, before=""):
    view = view_of(page(before + prose(ENGLISH) + behind))
    return {signal.feature: signal for signal in remarked(view)}


def test_an_account_link_is_quoted_and_pointed_at():
    seen = features('<div class=box><p>Mwy?</p><p><a href="/subscribe">Ymunwch</a></p></div>')
    assert seen["offers_access"].quote == "Ymunwch"
    assert seen["offers_access"].element.tag == "a"


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
    assert "locked_part:close" in features(behind)


def test_a_call_is_worth_what_its_place_is():
    call = "<p>This post is for paid subscribers</p>"
    assert "cut_for_subscribers:here" in features(call)
    assert "cut_for_subscribers:locked" in features(f'<div class="paywall">{call}</div>')


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
def test_what_locks_nothing_is_no_paywall(behind):
    assert not features(behind)


def test_a_call_after_which_the_text_goes_on_is_an_advertisement():
    call = "<p>Subscribe to continue reading.</p>"
    view = view_of(page(prose(ENGLISH[:2]) + call + prose(ENGLISH[2:] * 2)))
    assert not remarked(view)


@pytest.mark.parametrize(
    ("call", "beside", "found"),
    [
        ("This report is for paying members only.", "<a href=/offers>See offers</a>", True),
        ("Want to read on? Log in to see the whole story.", "<p><a href=/x>Log in</a></p>", True),
        ("Jo, abonnenter kan læse hele artiklen.", "<a href=/news/2>Færgen sejler</a>", False),
        ("The board said members can read the full report.", "<p>The talks go on.</p>", False),
    ],
)
def test_words_at_the_end_are_a_call_beside_a_button(call, beside, found):
    body = prose([*ENGLISH[:3], call]) + f"<div>{beside}</div>"
    features = {signal.feature for signal in remarked(view_of(page(body)))}
    assert ("cut_for_subscribers:made" in features) is found


def test_a_call_may_stand_above_what_subscribers_get():
    call = "<p>This report is for members only.</p><p><a href=/subscribe>Join</a></p>"
    gets = "".join(f"<p>A gift from the harbour, number {number}</p>" for number in range(5))
    view = view_of(page(prose(ENGLISH[:3]) + call + gets))
    assert "cut_for_subscribers:made" in {one.feature for one in remarked(view)}


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
    assert not features(behind)
