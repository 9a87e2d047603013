from dataclasses import replace

import pytest

from server.article.read import read_article
from server.errors import FetchFailed
from server.model import Basis, Credit, PageInput
from server.page.document import Link
from server.pipeline.tasks import candidate_features, text_of
from server.source.finder import PageLinks, SearchQuery
from server.source.lead import Lead
from server.source.reader import MOST_FETCHES
from server.source.search import search
from server.verdict import DigestItem
from tests.unit.source.test_search import opened_page
from tests.unit.verdict.stories import ENGLISH, GERMAN

OTHER = "The bakery sells rye bread from six in the morning, and cakes when school is out."
PAGE = read_article(PageInput(text=ENGLISH[0], url="https://signal-brief.example/tunnel"))


def address(name):
    return f"https://{name}.example/2026/tunnel"


def opened(name, *paragraphs, pointers=(), canonical=None, **fields):
    article = read_article(PageInput(text="\n\n".join(paragraphs), url=address(name)))
    article = replace(article, canonical_url=canonical)
    return opened_page(address(name), article, pointers, **fields)


def points(name, strength=0.9, finder="page_link_cta", kind="read_full"):
    return Lead(address(name), finder, "Linked.", "Read on", strength, {"kind": kind})


def measured(article):
    return candidate_features(text_of(PAGE), article)


def run(pointers, *pages, page=PAGE):
    web = {page.url: page for page in pages}
    requested_urls = []

    def open_page(url, seconds):
        requested_urls.append(url)
        if url not in web:
            raise FetchFailed(f"{url} is not there.", host=url, why="slow")
        return web[url]

    terms = [("Ellery", 1.0), ("Morrow", 1.0), ("tunnel", 1.0), ("council", 1.0)]
    query = SearchQuery(page, pointers, terms=terms)
    return search(query, [PageLinks()], open_page, measured), requested_urls


def relations(result):
    return [(c.url, c.relation) for c in result.search.candidates]


def test_the_first_confirmed_pointer_is_the_source_and_ends_the_search():
    result, requested_urls = run([points("one"), points("two")], opened("one", *ENGLISH))
    assert result.search.source == address("one")
    assert requested_urls == [address("one")]


def test_a_copy_leads_on_to_the_origin_that_it_credits():
    rewrite = opened("copy", *ENGLISH, pointers=[points("wire", 0.8)])
    result, requested_urls = run([points("copy")], rewrite, opened("wire", *ENGLISH, *GERMAN))
    assert result.search.source == address("wire")
    assert relations(result) == [(address("wire"), "source"), (address("copy"), "copy")]
    assert result.search.candidates[0].found_by[0].params["by_way_of"] == address("copy")
    assert len(requested_urls) == 2


def test_what_a_rewrite_was_made_from_comes_behind_it():
    rewrite = opened(
        "rewrite", ENGLISH[0], "It was told anew in other words.", pointers=[points("wire")]
    )
    result, _ = run([points("rewrite")], rewrite, opened("wire", *ENGLISH[1:], ENGLISH[0][:60]))
    assert result.search.source == address("rewrite")
    assert [url for url, _ in relations(result)] == [address("rewrite"), address("wire")]


def test_a_page_that_calls_itself_a_summary_leads_on_to_its_original():
    onward = points("wire", kind="says_summary")
    middle = opened("middle", ENGLISH[0], "It is told in short here.", pointers=[onward])
    result, _ = run([points("middle")], middle, opened("wire", *ENGLISH))
    assert result.search.source == address("wire")
    assert relations(result) == [(address("wire"), "source"), (address("middle"), "copy")]


def test_a_chain_is_four_pages_long_at_most():
    pages = [opened(f"n{n}", *ENGLISH, pointers=[points(f"n{n + 1}")]) for n in range(5)]
    _, requested_urls = run([points("n0")], *pages)
    assert requested_urls == [address(f"n{n}") for n in range(4)]


def retelling(name, *paragraphs, original=None, kind="retells"):
    quote = "The Wire reported."
    credit = Credit("The Wire", None, original and address(original), "basis", quote, None, None)
    return opened(name, *paragraphs, basis=Basis(kind, [credit]))


def test_a_summary_of_a_summary_leads_on_to_a_report_that_retells_nobody():
    first = retelling(
        "first", ENGLISH[0], "It is short here, The Wire reported.", original="second"
    )
    second = retelling("second", *ENGLISH[:2], "It is shorter here.", original="third")
    result, requested_urls = run([points("first")], first, second, opened("third", *ENGLISH))
    assert result.search.source == address("third")
    assert requested_urls == [address(name) for name in ("first", "second", "third")]
    way = result.search.candidates[0].found_by[0].params["way"]
    assert way == [address("first"), address("second")]


@pytest.mark.parametrize(("kind", "name"), [("retells", "The Wire"), ("unclear", None)])
def test_a_retelling_without_a_link_is_the_source_that_was_found(kind, name):
    result, _ = run([points("first")], retelling("first", *ENGLISH, kind=kind))
    assert result.search.source == address("first")
    assert result.search.candidates[0].retells == name  # an unclear credit is no claim


def test_a_digest_is_never_the_original():
    result, _ = run([points("digest")], digest("digest", ("wire", "\n".join(ENGLISH))))
    assert result.search.source is None
    assert relations(result)[0] == (address("digest"), "same_story")


def digest(name, *stories):
    """Return a digest of `stories`: pairs of an original and a text."""
    items = [
        DigestItem(original, text, None, None, (Link(original, address(original), elsewhere=True),))
        for original, text in stories
    ]
    texts = (text for _, text in stories)
    return opened(name, *texts, basis=Basis("compiles"), items=items)


STORIES = (("bakery", OTHER), ("wire", ENGLISH[0]))


def test_a_digest_leads_on_to_the_source_of_the_story_that_the_page_tells():
    result, requested_urls = run(
        [points("digest")], digest("digest", *STORIES), opened("wire", *ENGLISH)
    )
    assert requested_urls == [address("digest"), address("wire")]
    assert result.search.source == address("wire")
    assert dict(relations(result))[address("digest")] == "same_story"


def test_a_digest_without_the_story_leads_nowhere():
    result, requested_urls = run(
        [points("digest")], digest("digest", STORIES[0]), opened("bakery", OTHER)
    )
    assert (result.search.source, requested_urls) == (None, [address("digest")])


def test_a_chain_goes_on_past_a_digest():
    first = retelling("first", ENGLISH[0], "The Wire reported it.", original="digest")
    result, _ = run([points("first")], first, digest("digest", *STORIES), opened("wire", *ENGLISH))
    assert result.search.source == address("wire")
    way = result.search.candidates[0].found_by[0].params["way"]
    assert way == [address("first"), address("digest")]


def test_a_page_that_retells_this_one_is_not_its_source():
    (credit,) = retelling("back", *ENGLISH).basis.credits
    basis = Basis("retells", [replace(credit, url=PAGE.url)])
    result, _ = run([points("back")], opened("back", *ENGLISH, basis=basis))
    assert result.search.source is None


def test_there_are_five_requests_and_no_more():
    pointers = [points(f"p{n}") for n in range(8)]
    result, requested_urls = run(pointers, *(opened(f"p{n}", OTHER) for n in range(8)))
    assert len(requested_urls) == MOST_FETCHES
    assert [c.access for c in result.search.candidates].count("not_fetched") == 3


def test_a_page_that_fails_is_told_and_the_next_is_tried():
    result, _ = run([points("gone"), points("one")], opened("one", *ENGLISH))
    assert result.search.source == address("one")
    assert "unreachable" in [c.access for c in result.search.candidates]


def test_another_version_counts_only_where_it_holds_more():
    version = points("signal", 0.35, "same_publisher", "full")
    result, _ = run([version], opened("signal", ENGLISH[0]))
    assert result.search.candidates == []
    result, _ = run([version], opened("signal", *ENGLISH))
    assert result.search.source == address("signal")


def test_the_next_page_goes_on_from_the_page_itself():
    following = points("signal", 0.25, "same_publisher", "next")
    result, _ = run([following], opened("signal", *ENGLISH[1:]))
    assert result.source.text.startswith(ENGLISH[0])
    assert result.source.text.endswith(ENGLISH[-1])


def test_offline_nothing_is_fetched_and_the_pointers_are_shown():
    result = search(SearchQuery(PAGE, [points("one")]), [PageLinks()], None, measured)
    assert [c.access for c in result.search.candidates] == ["not_fetched"]
    assert result.search.outcome == "not_found"


OWN = "https://one.example/tunnel-of-2026"


@pytest.mark.parametrize(
    ("canonical", "shown"),
    [
        (OWN, OWN),
        ("https://famous-times.example/2026/tunnel", address("one")),
        ("https://one.example/", address("one")),
        (None, address("one")),
    ],
    ids=["own", "of another site", "home page", "none"],
)
def test_a_candidate_has_the_address_that_it_declares_only_where_it_can_be_its_own(
    canonical, shown
):
    result, _ = run([points("one")], opened("one", *ENGLISH, canonical=canonical))
    assert result.search.source == result.source.url == shown


def test_a_page_that_declares_another_sites_address_leads_there():
    page = replace(PAGE, canonical_url=address("one"))
    result, _ = run(
        [points("one", 0.75, "canonical_elsewhere")], opened("one", *ENGLISH), page=page
    )
    assert result.search.source == address("one")


def test_a_copy_that_declares_the_pages_own_address_is_not_a_source():
    result, _ = run([points("one")], opened("one", *ENGLISH, canonical=PAGE.url))
    assert result.search.candidates == []
