"""Headline, original and first credit name one publisher."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.errors import FetchFailed
from server.model import CompareRequest, FindRequest, PageInput
from server.net.fetch import Fetched
from server.pipeline.compare import Done, compare, find
from server.store.index.article_index import SqliteArticles
from server.store.records import IndexArticle
from tests.coherent import check_coherent
from tests.unit.pipeline.test_compare import FERRY, LIGHTHOUSE, story
from tests.unit.verdict.test_digest import each, headed, issue

POST, BRIEF = "https://www.norhavenpost.example/2026/lit-again", "https://coastbrief.example/light"
MORE = ["Three skippers from Ellery had rowed out in October to see whether the lens was whole."]
REPORT = [*LIGHTHOUSE, *MORE, *FERRY]
REWRITTEN = [LIGHTHOUSE[0], LIGHTHOUSE[1].replace("2.4", "4.2"), LIGHTHOUSE[3], *MORE]
RETOLD = (
    "Brackholm's lighthouse shines again from May, after eleven dark years. Odd Farrow of the "
    "harbour trust put the repairs at 4.2 million crowns, given by fishermen's families. Wilma "
    "Stensund, granddaughter of the first keeper, turns the switch on 3 May."
)
HERE = "https://evening.example/2026/05/brackholm-lit"
CALL = "Read the full story at The Norhaven Post"
LINKED = f'<p><a href="{POST}">{CALL}</a></p>'
ENDS = ["", f"<p>{CALL}</p>", LINKED, "<p>Source: Norhaven Post</p>", "<p>Via Tarn Gazette</p>"]
CALLED_BY = (
    *("https://norhavenpost.example/?p=12345", "https://norhavenpost.example/news/123456"),
    *("https://norhavenpost.example/ferry.html", "https://bit.ly/3xYz"),
    "https://norhaven.substack.example/p/lit",
)


def page(body, end=""):
    return PageInput(url=HERE, html=story("Lit", body).replace("</article>", f"{end}</article>"))


class Web:
    """Pages by address; nothing else is there."""

    def __init__(self, pages):
        self.pages = pages

    def fetch(self, url, **_):
        if url not in self.pages:
            raise FetchFailed(f"{url} is not there.", url=url)
        return Fetched(url, 200, self.pages[url])

    def get(self, url, *_, **__):
        raise FetchFailed(f"{url} is not there.", url=url)

    def site_maps(self, *_, **__):
        return []


def indexed(engine, folder, *texts, web=()):
    """Return an engine whose index has these texts: (address, publisher, paragraphs)."""
    index = SqliteArticles(folder / "articles.db")
    index.add_articles(
        IndexArticle(url, "Lit again", "\n\n".join(body), publisher=name, language="en")
        for url, name, body in texts
    )
    pages = {url: story("Lit again", body) for url, _, body in (*texts, *web)}
    return replace(engine(), fetcher=Web(pages), index=lambda: index)


THE_REPORT, THE_REWRITE = (POST, "The Norhaven Post", REPORT), (BRIEF, "Coast Brief", REWRITTEN)


def compared(engine, page, *originals):
    request = CompareRequest(page=page, sources=list(originals))
    return next(event.comparison for event in compare(engine, request) if isinstance(event, Done))


@pytest.mark.parametrize(
    ("end", "body", "texts"),
    [
        *itertools.product(
            ENDS,
            ([RETOLD], LIGHTHOUSE[:2]),
            ([THE_REPORT], [THE_REWRITE], [THE_REPORT, THE_REWRITE]),
        )
    ],
)
def test_headline_original_and_credit_name_one_publisher(engine, tmp_path, end, body, texts):
    indexed_engine = indexed(engine, tmp_path, *texts)
    check_coherent(compared(indexed_engine, page(body, end)))
    text = PageInput(text="\n\n".join(body))
    check_coherent(compared(indexed_engine, text), is_text=True)
    for url, name, original in texts:
        page_input = PageInput(url=url, html=story(name, original))
        check_coherent(compared(indexed_engine, page(body, end), page_input))


def test_the_report_that_the_page_names_is_the_original_and_not_what_is_nearer(engine, tmp_path):
    indexed_engine = indexed(engine, tmp_path, THE_REPORT, THE_REWRITE)
    answer = compared(indexed_engine, page([RETOLD], f"<p>{CALL}</p>"))
    assert (answer.search.source, answer.search.origin.read) == (POST, True)
    assert answer.search.origin.name == answer.verdict.basis.credits[0].name


def test_what_has_the_story_of_a_report_that_can_not_be_had_is_another_text(engine, tmp_path):
    indexed_engine = indexed(engine, tmp_path, THE_REWRITE)
    answer = compared(indexed_engine, page([RETOLD], f"<p>{CALL}</p>"))
    (brief,) = [candidate for candidate in answer.search.candidates if candidate.url == BRIEF]
    assert (brief.relation, answer.search.source, answer.source) == ("retelling", None, None)
    origin = answer.search.origin
    assert (origin.name, origin.by, origin.read) == ("Norhaven Post", "call", False)
    _, search = find(indexed_engine, FindRequest(page=page([RETOLD], f"<p>{CALL}</p>")))
    assert (search.origin, search.source) == (origin, None)


def test_a_text_that_the_reader_gave_is_not_a_report_of_another(engine, tmp_path):
    indexed_engine = indexed(engine, tmp_path, THE_REWRITE)
    page_input = PageInput(url=BRIEF, html=story("Lit again", REWRITTEN))
    answer = compared(indexed_engine, page([RETOLD], f"<p>{CALL}</p>"), page_input)
    assert answer.alignment
    assert answer.gist is None
    assert not answer.search.origin.read
    assert answer.verdict.basis.credits[0].name == "Norhaven Post"
    plain = compared(indexed_engine, page([RETOLD]), page_input)
    origin = plain.search.origin
    assert (origin.name, origin.by, origin.read) == ("coastbrief.example", "given", True)
    assert plain.verdict.basis.credits[0].name == origin.name


@pytest.mark.parametrize("url", CALLED_BY)
def test_a_call_to_any_address_is_followed_and_no_sign_of_a_whole(engine, tmp_path, url):
    end = f'<p><a href="{url}">{CALL}</a></p>'
    indexed_engine = indexed(engine, tmp_path, web=[(url, "", REPORT)])
    answer = compared(indexed_engine, page(LIGHTHOUSE, end))
    assert answer.verdict.answer != "complete"
    assert not [reason for reason in answer.verdict.evidence if reason.signal == "whole_text"]
    assert (answer.search.source, answer.search.origin.by) == (url, "call")


@pytest.mark.parametrize("body", [LIGHTHOUSE, REPORT, [RETOLD]])
def test_a_text_alone_is_never_complete_and_always_looked_for(engine, tmp_path, body):
    text = PageInput(text="\n\n".join(body))
    answer = compared(indexed(engine, tmp_path, (POST, "P", FERRY)), text)
    assert answer.verdict.answer == "unsure"
    assert answer.verdict.evidence[0].signal == "bare_text"
    assert answer.search.tried


def test_the_next_pages_of_a_text_are_an_action_and_compared(engine, tmp_path):
    rest = [*FERRY, *MORE, *(f"{text} So it was in the autumn, too." for text in FERRY)]
    indexed_engine = indexed(engine, tmp_path, web=[(f"{HERE}?page=2", "", rest)])
    answer = compared(indexed_engine, page(LIGHTHOUSE, '<p>Page: 1 <a href="?page=2">2</a></p>'))
    (pages,) = [reason for reason in answer.verdict.evidence if reason.signal == "more_pages"]
    assert pages.params == {"url": f"{HERE}?page=2", "page": 1, "pages": 2}
    assert answer.source.words > answer.page.words
    assert answer.verdict.basis.outlets == []


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    body=st.lists(st.sampled_from([*REPORT, RETOLD, *REWRITTEN]), min_size=1, max_size=6),
    end=st.sampled_from([*ENDS, *(f'<p><a href="{url}">{CALL}</a></p>' for url in CALLED_BY)]),
    indexed_texts=st.sets(st.sampled_from([0, 1])),
)
def test_of_any_page_the_parts_agree(engine, tmp_path_factory, body, end, indexed_texts):
    texts = [(THE_REPORT, THE_REWRITE)[index] for index in sorted(indexed_texts)]
    indexed_engine = indexed(engine, tmp_path_factory.mktemp("web"), *texts)
    check_coherent(compared(indexed_engine, page(body, end)))


@pytest.mark.parametrize("end", [LINKED, "<p>Source: Norhaven Post</p>", ""])
def test_a_search_names_the_origin_that_a_comparison_names(engine, tmp_path, end):
    indexed_engine = indexed(engine, tmp_path, THE_REWRITE)
    answer = compared(indexed_engine, page([RETOLD], end))
    _, search = find(indexed_engine, FindRequest(page=page([RETOLD], end)))
    assert search.outcome == answer.search.outcome
    # The fetched page may name its publisher otherwise than the index does.
    origins = [replace(result.origin, name="") for result in (search, answer.search)]
    assert origins[0] == origins[1]


def test_a_digest_of_several_stories_has_no_single_origin(engine):
    digest = PageInput(url="https://digest.example/quay", html=issue(each(headed)))
    answer = compared(engine(), digest)
    _, search = find(engine(), FindRequest(page=digest))
    assert len(search.items) == len(answer.search.items) == 5
    assert (search.origin, answer.search.origin) == (None, None)
