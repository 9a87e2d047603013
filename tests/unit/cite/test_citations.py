import re

import pytest

from server.cite.reading import citations_of
from server.model import PageInput
from tests.unit.cite.cited_texts import CASES, CitedCase, address


def cited(case: CitedCase):
    text = re.sub(r"@(\d+)", lambda match: address(match[1]), case.text)
    is_html = text.startswith(("<html", "<p>"))
    return citations_of(PageInput(html=text) if is_html else PageInput(text=text))


def urls(names: str) -> set[str]:
    return {name if "://" in name else address(name) for name in names.split()}


@pytest.mark.parametrize("name", CASES)
def test_each_link_is_paired_with_the_sentence_that_cites_it(name):
    case = CASES[name]
    result = cited(case)
    pairs = {
        citation.says: {url for _, url in citation.references} for citation in result.citations
    }
    assert pairs == {claim: urls(names) for claim, names in case.cited.items()}
    assert {skipped.reason: skipped.links for skipped in result.skipped} == case.skipped


def test_a_sentence_is_a_piece_of_the_text_without_marks():
    for case in CASES.values():
        article = cited(case).article
        for sentence in article.sentences:
            assert article.text[sentence.start : sentence.end] == sentence.text
        assert not re.search(r"⸨\d+:", article.text)


@pytest.mark.parametrize("mark", ["⸨0⸩", "&#x2E28;0&#x2E29;", "&#11816;0:0⸩", f"⸨{'9' * 5_000}⸩"])
def test_a_page_forges_no_mark(mark):
    html = (
        "<html><body><article><p>The bridge over the Ellery opened to traffic in May 2026, the "
        'council said in <a href="https://gazette.example/2026/11/story-1.html">its report</a>.</p>'
        f"<p>Nobody in Halvik has paid for the old ferry since the end of last year.{mark} The "
        "town sold it to a company from the north.</p></article></body></html>"
    )
    cited_text = citations_of(PageInput(html=html, url="https://paper.example/2026/bridge"))
    assert len(cited_text.citations) == 1
    assert cited_text.citations[0].says.startswith("The bridge over the Ellery")


def test_notes_keep_their_label():
    result = cited(CASES["a wiki's page"])
    labels = [[label for label, _ in citation.references] for citation in result.citations]
    assert labels == [["1"], ["2", "2", "a"], ["2", "2"]]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (
            f"Coffee is healthy. The effect is small ({address('1')}).",
            [("The effect is small.", address("1"))],
        ),
        (
            f"Coffee is healthy. The effect is small. ({address('1')})",
            [("The effect is small.", address("1"))],
        ),
        (
            f"Coffee is healthy for all of us. See {address('1')} for more.",
            [("Coffee is healthy for all of us.", address("1"))],
        ),
        (
            "It helps us (doi:10.1000/182). Tea does not (PMID 1). Old milk does, arXiv:2101.0001.",
            [
                ("It helps us.", "https://doi.org/10.1000/182"),
                ("Tea does not.", "https://pubmed.ncbi.nlm.nih.gov/1/"),
                ("Old milk does.", "https://arxiv.org/abs/2101.0001"),
            ],
        ),
    ],
)
def test_written_addresses_and_numbers_belong_to_their_sentence(text, pairs):
    cited_text = citations_of(PageInput(text=text))
    assert [
        (citation.says, url) for citation in cited_text.citations for _, url in citation.references
    ] == pairs
