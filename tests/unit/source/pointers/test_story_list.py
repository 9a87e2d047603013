import pytest

from server.source.pointers.story_list import find_items
from tests.unit.verdict.stories import ENGLISH, page, reading_of

STORIES = [
    ("https://gazette.example/2026/harbour-tunnel-opens", "The Gazette", ENGLISH[0]),
    ("https://post.example/2026/bridge-tolls-rise-again", "The Post", ENGLISH[1]),
    ("https://courier.example/2026/ferry-crews-strike-on", "The Courier", ENGLISH[2]),
]


def closed(stories):
    return "".join(f'<p>{text} <a href="{url}">{name}</a></p>' for url, name, text in stories)


def headed(stories):
    return "".join(
        f'<h3><a href="{url}">{name} has a story on what happened here</a></h3><p>{text}</p>'
        for url, name, text in stories
    )


@pytest.mark.parametrize("layout", [closed, headed])
def test_each_story_of_a_briefing_has_its_own_original(layout):
    reading = reading_of(page(layout(STORIES[:3])))
    items = find_items(reading)
    assert [item.pointer.url for item in items] == [url for url, _, _ in STORIES[:3]]
    for item, (_, _, text) in zip(items, STORIES, strict=False):
        assert text[:60] in reading.article.text[item.start : item.end]
        assert item.title


def test_the_first_story_may_have_its_headline_as_the_pages_title():
    title = "The Gazette has a story on what happened here"
    html = page(headed(STORIES[:3])).replace("Harbour tunnel opens two years late", title)
    reading = reading_of(html.replace("Tunnel opens |", f"{title} |"))
    items = find_items(reading)
    assert reading.article.title == title
    assert [item.pointer.url for item in items] == [url for url, _, _ in STORIES[:3]]
    assert (items[0].title, items[0].start) == (title, 0)


def test_two_stories_are_no_briefing():
    assert find_items(reading_of(page(closed(STORIES[:2])))) == []


def test_a_story_with_its_sources_at_the_end_is_one_story():
    listed = "".join(f'<p><a href="{url}">{name}</a></p>' for url, name, _ in STORIES[:3])
    body = "".join(f"<p>{text}</p>" for text in ENGLISH * 2)
    assert find_items(reading_of(page(body + listed))) == []


def test_links_within_sentences_make_no_items():
    body = "".join(
        f'<p>As <a href="{url}">{name}</a> reported, {text}</p>' for url, name, text in STORIES[:3]
    )
    assert find_items(reading_of(page(body))) == []


def test_several_stories_of_one_other_site_are_no_briefing():
    one = [
        (f"https://gazette.example/2026/a-story-{n}", name, text)
        for n, (_, name, text) in enumerate(STORIES[:3])
    ]
    assert find_items(reading_of(page(closed(one)))) == []
