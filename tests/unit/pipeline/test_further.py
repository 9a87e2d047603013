"""Further sources that a comparison finds by itself, after the first original."""

import pytest

from server.model import CompareRequest, PageInput
from server.pipeline.compare import Done, compare
from server.store import IndexArticle, SqliteArticles

FIRST = [
    "The lighthouse at Brackholm will be lit again in May after eleven dark years, a trust said.",
    "Repairs of its lantern cost 2.4 million crowns, most of it given by families of fishermen.",
    "A storm broke the lantern in the winter of 2014, when the coast guard gave the light up.",
]
SECOND = [
    "The bakery of Mia Lund in Ostrand closes in June after ninety years beside the old harbour.",
    "Flour now costs her forty percent more than before, and the oven burns twice as much wood.",
    "She has sold that oven to the museum of Skerrow, which will bake rye bread for schools.",
]
LAST = "Nobody knows yet what the mayor intends to say about these plans at the next assembly."
WIRE = "https://gazette.example/bakery"
ALONE = {"source": PageInput(text="\n\n".join(FIRST), language="en")}
LISTED = {"source": None, "sources": [ALONE["source"]]}


@pytest.fixture
def compared(engine, tmp_path):
    """Compare a page of both stories with the first, where the index has these articles."""

    def run(articles, page=(*FIRST[:2], *SECOND[1:], LAST), pages=None, offline=True, **fields):
        index = SqliteArticles(tmp_path / "articles.db")
        index.add_articles(
            [
                IndexArticle(url, "A bakery closes", "\n\n".join(text), language="en", **fields)
                for url, text, fields in articles
            ]
        )
        web_engine = engine(pages, offline=offline)
        web_engine.index = lambda: index
        request = CompareRequest(
            page=PageInput(text="\n\n".join(page), language="en", published="2026-05-04"),
            **(ALONE | fields),
        )
        events = compare(web_engine, request)
        return next(event.comparison for event in events if isinstance(event, Done))

    return run


def findings(comparison):
    return [sentence.finding for sentence in comparison.alignment.sentences]


def test_what_the_first_lacks_is_found_in_the_index_which_shows_the_evidence_alone(compared):
    answer = compared([(WIRE, SECOND, {"published": "2026-05-03", "publisher": "The Gazette"})])
    assert findings(answer) == ["found"] * 4 + ["not_found"]
    assert answer.source == answer.sources[0]
    assert (answer.sources[1].publisher, answer.sources[1].url) == ("The Gazette", WIRE)
    assert answer.sources[1].text == "\n\n".join(SECOND[1:])
    (further,) = answer.alignment.further
    assert further.sentences == ["", *SECOND[1:]]
    assert further.found_by.finder == "index"
    assert answer.search is None


def test_one_in_sources_is_as_in_source_and_after_two_nothing_is_looked_for(compared):
    articles = [(WIRE, SECOND, {})]
    single, from_list = compared(articles), compared(articles, **LISTED)
    assert (from_list.alignment, from_list.sources) == (single.alignment, single.sources)
    second = PageInput(text=LAST, language="en")
    double = compared(articles, source=None, sources=[ALONE["source"], second])
    assert [len(double.sources), *findings(double)] == [
        2,
        *["found"] * 2,
        *["not_found"] * 2,
        "found",
    ]


def test_a_text_that_can_be_fetched_is_shown_as_it_is_there(compared):
    body = "".join(f"<p>{text}</p>" for text in [*SECOND, LAST])
    pages = {WIRE: f"<html lang=en><title>A bakery closes</title><article>{body}</article></html>"}
    answer = compared([(WIRE, SECOND, {})], pages=pages, offline=False)
    assert findings(answer) == ["found"] * 5
    assert answer.alignment.further[0].sentences == [*SECOND, LAST]


def test_a_text_whose_page_is_for_subscribers_is_not_shown_from_the_index(compared):
    wall = '<div class="paywall"><p>Subscribe to continue reading this article.</p></div>'
    answer = compared(
        [(WIRE, SECOND, {})],
        pages={WIRE: story("A bakery closes", SECOND[:1], wall)},
        offline=False,
    )
    assert answer.sources == []


@pytest.mark.parametrize(
    "articles",
    [
        [],
        [(WIRE, [SECOND[0], SECOND[1]], {})],  # one sentence, without a number or a quotation
        [(WIRE, SECOND, {"published": "2025-01-03"})],  # of other days
        [(WIRE, [*FIRST[:2], *SECOND[1:], LAST], {})],  # the page again
    ],
    ids=["nothing", "one sentence", "other days", "a copy"],
)
def test_nothing_is_added_that_bears_out_too_little(compared, articles):
    answer = compared(articles)
    assert answer.sources == []
    assert findings(answer)[2:] == ["not_found"] * 3


def test_one_sentence_is_enough_with_a_number_that_the_first_lacks(compared):
    shared_sentence = (
        "Skerrow's museum pays 12,500 crowns for the oven of Mia Lund, which it moves in May."
    )
    answer = compared(
        [(WIRE, [SECOND[0], shared_sentence], {})], page=[*FIRST[:2], shared_sentence, LAST]
    )
    assert findings(answer) == ["found", "found", "found", "not_found"]


def test_given_sources_and_a_request_that_finds_nothing_are_left_alone(compared):
    articles = [(WIRE, SECOND, {})]
    assert compared(articles, find=False).sources == []
    sources = [PageInput(text=LAST, language="en")]
    assert [source.text for source in compared(articles, sources=sources).sources[1:]] == [LAST]


def test_after_a_search_the_addresses_that_the_page_names_are_read(engine):
    first, second = "https://trust.example/2026/light", "https://herald.example/2026/bread"
    page = [*FIRST[:2], f'{SECOND[1]} <a href="{second}">As the Herald reported</a>.', SECOND[2]]
    call = f'<p><a class="btn" href="{first}">Read the full story</a></p>'
    pages = {
        "https://brief.example/2026/coast": story("From the coast", page, call),
        first: story("The lighthouse is lit", FIRST),
        second: story("A bakery closes", SECOND),
    }
    request = CompareRequest(page=PageInput(url="https://brief.example/2026/coast"))
    events = compare(engine(pages), request)
    answer = next(event.comparison for event in events if isinstance(event, Done))
    assert answer.search.source == first
    assert [source.url for source in answer.sources] == [first, second]
    (further,) = answer.alignment.further
    assert further.found_by.finder.startswith("page_link")
    assert further.sentences == SECOND


def story(title, paragraphs, extra=""):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<html lang=en><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{body}</article>{extra}</body></html>"
    )
