import numpy as np
import pytest

from server.article.extract.sections import alike, home_of, taken_whole
from server.article.read import read
from server.model import PageInput
from server.page.block import blocks_of
from server.page.parse import parse
from tests.unit.article.pages import ENGLISH, GERMAN, JAPANESE, page

URL = "https://courant.example/a"
HOURS = [f"{hour}:15" for hour in range(18, 10, -1)]


def text_of(html):
    return read(PageInput(html=html, url=URL)).article.text


@pytest.mark.parametrize(
    ("entry", "texts"),
    [
        ('<div class="post"><time>{0}</time><h3>Water at {0}</h3><p>{1}</p></div>', ENGLISH),
        (
            '<li class="liveblog-entry"><span>{0} Uhr</span><h2>Stand {0}</h2><p>{1}</p></li>',
            GERMAN,
        ),
        ("<section><h2>{0} — what we know</h2><p>{1}</p></section>", ENGLISH),
    ],
)
def test_a_live_report_is_read_with_all_its_entries(entry, texts):
    told = [f"{texts[n % len(texts)]} ({hour})" for n, hour in enumerate(HOURS)]
    entries = (entry.format(hour, text) for hour, text in zip(HOURS, told, strict=True))
    text = text_of(page(texts[:1], after=f"<div>{''.join(entries)}</div>"))
    assert all(each in text for each in told)


@pytest.mark.parametrize(
    "markup",
    [
        "<p><b>Courant: What of point {0}?</b></p><p>{1}</p>",
        "<dl><dt>Trevane {0}:</dt><dd>{1}</dd></dl>",
        "<div>SPEAKER {0}: {1}</div>",
    ],
)
def test_an_interview_and_a_transcript_are_read_whole(markup):
    body = "".join(markup.format(number, text) for number, text in enumerate(ENGLISH))
    assert all(line in text_of(page([], before=body)) for line in ENGLISH)


def test_a_body_split_over_containers_is_read_whole_without_what_stands_between():
    sign_up = "<div class='sign-up'><h4>Sign up</h4><p>The best of the Courant by mail.</p></div>"
    parts = [f'<div class="body__inner"><p>{line}</p></div>' for line in ENGLISH]
    text = text_of(page([], before=sign_up.join(parts)))
    assert text.split("\n\n") == ENGLISH


@pytest.mark.parametrize(
    ("row", "around"),
    [
        ("<li>{}</li>", "<ul>{}</ul>"),
        ("▽{}<br>", "<p>{}</p>"),
        ("<tr><th>{}</th><td>9時</td></tr>", "<table>{}</table>"),
    ],
)
def test_a_list_of_places_is_part_of_the_article(row, around):
    places = [
        "札幌市中央公園",
        "仙台港フェリー乗り場",
        "白浜市民会館",
        "金沢駅東口広場",
        "長崎市北公園",
    ]
    listed = around.format("".join(map(row.format, places)))
    text = text_of(page(JAPANESE, lang="ja", after=f"<p>署名の場所は次の通り。</p>{listed}"))
    assert all(place in text for place in places)


def whole(html, chances):
    document = parse(f"<html><body>{html}</body></html>", None)
    blocks = blocks_of(document.text_map)
    return taken_whole(document.root, blocks, np.array(chances, np.float32), 0.5)


def test_a_list_taken_in_part_is_taken_but_for_what_is_unlikely():
    items = "".join(f"<li>Salt, number {number}</li>" for number in range(4))
    assert whole(f"<ul>{items}</ul>", [0.6, 0.3, 0.3, 0.1]) == [True, True, True, False]


def test_a_list_of_links_is_not():
    items = "".join(f"<li><a href='/{number}'>Story {number}</a></li>" for number in range(4))
    html = f"<p>{ENGLISH[0]}</p><ul>{items}</ul>"
    assert whole(html, [1, 0.6, 0.3, 0.3, 0.3]) == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("name", "heading", "are_taken"),
    [
        ("entry", "<h3>Step</h3>", True),
        ("entry", "<h3><a href='/x'>Step</a></h3>", False),
        ("entry", "<a href='/x'><h3>Step</h3></a>", False),
    ],
)
def test_sections_alike_are_taken_unless_they_are_cards_beside_it(name, heading, are_taken):
    sections = f'<div class="{name}">{heading}<p>{ENGLISH[0]}</p></div>' * 3
    assert whole(sections, [0.3, 0.6, 0.3, 0.3, 0.3, 0.3])[-1] == are_taken


def test_sections_alike_have_a_heading_each():
    root = parse(
        "<div><section><h2>One</h2></section><section><h2>Two</h2><p>Text</p></section></div>"
        '<h2>Loose</h2><div class="x"><h2>Alone</h2></div>',
        None,
    ).root
    (group,) = alike(root, "h2")
    assert [heading.text for heading in group.values()] == ["One", "Two"]
    assert home_of(root.find(".//p"), group, {}) is list(group)[1]
    assert home_of(root, group, {}) is None


@pytest.mark.parametrize("name", ["comment", "comments", "comment-body"])
@pytest.mark.parametrize("around", ["<div>{}</div>", "<main><article>{}</article></main>"])
def test_a_body_named_after_comments_keeps_its_end(name, around):
    paragraphs = [*ENGLISH, *(f"{text} So it was in year {n}." for n, text in enumerate(ENGLISH))]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = (
        "<html><head><title>Bridge closes | The Courant</title></head><body><h1>Bridge closes</h1>"
        + around.format(f'<div class="{name}">{body}</div>')
        + "<footer><p>The Courant</p></footer></body></html>"
    )
    assert [part for part in text_of(html).split("\n\n") if part in paragraphs] == paragraphs


def test_a_thread_of_comments_below_a_story_is_not_taken_for_it():
    remark = "".join(f"<p>{text} I think that they are right about it.</p>" for text in GERMAN)
    html = page(ENGLISH * 2, after=f'<div class="comments">{remark}</div>')
    assert "I think that" not in text_of(html)
