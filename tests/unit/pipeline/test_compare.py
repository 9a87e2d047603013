import threading
from dataclasses import replace
from itertools import chain, count, islice

import numpy as np
import pytest

from server.config import Settings
from server.errors import (
    Cancelled,
    ComparisonFailed,
    Offline,
    PageStatus,
    PageTooLarge,
    Problem,
)
from server.language import vectors
from server.model import AlignRequest, CompareRequest, FindRequest, PageInput, SentencesInput
from server.net import sample
from server.net.fetch import Fetched
from server.pipeline.compare import Done, align, compare, extract, find, verdict
from server.pipeline.tasks import examine
from server.store.index.article_index import SqliteArticles
from server.store.records import IndexArticle
from tests.processor import takes_at_most
from tests.unit.article import hazards

SUMMARY = sample.summary_url(8750)
ORIGINAL = sample.original_url(8750)


def story(title, paragraphs, extra=""):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<html lang=en><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{body}</article>{extra}</body></html>"
    )


LIGHTHOUSE = [
    (
        "The lighthouse at Brackholm will be lit again in May after eleven dark years, the harbour "
        "trust said on Tuesday."
    ),
    (
        "Odd Farrow, who chairs the trust, said that repairs had cost 2.4 million crowns, most of "
        "it given by the families of fishermen."
    ),
    (
        "A storm broke the lantern in the winter of 2014, and the coast guard then decided that "
        "ships no longer needed the light."
    ),
    "The first keeper's granddaughter, Wilma Stensund, will turn the switch on 3 May at dusk.",
]
CTA = '<div class=more><a class=btn href="{}">Read the full story</a></div>'


def done(events):
    return next(event.comparison for event in events if isinstance(event, Done))


def test_the_stages_come_in_the_datas_order_and_the_last_event_holds_everything(engine):
    events = list(compare(engine(), CompareRequest(page=PageInput(url=SUMMARY))))
    stages = [(event["stage"], event["state"]) for event in events[:-1]]
    assert stages == [
        (stage, state)
        for stage in ("article", "verdict", "source", "align")
        for state in ("started", "done")
    ]
    comparison = done(events)
    assert comparison.verdict.label == "summary"
    assert comparison.search.source == ORIGINAL
    assert comparison.alignment.source == [s.text for s in comparison.source.sentences]
    assert set(comparison.timings_ms) == {"article", "verdict", "source", "align", "total"}


def test_the_source_is_found_for_a_page_that_the_reader_sent(engine):
    html = sample.page(sample.SUMMARY_PATH, 8750)
    page = PageInput(html=html, url="https://brief.example/norvane")
    comparison = done(compare(engine(), CompareRequest(page=page)))
    assert comparison.search.source == ORIGINAL
    candidate = comparison.search.candidates[0]
    assert (candidate.relation, candidate.access) == ("source", "open")
    assert candidate.found_by[0].quote == "Read Full Article"


def test_a_text_that_the_page_calls_for_and_that_has_none_of_it_is_not_an_original(engine):
    called_url = "https://other.example/story"
    ferry = [
        f"The ferry company of {town} bought ship number {n} and painted it green, its owner said."
        for n, town in enumerate(("Ellery", "Skagen", "Morrow", "Tarn", "Linden", "Osterby"))
    ]
    page = PageInput(
        url="https://brief.example/a",
        html=story("Lighthouse lit", LIGHTHOUSE[:2], CTA.format(called_url)),
    )
    offline_engine = engine({called_url: story("Two green ships", ferry)})
    comparison = done(compare(offline_engine, CompareRequest(page=page)))
    assert comparison.search.source is None
    assert comparison.search.candidates[0].url == called_url
    assert comparison.search.candidates[0].why_code == "no_match"
    assert (comparison.source, comparison.alignment) == (None, None)
    assert comparison.verdict.answer == "unsure"
    assert comparison.verdict.evidence[0].params["how"] == "none"
    assert comparison.gist is None


def test_a_source_that_cannot_be_reached_is_named_but_not_shown(engine):
    page = PageInput(
        url="https://brief.example/a",
        html=story("Lighthouse lit", LIGHTHOUSE[:2], CTA.format("http://10.1.2.3/story")),
    )
    search = find(engine(), FindRequest(page=page))[1]
    assert search.outcome == "not_found"
    assert search.candidates[0].access == "unreachable"
    assert any("UNABRIDGED_ALLOW_HOSTS" in turn.detail for turn in search.tried)


def test_a_source_that_the_page_calls_for_and_nobody_can_read_is_a_sign(engine):
    long = [*LIGHTHOUSE, *(f"{LIGHTHOUSE[1]} Berth {n} was mended first." for n in range(20))]
    icon = '<a href="http://10.1.2.3/2026/lit-again" aria-label="Read the full story"><i></i></a>'
    page = PageInput(url="https://brief.example/a", html=story("Lit", long, icon))
    plain = PageInput(url="https://brief.example/a", html=story("Lit", long))
    assert done(compare(engine(), CompareRequest(page=plain))).verdict.label == "full"
    verdict = done(compare(engine(), CompareRequest(page=page))).verdict
    assert verdict.label == "summary"
    assert verdict.evidence[0].quote == "Read the full story"


def test_a_link_that_leads_back_to_the_page_is_not_a_source(engine):
    again = "https://mirror.example/a"
    html = story("Lighthouse lit", LIGHTHOUSE, CTA.format(again))
    page = PageInput(
        url="https://brief.example/a",
        html=html.replace(again, "https://brief.example/a?utm_source=x"),
    )
    assert find(engine(), FindRequest(page=page))[1].candidates == []


def test_find_looks_even_where_the_page_is_whole(engine):
    examined, search = find(
        engine(), FindRequest(page=PageInput(html=story("Lighthouse lit", LIGHTHOUSE)))
    )
    assert examined.verdict.label == "full"
    assert search.outcome == "not_found"
    assert all(turn.detail for turn in search.tried)


def test_without_finding_no_source_is_looked_for(engine):
    request = CompareRequest(page=PageInput(url=SUMMARY), find=False)
    assert done(compare(engine(), request)).search is None


def test_a_source_given_is_used_as_it_is(engine):
    request = CompareRequest(
        page=PageInput(text=LIGHTHOUSE[0]), source=PageInput(text="\n\n".join(LIGHTHOUSE))
    )
    comparison = done(compare(engine(), request))
    assert comparison.search is None
    assert [entry.label for entry in comparison.alignment.sentences] == ["verbatim"]
    assert comparison.alignment.figures.used == 1


def test_a_source_given_that_is_the_page_is_said(engine):
    text = PageInput(text="\n\n".join(LIGHTHOUSE))
    comparison = done(compare(engine(), CompareRequest(page=text, source=text)))
    assert comparison.warnings[-1].type == "/problems/source_is_page"


def test_offline_only_pages_that_were_sent_are_read(engine):
    offline_engine = engine(offline=True)
    with pytest.raises(Offline, match="opens no connection"):
        extract(offline_engine, PageInput(url=ORIGINAL))
    html = sample.page(sample.SUMMARY_PATH, 8750)
    search = find(offline_engine, FindRequest(page=PageInput(html=html, url=SUMMARY)))[1]
    assert search.candidates[0].access == "not_fetched"
    assert search.outcome == "not_found"


def test_a_page_over_the_size_limit_is_refused(engine):
    with pytest.raises(PageTooLarge, match="UNABRIDGED_PAGE_BYTES"):
        verdict(engine(), PageInput(html="<p>" + "wörd " * 900_000))


def test_an_alignment_says_what_it_could_not_do(engine):
    request = AlignRequest.model_validate(
        {
            "page": {"sentences": ["The lighthouse is lit."], "language": "en"},
            "source": {"sentences": ["Der Leuchtturm brennt wieder."], "language": "de"},
        }
    )
    alignment = align(engine(), request)
    assert alignment.sentences[0].heading == "label_not_compared"
    assert (alignment.figures.page_sentences, alignment.not_compared) == (0, [0])


def test_a_caller_who_goes_away_stops_the_work(engine):
    gone = threading.Event()
    gone.set()
    with pytest.raises(Cancelled):
        extract(engine(), PageInput(text=LIGHTHOUSE[0]), gone)


def test_a_problem_says_at_which_stage_it_came(engine):
    with pytest.raises(Problem) as caught:
        extract(engine(), PageInput(html="%PDF-1.4"))
    assert caught.value.stage == "article"


class Asking:
    """An index that notes what it is asked."""

    def count_articles(self):
        return 1

    def search_articles(self, terms, **how):
        self.terms, self.how = terms, how
        return []


def test_the_index_gets_the_pages_statements_beside_its_terms(engine):
    working, index = engine(), Asking()
    working.index = lambda: index
    note = "Read the full story on the original publication."
    page = PageInput(text="\n\n".join([*LIGHTHOUSE[:2], note]), title="Lit again", language="en")
    find(working, FindRequest(page=page))
    assert "farrow" in dict(index.terms)
    assert index.how["page"] == "\n".join(["Lit again", *LIGHTHOUSE[:2]])


class Refusing:
    """A web whose sites answer with one status and page."""

    def __init__(self, status, html):
        self._status, self._html = status, html

    def fetch(self, url, **_):
        return Fetched(url, self._status, self._html)

    def site_maps(self, *_, **__):
        return []


CHALLENGE = story("gazette.example", ["Checking your browser before you continue to the site."])
CUT = story("Lit", LIGHTHOUSE[:1], "<div class=paywall><p>Subscribe to continue reading.</p></div>")


@pytest.mark.parametrize(
    ("status", "answer", "access"),
    [(403, CHALLENGE, "unreachable"), (451, CHALLENGE, "unreachable"), (403, CUT, "paywalled")],
)
def test_a_sites_refusal_is_not_an_article(engine, status, answer, access):
    changed = replace(engine(), fetcher=Refusing(status, answer))
    page = PageInput(
        url="https://brief.example/a",
        html=story("Lighthouse lit", LIGHTHOUSE[2:], CTA.format("https://gazette.example/2026/a")),
    )
    _, result = find(changed, FindRequest(page=page))
    assert [(candidate.relation, candidate.access) for candidate in result.candidates] == [
        ("unverified", access)
    ]
    assert result.outcome == "not_found"


def test_refusal_of_a_fetched_page_is_a_problem_and_no_article(engine):
    refusing_engine = replace(engine(), fetcher=Refusing(403, CHALLENGE))
    with pytest.raises(PageStatus, match="refuses programs"):
        extract(refusing_engine, PageInput(url="https://gazette.example/2026/a"))
    refusing_engine = replace(engine(), fetcher=Refusing(403, CUT))
    assert extract(refusing_engine, PageInput(url="https://gazette.example/2026/a")).text


def test_a_fault_in_the_comparison_is_not_told_as_an_unreadable_page(engine, monkeypatch):
    monkeypatch.setattr("server.pipeline.alignment.check_texts", hazards.fail)
    text = SentencesInput(sentences=LIGHTHOUSE, language="en")
    with pytest.raises(ComparisonFailed):
        align(engine(), AlignRequest(page=text, source=text))


RETOLD = (
    "Brackholm's lighthouse will be lit again in May, eleven years after a storm broke its "
    "lantern, the harbour trust announced on Tuesday. Repairs cost 2.4 million crowns, most of "
    "it from the families of fishermen, said Odd Farrow, who chairs the trust. Wilma Stensund, a "
    "granddaughter of the first keeper, turns the switch on 3 May."
)
LIT = "https://gazette.example/2026/lit-again"
MORE = [
    "Three skippers from Ellery had rowed out in October to see whether the lens was whole."
] * 3


@pytest.fixture
def indexed(engine, tmp_path):
    index = SqliteArticles(tmp_path / "articles.db")
    text = "\n\n".join([*LIGHTHOUSE, *MORE])
    index.add_articles([IndexArticle(LIT, "Lit again", text, language="en")])
    return replace(engine({LIT: story("Lit again", [*LIGHTHOUSE, *MORE])}), index=lambda: index)


def test_a_text_without_markup_is_found_in_the_index_and_is_not_a_full_story(indexed):
    comparison = done(compare(indexed, CompareRequest(page=PageInput(text=RETOLD))))
    assert (comparison.search.outcome, comparison.search.source) == ("source", LIT)
    assert comparison.verdict.label == "summary"
    assert comparison.source.url == LIT


def test_what_find_finds_corrects_the_verdict(indexed):
    examined, search = find(indexed, FindRequest(page=PageInput(text=RETOLD)))
    assert (search.outcome, search.source) == ("source", LIT)
    assert examined.verdict.label == "summary"


def test_a_short_page_without_a_pointer_is_found_in_the_index(indexed):
    page = PageInput(html=story("Lit", [RETOLD]), url="https://brief.example/lit")
    comparison = done(compare(indexed, CompareRequest(page=page)))
    assert (comparison.verdict.label, comparison.source.url) == ("summary", LIT)


def test_a_text_that_is_not_in_the_index_says_where_it_was_looked_for(indexed):
    page = PageInput(text="The bakery of Ellery sells rye bread from six. Cakes come at noon. " * 3)
    comparison = done(compare(indexed, CompareRequest(page=page)))
    assert comparison.verdict.answer == "unsure"
    assert comparison.search.outcome == "not_found"
    assert "index" in {turn.finder for turn in comparison.search.tried}


def test_a_long_whole_page_without_a_pointer_is_not_looked_for(indexed):
    bakery = "The bakery of Ellery sells rye bread from six, and its cakes come at noon."
    html = story("The bakery", [f"{bakery} It has {n} ovens." for n in range(60)])
    page = PageInput(html=html, url="https://brief.example/bakery")
    comparison = done(compare(indexed, CompareRequest(page=page)))
    assert (comparison.search.outcome, comparison.search.tried) == ("not_needed", [])


FERRY = [
    "The ferry company of Ellery has bought two ships and painted them green, its owner said.",
    "The crews will train on them until June, and the old ships will be broken up in autumn.",
]


def test_a_page_that_reports_on_its_own_is_not_part_of_what_it_links(indexed):
    """Half a page in common makes no summary of it, and no source to be shown."""
    report = f'<p>The trust spoke to <a href="{LIT}">The Gazette</a>. {RETOLD}</p>'
    html = story("Coast news", [*FERRY, *(f"{FERRY[0]} She is number {n}." for n in range(20))])
    page = PageInput(
        html=html.replace("</article>", f"{report}</article>"), url="https://b.example/c"
    )
    comparison = done(compare(indexed, CompareRequest(page=page)))
    assert comparison.verdict.label != "summary"
    assert comparison.source is None


def test_a_passage_keeps_its_pages_pointer_and_is_never_full(engine):
    html = story("Coast news", [*FERRY, RETOLD], CTA.format(LIT))
    offline_engine = engine({LIT: story("Lit again", [*LIGHTHOUSE, *MORE])})
    page = {"html": html, "url": "https://brief.example/coast", "passage": {"text": RETOLD[20:]}}
    comparison = done(compare(offline_engine, CompareRequest.model_validate({"page": page})))
    assert FERRY[0] not in comparison.page.text
    assert comparison.source.url == LIT
    assert comparison.verdict.label == "summary"
    assert len(comparison.alignment.page) == 3
    passage_page = PageInput.model_validate(
        {"text": "\n\n".join(FERRY), "passage": {"start": 0, "end": 9}}
    )
    assert done(compare(offline_engine, CompareRequest(page=passage_page))).verdict.label != "full"


def test_a_passage_that_is_not_in_the_page_is_refused(engine):
    page = PageInput.model_validate({"text": FERRY[0], "passage": {"text": "Bread costs more."}})
    with pytest.raises(Problem, match="not in the page"):
        done(compare(engine(), CompareRequest(page=page)))


PAPERS = [
    ("https://gazette.example/2026/lighthouse-lit-again", "The Gazette", RETOLD),
    ("https://post.example/2026/two-new-green-ships", "The Post", FERRY[0]),
    ("https://courier.example/2026/crews-train-until-june", "The Courier", FERRY[1]),
    (
        "https://herald.example/2026/road-taken-by-rain",
        "The Herald",
        "Rain took the road between Kvelde and Hedrum on Sunday, and nobody can say when it opens.",
    ),
    (
        "https://tribune.example/2026/keeper-writes-of-gulls",
        "The Tribune",
        "Nils Aker, who kept the light at Svenner for thirty years, has written a book on gulls.",
    ),
]


def test_a_briefing_offers_each_story_and_compares_the_one_asked_for(engine):
    body = [f'{text} <a href="{url}">{name}</a>' for url, name, text in PAPERS]
    page = PageInput(html=story("Morning briefing", body), url="https://brief.example/monday")
    offline_engine = engine({PAPERS[0][0]: story("Lit again", [*LIGHTHOUSE, *MORE])})
    briefing = done(compare(offline_engine, CompareRequest(page=page)))
    assert briefing.source is briefing.search.source is None
    assert [item.candidates[0].url for item in briefing.search.items] == [
        url for url, _, _ in PAPERS
    ]
    story_comparison = done(compare(offline_engine, CompareRequest(page=page, item=0)))
    assert story_comparison.source.url == PAPERS[0][0]
    assert story_comparison.verdict.label == "summary"
    assert FERRY[0] not in story_comparison.page.text
    gone = done(compare(engine(offline=True), CompareRequest(page=page, item=1)))
    assert (gone.verdict.answer, gone.search.outcome) == ("retells", "not_found")
    assert [outlet.url for outlet in gone.verdict.basis.outlets] == [PAPERS[1][0]]
    assert [candidate.access for candidate in gone.search.candidates] == ["not_fetched"]
    with pytest.raises(Problem, match="There is no item 7"):
        done(compare(offline_engine, CompareRequest(page=page, item=7)))


JAPANESE = [
    "灯台が五月に再び灯されると、港の基金が火曜日に明らかにした。",
    "修理には多くの漁師の家族が寄付をしたと、理事長は話している。",
    "最初の灯台守の孫娘が、日没に明かりのスイッチを入れることになっている。",
]


def test_a_call_to_another_language_is_compared_by_meaning_where_the_extra_is(engine, monkeypatch):
    """Vectors by hand: each Japanese sentence means the English one in its place."""
    english = [sentence for text in LIGHTHOUSE for sentence in text.split(". ")]
    axes = np.eye(64, dtype=np.float32)

    def encode(texts):
        places = [JAPANESE.index(text) if text in JAPANESE else place(text) for text in texts]
        return vectors.Meanings(np.array([axes[row] for row in places]), 0.45, 0.35)

    stand_in = type("StandIn", (), {"encode": staticmethod(encode)})

    def place(text):
        return next(
            (index for index, sentence in enumerate(english) if text.startswith(sentence[:30])), 60
        )

    html = story(
        "灯台のニュース", JAPANESE, f'<p>これは要約です。<a href="{LIT}">全文を読む</a></p>'
    )
    page = PageInput(html=html, url="https://brief.example/toudai", language="ja")
    offline_engine = engine({LIT: story("Lit again", [*LIGHTHOUSE, *MORE])})
    monkeypatch.setattr(vectors, "encoder_of", lambda *_: None)
    assert done(compare(offline_engine, CompareRequest(page=page))).source is None
    monkeypatch.setattr(vectors, "encoder_of", lambda *_: stand_in)
    comparison = done(compare(offline_engine, CompareRequest(page=page)))
    assert comparison.source.url == LIT
    assert [sentence.label for sentence in comparison.alignment.sentences][:3] == ["translated"] * 3
    assert comparison.warnings[0].params["compared"] == "meaning"


@pytest.mark.parametrize(
    ("begins", "paragraphs_of_feed", "answer"),
    [
        (LIGHTHOUSE, LIGHTHOUSE * 3, "incomplete"),
        (LIGHTHOUSE, [], "complete"),
        (MORE, LIGHTHOUSE * 3, "complete"),
    ],
)
def test_a_page_is_cut_where_the_feed_has_far_more_of_it(
    engine, tmp_path, begins, paragraphs_of_feed, answer
):
    index = SqliteArticles(tmp_path / "articles.sqlite3")
    index.add_articles(
        [IndexArticle(LIT, "Lit again", "\n\n".join([*begins, *paragraphs_of_feed]))]
    )
    page = PageInput(html=story("Lit again", LIGHTHOUSE), url=LIT)
    page_verdict = verdict(replace(engine(), index=lambda: index), page).verdict
    index.close()
    assert (page_verdict.answer == "incomplete") is (answer == "incomplete")
    assert ("longer_known" in {reason.signal for reason in page_verdict.evidence}) is (
        answer == "incomplete"
    )


def test_the_largest_text_takes_half_of_its_processor_time_at_most():
    """Size and time go together: what is taken is read, on a slower machine too."""
    sentences = chain.from_iterable((f"{n}. {text}" for text in LIGHTHOUSE) for n in count())
    text = " ".join(islice(sentences, 500_000 // 50))[:500_000]
    assert len(text) == 500_000
    assert takes_at_most(
        Settings().worker_cpu_seconds / 2, lambda: examine(PageInput(text=text, title="Lit"))
    )
