"""The page's own brief among others with their links."""

import pytest

from server.model import PageInput
from server.page.view import PageView
from server.pipeline.tasks import examine, read_page
from server.verdict.briefs import own_brief
from tests.unit.verdict.test_digest import HEADLINES, STORIES, address

OWN, OTHERS = 0, (1, 2, 3)


def link(number, words="Read the full story"):
    return f'<a href="{address(number)}">{words}</a>'


def headed(number):
    return f"<h3>{HEADLINES[number]}</h3><p>{STORIES[number]}</p><p>{link(number)}</p>"


def linked_heading(number):
    return f"<h3>{link(number, HEADLINES[number])}</h3><p>{STORIES[number]}</p>"


def listed(number):
    return f"<li>{STORIES[number]} {link(number, 'The Gazette')}</li>"


def bold(number):
    return f"<p><b>{HEADLINES[number]}.</b> {STORIES[number]} {link(number, 'The Gazette')}</p>"


def plain(number):
    return f"<p>{STORIES[number]}</p><p>{link(number)}</p>"


def page(others, *, title=HEADLINES[OWN], own=None, heading="<h2>Also today</h2>"):
    own = own or f"<p>{STORIES[OWN]}</p><p>{link(OWN)}</p>"
    return (
        f"<html lang=en><head><title>{title} | Quay Brief</title></head><body>"
        f"<nav><a href=/>Home</a></nav><main><h1>{title}</h1>{own}{heading}{others}</main>"
        "<footer><p>Made by the Quay Brief. <a href='/about'>About</a></p></footer></body></html>"
    )


def given(html):
    return PageInput(html=html, url="https://quay-brief.example/2026/tunnel")


@pytest.mark.parametrize("form", [headed, linked_heading, listed, bold, plain])
def test_its_source_is_its_own_link_never_the_last_one(form):
    judged_page = examine(given(page("".join(map(form, OTHERS)))))
    assert judged_page.lead == 0
    assert [item.links[0].url for item in judged_page.items] == [
        address(number) for number in (OWN, *OTHERS)
    ]
    assert [pointer.url for pointer in judged_page.pointers] == [address(OWN)]


def test_one_other_brief_is_enough_if_it_has_a_heading():
    assert len(own_brief(PageView(read_page(given(page(headed(1))))))) == 2


@pytest.mark.parametrize(
    "html",
    [
        # Its text goes on after the last link, so that links are its sources.
        page("".join(map(headed, OTHERS)) + f"<p>{STORIES[4]}</p>"),
        # Its own brief leads nowhere.
        page("".join(map(headed, OTHERS)), own=f"<p>{STORIES[OWN]}</p>"),
        # A headline over all of them.
        page("".join(map(headed, OTHERS)), title="The quay this week"),
        page(
            "".join(map(headed, OTHERS)), own=headed(OWN).replace(HEADLINES[OWN], "First, traffic")
        ),
        # Paragraphs that end with a source each, without titles: a text that compiles.
        page("".join(f"<p>{STORIES[n]} {link(n, 'The Gazette')}</p>" for n in OTHERS), heading=""),
        # Two addresses of one report.
        page(headed(1).replace(address(1), address(OWN))),
    ],
)
def test_an_article_is_not_divided_by_its_links(html):
    assert own_brief(PageView(read_page(given(html)))) == []
