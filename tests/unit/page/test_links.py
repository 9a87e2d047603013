import pytest

from server.page.document import Place, declared_address, place_in
from server.page.view import PageView
from server.source.pointers import find_pointers
from server.verdict.judge import judge
from tests.unit.verdict.stories import ENGLISH, HERE, THERE, page, prose, reading_of

PLACE = Place(HERE, HERE)


@pytest.mark.parametrize(
    ("href", "url", "elsewhere"),
    [
        (THERE, THERE, True),
        ("/rest", "https://signal-brief.example/rest", False),
        ("//harbour-gazette.example/x", "https://harbour-gazette.example/x", True),
        (f" {THERE} ", THERE, True),
    ],
)
def test_a_link_is_seen_from_the_page(href, url, elsewhere):
    link = PLACE.link(href, "Read on")
    assert (link.url, link.elsewhere) == (url, elsewhere)


@pytest.mark.parametrize(
    "href",
    ["", "#rest", "javascript:void(0)", "mailto:a@b.example", "tel:1", "http://[", "data:,x"],
)
def test_what_leads_to_no_page_is_not_a_link(href):
    assert PLACE.link(href, "Read on") is None


@pytest.mark.parametrize(
    ("url", "home"), [("https://a.example", True), ("https://a.example/", True), (THERE, False)]
)
def test_a_front_door_is_known(url, home):
    assert PLACE.link(url, "A").is_home is home


def test_the_base_element_counts_for_relative_links():
    html = page(prose(ENGLISH), head='<base href="https://harbour-gazette.example/news/">')
    reading = reading_of(html)
    link = place_in(reading.document, reading.article.url).link("tunnel", "Read on")
    assert (link.url, link.elsewhere) == ("https://harbour-gazette.example/news/tunnel", True)


@pytest.mark.parametrize(
    "head",
    [
        '<base href="//[">',
        '<link rel="canonical" href="http://[::1">',
        '<meta property="og:url" content="http://℀.example/">',
        '<link rel="next" href="http://[foo]/x">',
    ],
)
@pytest.mark.parametrize("address", [HERE, None])
def test_addresses_that_nobody_can_read_are_passed_over(head, address):
    html = page(prose(ENGLISH) + '<a href="http://[foo]/x">Read on</a>', head=head)
    reading = reading_of(html, address)
    assert judge(PageView(reading)).label == "full"
    assert place_in(reading.document, reading.article.url).address == address
    assert not find_pointers(PageView(reading))


def test_a_page_that_nobody_says_the_address_of_declares_it():
    html = page(prose(ENGLISH), head=f'<meta property="og:url" content="{HERE}">')
    assert declared_address(reading_of(html, None).document) == HERE
    assert declared_address(reading_of(page(prose(ENGLISH)), None).document) is None
