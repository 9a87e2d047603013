import html
import io
import json

import pytest
from pydantic_core import to_json

from server.cite.check import _BY_PROBLEM, cite, why_unreadable
from server.cite.reading import citations_of
from server.cite.report import citations_page, report_citations
from server.cli.main import main
from server.errors import (
    PROBLEMS,
    ComparisonFailed,
    DeadlineExceeded,
    FetchFailed,
    NotHtml,
    PageStatus,
    PageTooLarge,
    Problem,
    RobotsDisallowed,
)
from server.model import PageInput
from server.net.fetch import Fetched
from server.show.report import Style
from tests.papers import pdf
from tests.unit.pipeline.test_compare import LIGHTHOUSE, story

LIT = "https://gazette.example/2026/lighthouse-lit-again"
GONE = "http://10.1.2.3/2026/nothing-is-there"
COPY = "https://web.archive.org/web/2026/http://10.1.2.3/2026/nothing-is-there"
PAPER = "https://gazette.example/2026/report.pdf"
TEXT = f"""# Notes

The lighthouse at Brackholm will be lit again in May after eleven dark years, the harbour trust
said [on Tuesday]({LIT}).

Repairs had cost 9.7 million crowns, said Odd Farrow, who [chairs the trust]({LIT}).

Bread costs more in Ellery since Monday, [bakers complain]({LIT}).

It is [written nowhere]({GONE}) that the harbour closes in winter.

No link is in this sentence.
"""


def table(citations):
    return report_citations(json.loads(to_json(citations)), Style(width=200))


@pytest.fixture
def web(engine):
    return engine({LIT: story("Lit again", LIGHTHOUSE)})


def test_claims_that_the_time_for_a_page_was_not_enough_for_are_unreadable_and_say_why(
    web, monkeypatch
):
    monkeypatch.setattr("server.cite.check._SHARE_OF_TASK", 0)
    first, *others = cite(web, PageInput(text=TEXT)).citations
    assert first.outcome == "matches"
    late = [citation.references[0] for citation in others if citation.references[0].url == LIT]
    assert [reference.outcome for reference in late] == ["unreadable"] * 2
    assert all("took the time for its page" in reference.detail for reference in late)


def test_each_sentence_with_a_link_is_checked(web):
    result = cite(web, PageInput(text=TEXT))
    outcomes = {
        result.page.sentences[citation.sentence].text[:7]: citation for citation in result.citations
    }
    assert {text: citation.outcome for text, citation in outcomes.items()} == {
        "The lig": "matches",
        "Repairs": "differs",
        "Bread c": "not_there",
        "It is w": "unreadable",
    }
    differing = outcomes["Repairs"].references[0]
    assert differing.passage.startswith("Odd Farrow")
    page = html.unescape(citations_page(json.loads(to_json(result))))
    assert differing.detail
    assert f"<p>{differing.detail}</p>" in page
    assert outcomes["It is w"].references[0].detail
    assert outcomes["It is w"].alignment is None


def test_a_note_that_is_not_read_is_named_with_the_reason(web):
    text = f"{LIGHTHOUSE[0]}[^1] Bread costs more than last year.[^2] See [below](#h).\n\n## H\n\n"
    notes = "[^1]: <https://gazette.example/lit.jpg>\n\n[^2]: Calloway, Lights.\n"
    result = cite(web, PageInput(text=text + notes))
    assert {skipped.reason: skipped.labels for skipped in result.skipped if skipped.labels} == {
        "not_followed": ["1"],
        "no_address": ["2"],
    }


def test_a_sentence_with_several_pages_matches_if_one_has_it(web):
    claim = "The lighthouse at Brackholm will be lit again in May after eleven dark years"
    text = f"{claim}, it said.[^1] [Bread]({LIT}) is here.\n\n[^1]: {GONE} and {LIT}\n"
    first, second = cite(web, PageInput(text=text)).citations
    assert [
        (reference.label, reference.url, reference.outcome) for reference in first.references
    ] == [
        ("1", GONE, "unreadable"),
        ("1", LIT, "matches"),
    ]
    assert (first.outcome, first.url, first.alignment) == ("matches", GONE, None)
    assert [reference.label for reference in second.references] == [None]


def test_links_that_are_not_checked_are_counted(web):
    text = f"See [here](/2026/other), [him](mailto:odd@farrow.example).\n\n[Bridges]({LIT})\n"
    result = cite(web, PageInput(text=text, url="https://post.example/2026/letter"))
    assert {skipped.reason: skipped.links for skipped in result.skipped} == {
        "own_site": 1,
        "not_followed": 1,
        "no_sentence": 1,
    }
    shown = table(result)
    assert "No sentence with a link to a page was found." in shown
    assert "1 within the own site" in shown


@pytest.mark.parametrize(
    "text",
    [
        "^[" * 5_000 + "a" + "]" * 5_000,
        "".join(f"[^{number}]: t [^{number + 1}]\n\n" for number in range(2_000))
        + "It is late [^0].",
        "It is late [^a]. " * 5_000 + f"\n\n[^a]: {LIT}",
        ">" * 5_000 + " a",
        "|a" * 200 + "\n" + "|-" * 200 + "\n" + "|a|b\n" * 2_000,
    ],
    ids=["nested notes", "notes of notes", "many notes", "quotes", "table"],
)
def test_hostile_markdown_stays_within_the_limits(web, text):
    try:
        cite(web, PageInput(text=text))
    except Problem as problem:
        assert problem.detail  # noqa: PT017 - either answer will do, not a fault


WIKI = f"""<html lang="en"><title>Brackholm Lighthouse</title><div id="content">
<p>The lighthouse at Brackholm will be lit again in May after eleven dark
years.<sup><a href="#n1">[1]</a></sup> Repairs had cost 2.4 million crowns, said Odd Farrow, who
chairs the trust.<sup><a href="#n1">[1]</a></sup><sup><a href="#n2">[2]</a></sup> It was built in
1854 by the Crown.<sup><a href="#n3">[3]</a></sup> Its plans are kept.<sup><a href="#n4">[4]</a>
</sup></p><ol><li id="n1"><cite><a href="{COPY}">Lit again</a>. Archived from
<a href="{GONE}">the original</a>.</cite></li><li id="n2"><cite><a href="{PAPER}">Report</a>,
PDF.</cite></li><li id="n3"><cite>Calloway, Iris (1954). Lights.</cite></li>
<li id="n4"><a href="#w">Farrow 1998</a>, p. 7.</li></ol>
<ul><li><cite id="w">Farrow (1998). <a href="http://10.9.9.9/a">Brackholm</a>.</cite></li></ul>
</div>"""


def test_each_reference_of_a_wiki_s_page_is_checked_or_named(engine):
    pages = {COPY: story("Lit again", LIGHTHOUSE)}
    web = engine(pages)
    lines = [
        (60, 700, 11, "Repairs had cost 2.4 million crowns, said Odd Farrow, who"),
        (60, 686, 11, "chairs the trust, at the end of the works in the north."),
    ]
    paper = pdf([[], lines])
    fetched = web.fetcher.fetch

    def fetch(url, **limits):
        document = Fetched(url, 200, "", document=paper)
        return document if url == PAPER else fetched(url, **limits)

    web.fetcher.fetch = fetch
    result = cite(web, PageInput(html=WIKI, url="https://wiki.example/Brackholm"))
    lit, repairs, plans = result.citations
    assert lit.outcome == "matches"
    assert lit.references[0].detail == f"It was read in an archive: {COPY}"
    assert [
        (reference.label, reference.outcome, reference.page) for reference in repairs.references
    ] == [
        ("1", "matches", None),
        ("2", "matches", 2),
    ]
    assert "may not" in plans.references[0].detail
    assert [(skipped.reason, skipped.labels) for skipped in result.skipped] == [
        ("no_address", ["3"])
    ]
    page = citations_page(json.loads(to_json(result)))
    assert f'href="{PAPER}#page=2"' in page
    assert "([3])" in page


def test_numbers_in_brackets_cite_the_sources_at_the_end(web):
    text = (
        "The lighthouse at Brackholm will be lit again in May after eleven dark years [1]. It was "
        f"built in 1854 by the Crown [2, 3]. It opens in [2027].\n\nSources\n\n[1] Gazette, {LIT}\n"
        f"[2] Calloway, Lights\n[3] {GONE}\n"
    )
    result = cite(web, PageInput(text=text))
    assert [
        [(reference.label, reference.url) for reference in citation.references]
        for citation in result.citations
    ] == [
        [("1", LIT)],
        [("3", GONE)],
    ]
    assert [(skipped.reason, skipped.labels) for skipped in result.skipped] == [
        ("no_address", ["2"])
    ]
    assert result.citations[0].outcome == "matches"


def test_odd_lists_and_addresses_of_sources_are_passed_over(web):
    claim = "The harbour's team won [3-2] in front of eleven hundred people [1] on Sunday [9]."
    items = f"<li>Gazette, {LIT}<li>Calloway, http://[::1<li>Marsh, https://own.example/x"
    html = f"<p>{claim}</p><ol start='first'>{items}</ol>"
    cited = citations_of(PageInput(html=html, url="https://own.example/"))
    assert [citation.references for citation in cited.citations] == [[("1", LIT)]]
    assert "won [3-2] in front" in cited.citations[0].says


def test_a_host_that_does_not_answer_is_asked_twice_only(web):
    requested_urls = []

    def fetch(url, **_):
        requested_urls.append(url)
        raise FetchFailed("dead.example took too long.")

    web.fetcher.fetch = fetch
    links = "".join(
        f"Bread costs {number} crowns [they say](https://dead.example/{number}). "
        for number in range(400)
    )
    result = cite(web, PageInput(text=links))
    assert len(requested_urls) == 2
    assert {citation.outcome for citation in result.citations} == {"unreadable"}
    assert result.citations[9].references[0].detail.endswith("dead.example did not answer 2 times.")


def test_pages_are_read_within_a_time_for_all(web, monkeypatch):
    monkeypatch.setattr("server.cite.check.MOST_SECONDS", 0.0)
    (citation, *_) = cite(web, PageInput(text=TEXT)).citations
    assert citation.references[0].detail.endswith("seconds for a text were over.")


def test_a_text_that_cites_too_much_is_checked_in_part(web, monkeypatch):
    monkeypatch.setattr("server.cite.check.MOST_SENTENCES", 3)
    result = cite(web, PageInput(text=f"Bread costs more, [they say]({LIT}). " * 2_000))
    assert len(result.citations) == 3
    assert [(skipped.reason, skipped.links) for skipped in result.skipped] == [("too_many", 1_997)]


def test_markdown_of_ten_megabytes_is_refused_in_a_sentence(web):
    with pytest.raises(PageTooLarge, match="at most 5,000,000 are read"):
        cite(web, PageInput(text="Bread costs more. " * 600_000))


def test_a_publisher_in_brackets_is_not_part_of_what_is_said(web):
    claim = "Odd Farrow, who chairs the trust, said that repairs had cost 2.4 million crowns"
    result = cite(web, PageInput(text=f"{claim} ([Ellery Post]({LIT}))."))
    (citation,) = result.citations
    assert (citation.outcome, "Ellery" in citation.alignment.page[0]) == ("matches", False)
    assert "Ellery Post" in result.page.sentences[citation.sentence].text


def test_what_the_page_does_not_say_of_a_sentence_is_named(web):
    claim = (
        "The lighthouse at Brackholm will be lit again in May, while a museum about whaling opens "
        "beside it with free entry for schools"
    )
    result = cite(web, PageInput(text=f"{claim} ([Ellery Post]({LIT}))."))
    (citation,) = result.citations
    words = "“museum about whaling opens beside”, “free entry for schools”"
    detail = citation.references[0].detail
    assert (citation.outcome, detail) == ("partly", f"The passage does not say {words}.")
    assert f"PARTLY THERE  {claim}" in table(result)
    assert f"    {detail}\n" in table(result)


def test_a_page_with_most_of_a_sentence_raises_no_alarm_but_names_the_rest(web):
    unsupported = "music and fireworks from local bands"
    claim = f"The lighthouse at Brackholm will be lit again in May to {unsupported}"
    (citation,) = cite(web, PageInput(text=f"{claim} ([Ellery Post]({LIT})).")).citations
    detail = f"The passage does not say “{unsupported}”."
    assert (citation.outcome, citation.references[0].detail) == ("partly", detail)


def test_the_table_shows_outcome_sentence_and_passage(web):
    shown = table(cite(web, PageInput(text=TEXT)))
    assert "NOT THERE  Bread costs more" in shown
    assert "there: Odd Farrow" in shown
    assert (
        "4 sentences with a link: 1 words found, not that it says so, 1 differs, 1 not there"
        in shown
    )


@pytest.fixture
def line(web, monkeypatch, tmp_path):
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path))
    monkeypatch.setattr("server.cli.cite.open_engine", lambda *_: web)
    monkeypatch.setattr(web, "close", lambda: None)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (TEXT, 1),
        (TEXT.split("\n\nRep", maxsplit=1)[0], 0),
        ("It links nothing.", 2),
        (f"The harbour closes, it is [written nowhere]({GONE}).", 2),
    ],
)
def test_the_exit_status_says_whether_all_words_are_there(line, text, status):
    file = line / "notes.md"
    file.write_text(text)
    assert main(["cite", str(file), "--json"]) == status


def test_a_page_and_standard_input_are_checked_too(line, monkeypatch, capsys):
    sent_text = TEXT.split("\n\nRep", maxsplit=1)[0].encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(sent_text)))
    assert main(["cite", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["citations"][0]["outcome"] == "matches"
    assert main(["cite", LIT]) == 2
    assert "No sentence with a link" in capsys.readouterr().out


MILL = [
    "The owners of the Aldermoor mill said that they would seek talks with the council next week.",
    "Night crossings of the ferry, which shift workers used until March, may resume in the autumn.",
    "Hedda Lorne, who ran the mill for nine years, was appointed to the harbour board on Friday.",
    "The board did not oppose the sale, and two of its five members praised it.",
]


@pytest.mark.parametrize(
    ("claim", "lacks"),
    [
        ("The owners of the Aldermoor mill refused to seek talks with the council.", "refused"),
        ("The council welcomed talks with the owners of the Aldermoor mill.", "welcomed"),
        ("Night crossings of the ferry were never used by shift workers.", "never"),
        ("Night crossings of the ferry will resume in the autumn.", "may"),
        ("Hedda Lorne was dismissed on Friday.", "dismissed"),
        ("Hedda Lorne was not appointed to the harbour board on Friday.", "not"),
        ("The board opposed the sale.", "did not oppose"),
        ("All five members of the board praised the sale.", "All"),
        ("Hedda Lorne ran the mill for nineteen years.", "nineteen"),
    ],
)
def test_a_claim_whose_verb_or_denial_the_page_lacks_never_matches(engine, claim, lacks):
    web = engine({LIT: story("The mill", MILL)})
    (citation,) = cite(web, PageInput(text=f"{claim} ([Gazette]({LIT}))")).citations
    (reference,) = citation.references
    assert reference.outcome in ("partly", "differs")
    assert f"“{lacks}" in reference.detail or f"{lacks}”" in reference.detail
    assert reference.passage in " ".join(MILL)


@pytest.mark.parametrize(
    "claim",
    [
        "The owners of the mill would seek talks with the council next week.",
        "Shift workers used the night crossings until March.",
        "Hedda Lorne was appointed to the harbour board on Friday.",
        "Night crossings may resume in the autumn.",
        "The board did not oppose the sale.",
    ],
)
def test_a_claim_of_which_all_words_are_in_a_passage_matches(engine, claim):
    web = engine({LIT: story("The mill", MILL)})
    (citation,) = cite(web, PageInput(text=f"{claim} ([Gazette]({LIT}))")).citations
    assert (citation.outcome, citation.references[0].detail) == ("matches", "")
    assert citation.references[0].passage in " ".join(MILL)


def test_a_reference_opens_at_its_passage_and_says_how_sure_it_is(web):
    claim = "The lighthouse at Brackholm will be lit again in May after eleven dark years"
    (citation,) = cite(web, PageInput(text=f"{claim} ([Ellery Post]({LIT})).")).citations
    (reference,) = citation.references
    opens = (
        "#:~:text=The%20lighthouse%20at%20Brackholm%20will,harbour%20trust%20said%20on%20Tuesday."
    )
    assert reference.fragment == LIT + opens
    assert reference.confidence > 0.5
    shown = table(cite(web, PageInput(text=TEXT)))
    assert "not that it says so" in shown
    assert "%" not in shown


def test_quotations_are_checked_word_for_word(web):
    quoted = LIGHTHOUSE[0][4:39]
    text = f"It wrote: “{quoted}” ([Post]({LIT})).\n\nIt wrote: “{quoted} hence” ([Post]({LIT}))."
    result = cite(web, PageInput(text=text))
    faithful, altered = (citation.references[0].quotations[0] for citation in result.citations)
    sentence = result.page.sentences[result.citations[1].sentence].text
    assert (faithful.verbatim, altered.verbatim) == (True, False)
    assert sentence[altered.start : altered.end] == f"{quoted} hence"
    assert f"“{quoted} hence” is not verbatim: the linked page has “{quoted}”." in table(result)
    assert "Quotations that are not verbatim: 1." in table(result)


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (PageStatus("It is gone.", http_status=404), "gone"),
        (PageStatus("It costs money.", http_status=402), "walled"),
        (PageStatus("It says no.", http_status=403), "refused"),
        (RobotsDisallowed("It says no."), "refused"),
        (DeadlineExceeded("It was slow."), "too_slow"),
        (FetchFailed("There is no such host."), "not_found"),
        (NotHtml("It is a film."), "no_text"),
        (ComparisonFailed("It ended."), None),
    ],
)
def test_why_a_page_could_not_be_read_is_one_of_a_few_reasons(problem, why):
    assert why_unreadable(problem) == why
    assert PROBLEMS.keys() >= _BY_PROBLEM.keys()


def test_what_could_not_be_read_is_counted_apart_by_reason(web):
    result = cite(web, PageInput(text=TEXT))
    unread = [
        reference
        for citation in result.citations
        for reference in citation.references
        if not reference.passage
    ]
    assert [
        reference.why_unreadable for reference in unread if reference.outcome == "unreadable"
    ] == ["refused"]
    assert "References that could not be read: 1 refused by the site." in table(result)


def test_a_claim_in_another_language_is_not_compared_and_not_called_unreadable(engine):
    web = engine({LIT: story("The mill", MILL)})
    claim = "Die Besitzer der Mühle wollen in der nächsten Woche mit dem Rat der Stadt sprechen."
    (citation,) = cite(web, PageInput(text=f"{claim} ([Gazette]({LIT}))")).citations
    assert citation.outcome == "not_compared"
    assert "another language" in citation.references[0].detail


PAPER_PAGE = "https://journal.example/works/lighthouses"
_LANDING = """<html lang="en"><head><title>Old lighthouses</title>
<meta name="citation_title" content="Old lighthouses">{copy}</head><body><article><h1>Old
lighthouses</h1><p>{abstract}</p></article></body></html>"""
_ABSTRACT = "Coastal towns keep old towers. We count those that stand, and ask what they cost."


@pytest.mark.parametrize(
    ("copy", "outcome", "remark"),
    [
        ("/works/report.pdf", "matches", "Its open copy was read: https://journal.example/works/"),
        ("http://10.1.2.3/x.pdf", "not_there", "Only the abstract was read. 10.1.2.3"),
        ("", "not_there", "Only the abstract was read: the page names no open copy."),
    ],
)
def test_open_copy_that_a_landing_page_names_is_read(engine, copy, outcome, remark):
    meta_tag = f'<meta name="citation_pdf_url" content="{copy}">' if copy else ""
    landing = _LANDING.format(copy=meta_tag, abstract=_ABSTRACT)
    web = engine({PAPER_PAGE: landing, f"https://journal.example{copy}": story("x", LIGHTHOUSE)})
    (citation,) = cite(
        web, PageInput(text=f"{LIGHTHOUSE[0]}[^1]\n\n[^1]: {PAPER_PAGE}\n")
    ).citations
    assert citation.outcome == outcome
    assert remark in citation.references[0].detail


def test_what_a_note_quotes_is_read_where_its_page_is_gone(web):
    quoted = f"<q>{LIGHTHOUSE[0]}</q>"
    note = f'<ol><li id="n"><cite><a href="{GONE}">Lit again</a>. {quoted}</cite></li></ol>'
    html = f'<p>{LIGHTHOUSE[0]}<sup><a href="#n">[1]</a></sup> Nobody knew.</p>{note}'
    (citation,) = cite(web, PageInput(html=html)).citations
    assert citation.outcome == "matches"
    assert citation.references[0].detail.startswith(
        "Only what the note quotes of it was read. 10.1.2.3"
    )
