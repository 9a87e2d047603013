"""The search with real measuring, over pages and an index given by the test."""

import sqlite3
from dataclasses import replace

import pytest

from server.align import Text
from server.article.read import read_article
from server.errors import Cancelled, FetchFailed, PageStatus
from server.model import PAGE_FINDERS, Basis, Credit, PageInput, Verdict
from server.pipeline.tasks import candidate_features, text_of
from server.source.finder import (
    FinderError,
    FinderSkipped,
    PageLinks,
    PermissionMissing,
    SearchQuery,
)
from server.source.index import Index, query_terms
from server.source.lead import JudgedPage, Lead
from server.source.reader import MOST_FETCHES
from server.source.search import search
from server.store.index.article_index import SqliteArticles
from server.store.records import IndexArticle

STORY = (
    "The lighthouse at Brackholm will be lit again in May after eleven dark years, the harbour "
    "trust said on Tuesday. Odd Farrow, who chairs the trust, said that repairs had cost 2.4 "
    "million crowns, most of it given by the families of fishermen. A storm broke the lantern in "
    "the winter of 2014, and the coast guard then decided that ships no longer needed the light. "
    "The first keeper's granddaughter, Wilma Stensund, will turn the switch on 3 May at dusk. "
    "Three skippers from Ellery had rowed out in October to see whether the lens could be saved."
)
SUMMARY = (
    "Brackholm gets its lighthouse back: after eleven years of darkness the harbour trust will "
    "light it again in May. Odd Farrow, the trust's chair, put the repairs at 2.4 million crowns, "
    "paid mostly by fishermen's families. Wilma Stensund, a granddaughter of the first keeper, "
    "will turn the switch on 3 May."
)
OTHER = (
    "Two green ships were bought by the ferry company of Ellery for 30 million crowns, its owner "
    "Tove Lindqvist told reporters. They will sail to Brackholm twice a day from June, and each "
    "carries four hundred passengers and sixty cars across the sound in under an hour."
)
SAME_EVENT = (
    "The coast guard has not been asked about plans for a light at Brackholm, a spokeswoman said "
    "on Wednesday. Ships have passed the old lighthouse without it since 2014. A permit is needed "
    "by 1 April, and none has been applied for, according to the office in Ellery. The trust did "
    "not answer questions about the permit before this article was finished in the evening."
)

URL = "https://gazette.example/lighthouse-lit-again"


def article(text, url=None, title=None, published=None):
    return read_article(
        PageInput(text=text, url=url, title=title, language="en", published=published)
    )


PAGE = article(SUMMARY, "https://brief.example/a", published="2026-04-22")


def asked(page=PAGE, pointers=(), **options):
    sentences = [sentence.text for sentence in page.sentences]
    terms = query_terms(page.title, sentences, page.language)
    return SearchQuery(page=page, pointers=pointers, terms=terms, **options)


def measured(page=PAGE):
    text: Text = text_of(page)

    def compute(candidate):
        return candidate_features(text, candidate)

    return compute


def opened_page(url, article, pointers=(), items=(), **fields):
    """Return a page; `fields` are `cut`, `is_article`, `basis` and fields of JudgedPage."""
    label = "paywalled" if fields.pop("cut", False) else "unknown"
    label = label if fields.pop("is_article", True) else "not_article"
    verdict = Verdict(label, 0.5, [], basis=fields.pop("basis", None) or Basis("unclear"))
    page_parts = list(pointers), frozenset(), list(items)
    return JudgedPage(article, verdict, *page_parts, url=url, **fields)


class Web:
    """Pages by address; a problem is raised. `opened` are the addresses that were fetched."""

    def __init__(self, pages):
        self.pages, self.opened = pages, []

    def __call__(self, url, seconds):
        self.opened.append(url)
        page = self.pages.get(url, FetchFailed(f"{url} is not there."))
        if isinstance(page, Exception):
            raise page
        return (
            page
            if isinstance(page, JudgedPage)
            else opened_page(url, article(page, url), cut=False)
        )


def pointer(url=URL, strength=0.9):
    return Lead(url, "page_link_cta", "Linked.", "Read on", strength)


class Given:
    """A finder with leads given by the test."""

    def __init__(self, code, leads=(), refused=None, words=()):
        self.codes, self._leads, self._refused, self._words = (code,), leads, refused, words

    def find(self, query):
        self.asked = query
        if self._refused:
            raise self._refused
        yield from self._leads

    def offer(self, query):
        return list(self._words)


def leads(code, *urls):
    return Given(code, [Lead(url, code, "Found.") for url in urls])


@pytest.fixture
def index(tmp_path):
    articles = SqliteArticles(tmp_path / "articles.db")
    articles.add_articles(
        [
            IndexArticle(URL, "Lit again", STORY, published="2026-04-21", language="en"),
            IndexArticle("https://a.example/1", "Ships", OTHER, published="2026-04-21"),
            IndexArticle("https://b.example/2", "No permit", SAME_EVENT, published="2026-04-22"),
        ]
    )
    return articles


def find(finders, web=None, page=PAGE, **options):
    return search(asked(page, **options), finders, web, measured(page))


def test_a_call_through_an_unknown_shortener_is_followed_to_the_story():
    short = "https://go.brf.example/9f2Kx"
    web = Web({short: opened_page(URL, article(STORY, URL), cut=False)})
    result = find([PageLinks()], web, pointers=[pointer(short)])
    assert result.search.source == URL
    assert result.source.url == URL


def test_the_first_link_that_the_text_confirms_ends_the_search(index):
    web = Web({URL: STORY})
    result = find(
        [PageLinks(), Index(lambda: index)],
        web,
        pointers=[pointer(), pointer("https://x.example/b")],
    )
    assert result.search.source == URL
    assert result.source.text.startswith("The lighthouse at Brackholm")
    assert web.opened == [URL]
    assert [turn.finder for turn in result.search.tried] == list(PAGE_FINDERS)


def test_without_a_link_the_index_finds_the_story_and_needs_no_fetch(index):
    web = Web({})
    result = find([PageLinks(), Index(lambda: index)], web)
    assert (result.search.outcome, result.search.source) == ("source", URL)
    best = result.search.candidates[0]
    assert (best.access, best.published, best.margin > 0.2) == ("not_fetched", "2026-04-21", True)
    assert web.opened == []
    assert result.source is None


def test_with_the_story_gone_the_index_names_no_source_and_says_what_it_tried(tmp_path):
    articles = SqliteArticles(tmp_path / "articles.db")
    articles.add_articles(
        [IndexArticle("https://a.example/1", "Ships", OTHER, published="2026-04-21")]
    )
    result = find([PageLinks(), Index(lambda: articles)])
    assert (result.search.outcome, result.search.source) == ("not_found", None)
    assert result.search.tried[-1].finder == "index"
    assert all(turn.detail.endswith(".") for turn in result.search.tried)


def test_other_coverage_of_the_event_is_not_called_the_source(tmp_path):
    articles = SqliteArticles(tmp_path / "articles.db")
    articles.add_articles(
        [IndexArticle("https://b.example/2", "No permit", SAME_EVENT, published="2026-04-22")]
    )
    assert find([Index(lambda: articles)]).search.outcome in ("same_story", "not_found")


def test_an_indexed_text_that_credits_another_outlet_is_not_the_source(tmp_path):
    articles = SqliteArticles(tmp_path / "articles.db")
    other_url = "https://other.example/1"
    retold = {other_url: "The Gazette"}

    def found():
        finders = [Index(lambda: articles)]
        return search(
            asked(), finders, None, measured(), name_retold=lambda text: retold.get(text.url)
        ).search

    articles.add_articles([IndexArticle(other_url, "Lit again", STORY, published="2026-04-21")])
    (candidate,) = found().candidates
    assert (candidate.relation, candidate.why_code) == ("retelling", "names_its_source")
    assert candidate.retells == "The Gazette"
    # The next one may be the source.
    longer = f"{STORY} The keeper's house becomes a school."
    articles.add_articles([IndexArticle(URL, "Light", longer, published="2026-04-21")])
    assert found().source == URL


def test_the_page_does_not_find_itself_under_another_address(tmp_path):
    articles = SqliteArticles(tmp_path / "articles.db")
    page = article(STORY, "https://brief.example/a", "Lit again", "2026-04-22")
    articles.add_articles(
        [
            IndexArticle(url, "Lit again", STORY, published="2026-04-22", language="en")
            for url in ("https://brief.example/a?utm_source=x", "https://m.brief.example/amp/a")
        ]
    )
    result = find([Index(lambda: articles)], page=page)
    assert result.search.candidates == []
    articles.add_articles(
        [IndexArticle(URL, "Light", STORY, published="2026-04-21", language="en")]
    )
    copies = find([Index(lambda: articles)], page=page).search
    assert [(c.url, c.relation) for c in copies.candidates] == [(URL, "copy")]
    assert copies.outcome == "same_story"


def test_of_articles_that_a_search_named_in_vain_only_the_best_is_told(tmp_path):
    articles = SqliteArticles(tmp_path / "articles.db")
    texts = {"1": "Brackholm has a harbour.", "2": "Harbour dues rise.", "3": "Odd May weather."}
    articles.add_articles([IndexArticle(f"https://a.example/{n}", "", t) for n, t in texts.items()])
    (turn,) = find([Index(lambda: articles)]).search.tried
    assert turn.candidates == 3
    assert turn.detail.startswith("https://a.example/1: it has ")
    assert turn.detail.endswith(" 2 others have no more of it.")


def test_an_index_that_cannot_be_read_is_a_sentence():
    class Locked:
        def count_articles(self):
            raise sqlite3.OperationalError("database is locked")

    (turn,) = find([Index(Locked)]).search.tried
    assert (turn.finder, turn.outcome) == ("index", "failed")
    assert "database is locked" in turn.detail


def test_at_most_five_pages_are_fetched_in_all():
    urls = [f"https://x{number}.example/story" for number in range(9)]
    web = Web(dict.fromkeys(urls, OTHER))
    result = find([leads("searxng", *urls[:4]), leads("gdelt", *urls[4:])], web)
    assert len(web.opened) == MOST_FETCHES
    assert "used up" in result.search.tried[1].detail
    assert result.search.outcome == "not_found"


def test_no_time_left_is_not_a_fetch():
    web = Web({URL: STORY})
    result = search(asked(), [leads("gdelt", URL)], web, measured(), seconds=0)
    assert web.opened == []
    assert "time" in result.search.tried[0].detail


def test_without_leave_the_words_are_offered_and_nothing_is_sent():
    refused = Given("searxng", refused=PermissionMissing("It was not asked."), words=["Odd Farrow"])
    broken = Given("gdelt", refused=FinderSkipped("GDELT answered with status 500."))
    result = find([refused, broken])
    assert result.search.offer.providers == ["searxng"]
    assert result.search.offer.words == [["Odd Farrow"]]
    assert [turn.outcome for turn in result.search.tried] == ["not_asked", "nothing"]


def test_what_two_finders_name_is_one_candidate_with_both_their_words():
    result = find([leads("searxng", URL), leads("gdelt", URL)], Web({URL: OTHER}))
    assert result.search.candidates == []
    unreachable = find([leads("index", URL), leads("gdelt", URL)], Web({}))
    (candidate,) = unreachable.search.candidates
    assert candidate.access == "unreachable"
    assert [finding.finder for finding in candidate.found_by] == ["index", "gdelt"]


def test_what_a_search_names_and_nobody_could_read_is_not_shown_unless_the_index_knows_it():
    assert find([leads("searxng", URL), leads("gdelt", URL)], Web({})).search.candidates == []
    (candidate,) = find([leads("index", URL)], Web({})).search.candidates
    assert candidate.access == "unreachable"


@pytest.mark.parametrize(
    ("finder", "outcome", "words"),
    [
        (Given("gdelt", refused=FinderError("GDELT answered with status 500.")), "failed", "500"),
        (Given("gdelt", refused=FinderSkipped("GDELT found nothing.")), "nothing", "found nothing"),
        (Given("gdelt"), "nothing", "found nothing"),
        (Given("index"), "nothing", "index has no article"),
        (Given("canonical_elsewhere"), "nothing", "page has nothing"),
    ],
)
def test_asked_in_vain_and_not_to_be_asked_are_told_apart(finder, outcome, words):
    (turn,) = find([finder]).search.tried
    assert turn.outcome == outcome
    assert words in turn.detail


def test_a_page_that_is_gone_is_told_to_the_archive():
    gone = PageStatus("It answers with status 410.", http_status=410)
    archive = Given("archive")
    find([PageLinks(), archive], Web({URL: gone}), pointers=[pointer()])
    assert archive.asked.gone == [URL]


def test_a_source_that_names_its_own_source_leads_on_to_it():
    wire = "https://wire.example/brackholm-light"
    rewrite = opened_page(URL, article(STORY, URL), cut=False, pointers=[pointer(wire, 0.8)])
    web = Web({URL: rewrite, wire: STORY})
    result = find([PageLinks()], web, pointers=[pointer()])
    assert result.search.source == wire
    assert [(c.url, c.relation) for c in result.search.candidates] == [
        (wire, "source"),
        (URL, "copy"),
    ]
    assert result.search.candidates[0].found_by[0].params["by_way_of"] == URL


def test_a_source_stays_where_what_it_names_is_another_story():
    rewrite = opened_page(
        URL, article(STORY, URL), cut=False, pointers=[pointer("https://wire.example/b", 0.8)]
    )
    web = Web({URL: rewrite, "https://wire.example/b": OTHER})
    assert find([PageLinks()], web, pointers=[pointer()]).search.source == URL


def test_a_copy_in_the_index_leads_to_the_origin_that_it_declares(tmp_path):
    articles = SqliteArticles(tmp_path / "articles.db")
    copy = "https://portal.example/news/lit"
    articles.add_articles(
        [
            IndexArticle(copy, "Lit", STORY, language="en", canonical_url=URL),
            IndexArticle("https://a.example/1", "Ships", OTHER, language="en"),
        ]
    )
    result = find([PageLinks(), Index(lambda: articles)], Web({URL: STORY}))
    assert result.search.source == URL
    assert [(c.url, c.relation) for c in result.search.candidates] == [
        (URL, "source"),
        (copy, "copy"),
    ]
    assert result.search.candidates[0].found_by[0].says == f"{copy} points there: “{URL}”."
    # Without a connection, or where the origin is another story, the copy is what there is.
    assert find([Index(lambda: articles)]).search.source == copy
    assert find([Index(lambda: articles)], Web({URL: OTHER})).search.source == copy


def test_the_publisher_that_the_page_names_goes_before_others(tmp_path):
    articles = SqliteArticles(tmp_path / "articles.db")
    articles.add_articles(
        [
            IndexArticle(URL, "Lit again", STORY, publisher="Gazette", language="en"),
            IndexArticle("https://a.example/1", "Ships", OTHER, publisher="Other", language="en"),
        ]
    )
    credit = Credit(
        *("The Gazette", "gazette.example", None, "basis"),
        *("first reported by The Gazette", None, None),
    )
    best = find([Index(lambda: articles)], credits=[credit]).search.candidates[0]
    assert (best.url, best.relation) == (URL, "source")
    assert best.found_by[0].quote == credit.quote
    assert "which the page credits" in best.found_by[0].says


def test_a_caller_who_goes_away_ends_the_search():
    with pytest.raises(Cancelled):
        find([PageLinks()], Web({URL: Cancelled("gone")}), pointers=[pointer()])


COVERAGE = "https://other-outlet.example/2026/brackholm-light"
NAMED = "https://named.example/2026/lighthouse"


@pytest.fixture
def covered(tmp_path):
    """Return an index that has the story, by another outlet than the page names."""

    def made(**fields):
        articles = SqliteArticles(tmp_path / "articles.db")
        articles.add_articles(
            [
                IndexArticle(
                    **{"url": COVERAGE, "title": "Lit", "text": STORY, "language": "en"} | fields
                ),
                IndexArticle("https://a.example/1", "Ships", OTHER, language="en"),
            ]
        )
        return [PageLinks(), Index(lambda: articles)]

    return made


UNREAD = [
    FetchFailed("It does not answer."),
    PageStatus("It answers with status 410.", http_status=410),
    opened_page(NAMED, article(OTHER, NAMED), cut=True),
]


def test_a_link_to_another_story_says_nothing_against_the_index(covered):
    search = find(covered(), Web({NAMED: OTHER}), pointers=[pointer(NAMED)]).search
    assert [(candidate.url, candidate.relation) for candidate in search.candidates[:2]] == [
        (COVERAGE, "source"),
        (NAMED, "mismatch"),
    ]


@pytest.mark.parametrize("answer", UNREAD, ids=["off", "gone", "paywalled"])
def test_other_coverage_is_not_a_source_where_the_page_names_another_address(covered, answer):
    search = find(covered(), Web({NAMED: answer}), pointers=[pointer(NAMED)]).search
    by_url = {candidate.url: candidate for candidate in search.candidates}
    assert search.source is None
    assert (by_url[COVERAGE].relation, by_url[COVERAGE].why_code) == (
        "same_story",
        "another_is_named",
    )
    assert search.candidates[0].url == NAMED


@pytest.mark.parametrize(
    ("fields", "strength"),
    [
        ({"canonical_url": NAMED}, 0.9),
        ({"url": "https://named.example/2026/moved"}, 0.9),
        ({"text": f"{SUMMARY}\n\n{STORY}"}, 0.9),
        ({}, 0.45),
    ],
    ids=["declares it", "same site", "word for word", "in passing"],
)
def test_what_stands_for_the_address_that_the_page_names_is_the_source(covered, fields, strength):
    search = find(covered(**fields), Web({}), pointers=[pointer(NAMED, strength)]).search
    assert search.source == fields.get("url", COVERAGE)


def test_the_index_confirms_a_named_address_that_can_not_be_fetched(covered):
    search = find(covered(url=NAMED), None, pointers=[pointer(NAMED)]).search
    assert search.source == NAMED
    assert [finding.finder for finding in search.candidates[0].found_by] == [
        "page_link_cta",
        "index",
    ]


def test_what_a_found_source_names_itself_takes_nothing_from_it():
    rewrite = opened_page(URL, article(STORY, URL), cut=False, pointers=[pointer(NAMED, 0.8)])
    search = find([leads("index", URL)], Web({URL: rewrite})).search
    assert search.source == URL
    assert [(c.url, c.relation) for c in search.candidates] == [
        (URL, "source"),
        (NAMED, "unverified"),
    ]


@pytest.mark.parametrize("published", ["2026-04-22", "2026-05-19"])
def test_an_article_of_these_days_does_not_hide_the_story_of_weeks_before(index, published):
    index.add_articles(
        [
            IndexArticle(
                "https://c.example/3",
                "Fares",
                "The harbour trust of Brackholm raised its fares, Odd Farrow said.",
                published=published,
            )
        ]
    )
    page = replace(PAGE, published=published)
    search = find([Index(lambda: index), Index(lambda: index, earlier=True)], page=page).search
    assert search.source == URL
    assert [turn.finder for turn in search.tried] == ["index"]


def test_days_before_are_not_looked_at_without_need_or_date(index):
    asked_for = []

    class Watched:
        count_articles, article_text = index.count_articles, index.article_text

        def search_articles(self, *terms, since, until, **options):
            asked_for.append((since, until))
            return index.search_articles(*terms, since=since, until=until, **options)

    finders = [Index(Watched), Index(Watched, earlier=True)]
    find(finders)
    find(finders, page=replace(PAGE, published=None))
    assert asked_for == [("2026-04-08", "2026-04-23"), (None, None)]
    missing = article("Elsewhere a bakery burned down.", published="2026-04-22")
    find(finders, page=missing)
    assert asked_for[2:] == [("2026-04-08", "2026-04-23"), ("2026-01-22", "2026-04-07")]


@pytest.mark.parametrize(
    ("credit", "relation"), [("(Harrow Wire)", "source"), ("It was long.", "copy")]
)
def test_a_syndicated_copy_leads_to_the_origin_that_it_credits(tmp_path, credit, relation):
    articles = SqliteArticles(tmp_path / "articles.db")
    wire = IndexArticle(URL, "Lit", STORY, publisher="Harrow Wire", language="en")
    articles.add_articles(
        [wire, IndexArticle("https://a.example/1", "Ships", OTHER, language="en")]
    )
    page = article(f"{STORY}\n\n{credit}", "https://portal.example/a", "Light again")
    best = find([Index(lambda: articles)], page=page).search.candidates[0]
    assert (best.url, best.relation) == (URL, relation)
