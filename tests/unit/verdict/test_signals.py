"""The features that the models read, and who is credited with a story."""

import json

import pytest

from server.verdict.basis import attribution_signal, candidates_of
from server.verdict.judge import judge, look_at
from server.verdict.signals import (
    declared_signals,
    declared_words,
)
from tests.unit.verdict.stories import (
    ENGLISH,
    GERMAN,
    HERE,
    THERE,
    page,
    prose,
    view_of,
    view_of_text,
)


def features(body, status=None):
    view = view_of(page(body), status=status)
    return look_at(view).features


def test_a_plain_story_shows_nothing_but_its_length():
    assert features(prose(ENGLISH)) <= {"length:short", "length:brief"}


def test_a_long_story_is_long():
    assert "length:long" in features(prose(ENGLISH * 12))


@pytest.mark.parametrize(
    ("behind", "feature"),
    [
        (f'<p>1 <a href="{HERE}?page=2">2</a></p>', "more_pages:own"),
        ('<p>Mynediad <a href="/subscribe">yma</a></p>', "offers_access"),
        (
            '<div class="c-paywall"><p>Diwedd y testun yma</p><a href="/join">i</a></div>',
            "locked_part:close",
        ),
    ],
)
def test_markup_speaks_in_languages_without_a_file(behind, feature):
    assert feature in features(prose(ENGLISH) + behind)


@pytest.mark.parametrize(("paragraphs", "is_scant"), [(ENGLISH[:2], True), (ENGLISH * 3, False)])
def test_a_text_that_is_sold_and_has_a_few_sentences_is_doubted(paragraphs, is_scant):
    script = '<script type="application/ld+json">{"@type": "NewsArticle", '
    paid = script + '"isAccessibleForFree": false}</script>'
    assert ("declared_paid+scant" in features(paid + prose(paragraphs))) is is_scant


def view_with(status=None, behind="", **fields):
    declaration = json.dumps({"@type": "NewsArticle", **fields})
    head = f'<script type="application/ld+json">{declaration}</script>'
    return view_of(page(prose(ENGLISH) + behind, head=head), status=status)


def declared(view):
    return {signal.feature for signal in declared_signals(view)}


@pytest.mark.parametrize("value", [512, "512"])
def test_a_declared_length_is_read(value):
    assert declared_words(view_with(wordCount=value).document) == 512


def test_a_length_in_the_data_of_an_application_is_read_after_the_declared_one():
    script = '<script>state = {"wordCount": 900}</script>'
    assert declared_words(view_of(page(prose(ENGLISH), script)).document) == 900
    assert declared_words(view_with(behind=script, wordCount=512).document) == 512
    first = view_of(page(script + prose(ENGLISH), head='<script>state = {"other": 1}</script>'))
    assert declared_words(first.document) == 900


def test_nothing_declared_is_nothing():
    for view in (view_of(page(prose(ENGLISH))), view_of_text(*ENGLISH)):
        assert declared_words(view.document) is None
        assert not declared(view)


def test_a_price_and_a_refusal_are_seen():
    assert declared(view_with(isAccessibleForFree=False)) == {"declared_paid"}
    assert declared(view_with(402)) == {"http_status"}
    assert declared(view_with(403)) == {"http_status"}
    assert not declared(view_with(200))


def test_paid_pages_with_all_their_text_are_whole():
    text = " ".join(ENGLISH)
    view = view_with(isAccessibleForFree=False, articleBody=text, wordCount=len(text.split()))
    assert declared(view) == {"declared_paid"}
    assert judge(view).label == "full"


@pytest.mark.parametrize(("share", "is_whole"), [(1.0, True), (1.1, True), (1.3, False)])
def test_a_text_as_long_as_declared_stays_whole_above_an_offer(share, is_whole):
    words = int(share * sum(len(text.split()) for text in ENGLISH))
    offer = (
        '<aside class="subscribe-box"><p>Two crowns a week.</p><a href="/subscribe">Go</a></aside>'
    )
    view = view_with(behind=offer, isAccessibleForFree=False, wordCount=words)
    assert ("length:declared" in look_at(view).features) is is_whole
    assert not is_whole or judge(view).label == "full"


PROSE = {
    "en": "The tunnel opens on Monday, The Harbour Gazette reported on Thursday.",
    "ru": "Туннель откроют в понедельник, сообщает The Harbour Post.",
    "zh": "据《码头日报》报道，隧道将于星期一开通，比原计划晚了两年。",
    "de": "Der Tunnel öffnet am Montag, berichtet die Zeitung Hafenbote am Donnerstag.",
}

BODIES = {
    "en": ENGLISH[1:],
    "de": GERMAN[1:],
    "ru": [
        "Строительство заняло два года больше, чем планировалось, и обошлось городу вдвое дороже.",
        "Насосы работали днем и ночью с весны и были остановлены только на этой неделе.",
    ],
    "zh": [
        "工程比原计划多用了两年时间，费用是预算的两倍。",
        "水泵从春天开始日夜工作，本周才停下来。",
    ],
}


def found(body, language="en", url="https://signal-brief.example/2026/tunnel"):
    view = view_of(page(body, language=language), url)
    credited = candidates_of(view)
    signal = attribution_signal(view, credited)
    return {signal.feature: signal} if signal else {}


@pytest.mark.parametrize("language", PROSE)
def test_a_sentence_credits_an_outlet(language):
    signals = found(f"<p>{PROSE[language]}</p>" + prose(BODIES[language]), language)
    assert signals["retells_report:head"].quote in PROSE[language]
    assert dict(signals["retells_report:head"].params)["outlet"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The tunnel opens on Monday, Reuters reported.",
        "The tunnel opens on Monday, the engineer told the council.",
        "It opens, according to a post on Facebook.",
        "The tunnel opens on Monday, the Ministry of Works reported.",
        "It closes, according to a study in the journal Harbour Gazette.",
        "It closes, according to the Journal of Harbour News.",
        "It closes, Press Secretary Ada Muster reported.",
        "It closes, The Quay Times reported, and The Harbour Gazette reported the same.",
    ],
    ids=[
        *("an agency", "a person", "a network", "an office", "a journal", "a journal by its name"),
        *("a person of the press", "several outlets"),
    ],
)
def test_what_no_single_outlet_reported_is_not_retold(sentence):
    assert not found(f"<p>{sentence}</p>" + prose(ENGLISH))


def test_a_retelling_says_at_its_head_whose_report_it_is():
    credit, own = f"<p>{PROSE['en']}</p>", prose(ENGLISH)
    assert set(found(credit + own * 4)) == {"retells_report:head"}
    assert not found(own + credit)


def test_sources_further_down_do_not_hide_whose_report_is_retold():
    later_credit = "<p>Lorries pay four crowns, The Quay Times wrote in May.</p>"
    signals = found(f"<p>{PROSE['en']}</p>" + prose(ENGLISH) + later_credit)
    assert dict(signals["retells_report:head"].params)["outlet"] == "Harbour Gazette"


def test_an_outlet_is_known_by_its_verb_and_its_quotes_alone():
    sentence = "Об этом сегодня пишут «Причалы»."
    assert "retells_report:head" in found(f"<p>{sentence}</p>" + prose(BODIES["ru"]), "ru")
    study = "По данным Harbour Labs, туннель откроют в понедельник."
    assert not found(f"<p>{study}</p>" + prose(BODIES["ru"]), "ru")
    mention = "Об этом «Причал-порт.Ru» сообщили в порту."
    assert not found(f"<p>{mention}</p>" + prose(BODIES["ru"]), "ru")


def test_a_verb_may_be_before_the_outlet():
    sentence = "The tunnel opens on Monday, reports the Harbour Gazette."
    assert "retells_report:head" in found(f"<p>{sentence}</p>" + prose(ENGLISH))


def test_a_page_that_a_person_signed_retells_nobody():
    body = f"<p>{PROSE['en']}</p>" + prose(ENGLISH)
    signed = '<p class="byline">By <span rel="author">Ada Muster</span></p>'
    assert not found(signed + body)
    own = '<p class="byline">By <span rel="author">Signal Brief News</span></p>'
    assert set(found(own + body)) == {"retells_report:head"}


def test_what_somebody_told_an_outlet_is_not_its_report():
    quote = "<p>“We are glad,” the engineer told The Harbour Gazette.</p>"
    assert not found(quote + prose(ENGLISH))


def test_the_page_itself_is_not_another_outlet():
    head = "<p>The tunnel opens on Monday, The Harbour Gazette reported.</p>"
    assert not found(head + prose(ENGLISH), url="https://harbour-gazette.example/2026/tunnel")


@pytest.mark.parametrize(
    "line",
    [
        f'Source: <a href="{THERE}">Quay Courier</a>',
        f'[via <a href="{THERE}">Quay Courier</a>]',
        f'[<a href="{THERE}">Quay Courier</a>]',
        "Источник: quay-courier.ru",
        "Źródło: dailymail.co.uk",
    ],
)
def test_the_first_evidence_of_a_retelling_is_its_source_line(line):
    verdict = judge(view_of(page(prose(ENGLISH) + f"<p>{line}</p>"), HERE))
    assert (verdict.answer, verdict.evidence[0].signal) == ("retells", "source_line")
    assert verdict.evidence[0].quote == verdict.basis.outlets[0].quote


@pytest.mark.parametrize("line", ["Photo source: Getty", "The source is dry."])
def test_other_lines_are_not_source_lines(line):
    verdict = judge(view_of(page(prose(ENGLISH) + f"<p>{line}</p>"), HERE))
    assert not verdict.basis.outlets


@pytest.mark.parametrize(
    ("sentence", "name", "language"),
    [
        ("The tunnel opens, CNN's Ada Muster reported.", "CNN", "en"),
        ("The tunnel opens, CNN Monday reported.", "CNN", "en"),
        ("The tunnel opens, The Sunday Times reported.", "Sunday Times", "en"),
        ("According to harbour-brief.com, the tunnel opens.", "harbour-brief.com", "en"),
        ("Wie der Stern berichtet, öffnet der Tunnel.", "Stern", "de"),
        ("Laut Kaier Tagblatt öffnet der Tunnel.", "Kaier Tagblatt", "de"),
    ],
)
def test_the_outlet_is_named_without_what_is_around_it(sentence, name, language):
    signals = found(f"<p>{sentence}</p>" + prose(BODIES[language]), language)
    assert dict(signals["retells_report:head"].params)["outlet"] == name
    assert name in signals["retells_report:head"].says


def test_a_noun_is_not_an_outlet_where_all_nouns_have_capitals():
    sentence = "<p>Der Rat stritt mit Blick auf die Berichterstattung.</p>"
    assert not found(sentence + prose(GERMAN), "de")
