import pytest

from server.article.extract.boilerplate import one_story, without_walls
from server.article.read import read
from server.model import PageInput
from server.page.block import blocks_of
from server.page.parse import parse
from server.page.view import PageView
from server.verdict.judge import judge
from tests.unit.article.pages import ENGLISH, page

URL = "https://courant.example/a"
WALL = (
    "<h2>We value your privacy</h2><p>We and our 812 partners store and access information on your "
    "device, such as cookies, and process personal data to show you advertising that fits you, to "
    "measure it, and to learn about our readers.</p><p>You can accept this or look at what we do "
    "in detail. You may change your mind at any time in the privacy settings.</p>"
    "<button>Accept all cookies</button><button>Reject all</button>"
)


def story(number, tag="<article>", heading="h1"):
    text = "".join(f"<p>{line} This is story {number}.</p>" for line in ENGLISH)
    return f"{tag}<{heading}>Bridge {number:03}</{heading}>{text}</{tag[1:].split()[0].strip('>')}>"


def endless(title, count=20, **kinds):
    stories = "".join(story(number, **kinds) for number in range(count))
    return f"<html><head><title>{title}</title></head><body><main>{stories}</main></body></html>"


def numbers(html):
    text = read(PageInput(html=html, url=URL)).article.text
    return {number for number in range(20) if f"This is story {number}." in text}


@pytest.mark.parametrize("tag", ["<article>", '<div itemtype="https://schema.org/NewsArticle">'])
def test_of_twenty_articles_the_one_that_the_title_names_is_read(tag):
    assert numbers(endless("Bridge 004 - The Courant", tag=tag)) == {4}


def test_sections_of_one_story_stay_together():
    html = endless("All about the bridge - The Courant", 6, tag="<section>", heading="h2")
    assert numbers(html) == set(range(6))


def test_of_twenty_articles_without_a_title_the_first_is_read():
    assert numbers(endless("The Courant")) == {0}


def test_entries_without_headlines_of_their_own_are_one_story():
    assert len(numbers(endless("The bridge, live", heading="h3"))) == 20


def test_a_short_story_that_the_title_names_is_read_beside_a_long_one():
    brief = f"<article><h1>Ferry sails again</h1><p>{ENGLISH[1]}</p><p>{ENGLISH[2]}</p></article>"
    html = endless("Ferry sails again | The Courant", 1).replace("</main>", f"{brief}</main>")
    text = read(PageInput(html=html, url=URL)).article.text
    assert text.split("\n\n") == ENGLISH[1:3]
    assert numbers(html.replace("Ferry sails again |", "Bridge 000 |")) == {0}


def test_what_stands_outside_all_stories_stays():
    blocks = blocks_of(parse(f"<p>Outside</p>{story(0)}{story(1)}", None).text_map)
    texts = [block.text for block in one_story(blocks, "Bridge 001")]
    assert texts[:2] == ["Outside", "Bridge 001"]


@pytest.mark.parametrize(
    "name", ['class="cmp-container"', 'id="onetrust-banner-sdk"', 'class="x cookie-banner"']
)
def test_a_page_that_is_only_a_consent_wall_is_not_an_article(name):
    html = f'<html><title>The Courant</title><body><div {name} role="dialog">{WALL}</div></body>'
    reading = read(PageInput(html=html, url=URL))
    verdict = judge(PageView(reading))
    assert reading.article.text == ""
    assert (verdict.label, verdict.evidence[0].signal) == ("not_article", "consent_wall")
    assert verdict.evidence[0].quote


def test_a_consent_wall_around_an_article_leaves_the_article():
    html = page(ENGLISH, after=f'<div class="cookie-consent">{WALL}</div>')
    assert read(PageInput(html=html, url=URL)).article.text.split("\n\n") == ENGLISH


@pytest.mark.parametrize("name", ["cookie-recipes", "has-consent", "body cmplayer"])
def test_a_container_with_a_name_like_it_is_not_a_wall(name):
    html = f'<div class="{name}"><button>Share</button><p>{ENGLISH[0]}</p></div>'
    document = parse(html, None)
    blocks = blocks_of(document.text_map)
    assert without_walls(blocks, document) == blocks


def test_a_wrapper_of_the_whole_page_is_not_a_wall():
    html = (
        f'<div id="consent"><button>OK</button>{"".join(f"<p>{p}</p>" for p in ENGLISH * 12)}</div>'
    )
    document = parse(html, None)
    blocks = blocks_of(document.text_map)
    assert without_walls(blocks, document) == blocks


def blocks_and_title(html):
    document = parse(html, None)
    return blocks_of(document.text_map), document.root.findtext(".//title")


def test_a_headline_in_two_containers_is_of_one_story():
    head = '<div itemtype="https://schema.org/NewsArticle"><h1>Bridge 003</h1><p>A deck.</p></div>'
    blocks, title = blocks_and_title(
        f"<html><head><title>Bridge 003</title></head><body>{head}{story(3)}</body></html>"
    )
    assert one_story(blocks, title) == blocks


def test_the_parts_of_a_guide_are_one_story_though_the_first_is_named_as_the_guide():
    parts = "".join(story(n, tag="<section>", heading="h2") for n in range(5))
    blocks, title = blocks_and_title(
        "<html><head><title>Bridge 001: the guide</title></head><body>"
        f"<h1>Bridge 001: the guide</h1>{parts}</body></html>"
    )
    assert one_story(blocks, title) == blocks
