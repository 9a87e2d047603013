import re

import pytest

from server.article import read
from server.model import PageInput
from server.pipeline.tasks import citations_of
from server.source import count_notes
from tests.unit.source.citations.cited_texts import CASES, CitedCase, address


def cited(case: CitedCase):
    text = re.sub(r"@(\d+)", lambda found: address(found[1]), case.text)
    is_html = text.startswith(("<html", "<p>"))
    return citations_of(PageInput(html=text) if is_html else PageInput(text=text))


def urls(given: str) -> set[str]:
    return {each if "://" in each else address(each) for each in given.split()}


@pytest.mark.parametrize("name", CASES)
def test_each_link_is_paired_with_the_sentence_that_cites_it(name):
    case = CASES[name]
    found = cited(case)
    pairs = {one.says: {url for _, url in one.references} for one in found.citations}
    assert pairs == {says: urls(given) for says, given in case.cited.items()}
    assert {one.reason: one.links for one in found.skipped} == case.skipped


def test_a_sentence_is_a_piece_of_the_text_without_marks():
    for case in CASES.values():
        article = cited(case).article
        for sentence in article.sentences:
            assert article.text[sentence.start : sentence.end] == sentence.text
        assert "⸨" not in article.text


def test_notes_keep_their_label():
    found = cited(CASES["a wiki's page"])
    labels = [[label for label, _ in one.references] for one in found.citations]
    assert labels == [["1"], ["2", "2", "a"], ["2", "2"]]


_SAYS = "The lighthouse at Brackholm will be lit again in May, the trust said"
_OUT = '<a href="https://gazette.example/lit">Lit</a>'
_ONE, _TWO = (f'<sup><a href="#n{at}">[{at}]</a></sup>' for at in (1, 2))
_NOTED = {
    f"<p>{_SAYS}.{_ONE} So.{_TWO} Yes.{_ONE}</p><ol><li id=n1>{_OUT}<li id=n2>{_OUT}</ol>": 2,
    f'<p>{_SAYS}.<sup><a href="https://gazette.example/lit">1</a></sup>': 1,
    f"<p>{_SAYS} [1].</p><h2>Sources</h2><ol><li>{_OUT}</ol>": 1,
    f"<p>{_SAYS}.{_ONE}</p><p id=n1>Farrow, Lights.</p>": 0,
    f'<p>{_SAYS} m<sup>2</sup> {_OUT}<a href="#n1">Us</a></p><footer id=n1>{_OUT}</footer>': 0,
    f'<nav><a href="#n1">1</a></nav><p>{_SAYS}.</p><p id=n1>{_OUT}</p>': 0,
}


@pytest.mark.parametrize("html", _NOTED)
def test_notes_that_lead_to_pages_are_counted_once(html):
    page = PageInput(html=f"<html lang=en><title>Lit</title><article>{html}</article></html>")
    assert count_notes(page, read(page).document) == _NOTED[html]
