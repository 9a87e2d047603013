import pytest

from server.article.extract.boilerplate import without_remarks
from server.article.read import read
from server.model import PageInput
from server.page.block import blocks_of
from server.page.parse import parse
from tests.unit.article.pages import ENGLISH, page

NAMES = ["Ole77", "Maren K.", "piet", "Yara", "Bruno_B"]
REMARKS = [
    "I have crossed that bridge every day for twenty years and never saw a crack in it.",
    "Finally somebody does something about it. My brother says that it sways.",
    "Then you need new glasses. Forty minutes more each way, thanks a lot, council.",
    "Where is the ferry we were promised in 2019? I will not vote for this lot again.",
    "Good article, thank you. The photo is of the other bridge though!",
]
POSTS = {
    "boxes": "<div><div><b>{who}</b> {day}.11.2011 1{day}:24</div><div>{text}</div></div>",
    "tables": "<table><tr><td>{who}<br>{day} Nov 2011</td><td>{text}</td></tr></table>",
    "lines": "<b>{who}</b> ({day}.11.2011)<br>{text}<br><br>",
    "paragraphs": "<p>{who} wrote on {day}.11.2011:</p><p>{text}</p>",
    "numbered": "<li><span>{day}. {who}, 1{day}:02</span><p>{text}</p></li>",
    "Chinese": "<p>{who} 2011年11月{day}日</p><p>{text}</p>",
    "Russian": "<p>{who}, {day} ноября 2011, 10:2{day}</p><p>{text}</p>",
    "ago": "<p><i>{who}</i> {day} hours ago</p><p>{text}</p>",
}


def thread(post, names=NAMES):
    posts = zip(names, REMARKS, range(1, 6), strict=True)
    return "".join(post.format(who=who, text=text, day=day) for who, text, day in posts)


def text_of(html):
    return read(PageInput(html=html, url="https://courant.example/a")).article.text


@pytest.mark.parametrize("heading", ["", "<div><b>5 replies</b></div>", "<h3>Comments</h3>"])
@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_readers_comments_that_nothing_names_are_not_the_article(post, heading):
    text = text_of(page(ENGLISH, after=f"<div>{heading}{thread(post)}</div>"))
    assert all(line in text for line in ENGLISH)
    assert not any(remark in text for remark in REMARKS)


@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_nor_are_they_on_a_page_of_2011(post):
    article = "<br><br>".join(ENGLISH)
    cell = f"<font size=5>Bridge shut</font><br><br>{article}<br><br><div>{thread(post)}</div>"
    html = (
        "<html><head><title>Bridge shut</title></head><body><table><tr><td><a href=/>Home</a>"
        f"<br><a href=/n>News</a></td><td>{cell}</td></tr></table></body></html>"
    )
    text = text_of(html)
    assert all(line in text for line in ENGLISH)
    assert not any(remark in text for remark in REMARKS)


def left(html):
    document = parse(f"<html><body><div>{html}</div></body></html>", None)
    return [block.text for block in without_remarks(blocks_of(document.text_map), document)]


BODY = "".join(f"<p>{line}</p>" for line in ENGLISH)
POST = POSTS["paragraphs"]


def test_what_has_little_before_it_is_the_page():
    assert REMARKS[0] in left(f"<p>Forum</p>{thread(POST)}")


def test_entries_of_one_hand_are_not_comments():
    assert REMARKS[0] in left(BODY + thread(POST, ["Maren"] * 5))


def test_entries_with_headings_are_not_comments():
    entry = "<p>{who}, 1{day}:24</p><h3>Water rises</h3><p>{text}</p>"
    assert REMARKS[0] in left(BODY + thread(entry))


def test_hours_without_names_are_not_comments():
    assert REMARKS[0] in left(BODY + thread("<p>1{day}:24</p><p>{text}</p>"))


def test_paragraphs_with_years_and_times_are_not_comments():
    dated = [
        f"In 198{n} the bridge shut at 1{n}:30 for a ship that came too late." for n in range(5)
    ]
    lines = left(BODY + "".join(f"<p>{line}</p><p>{line} Again.</p>" for line in dated))
    assert dated[0] in lines


@pytest.mark.parametrize(
    "post",
    [
        "<blockquote><p>Shut!</p>{who} (@{who}) May {day}, 2026</blockquote><p>{text}</p>",
        "<p>— {who} (@{who}) May {day}, 2026</p><p>{text}</p>",
    ],
)
def test_posts_quoted_in_an_article_are_not_comments_on_it(post):
    assert set(REMARKS) <= set(left(BODY + thread(post)))


def test_what_stands_behind_the_thread_stays():
    after = "<section><p>Correction: the bridge was built in 1931.</p></section>"
    html = f"<div>{BODY}<div>{thread(POST)}</div></div>{after}"
    lines = left(html)
    assert not set(REMARKS) & set(lines)
    assert lines[-1] == "Correction: the bridge was built in 1931."


def test_a_page_of_nothing_but_named_posts_is_read_as_a_thread():
    posts = "".join(
        f'<li class="reply"><b>{who}</b><div class="reply-content"><p>{text}</p></div></li>'
        for who, text in zip(NAMES, REMARKS, strict=True)
    )
    forum = f"<html><head><title>The old bridge - Forum</title></head><body><ul>{posts}</ul></body>"
    assert all(remark in text_of(forum) for remark in REMARKS)
    assert not any(
        remark in text_of(page(ENGLISH, after=f"<ul>{posts}</ul>")) for remark in REMARKS
    )
