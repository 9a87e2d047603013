import pytest

from server.article.read import read, read_article, text_paragraphs
from server.errors import PageTooLarge, UnreadableHtml
from server.model import PageInput
from tests.unit.article.pages import ENGLISH, GERMAN, JAPANESE, page

URL = "https://courant.example/harbour/bridge"


@pytest.mark.parametrize(
    ("paragraphs", "language"), [(ENGLISH, "en"), (GERMAN, "de"), (JAPANESE, "ja")]
)
def test_the_article_is_its_paragraphs_and_nothing_of_the_page_around_it(paragraphs, language):
    article = read_article(PageInput(html=page(paragraphs, lang=language), url=URL))
    assert [
        paragraph for paragraph in article.text.split("\n\n") if paragraph in paragraphs
    ] == paragraphs
    for furniture in ("Herring season", "All rights reserved", "what a shame", "Weather"):
        assert furniture not in article.text
    assert article.language == language


def test_the_headline_is_the_title_and_no_sentence_of_the_body():
    body = "".join(f"<p>{text}</p>" for text in ENGLISH)
    headline = "Swing bridge of Port Ellery to close for two years"
    html = (
        f"<html lang=en><head><title>{headline} - The Ellery Post</title></head><body><main>"
        f"<article><h1>{headline}</h1>{body}</article></main></body></html>"
    )
    article = read_article(PageInput(html=html))
    assert article.title == headline
    assert article.sentences[0].text.startswith("The harbour council")


def test_a_headline_that_is_not_a_main_heading_is_not_a_sentence_of_the_body_either():
    html = page(ENGLISH).replace("h1>", "h2>")
    article = read_article(PageInput(html=html, url=URL))
    assert article.title
    assert article.title not in article.text
    assert article.sentences[0].text.startswith("The harbour council")


def test_offsets_point_at_the_sentences():
    article = read_article(PageInput(html=page(ENGLISH), url=URL))
    assert len(article.sentences) == 9
    for sentence in article.sentences:
        assert article.text[sentence.start : sentence.end] == sentence.text


def test_the_body_stands_where_its_paragraphs_stand():
    teaser = f"<section><p>{ENGLISH[0]}</p></section>"
    html = page(ENGLISH).replace("<main>", f"{teaser}<main>")
    reading = read(PageInput(html=html, url=URL))
    text_map = reading.document.text_map
    places = [
        text_map.run_at(span.start).element.getparent().get("class")
        for span in reading.body
        if span
    ]
    assert set(places[-5:]) == {"story-body"}
    assert None not in reading.body


@pytest.mark.parametrize(
    "hiding",
    ['hidden=""', 'style="display:none"', 'style="color:red; visibility: hidden"'],
)
def test_what_the_browser_does_not_show_is_not_the_article(hiding):
    secret = f"<p {hiding}>This sentence is only there for machines, which should pass it over.</p>"
    article = read_article(PageInput(html=page(ENGLISH, after=secret), url=URL))
    assert "only there for machines" not in article.text
    assert ENGLISH[4] in article.text


def test_a_page_with_nothing_to_show_is_read_from_what_it_hides():
    html = f"<html><body><div hidden>{''.join(f'<p>{p}</p>' for p in ENGLISH)}</div></body></html>"
    assert ENGLISH[2] in read_article(PageInput(html=html, url=URL)).text


def test_a_body_that_waits_for_its_script_is_read():
    html = page(ENGLISH).replace("<body>", '<body style="visibility:hidden">')
    reading = read(PageInput(html=html, url=URL))
    assert ENGLISH[0] in reading.article.text
    assert any(reading.body)


@pytest.mark.parametrize("depth", [300, 500, 900])
def test_an_article_deep_in_the_page_is_read_whole(depth):
    body = "<div>" * depth + "".join(f"<p>{p}</p>" for p in ENGLISH) + "</div>" * depth
    article = read_article(PageInput(html=f"<html><body>{body}</body></html>", url=URL))
    assert article.text.split("\n\n") == ENGLISH


def test_an_article_in_a_container_called_paywall_is_read():
    html = page(ENGLISH).replace("story-body", "paywall locked")
    assert ENGLISH[4] in read_article(PageInput(html=html, url=URL)).text


def test_lines_broken_by_br_are_paragraphs():
    html = page([]).replace('<div class="story-body">', "<div>" + "<br><br>".join(ENGLISH))
    assert ENGLISH[3] in read_article(PageInput(html=html, url=URL)).text.split("\n\n")


def test_subheadings_lists_and_tables_of_the_article_stay():
    markup_after = (
        "<h2>What it means for drivers</h2><ul><li>The inland road takes all lorries from May.</li>"
        "<li>Cars may use the village bridge at Sallow.</li></ul>"
        "<table><tr><td>Girders checked</td><td>60</td></tr>"
        "<tr><td>Girders cracked</td><td>14</td></tr></table>"
    )
    lines = read_article(PageInput(html=page(ENGLISH, after=markup_after))).text.split("\n\n")
    assert "What it means for drivers" in lines
    assert "Cars may use the village bridge at Sallow." in lines
    assert "Girders cracked | 14" in lines


def test_a_page_without_text_is_an_empty_article():
    html = "<html><head><title>x</title></head><body><div id='app'></div></body></html>"
    reading = read(PageInput(html=html, url=URL))
    assert (reading.article.text, reading.article.sentences, reading.article.words) == ("", [], 0)
    assert reading.body == []


def test_the_document_of_a_plain_text_is_its_paragraphs():
    page_input = PageInput(
        text="One day.\nIt rained.\n\nThen it stopped.", title="Rain", language="en"
    )
    reading = read(page_input)
    assert reading.article.text == "One day. It rained.\n\nThen it stopped."
    assert [sentence.paragraph for sentence in reading.article.sentences] == [0, 0, 1]
    assert (reading.article.title, reading.article.extractor) == ("Rain", "text")
    assert reading.document.is_text
    assert [span.end for span in reading.body] == [14, 27]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("a b\nc", ["a b", "c"]),
        ("a\nb\n\nc", ["a b", "c"]),
        ("a\r\n\r\nb", ["a", "b"]),
        ("  a\x00 \n \t\n b  ", ["a", "b"]),
    ],
)
def test_text_is_cut_at_blank_lines_or_else_at_line_breaks(text, paragraphs):
    assert text_paragraphs(text) == paragraphs


@pytest.mark.parametrize("html", ["%PDF-1.7 …", "PK\x03\x04zip", "\x00" * 1000, "<!-- -->"])
def test_what_is_not_a_page_is_refused(html):
    with pytest.raises(UnreadableHtml):
        read(PageInput(html=html, url=URL))


@pytest.mark.parametrize("field", ["html", "text"])
def test_fifty_megabytes_are_refused(field):
    with pytest.raises(PageTooLarge):
        read(PageInput(**{field: "word " * 10_000_000}))


def test_what_the_caller_says_of_a_page_counts():
    page_input = PageInput(html=page(ENGLISH, lang=None), published="2026-03-04", language="en-NZ")
    article = read_article(page_input)
    assert (article.published, article.language) == ("2026-03-04", "en-NZ")


@pytest.mark.parametrize(
    ("markup", "is_read"),
    [
        ("for two<span class='sr-only'> (opens in a new window)</span> years", "for two years"),
        ("for <i class='visually-hidden'>about </i>two years", "for two years"),
        ("for <a href='/x'>two years<b class='screen-reader-text'>, link</b></a>", "for two years"),
        ("for <del>three</del><ins>two</ins> years", "for two years"),
        ("for <b class='sr-only-focusable'>two</b> years", "for two years"),
    ],
)
def test_words_that_nobody_reads_are_not_in_a_sentence(markup, is_read):
    html = page(ENGLISH).replace("for two years", markup)
    shown_sentence = ENGLISH[0].replace("for two years", is_read)
    assert read_article(PageInput(html=html, url=URL)).text.startswith(shown_sentence.split(".")[0])


def test_an_element_that_was_never_closed_strikes_nothing_out():
    html = page(ENGLISH).replace("<p>", "<p><del>", 1)
    assert read_article(PageInput(html=html, url=URL)).text.split("\n\n")[0] == ENGLISH[0]


def test_an_article_that_may_lack_a_part_says_so(monkeypatch):
    monkeypatch.setattr("server.article.extract.choose.doubt", lambda *_: 1.0)
    (warning,) = read(PageInput(html=page(ENGLISH), url=URL)).article.warnings
    assert (warning.type, warning.stage) == ("/problems/body_incomplete", "article")
