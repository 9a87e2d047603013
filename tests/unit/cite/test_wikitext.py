"""Articles of a wiki as wikitext, and as the HTML that its interfaces give."""

import pytest

from server.cite.reading import citations_of
from server.cite.wikitext import is_wikitext, wikitext_as_html
from server.model import PageInput
from tests.processor import takes_at_most

_ARTICLE = """{{Infobox bridge
| name = Ellery Bridge
| url = https://ellery.example/
}}
The '''Ellery Bridge''' opened in May 2026.<ref name="gazette">{{cite news |last=Farrow |first=Odd
|date=3 May 2026 |title=Bridge opens |url=https://gazette.example/a
|archive-url=https://web.archive.org/web/2026/https://gazette.example/a
|quote=The bridge opened in May.}}</ref> It cost 12 million [[Crown (coin)|crowns]].<ref>
[https://post.example/b It cost 12 million], ''Post''</ref>{{sfn|Brandt|2020|p=4}} It is
{{convert|3|km|mi}} long.{{citation needed|date=May 2026}}

== History ==
* Nobody in the town paid for it.<ref name=gazette />{{r|late}}
* A study found the bridge safe.<ref>{{cite journal |title=Safety |doi=10.1000/182 |pmid=12}}</ref>
[[File:Ellery.jpg|thumb|A picture of [[Ellery]]]]
{| class="wikitable"
| A cell with [https://table.example/ a link]
|}

== Sources ==
* {{cite book |last=Brandt |first=T |year=2020 |title=Bridges |url=https://books.example/c}}
<references><ref name="late">https://late.example/d</ref></references>
[[Category:Bridges]]
"""


def test_wikitext_references_reach_their_sentences() -> None:
    result = citations_of(PageInput(text=_ARTICLE))
    assert {
        citation.says: [url for _, url in citation.references] for citation in result.citations
    } == {
        "The Ellery Bridge opened in May 2026.": ["https://gazette.example/a"],
        "It cost 12 million crowns.": ["https://post.example/b", "https://books.example/c"],
        "Nobody in the town paid for it.": [
            "https://gazette.example/a",
            "https://late.example/d",
        ],
        "A study found the bridge safe.": ["https://doi.org/10.1000/182"],
    }
    copy = "https://web.archive.org/web/2026/https://gazette.example/a"
    assert result.copies == {"https://gazette.example/a": copy}
    assert result.quotes == {"https://gazette.example/a": "The bridge opened in May."}
    assert "It is 3 km long." in result.article.text
    assert "picture" not in result.article.text
    assert "ellery.example" not in result.article.text


def _claims(wikitext: str) -> dict[str, list[str]]:
    cited = citations_of(PageInput(text=f"{wikitext}\n\n[[Category:Ships]] {{{{stub}}}}"))
    return {citation.says: [url for _, url in citation.references] for citation in cited.citations}


def test_a_work_cited_in_a_sentence_is_a_note_and_one_in_a_list_is_not() -> None:
    text = (
        "The ferry sank on Monday.{{cite web|url=https://a.example/x|title=Ferry sinks}} The "
        "[[harbour]] is closed {{Internetquelle|titel=Zu|url=https://b.example/y}}. It is old.\n\n"
        "* {{cite book|title=Ships|url=https://c.example/z}}"
    )
    assert _claims(text) == {
        "The ferry sank on Monday.": ["https://a.example/x"],
        "The harbour is closed.": ["https://b.example/y"],
    }


@pytest.mark.parametrize(
    ("wikitext", "claim"),
    [
        ("It has three pipes.@{{rp|12}} The ferry is old.", "It has three pipes."),
        (
            "It employs 1,150 workers{{efn|A [[note]].}},@ and is old.",
            "It employs 1,150 workers, and is old.",
        ),
        ("{{As of|2026|10}}, it has a licence.@", "As of October 2026, it has a licence."),
        (
            "It is, {{as of|2026|lc=y}}, {{convert|12|to|15|km|mi}} long.@",
            "It is, as of 2026, 12 to 15 km long.",
        ),
        ("{{Ship|SS|Alda}} is {{val|5.2|u=km}} away.@", "SS Alda is 5.2 km away."),
        ("It sank on {{start date|2020|5|3}} off Brisa.@", "It sank on 2020-05-03 off Brisa."),
        ("The {{abbr|UK|United Kingdom}} paid {{US$|5 million}}.@", "The UK paid US$5 million."),
        (
            "In {{circa|1900}} {{lang|de|Fähren}} sailed {{frac|1|2}} mile{{cn|date=May 2026}}.@",
            "In c. 1900 Fähren sailed 1/2 mile.",
        ),
    ],
)
def test_templates_in_a_sentence_show_what_readers_see(wikitext: str, claim: str) -> None:
    text = wikitext.replace("@", "<ref>[https://a.example/x X]</ref>")
    assert _claims(text) == {claim: ["https://a.example/x"]}


def test_markdown_and_prose_are_not_wikitext() -> None:
    assert not is_wikitext("The bridge[^1] opened, [they said](https://a.example/).\n\n[^1]: B")
    assert not is_wikitext("{{ site.title }} is a template of [a generator](https://a.example/).")
    assert not is_wikitext("“[[sic]]” is how the council wrote it.")


def test_wiki_interface_html_has_its_notes() -> None:
    html = """<html><head><base href="//wiki.example/wiki/"></head><body>
<p>The bridge opened to all in May 2026.<sup><a href="./Ellery#cite_note-1">[1]</a></sup> It cost
12 million crowns in all.<sup><a href="./Ellery#cite_note-2">[2]</a></sup></p><ol>
<li id="cite_note-1"><a href="./Ellery#cite_ref-1">↑</a> <cite><a href="https://gazette.example/a">
Bridge opens</a></cite></li>
<li id="cite_note-2"><a href="./Ellery#cite_ref-2">↑</a> Post, 2026, arXiv:2601.01234.</li></ol>"""
    for address in (
        None,
        "https://wiki.example/api/html/Ellery",
        "https://wiki.example/wiki/Ellery",
    ):
        result = citations_of(PageInput(url=address, html=html))
        assert [url for citation in result.citations for _, url in citation.references] == [
            "https://gazette.example/a",
            "https://arxiv.org/abs/2601.01234",
        ]


@pytest.mark.parametrize(
    "piece", ["{{a|", "<ref>", "[http://a ", "{{{a|", "<!--", '<ref name="', "{|\n|\n", "[[a|<b>"]
)
def test_unclosed_markup_is_read_in_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert takes_at_most(1.0, lambda: wikitext_as_html(text))  # the parser alone takes minutes
