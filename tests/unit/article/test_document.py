"""Documents in pages: their text in order, their title, day and pages, and what can't be read."""

import faulthandler
import os
import resource
import threading
from pathlib import Path

import pytest

from server.article import read_article
from server.article.document import MOST_LETTERS, MOST_PAGES
from server.article.read import part_of
from server.errors import STOPPED, ExtractionFailed, PageLeftAlone, UnreadableDocument
from server.model import DocumentInput, PageInput
from server.pipeline.engine import Session
from tests.papers import bomb, forms, pdf, written

TITLE = "The harbour wall and its repair"
BODY = [
    "The harbour authority said on Monday that the wall is to be re-",
    "paired by the end of August. The works cost 4.2 million dollars,",
    "a third of which the long-term fund of the county pays, it said.",
]


def _page(number: int, lines: list[str], note: str) -> list[tuple[float, float, float, str]]:
    body = [(60, 740 - 14 * index, 11, line) for index, line in enumerate(lines)]
    return [(60, 800, 8, f"Harbour Review {number}"), *body, (60, 60, 8, note)]


def _article(document: bytes):
    return read_article(DocumentInput(document=document))


def test_a_document_is_read_in_order_without_what_stands_on_every_page():
    first = _page(
        1, [*BODY, "The wall was built in 1931 and has leaked since, as a report of"], "1 Note."
    )
    second = _page(2, ["the long-", "term fund shows.", "A second paragraph ends here."], "2 More.")
    head = [(60, 770, 20, TITLE), (60, 756, 11, "3 May 2026")]
    article = _article(pdf([head + first, second], "/Author(Iris Calloway)"))
    assert article.title == TITLE
    assert article.published == "2026-05-03"
    assert article.authors == ["Iris Calloway"]
    assert "Harbour Review" not in article.text
    assert "is to be repaired by" in article.text
    assert "as a report of the long-term fund shows." in article.text
    assert article.text.index("1 Note.") > article.text.index("fund shows.")


def test_each_place_of_the_text_has_its_page():
    pages = [_page(number, [f"Sentence {word} stands here."], "") for number, word in
             enumerate(("one", "two", "three"), 1)]  # fmt: skip
    article = _article(pdf(pages))
    page_numbers = [article.page_at(sentence.start) for sentence in article.sentences]
    assert page_numbers == [1, 2, 3]
    part = part_of(article, article.sentences[1].start, article.sentences[1].end)
    assert part is not None
    assert [part.page_at(sentence.start) for sentence in part.sentences] == [2]


def test_columns_are_read_one_after_the_other_and_raised_figures_left_out():
    left_column = [
        (60, 700 - 14 * index, 11, f"Left line {word} goes on") for index, word in enumerate("abcd")
    ]
    right_column = [
        (320, 700 - 14 * index, 11, f"right line {word} goes on") for index, word in enumerate("ef")
    ]
    mark = [(185, 662, 6, "7")]
    text = _article(pdf([left_column + mark + right_column])).text
    assert "Left line d goes on right line e goes on right line f" in text
    assert "7" not in text


def test_a_long_document_is_read_in_part_and_says_so():
    article = _article(
        pdf(
            [[(60, 700, 11, f"{'A line' * (1 + number % 9)} of its own.")] for number in range(400)]
        )
    )
    assert len({page.number for page in article.pages}) == MOST_PAGES
    (warning,) = article.warnings
    assert warning.type == "/problems/text_cut"


_LINE = [(60, 700, 11, "The harbour authority said on Monday that the wall is closed.")]


def test_a_page_of_too_many_letters_is_read_in_part_and_says_so():
    line = "The harbour wall is closed. " * 20
    article = _article(pdf([[(60, 780 - 0.4 * index, 0.4, line) for index in range(1_000)]]))
    assert 0.9 * MOST_LETTERS < len(article.text) <= MOST_LETTERS
    assert [warning.type for warning in article.warnings] == ["/problems/text_cut"]


def test_what_a_document_says_of_itself_is_bounded():
    many = ";".join(
        f"Ada{'abcdefgh'[number % 8]} Varga{'abcdefgh'[number // 8 % 8]}" for number in range(60)
    )
    article = _article(pdf([_LINE], f"/Author({many})/Title({'walls ' * 600})"))
    assert (len(article.authors), len(article.title)) == (20, 300)
    endless = "a wall;" * 600_000
    article = _article(pdf([_LINE], f"/Author({endless})/Title({endless})/CreationDate({endless})"))
    assert (article.title, article.authors, article.published) == (None, [], None)


@pytest.mark.parametrize("broken", ["Title", "Author", "CreationDate"])
def test_a_broken_string_costs_that_string_alone(broken):
    facts = {"Title": "The harbour wall", "Author": "Bo Sands", "CreationDate": "D:20260503"}
    declared = {name: f"({value})" for name, value in facts.items()} | {broken: "<FEFFD8000041>"}
    info = "".join(f"/{name}{value}" for name, value in declared.items())
    article = _article(pdf([_LINE], info))
    expected = facts | {"CreationDate": "2026-05-03", broken: None}
    read_facts = (article.title, next(iter(article.authors), None), article.published)
    assert read_facts == tuple(expected.values())


def test_forms_within_forms_take_no_more_than_half_of_the_memory():
    free = 800 << 20
    child = os.fork()
    if not child:
        faulthandler.disable()
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + free, used + free))
        _article(forms(30, 2))
    _, status, spent = os.wait4(child, 0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert os.WIFSIGNALED(status)
    assert spent.ru_maxrss - before < 0.6 * free / 1024


_LOOP = written(["<</Type/Pages/Kids[1 0 R 1 0 R]/Count 9>>", "<<>>"])
_PAGE = "<</Type/Page/Parent 1 0 R/MediaBox[0 0 9 9]"
_MANY = written([f"<</Type/Pages/Kids[{'3 0 R ' * 100_000}]/Count 100000>>", "<<>>", f"{_PAGE}>>"])
_DRAWS = "/Resources<</XObject<</X 5 0 R>>>>"
_DRAWS_ITSELF = written(
    [
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<<>>",
        f"{_PAGE}{_DRAWS}/Contents 4 0 R>>",
        "<</Length 5>>stream\n/X Do\nendstream",
        f"<</Type/XObject/Subtype/Form{_DRAWS}/Length 11>>stream\n/X Do /X Do\nendstream",
    ]
)
_LOCKED = (
    "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<"
    + "00" * 32
    + ">/U<"
    + "00" * 32
    + ">>>/ID[<00><00>]"
)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (pdf([[]] * 3), "scanned"),
        (pdf([[(60, 700, 11, "Locked.")]], trailer=_LOCKED), "locked"),
        (b"%PDF-1.7 and nothing else", "damaged"),
        (b"%PDF-1.7<!doctype html><p>Sign in", "damaged"),
        (_LOOP, "damaged"),
        (_MANY, "scanned"),
        (pdf([]), "damaged"),
    ],
)
def test_what_has_no_text_is_a_problem_that_says_why(document: bytes, reason: str):
    with pytest.raises(UnreadableDocument) as caught:
        _article(document)
    assert caught.value.params["reason"] == reason
    assert caught.value.detail.endswith(".")


@pytest.mark.parametrize("document", [bomb(400), _DRAWS_ITSELF], ids=["bomb", "draws itself"])
def test_a_document_that_ends_its_worker_is_a_problem_and_the_next_page_is_read(engine, document):
    session = Session(engine(offline=True), threading.Event())
    with pytest.raises(ExtractionFailed) as caught:
        session.examine(DocumentInput(document=document))
    assert caught.value.params["reason"] in STOPPED
    with pytest.raises(PageLeftAlone):
        session.examine(DocumentInput(document=document))
    assert session.examine(PageInput(text="The quay is open again.")).article.words == 5
