"""The tests for what is no article, each just within and just beyond what it asks."""

import pytest

from server.model import LinearModel
from server.verdict.gate import (
    TELLING,
    Shape,
    has_reason,
    prose_of,
    shape_features,
    why_no_article,
)
from server.verdict.judge import Models, judge
from server.verdict.signals import Signal
from tests.unit.verdict.stories import ENGLISH, page, prose, view_of, view_of_text

SENTENCE = "The harbour office has moved, and nobody at the quay knows for sure where to."


def document(body, head=""):
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def paragraph(number):
    """About 150 letters, each time other ones."""
    name, new_place = (f"{ENGLISH[number % 4].split()[index].strip(',.')}ville" for index in (4, 9))
    return (
        f"Office {number} of {name} has moved, and nobody at the quay knows where to. "
        f"It will open again in {new_place} after summer, or so its {number} clerks were told."
    )


def paragraphs(count):
    return "".join(f"<p>{paragraph(number)}</p>" for number in range(count))


def seen(html, status=None):
    return shape_features(view_of(html, status=status))


def code(html, status=None):
    decisive = seen(html, status).decisive
    return decisive.code if decisive else None


@pytest.mark.parametrize(
    ("status", "count", "shape_code"),
    [
        (400, 2, "notice_page"),
        (404, 4, "notice_page"),
        (500, 2, "notice_page"),
        (404, 6, None),
        (399, 2, None),
        (200, 2, None),
        (None, 2, None),
        (401, 2, None),
        (402, 2, None),
        (403, 2, None),
        (451, 2, None),
    ],
)
def test_an_error_with_little_prose_is_a_notice(status, count, shape_code):
    html = document(f"<article>{paragraphs(count)}</article>")
    assert code(html, status) == shape_code
    if shape_code:
        decisive = seen(html, status).decisive
        assert decisive.params == (("status", status),)
        assert f"status {status}" in decisive.says
        assert decisive.quote == paragraph(0)


def test_an_error_quotes_its_own_notice_first():
    html = document(f"<p>{SENTENCE}</p><h2>Page not found</h2>")
    assert seen(html, 404).decisive.quote == "Page not found"


@pytest.mark.parametrize(
    ("headline", "count", "shape_code"),
    [
        ("Page not found", 6, "notice_page"),  # under 1,200 letters, and nothing else in it
        ("Page not found", 9, None),
        ("Page not found at Signal Brief Ellery", 4, None),  # less than half
        ("Page not found at Ellery", 4, "notice_page"),  # under 700 letters
        ("Page not found at Ellery", 6, None),
        ("Page not found in Port Ellie", 4, "notice_page"),  # half of it
        ("Page not found | The Signal Brief of Port Ellery", 4, "notice_page"),
        ("The Signal Brief of Port Ellery – Page not found", 4, "notice_page"),
    ],
)
def test_a_headline_that_is_a_notice(headline, count, shape_code):
    html = document(f"<h1>{headline}</h1><article>{paragraphs(count)}</article>")
    assert code(html) == shape_code
    title = document(paragraphs(count), f"<title>{headline}</title>")
    assert code(title) == shape_code
    if shape_code:
        assert seen(title).decisive.quote == headline
        assert seen(title).decisive.says == "The page only gives a notice."


def test_a_notice_in_the_text_counts_where_there_is_little_else():
    for count, shape_code in ((1, "notice_page"), (3, None)):
        assert code(document(f"<p>Page not found.</p>{paragraphs(count)}")) == shape_code
    phrases = ("Page not found", "access denied", "moved permanently", "something went wrong")
    phrase_list = ", ".join(
        [*phrases, "no longer available", "just a moment", "service unavailable"]
    )
    for length, shape_code in ((199, "notice_page"), (200, "no_text")):
        assert code(document(f"<p>{phrase_list.ljust(length, 'x')}</p>")) == shape_code
    within = "The council said that the page not found in its archive was burnt long ago"
    assert code(document(f"<p>{within}</p>")) == "no_text"


@pytest.mark.parametrize(
    ("body", "shape_code"),
    [
        ("<p>We value your privacy</p>", "consent_wall"),
        (f"<p>We value your privacy</p>{paragraphs(1)}", "consent_wall"),
        (f"<p>We value your privacy</p>{paragraphs(2)}", None),
        ("<div>Loading…</div>", "script_page"),
        (f"<div>Loading…</div>{paragraphs(1)}", "script_page"),
        (f"<div>Loading…</div>{paragraphs(2)}", None),
        ("<div>Loading…</div>" + "<span>Quay </span><br>" * 200, "no_text"),
        ("<div>Home</div>", "no_text"),
        ("<div>Home and quay</div><p></p>", "no_text"),
        (f"<p>{paragraph(0)}</p>", None),
    ],
)
def test_walls_and_shells_are_told_where_there_is_little_to_read(body, shape_code):
    assert code(document(body)) == shape_code
    if shape_code:
        decisive = seen(document(body)).decisive
        assert decisive.says.endswith(".")
        assert decisive.quote in decisive.element.text_content()


def test_a_shell_says_how_much_there_is_to_see():
    assert seen(document("<div>Home</div><p>Quay</p>")).decisive.params == (("visible", 8),)


def test_a_wall_is_told_by_its_words_and_a_button_that_agrees():
    text = (
        "We and our partners store information on your device. We use your personal data to show "
        "adverts, and we ask for your consent to it. You may object to what our partners do with "
        "your data at any time, and we keep your choice on your device for a year."
    )
    for button, shape_code in (
        ("<button>Accept</button>", "consent_wall"),
        ("<input type=submit value=Accept>", "consent_wall"),
        ("<a class=btn>Accept</a>", "consent_wall"),
        ("<div role=button>Accept</div>", "consent_wall"),
        ("<a class=more>Accept</a>", None),
        ("<button>Accept " + "what is asked " * 5 + "</button>", None),
        ("<button></button>", None),
    ):
        assert code(document(f"<p>{text}</p>{button}")) == shape_code, button
    wall = seen(document(f"<p>{text}</p><p>We use cookies</p><button>Accept</button>")).decisive
    assert wall.says == "The page only asks for consent."
    assert wall.quote == "We use cookies"


VIDEO = "<video src='/v.mp4'></video>"
FILM = '<meta property="og:type" content="video.movie">'


@pytest.mark.parametrize(
    ("body", "head", "count", "tested", "decisive"),
    [
        (VIDEO, "", 1, True, None),
        (VIDEO, "", 2, False, None),
        ("<audio src='/a.mp3'></audio>", "", 1, True, None),
        ("<iframe src='https://x.example/player/1'></iframe>", "", 1, True, None),
        ("<iframe src='https://x.example/map/1'></iframe>", "", 1, False, None),
        ("<iframe></iframe>", "", 1, False, None),
        ("", FILM, 2, True, "media_page"),
        ("", FILM.replace("video.movie", "music.song"), 2, True, "media_page"),
        ("", FILM.replace("video.movie", "article"), 2, False, None),
        ("", '<meta property="og:type">', 2, False, None),
        ("", FILM, 3, False, None),
    ],
)
def test_a_player_with_a_description(body, head, count, tested, decisive):
    shape = seen(document(f"<h1>Tunnel from above</h1>{body}{paragraphs(count)}", head))
    assert ("media_page" in {test.code for test in shape.tests}) is tested
    assert (shape.decisive.code if shape.decisive else None) == decisive
    if tested:
        (test,) = (test for test in shape.tests if test.code == "media_page")
        assert (test.quote, test.says) == (
            "Tunnel from above",
            "The page is about a video, sound or pictures.",
        )


def links(count, words="Council of Port Ellery votes on plan"):
    return "".join(f'<li><a href="/story-{n}">{words} {n}</a></li>' for n in range(count))


@pytest.mark.parametrize(
    ("body", "link_count"),
    [
        (f"<ul>{links(8)}</ul>", 8),
        (f"<ul>{links(7)}</ul>", None),
        (f"<ul>{links(8, 'Council of Ellery votes')}</ul>", 8),  # 25 letters
        (f"<ul>{links(8, 'Council of Ellery vote')}</ul>", None),
        (f"<ul>{links(12, 'Council')}</ul>", None),
        (f"<article>{paragraphs(6)}</article><ul>{links(30)}</ul>", None),
    ],
)
def test_headlines_that_lead_elsewhere_are_a_list(body, link_count):
    tests = [
        test for test in seen(document(f"<main>{body}</main>")).tests if test.code != "no_text"
    ]
    assert [test.code for test in tests] == ["list_of_links"] * bool(link_count)
    if link_count:
        assert dict(tests[0].params) == {"links": link_count}
        assert tests[0].quote == tests[0].element.text_content()
        assert tests[0].quote.endswith(" 0")
        assert tests[0].says.startswith(f"The page lists {link_count} links")


def test_what_a_page_without_prose_is_comes_before_that_it_has_none():
    shape = seen(document(f"<ul>{links(20, 'Council of Port Ellery: a vote')}</ul>"))
    assert shape.decisive.code == "list_of_links"
    assert shape.features == {}


def test_a_text_without_markup_has_no_shape():
    assert seen(page(prose(ENGLISH))).features["text:prose"] > 0
    assert shape_features(view_of_text(*ENGLISH)) == Shape(None, {})


WEIGHTS = {
    "address:root": 1.0,
    "page:cart": 0.6,
    "og:product": 0.7,
    "og:media": 0.45,
    "body:several": 0.59,
    "test:form_page": 0.9,
}


@pytest.mark.parametrize(
    ("features", "tests", "reason"),
    [
        ({"address:root": 1.0}, (), True),
        ({"address:root": 0.6}, (), True),
        ({"address:root": 0.59}, (), False),
        ({"page:cart": 0.5, "og:product": 0.5}, (), True),
        ({"page:cart": 0.5, "og:media": 1.0}, (), False),  # two reasons, each too weak
        ({"body:several": 1.0}, (), False),
        ({"body:several": 1.0}, ("list_of_links",), True),
        ({"body:several": 1.0}, ("media_page",), False),
        ({"text:prose": 0.71}, (), True),
        ({"text:prose": 0.7}, (), False),
        ({}, (), False),
    ],
)
def test_a_page_is_something_else_where_something_says_what(features, tests, reason):
    shown = tuple(Signal(code, "Seen.") for code in tests)
    assert has_reason(Shape(None, features, shown), WEIGHTS, chance=0.6) is reason


@pytest.mark.parametrize(
    ("length", "chance", "reason"), [(0.12, 0.7, True), (0.12, 0.69, False), (0.13, 0.9, False)]
)
def test_short_lines_are_not_a_brief_where_the_chance_is_high(length, chance, reason):
    shape = Shape(None, {"text:line_length": length})
    assert has_reason(shape, WEIGHTS, chance) is reason


@pytest.mark.parametrize(
    ("features", "code"),
    [
        ({"address:root": 1.0, "page:cart": 1.0, "og:product": 1.0}, "home_page"),
        ({"address:account": 1.0, "page:cart": 1.0}, "form_page"),
        ({"address:root": 0.0, "address:account": 0.0, "page:cart": 2.0}, "shop_page"),
        ({"page:cart": 2.0}, "shop_page"),
        ({"test:form_page": 2.0}, "form_page"),
    ],
)
def test_what_a_page_is_quotes_its_headline(features, code):
    view = view_of(page(prose(ENGLISH)))
    why = why_no_article(view, Shape(None, features), WEIGHTS)
    assert (why.code, why.quote) == (code, "Harbour tunnel opens two years late")
    assert why.says.startswith("The page")


def test_a_few_words_for_carts_make_no_shop_and_links_no_list():
    view = view_of(page(prose(ENGLISH)))
    for feature in ("page:cart", "body:several"):
        why = why_no_article(view, Shape(None, {feature: 1.0}), {feature: TELLING - 0.1})
        assert why.code == "unlike_story"
        assert (
            why_no_article(view, Shape(None, {feature: 1.0}), {feature: TELLING}).code != why.code
        )


@pytest.mark.parametrize(
    ("address", "account"),
    [
        ("https://quay.example/user/login.php", True),
        ("https://quay.example/index.php?route=account/forgotten", True),
        ("https://quay.example/Kontakt.html", True),
        ("https://quay.example/contact-us", True),
        ("https://quay.example/reset-your-password", True),
        ("https://quay.example/how-to-reset-passwords", False),
        ("https://quay.example/contactless-payment", False),
        ("https://quay.example/users-of-the-harbour", False),
        (None, False),
    ],
)
def test_an_address_of_an_account_or_a_contact_has_a_word_of_it(address, account):
    shape = shape_features(view_of(page(prose(ENGLISH)), url=address))
    assert shape.features["address:account"] is account


def test_without_a_headline_its_first_words_are_quoted_and_then_its_title():
    def quote(html):
        reason = why_no_article(view_of(html), Shape(None, {}), {})
        return reason.quote if reason else None

    assert quote(document(f"<p>Menu</p><p>{SENTENCE}</p>")) == SENTENCE
    assert quote(document("<p>Menu</p><p>Home</p>")) == "Menu"
    assert quote(document("<p>Menu</p><p>Harbour quays</p>")) == "Harbour quays"  # 12 letters
    assert quote(document("<p>Menu</p><p>Harbour quay</p>")) == "Menu"
    assert quote(document("<p>Menu</p>" * 39 + f"<p>{SENTENCE}</p>")) == SENTENCE
    assert quote(document("<p>Menu</p>" * 40 + f"<p>{SENTENCE}</p>")) == "Menu"
    assert quote(document("<div></div>", "<title></title>")) is None
    assert quote(document("<h1> </h1><h1>Quay</h1><p>Menu</p>")) == "Quay"
    assert quote(document("<div></div>", "<title>\n Signal  Brief </title>")) == "Signal Brief"
    assert quote(document("<div></div>", "<title> </title>")) is None


def test_a_test_that_says_what_a_page_is_is_its_reason():
    listing = Signal("list_of_links", "It lists.", "Council votes")
    shape = Shape(None, {"body:several": 1.0}, (Signal("media_page", "Plays."), listing))
    view = view_of(page(prose(ENGLISH)))
    assert why_no_article(view, shape, {"body:several": 0.1}) is listing


def test_a_page_with_carts_is_a_shop_by_its_shape_alone():
    goods = "".join(
        f'<li>Kettle number {n} <button class="add-to-cart">Buy it</button></li>' for n in range(12)
    )
    models = Models(
        LinearModel(-3.0, {}, thresholds={"part": 0.5, "doubt": 0.4}),
        LinearModel(-2.0, {"page:cart": 6.0}, thresholds={"other": 0.5}),
    )
    verdict = judge(view_of(page(prose(ENGLISH[:1]), f"<ul>{goods}</ul>")), models)
    assert (verdict.label, verdict.evidence[0].signal) == ("not_article", "shop_page")


FIELD = "<input name='a'>"


@pytest.mark.parametrize(
    ("fields", "is_form"),
    [
        ("<input type='password'><textarea></textarea>", True),
        ("<input type='EMAIL'><select></select>", True),
        (f"<form>{FIELD * 2}</form>", True),
        (FIELD, False),
        (f"<form>{FIELD}</form>" * 3, False),
        (FIELD + "<input type='hidden'><input type='submit'><input type='search'>", False),
        (f"<div class='comments'>{FIELD * 4}</div>", False),
        (f"<div id='popup'>{FIELD * 4}</div>", False),
        (f"<div aria-hidden='true'>{FIELD * 4}</div>", False),
        (f"<aside><p>{FIELD * 4}</p></aside>", False),
    ],
)
def test_a_form_of_two_fields_not_beside_the_text_is_what_a_page_may_be_for(fields, is_form):
    shown = seen(document(f"<main><h1>Your account</h1>{paragraphs(3)}</main>{fields}"))
    form = next((test for test in shown.tests if test.code == "form_page"), None)
    assert (form is not None) is is_form
    assert shown.features.get("test:form_page", 0.0) == float(is_form)
    assert form is None or form.quote == "Your account"


def test_a_page_of_a_form_and_no_text_asks_to_fill_it_in():
    assert code(document(f"<main><h1>Your account</h1>{FIELD * 2}</main>")) == "form_page"


@pytest.mark.parametrize(
    ("paragraph", "states"),
    [
        ("The quay of Brevik is now shut.", True),
        ("The quay of Brevik is now shut", False),
        ("The quay is shut.", False),
        ("Quay " * 79 + "quay.", True),
        ("quay " * 80, True),
        ("quay " * 79, False),
        ("อุโมงค์ใต้ท่าเรือของเมืองเปิดให้ใช้ในวันจันทร์" * 3, True),
        ("อุโมงค์ใต้ท่าเรือของเมืองเปิดให้ใช้ในวันจันทร์", False),
    ],
)
def test_what_states_something_is_prose(paragraph, states):
    assert bool(prose_of(f"Menu\n{paragraph}\nHome")) is states
