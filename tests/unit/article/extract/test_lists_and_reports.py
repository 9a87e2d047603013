import pytest

from server.article.read import read
from server.model import PageInput
from tests.unit.article.pages import ENGLISH, GERMAN, JAPANESE, page

URL = "https://courant.example/a"
HOURS = [f"{hour}:15" for hour in range(18, 10, -1)]


def text_of(html):
    return read(PageInput(html=html, url=URL)).article.text


@pytest.mark.parametrize(
    ("entry", "texts"),
    [
        (
            '<li class="liveblog-entry"><span>{0} Uhr</span><h2>Stand {0}</h2><p>{1}</p></li>',
            GERMAN,
        ),
        ("<section><h2>{0} — what we know</h2><p>{1}</p></section>", ENGLISH),
    ],
)
def test_a_live_report_is_read_with_all_its_entries(entry, texts):
    entry_texts = [f"{texts[n % len(texts)]} ({hour})" for n, hour in enumerate(HOURS)]
    entries = (entry.format(hour, text) for hour, text in zip(HOURS, entry_texts, strict=True))
    text = text_of(page(texts[:1], after=f"<div>{''.join(entries)}</div>"))
    assert all(entry_text in text for entry_text in entry_texts)


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
    list_html = around.format("".join(map(row.format, places)))
    text = text_of(page(JAPANESE, lang="ja", after=f"<p>署名の場所は次の通り。</p>{list_html}"))
    assert all(place in text for place in places)


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
    assert [
        paragraph for paragraph in text_of(html).split("\n\n") if paragraph in paragraphs
    ] == paragraphs


def test_a_thread_of_comments_below_a_story_is_not_taken_for_it():
    remark = "".join(f"<p>{text} I think that they are right about it.</p>" for text in GERMAN)
    html = page(ENGLISH * 2, after=f'<div class="comments">{remark}</div>')
    assert "I think that" not in text_of(html)
