"""What a lead becomes: a candidate that was read, or not, or nothing, and why."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from server.article.read import read_article
from server.errors import Cancelled, FetchFailed, PageStatus
from server.model import PageInput
from server.source.finder import SearchQuery
from server.source.lead import JudgedPage, Lead
from server.source.reader import MOST_FETCHES, Allowance, Reader
from server.store import IndexArticle
from tests.unit.source.test_search import opened_page
from tests.unit.verdict.stories import ENGLISH, GERMAN

HERE = "https://signal-brief.example/2026/tunnel"
THERE = "https://gazette.example/2026/tunnel"
PAGE = replace(read_article(PageInput(text=ENGLISH[0], url=HERE)), title="Tunnel opens")


def lead(url=THERE, finder="page_link_cta", **fields):
    return Lead(url, finder, "Linked.", "Read on", **fields)


def opened(*paragraphs, url=THERE, canonical=None, **fields):
    article = read_article(PageInput(text="\n\n".join(paragraphs), url=url))
    return opened_page(url, replace(article, canonical_url=canonical), **fields)


class Look:
    """A reader over a web of pages and problems; a page's features are its words."""

    def __init__(self, *, offline=False, seconds=60.0, share=0.9, **web):
        self.web = {
            page.url if isinstance(page, JudgedPage) else THERE: page for page in web.values()
        }
        self.asked, self.seconds, self.held = [], [], share
        self.query = SearchQuery(PAGE)
        self.at = Reader(self.query, None if offline else self.open, self.features, seconds)

    def open(self, url, seconds):
        self.asked.append(url)
        self.seconds.append(seconds)
        page = self.web[url]
        if isinstance(page, JudgedPage):
            return page
        raise page

    def features(self, article):
        return SimpleNamespace(containment=self.held, of=article)

    def __call__(self, *arguments, **options):
        return self.at.open_lead(*arguments, **options)


def test_a_page_that_is_read_becomes_a_candidate_with_its_features():
    page = opened(*ENGLISH)
    look = Look(page=page)
    candidate, message = look(lead())
    assert (candidate.url, candidate.access, message) == (THERE, "open", "")
    assert (candidate.page, candidate.features.of) == (page, page.article)
    assert [(finding.finder, finding.quote) for finding in candidate.found_by] == [
        ("page_link_cta", "Read on")
    ]
    assert 0 < look.seconds[0] <= 60


def test_the_address_that_a_link_goes_by_is_told():
    look = Look(page=opened(*ENGLISH))
    look.web["https://short.example/x7"] = opened(*ENGLISH)
    candidate, _ = look(lead("https://short.example/x7"))
    assert (
        candidate.found_by[0].says
        == "Linked. The link goes there by way of https://short.example/x7."
    )
    direct, _ = Look(page=opened(*ENGLISH))(lead())
    assert direct.found_by[0].says == "Linked."


def test_a_page_that_is_cut_is_paywalled():
    assert Look(page=opened(*ENGLISH, cut=True))(lead())[0].access == "paywalled"


@pytest.mark.parametrize(
    ("finder", "url", "title", "is_page"),
    [
        ("index", HERE, None, True),
        ("index", "https://signal-brief.example/other", "tunnel  opens", True),
        ("index", "https://signal-brief.example/other", "Ferry returns", False),
        ("index", THERE, "Tunnel opens", False),
        ("page_link_cta", "https://signal-brief.example/other", "Tunnel opens", False),
    ],
)
def test_the_page_itself_is_not_a_lead(finder, url, title, is_page):
    look = Look(page=opened(*ENGLISH, url=url))
    candidate, message = look(lead(url, finder, title=title))
    assert (candidate is None) is is_page
    assert message == (f"{url} is the page itself." if is_page else "")
    assert look.asked == ([] if is_page else [url])


def test_what_was_seen_before_is_only_said_to_be_found_once_more():
    look = Look(page=opened(*ENGLISH))
    first, _ = look(lead())
    for again in (THERE, f"{THERE}/", f"{THERE}?utm_source=x"):
        repeated, message = look(lead(again, "index"))
        assert (repeated, message) == (None, f"{again} was seen before.")
    (candidate,) = look.at.opened
    assert (candidate.url, candidate.page) == (first.url, first.page)
    assert [finding.finder for finding in candidate.found_by] == ["page_link_cta", *["index"] * 3]
    assert look.asked == [THERE]


def test_a_candidate_is_known_by_the_address_that_it_declares_too():
    look = Look(page=opened(*ENGLISH, canonical="https://gazette.example/2026/the-tunnel"))
    candidate, _ = look(lead())
    assert candidate.url == "https://gazette.example/2026/the-tunnel"
    assert look(lead(candidate.url))[0] is None
    assert look(lead())[0] is None


def test_the_text_that_the_index_has_costs_no_request():
    indexed = IndexArticle(THERE, "Tunnel", "\n\n".join(ENGLISH))
    look = Look()
    candidate, message = look(lead(finder="index", indexed=indexed))
    assert (candidate.access, candidate.features.of, message) == ("not_fetched", indexed, "")
    assert look.asked == []


def test_a_text_of_the_index_is_measured_where_the_page_could_not_be_read():
    indexed = IndexArticle(THERE, "Tunnel", "\n\n".join(ENGLISH))
    look = Look(page=FetchFailed("Nobody answers.", host=THERE, why="slow"))
    blind, _ = look(lead())
    assert blind.features is None
    assert look(lead(finder="index", indexed=indexed))[0] is None
    assert look.at.opened[0].features.of is indexed
    second_look = Look(page=opened(*ENGLISH))
    read_candidate, _ = second_look(lead())
    own = read_candidate.features
    second_look(lead(finder="index", indexed=indexed))
    assert second_look.at.opened[0].features is own


@pytest.mark.parametrize(("status", "is_gone"), [(404, True), (410, True), (500, False)])
def test_what_cannot_be_read_is_unreachable_and_says_why(status, is_gone):
    look = Look(page=PageStatus(f"The site answered {status}.", http_status=status))
    candidate, message = look(lead())
    assert (candidate.access, candidate.features) == ("unreachable", None)
    assert message == f"{THERE}: The site answered {status}."
    look = Look(page=PageStatus(f"{THERE} answers {status}.", http_status=status))
    assert look(lead())[1] == f"{THERE} answers {status}."
    look = Look(page=PageStatus(f"The site answered {status}.", http_status=status))
    look(lead())
    assert look.at.gone == ([THERE] if is_gone else [])
    assert look(lead())[0] is None


def test_a_caller_who_has_gone_ends_the_search():
    with pytest.raises(Cancelled):
        Look(page=Cancelled("Gone."))(lead())


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"offline": True}, "no connection is opened"),
        ({"seconds": 0.0}, "the search's time was up"),
        ({"seconds": -5.0}, "the search's time was up"),
    ],
)
def test_where_nothing_may_be_fetched_it_says_why(options, why):
    look = Look(page=opened(*ENGLISH), **options)
    assert look.at.is_spent
    assert look.at.allowance.seconds >= 0
    candidate, message = look(lead())
    assert (candidate.access, candidate.features) == ("not_fetched", None)
    assert message == f"{THERE} was not fetched: {why}."
    assert look(lead())[0] is None


def test_the_requests_of_a_search_are_counted():
    addresses = [f"https://gazette.example/{n}" for n in range(MOST_FETCHES + 1)]
    look = Look(**{f"page{n}": opened(*ENGLISH, url=url) for n, url in enumerate(addresses)})
    for url in addresses[:-1]:
        assert not look.at.is_spent
        assert look(lead(url))[0].page
    assert look.at.is_spent
    candidate, message = look(lead(addresses[-1]))
    assert candidate.access == "not_fetched"
    assert message.endswith(
        f"was not fetched: the {MOST_FETCHES} requests of a search were used up."
    )


def test_what_leads_back_is_not_a_candidate():
    short_url = "https://short.example/x"
    look = Look(page=opened(*ENGLISH))
    look.web[short_url] = look.web[THERE]
    look.web["https://short.example/y"] = opened(*ENGLISH, url=HERE)
    assert look(lead())[0]
    assert look(lead(short_url)) == (None, f"{short_url} leads back to a page already seen.")
    candidate, message = look(lead("https://short.example/y"))
    assert (candidate, "leads back" in message) == (None, True)


def test_a_copy_that_names_the_page_as_its_original_is_none():
    candidate, message = Look(page=opened(*ENGLISH, canonical=HERE))(lead())
    assert candidate is None
    assert message == f"{THERE} is a copy of the page and names it as the original."
    assert Look(page=opened(*ENGLISH, canonical="https://other.example/a"))(lead())[0]


@pytest.mark.parametrize(
    ("is_article", "share", "is_kept"),
    [(False, 0.29, False), (False, 0.3, True), (True, 0.0, True)],
)
def test_a_list_or_a_shop_has_to_have_much_of_the_page(is_article, share, is_kept):
    candidate, message = Look(page=opened(*ENGLISH, is_article=is_article), share=share)(lead())
    assert bool(candidate) is is_kept
    assert message == ("" if is_kept else f"{THERE} is no article.")


def version(kind, *paragraphs, **fields):
    look = Look(page=opened(*paragraphs, **fields))
    return look(lead(finder="same_publisher", params={"kind": kind}))


def test_another_version_of_the_page_has_to_hold_more():
    candidate, message = version("full", ENGLISH[0], ENGLISH[1], canonical=HERE)
    assert (candidate.url, message) == (THERE, "")
    assert candidate.page.article.text == f"{ENGLISH[0]}\n\n{ENGLISH[1]}"
    candidate, message = version("full", ENGLISH[1])
    assert (candidate, message) == (None, f"{THERE} is no longer than the page.")


def test_a_next_page_is_joined_to_the_page_unless_it_is_the_page():
    candidate, _ = version("next", *ENGLISH[1:])
    assert candidate.page.article.text == "\n\n".join(ENGLISH)
    assert version("next", ENGLISH[0])[0] is None
    # A page that has all of this one already is not joined to it.
    candidate, _ = version("next", *ENGLISH)
    assert candidate.page.article.text == "\n\n".join(ENGLISH)


def following(url):
    return Lead(url, "same_publisher", "Linked.", "Next", 0.25, {"kind": "next"})


def two_pages(**pages):
    second = opened(GERMAN[0], url=f"{THERE}/2")
    first = opened(ENGLISH[0], pointers=[following(f"{THERE}/2")])
    look = Look(first=first, second=second, **pages)
    return look, look(lead())[0], first, second


def test_the_next_pages_of_a_source_are_joined_and_measured():
    look, candidate, first, _ = two_pages()
    candidate = look.at.read_to_end(candidate)
    assert candidate.page.article.text == f"{ENGLISH[0]}\n\n{GERMAN[0]}"
    assert candidate.features.of == candidate.page.article
    assert candidate.page != first


def test_a_source_without_next_pages_stays_as_it_was():
    look = Look(page=opened(*ENGLISH))
    candidate, _ = look(lead())
    before = candidate.features, candidate.page
    read_candidate = look.at.read_to_end(candidate)
    assert (read_candidate.features, read_candidate.page) == before
    unread, _ = Look(offline=True)(lead())
    assert look.at.read_to_end(unread).page is None


def test_next_pages_that_fail_leave_the_first_one():
    look, candidate, first, _ = two_pages()
    look.web[f"{THERE}/2"] = FetchFailed("Nobody answers.", host=THERE, why="slow")
    assert look.at.read_to_end(candidate).page is first
    look.web[f"{THERE}/2"] = Cancelled("Gone.")
    with pytest.raises(Cancelled):
        look.at.read_to_end(candidate)


def test_next_pages_are_not_asked_for_once_the_time_is_over():
    look, candidate, first, _ = two_pages()
    look.at.allowance = Allowance(look.at.allowance.requests, 0.0)
    assert look.at.allowance.seconds == 0
    read_candidate = look.at.read_to_end(candidate)
    assert (read_candidate.page, look.asked) == (first, [THERE])
