"""Ends of whole pages that look like the end of a cut one, and cut ones beside them."""

import pytest

from server.verdict.judge import judge
from tests.unit.verdict.stories import (
    ENGLISH,
    FRENCH,
    GERMAN,
    HERE,
    JAPANESE,
    SPANISH,
    THERE,
    page,
    prose,
    view_of,
)

INCOMPLETE = ("excerpt", "paywalled", "summary")


def label_of(html):
    return judge(view_of(html)).label


@pytest.mark.parametrize(
    ("story", "language", "last"),
    [
        (ENGLISH, "en", "Members of the club may read the full report at its office."),
        (ENGLISH, "en", "Tickets cost £12 and members get in free."),
        (ENGLISH, "en", "The full story will never be known."),
        (GERMAN, "de", "Mitglieder lesen den ganzen Bericht im Vereinsheim."),
        (SPANISH, "es", "Los socios pueden leer el informe completo en la sede."),
    ],
)
def test_a_storys_own_last_sentence_is_not_a_call(story, language, last):
    assert label_of(page(prose([*story, last]), language=language)) not in INCOMPLETE


@pytest.mark.parametrize(
    "behind",
    [
        "<div><span>Yes</span> <b>57 %</b><br><span>No</span> <b>43 %</b></div>",
        "<p>Batterie: 57 %</p>",
        "<p>HRBR 41.20 +1.8 %</p>",
        "<div><img src=a><span>1 / 12</span></div>",
        "<p>Our mark: 1/5</p>",
        "<div><textarea></textarea><span>1500 characters left</span></div>",
    ],
)
def test_figures_behind_the_end_declare_no_rest(behind):
    assert label_of(page(prose(ENGLISH), behind)) == "full"


@pytest.mark.parametrize(
    ("behind", "cut"),
    [
        ("You have read 2 of 5 free articles this month.", False),
        ("You have read 5 of 5 free articles this month.", True),
        ("You’ve reached your limit of free articles.", True),
        ("Listening to this article is reserved for subscribers.", False),
        ("This article is reserved for subscribers.", True),
    ],
)
def test_a_meter_that_is_not_used_up_shuts_nothing(behind, cut):
    label = label_of(page(prose(ENGLISH[:3]), f"<div class=m>{behind}</div>"))
    assert (label == "paywalled") is cut


@pytest.mark.parametrize(
    "last",
    [
        f'<a href="{THERE}.pdf">Read the full report</a>',
        f'Read the <a href="{THERE}.pdf?v=2">full report</a> of the engineers.',
        (
            '<a href="https://chat.example/c/0029abc">Join our WhatsApp channel to get the full '
            "story first</a>"
        ),
        f'<a href="{HERE}?view=all">Show all comments</a>',
        f'<a href="{HERE}/2">Next photo</a>',
        (
            f'This article is republished from the Gazette. Read the <a href="{THERE}">original '
            "article</a>."
        ),
    ],
)
def test_a_link_to_something_else_leads_to_no_longer_text(last):
    assert label_of(page(prose(ENGLISH), f"<p>{last}</p>")) not in INCOMPLETE


@pytest.mark.parametrize(
    ("story", "language", "words"),
    [
        (ENGLISH, "en", "Subscribe to continue reading"),
        (GERMAN, "de", "Dieser Artikel ist nur für Abonnenten."),
        (FRENCH, "fr", "Cet article est réservé à nos abonnés"),
        (JAPANESE, "ja", "この記事は有料会員限定です"),
    ],
)
def test_a_part_named_as_a_paywall_decides_wherever_it_is(story, language, words):
    html = page(prose(story[:2]), language=language)
    wall = f'<div class="site-paywall"><h2>{words}</h2><a href="/subscribe">→</a></div>'
    for locked in (
        html.replace("</body>", wall + "</body>"),
        html.replace("<body>", "<body>" + wall),
    ):
        verdict = judge(view_of(locked))
        assert verdict.label == "paywalled"
        assert verdict.evidence[0].quote == words


@pytest.mark.parametrize("box", ["<dialog>{}</dialog>", '<div class="modal fade">{}</div>'])
def test_a_closed_box_never_decides(box):
    wall = box.format('<div class="paywall"><h2>Subscribe to continue reading</h2></div>')
    assert label_of(page(prose(ENGLISH)).replace("</body>", wall + "</body>")) == "full"


@pytest.mark.parametrize(
    "box",
    [
        '<div role="dialog"><h2>Sign up for our newsletter</h2><input type=email></div>',
        '<div class="login-wall" role="dialog"><h2>Log in to comment</h2></div>',
        "<dialog><h2>Subscribe to continue reading</h2></dialog>",
    ],
    ids=["a letter", "comments", "closed"],
)
def test_other_boxes_over_the_page_shut_nothing(box):
    html = page(prose(ENGLISH))
    assert label_of(html.replace("</body>", box + "</body>")) == "full"


def test_a_body_in_a_part_with_a_cut_ones_name_is_whole():
    for name in ("story-body teaser", "preview-mode-off", "text-truncate-off", "post-excerpt-wrap"):
        assert label_of(page(f'<div class="{name}">{prose(ENGLISH)}</div>')) == "full"


def test_a_credit_without_a_full_stop_is_not_a_cut():
    signed = [*ENGLISH, "Text and photographs: Iris Calloway, Norbridge"]
    assert label_of(page(prose(signed))) == "full"


def test_an_ellipsis_alone_cuts_no_story():
    open_end = "Whether the bus will ever come back the short way, nobody at the bakery would say…"
    assert label_of(page(prose([*ENGLISH, *ENGLISH, open_end]))) not in INCOMPLETE
