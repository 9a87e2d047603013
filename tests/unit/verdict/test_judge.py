"""Whatever a verdict says of a page can be found in it again."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.language.data import section
from server.page.document import fold
from server.page.view import PageView
from server.text.calls import LANGUAGES
from server.verdict.judge import judge
from server.verdict.signals import SIGNALS
from tests.unit.verdict.stories import (
    ARABIC,
    ENGLISH,
    GERMAN,
    HERE,
    JAPANESE,
    THERE,
    page,
    prose,
    reading_of,
    view_of,
    view_of_text,
)

BUTTON = f'<a class="button" href="{THERE}">Read Full Article</a>'


def signals(verdict):
    return {evidence.signal for evidence in verdict.evidence}


def verdict_on(html, **fields):
    """Return the verdict on a page, after checking all of its quotations."""
    reading = reading_of(html, **fields)
    verdict = judge(PageView(reading))
    for evidence in verdict.evidence:
        assert evidence.signal in SIGNALS
        if evidence.quote and evidence.selector:
            (element,) = reading.document.root.cssselect(evidence.selector)
            assert fold(evidence.quote) in fold(element.text_content())
    if verdict.label not in ("full", "unknown"):
        assert any(evidence.quote and evidence.selector for evidence in verdict.evidence)
    return verdict


@pytest.mark.parametrize(
    ("paragraphs", "body_end", "after", "language"),
    [
        (ENGLISH, "", f"<div>{BUTTON}</div>", "en"),
        (ENGLISH, f'<footer class="story-end">{BUTTON}</footer>', "", "en"),
        (ENGLISH, f"<p>{BUTTON}</p>", "", "en"),
        (ENGLISH, "<p>This is a summary.</p>", "", "en"),
        (
            ENGLISH,
            "",
            (
                "<section><h2>Continue Reading</h2><p>This is a summary. Read the full story on "
                f"the original publication.</p>{BUTTON}</section>"
            ),
            "en",
        ),
        (ENGLISH, f'<p>Read the full story at <a href="{THERE}">the Gazette</a>.</p>', "", "en"),
        (GERMAN, f'<p>Den ganzen Artikel lesen Sie im <a href="{THERE}">Boten</a>.</p>', "", "de"),
        (JAPANESE, f'<div><a href="{THERE}">元記事を見る</a></div>', "", "ja"),
        (JAPANESE, f'<p><a href="{THERE}">全文を読む</a></p>', "", "ja"),
        (ARABIC, "", f'<p><a href="{THERE}">اقرأ المقال كاملا</a></p>', "ar"),
    ],
)
def test_a_retelling_that_points_to_the_story_elsewhere_is_a_summary(
    paragraphs, body_end, after, language
):
    html = page(prose(paragraphs) + body_end, after, language=language)
    verdict = verdict_on(html)
    assert verdict.label == "summary"
    assert verdict.evidence[0].quote


def test_pasted_text_quotes_the_line_that_says_it():
    line = "This is a summary. Read the full story on the original publication."
    verdict = judge(view_of_text(*ENGLISH, "Continue Reading", line, "Read Full Article"))
    assert verdict.label == "summary"
    assert verdict.evidence[0].quote == line


def test_what_a_page_calls_itself_weighs_no_less_than_its_link():
    line = "This is a summary. Read the full story on the original publication."
    after = f'<div class="more"><h3>Continue Reading</h3><p>{line}</p>{BUTTON}</div>'
    verdict = verdict_on(page(prose(ENGLISH) + after))
    first = verdict.evidence[0]
    assert verdict.label == "summary"
    assert (first.signal, first.quote) == ("says_summary", line)
    assert first.weight == max(reason.weight for reason in verdict.evidence)


@pytest.mark.parametrize("paragraphs", [ENGLISH, GERMAN, JAPANESE, ARABIC])
def test_a_whole_story_is_full_and_says_why(paragraphs):
    verdict = verdict_on(page(prose(paragraphs)))
    assert verdict.label == "full"
    assert verdict.confidence >= 0.5
    assert verdict.evidence[0].signal == "whole_text"
    assert judge(view_of_text(*paragraphs)).label == "full"


@pytest.mark.parametrize(
    ("body", "after"),
    [
        # Related stories with the same words.
        (prose(ENGLISH), '<div class="related"><p><a href="/a">Weiterlesen</a></p></div>'),
        (
            prose(ENGLISH),
            f'<ul><li><a href="/a">Read more</a></li><li><a href="{THERE}">Read more</a></li></ul>',
        ),
        (
            prose(ENGLISH),
            (
                f'<div><h3><a href="{THERE}">Council votes on a second ferry line</a></h3>'
                f'<a href="{THERE}">Read more</a></div>'
            ),
        ),
        # A box for subscribers in the middle.
        (
            prose(ENGLISH[:2])
            + "<div><p>This content is reserved for subscribers.</p><p>Subscribe now</p></div>"
            + prose(ENGLISH[2:]),
            "",
        ),
        # A copy of a whole story.
        (
            prose(ENGLISH * 3)
            + f'<p>This story originally appeared in <a href="{THERE}">the Gazette</a>.</p>',
            "",
        ),
        (prose(ENGLISH * 3) + f'<p>Source: <a href="{THERE}">Harbour Gazette</a></p>', ""),
        (prose(ENGLISH), '<a href="#rest">Continue reading the main story</a>'),
        (prose(ENGLISH), "<p>Subscribe to our newsletter.</p>"),
        (
            prose(
                [*ENGLISH, "“Who knows what the clay still holds?” Morrow asked. “We shall see!”"]
            ),
            "",
        ),
    ],
)
def test_false_friends_do_not_make_a_whole_story_less(body, after):
    assert verdict_on(page(body, after)).label == "full"


OFFERED = prose(
    [
        *ENGLISH[:3],
        "To view the full story, subscribe to Signal Brief: $60 a year after a free trial.",
        (
            "As a member you get unlimited digital access to the archive, the weekend magazine "
            "and a letter from the editor, and you may cancel when you like."
        ),
        (
            "If you are already a subscriber and see this, log in for immediate access to the "
            "whole archive and to all of your gift subscriptions."
        ),
    ]
)
ASKED = (
    "<div><p>To continue reading, please log in or subscribe.</p>"
    "<p>Digital: $9 a month, cancel any time</p></div>"
)
PRINTED = "<p>Read the rest in the printed edition.</p>"


@pytest.mark.parametrize(
    ("body", "after", "signal", "label"),
    [
        (prose(ENGLISH[:3]), ASKED, "cut_for_subscribers", "paywalled"),
        # The subscription's benefits, after the call and in the same container.
        (OFFERED, "", "cut_for_subscribers", "paywalled"),
        (prose([ENGLISH[0], ENGLISH[1] + " […]"]), "", "cut_off_end", "excerpt"),
        (prose(ENGLISH[:3]) + "<p>This is an excerpt.</p>", "", "says_excerpt", "excerpt"),
        (prose(ENGLISH[:3]) + PRINTED, "", "says_excerpt", "excerpt"),
    ],
)
def test_a_cut_text_is_told_by_what_was_seen(body, after, signal, label):
    verdict = verdict_on(page(body, after))
    assert signal in signals(verdict)
    assert verdict.label == label


@pytest.mark.parametrize("free", [True, False])
def test_a_declared_price_alone_cuts_no_text(free):
    declaration = json.dumps(
        {"@type": "NewsArticle", "isAccessibleForFree": free, "wordCount": 9000}
    )
    head = f'<script type="application/ld+json">{declaration}</script>'
    verdict = verdict_on(page(prose(ENGLISH * 3), head=head))
    assert verdict.label == "full"
    assert ("declared_paid" in signals(verdict)) is not free


def test_the_status_of_a_locked_page_is_evidence():
    verdict = judge(view_of(page(prose(ENGLISH)), status=402))
    assert verdict.label == "unknown"
    assert "http_status" in signals(verdict)


def test_evidence_for_the_label_is_positive_and_against_it_negative():
    verdict = verdict_on(page(prose(ENGLISH), '<p><a href="/subscribe">Our offers</a></p>'))
    assert verdict.label == "full"
    weights = {evidence.signal: evidence.weight for evidence in verdict.evidence}
    assert weights["whole_text"] > 0 >= weights["offers_access"]


def test_a_page_without_an_address_takes_absolute_links_to_lead_away():
    html = page(prose(ENGLISH), f"<div>{BUTTON}</div>")
    assert verdict_on(html, url=None).label == "summary"
    own = f'<link rel="canonical" href="{HERE}">'
    near = BUTTON.replace(THERE, "https://signal-brief.example/kettles")
    assert verdict_on(page(prose(ENGLISH * 2), near, head=own), url=None).label == "full"


@pytest.mark.parametrize(
    ("address", "label"),
    # A longer version adds to this page's own address; another one is another story's.
    [(f"{HERE}/full", "excerpt"), (f"{HERE}?view=full", "excerpt"), ("/kettles", "full")],
)
def test_a_link_within_the_site_leads_to_a_longer_version_by_its_address(address, label):
    link = f'<p><a href="{address}">Read the full story</a></p>'
    assert verdict_on(page(prose(ENGLISH * 2) + link)).label == label


def test_a_refused_page_with_a_call_for_subscribers_is_for_them():
    html = page(prose(ENGLISH[:2]) + "<p>Become a member and enjoy the rest of this piece.</p>")
    assert judge(view_of(html, status=402)).label == "paywalled"


def test_a_translations_note_does_not_make_it_a_part():
    note = f'<p><a href="{THERE}">Read the original article in English</a></p>'
    assert verdict_on(page(prose(ENGLISH * 2), note)).label == "full"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("sv", "Bli medlem och läs resten av reportaget"),
        ("cs", "Přihlaste se a čtěte zbytek článku"),
        ("uk", "Увійдіть, щоб дочитати решту статті"),
        ("el", "Γίνετε συνδρομητές και διαβάστε όλο το άρθρο"),
    ],
)
def test_calls_are_understood_in_languages_without_phrases(language, line):
    html = page(prose(ENGLISH[:3]) + f"<p>{line}</p>")
    reading = reading_of(html)
    spoken = replace(reading, article=replace(reading.article, language=language))
    assert judge(PageView(spoken)).label == "paywalled"


def test_a_first_page_of_several_is_an_excerpt():
    pager = f'<p>1 <a href="{HERE}?page=2">2</a> <a href="{HERE}?page=3">3</a></p>'
    verdict = verdict_on(page(prose(ENGLISH * 2), pager))
    assert verdict.label == "excerpt"
    assert verdict.evidence[0].quote == "1 2 3"


def test_reports_of_agencies_are_not_a_retelling():
    sentences = [f"{text[:-1]}, the news agency AFP reports." for text in ENGLISH]
    assert verdict_on(page(prose(sentences))).label == "full"
    sentences = [f"{text[:-1]}, the newspaper Nordlicht reports." for text in ENGLISH]
    assert verdict_on(page(prose(sentences))).label == "summary"


def test_a_signed_report_that_cites_a_newspaper_is_full():
    sentences = [f"{text[:-1]}, the newspaper Nordlicht reports." for text in ENGLISH]
    signed = '<p class="byline">By <span rel="author">Ada Muster</span></p>'
    assert verdict_on(page(signed + prose(sentences))).label == "full"


def test_the_name_of_what_holds_the_body_too_says_nothing():
    call = "<p>This article is for subscribers. Subscribe to continue reading.</p>"
    html = page(prose(ENGLISH[:3]) + call)
    renamed_html = html.replace("<body>", '<body><div class="has-sidebar related">')
    renamed_html = renamed_html.replace("</body>", "</div></body>")
    assert renamed_html != html
    assert verdict_on(renamed_html).label == verdict_on(html).label == "paywalled"


def test_a_paragraph_that_goes_on_elsewhere_is_an_excerpt():
    last = f'{ENGLISH[0]} {ENGLISH[1]} (<a href="{THERE}">continue reading at the Gazette</a>)'
    assert verdict_on(page(prose(ENGLISH) + f"<p>{last}</p>")).label == "excerpt"


def test_a_link_named_by_another_headline_is_no_longer_version():
    teaser = f'<p>Read more: <a href="{THERE}">Ferry to the islands returns after ten years</a></p>'
    assert verdict_on(page(prose(ENGLISH), teaser)).label == "full"


def test_a_text_that_is_cut_off_at_a_call_is_paywalled():
    cut = f"<p>{ENGLISH[0]} The council had ...</p>"
    call = "<p>This article is for subscribers. Subscribe to continue reading.</p>"
    assert verdict_on(page(prose(ENGLISH[:2]) + cut + call)).label == "paywalled"


LINES = sorted(
    {
        example
        for language in LANGUAGES
        for examples in (
            *section(language, "calls.phrases").values(),
            *section(language, "calls.made").values(),
        )
        for example in examples
    }
)
MARKUP = (
    "<p>{line}</p>",
    '<div class="paywall"><h3>{line}</h3><a href="/subscribe">{other}</a></div>',
    f'<p><a href="{THERE}">{{line}}</a></p><p>{{other}}</p>',
    f'<aside><div>{{line}}</div><a href="{HERE}?page=2">2</a></aside>',
    "<form><p>{line}</p><input type=password><button>{other}</button></form>",
)


@settings(max_examples=60)
@given(
    body=st.sampled_from([ENGLISH, GERMAN, ENGLISH[:2]]),
    cut=st.sampled_from(["", " …", " [...]"]),
    markup=st.sampled_from(MARKUP),
    line=st.sampled_from(LINES),
    other=st.sampled_from(LINES),
)
def test_each_verdict_quotes_what_stands_where_it_points(body, cut, markup, line, other):
    story = [*body[:-1], body[-1].rstrip(".") + cut] if cut else body
    reading = reading_of(page(prose(story) + markup.format(line=line, other=other)))
    verdict = judge(PageView(reading))
    assert 0 <= verdict.confidence <= 1
    for evidence in verdict.evidence:
        if evidence.quote and evidence.selector:
            (element,) = reading.document.root.cssselect(evidence.selector)
            assert fold(evidence.quote) in fold(element.text_content())
    if verdict.label not in ("full", "unknown"):
        assert any(evidence.quote and evidence.selector for evidence in verdict.evidence)
