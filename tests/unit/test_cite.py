import json

import pytest

from server.cite import cite
from server.cli.cite import from_markdown, table
from server.cli.main import main
from server.model import PageInput
from tests.unit.test_compare import LIGHTHOUSE, story

LIT = "https://gazette.example/2026/lighthouse-lit-again"
GONE = "http://10.1.2.3/2026/nothing-is-there"
TEXT = f"""# Notes

The lighthouse at Brackholm will be lit again in May after eleven dark years, the harbour trust
said, [as the Gazette has it]({LIT}).

Repairs had cost 9.7 million crowns, said Odd Farrow, who [chairs the trust]({LIT}).

Bread costs more in Ellery since Monday, [bakers complain]({LIT}).

It is [written nowhere]({GONE}) that the harbour closes in winter.

No link is in this sentence.
"""


@pytest.fixture
def web(engine):
    return engine({LIT: story("Lit again", LIGHTHOUSE)})


def test_each_sentence_with_a_link_is_checked(web):
    found = cite(web, PageInput(html=from_markdown(TEXT)))
    outcomes = {found.page.sentences[one.sentence].text[:7]: one for one in found.citations}
    assert {text: one.outcome for text, one in outcomes.items()} == {
        "The lig": "told",
        "Repairs": "differs",
        "Bread c": "not_there",
        "It is w": "unreadable",
    }
    assert outcomes["Repairs"].passages[0].startswith("Odd Farrow")
    assert outcomes["It is w"].detail
    assert outcomes["It is w"].alignment is None


def test_a_publisher_in_brackets_is_no_part_of_what_is_said(web):
    says = "Odd Farrow, who chairs the trust, said that repairs had cost 2.4 million crowns"
    found = cite(web, PageInput(html=from_markdown(f"{says} ([Ellery Post]({LIT})).")))
    (one,) = found.citations
    assert (one.outcome, "Ellery" in one.alignment.page[0]) == ("told", False)
    assert "Ellery Post" in found.page.sentences[one.sentence].text


def test_what_the_page_does_not_say_of_a_sentence_is_named(web):
    says = (
        "The lighthouse at Brackholm will be lit again in May, while a museum about whaling opens "
        "beside it with free entry for schools"
    )
    found = cite(web, PageInput(html=from_markdown(f"{says} ([Ellery Post]({LIT})).")))
    (one,) = found.citations
    words = "“museum about whaling opens beside”, “free entry for schools”"
    assert (one.outcome, one.detail) == ("differs", f"The linked page does not say {words}.")
    assert f"DIFFERS  {says}" in table(found)
    assert f"    {one.detail}\n" in table(found)


def test_the_table_shows_outcome_sentence_and_passage(web):
    shown = table(cite(web, PageInput(html=from_markdown(TEXT))))
    assert "NOT THERE  Bread costs more" in shown
    assert "there: Odd Farrow" in shown
    assert "4 sentences with a link: 1 found there, 1 differs, 1 not there" in shown


@pytest.mark.parametrize(("text", "status"), [(TEXT, 1), (TEXT.split("\n\nRep", maxsplit=1)[0], 0)])
def test_the_exit_status_says_whether_all_is_told(web, monkeypatch, tmp_path, capsys, text, status):
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path))
    monkeypatch.setattr("server.cli.cite.open_engine", lambda *_: web)
    monkeypatch.setattr(web, "close", lambda: None)
    file = tmp_path / "notes.md"
    file.write_text(text)
    assert main(["cite", str(file), "--json"]) == status
    assert json.loads(capsys.readouterr().out)["citations"][0]["outcome"] == "told"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A [b](https://a.example/c) d.", '<p>A <a href="https://a.example/c">b</a> d.</p>'),
        ("**A** <b> ![p](x.png)", "<p>A &lt;b&gt;</p>"),
        ("```\n[a](https://a.example)\n```\n\n- One", "<p>One</p>"),
        ("<https://a.example/c>", '<p><a href="https://a.example/c">https://a.example/c</a></p>'),
        ("a_b_c * d", "<p>a_b_c * d</p>"),
        ("# A\nB.", "<p>A</p><p>B.</p>"),
        (
            "A [b][1], [c][] [d][e].\n\n[1]: https://a.example/b 'B'\n[C]: <https://a.example/c>",
            (
                '<p>A <a href="https://a.example/b">b</a>, <a href="https://a.example/c">c</a> '
                "[d][e].</p>"
            ),
        ),
    ],
)
def test_markdown_keeps_its_words_and_links(text, html):
    assert from_markdown(text) == html
