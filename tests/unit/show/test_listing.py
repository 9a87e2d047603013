"""A row of the saved list says what the panel says, and no more."""

from dataclasses import replace

import pytest

from server.model import CompareRequest, Message, PageInput
from server.net import sample
from server.pipeline.compare import Done, compare
from server.show import listing_of
from server.show.states import source_kinds


@pytest.fixture
def comparison(engine):
    request = CompareRequest(page=PageInput(url=sample.summary_url(8750)))
    (done,) = [event for event in compare(engine(), request) if isinstance(event, Done)]
    return done.comparison


def test_a_row_has_the_answer_its_worst_and_the_map(comparison):
    listing = listing_of(comparison)
    figures = comparison.alignment.figures
    assert listing.heading == comparison.verdict.heading
    assert listing.differs
    assert "not use" in listing.differs[0]
    assert "not" not in listing.differs[1]
    assert (listing.left_out, listing.sentences) == (figures.left_out, figures.source_sentences)
    account = [
        {"state": entry.state, "differs": entry.differs} for entry in comparison.alignment.account
    ]
    drawn = [kind for kind, count in listing.cells for _ in range(count)]
    assert drawn == source_kinds({"account": account})


def test_a_page_alone_has_its_answer_and_no_map(comparison):
    listing = listing_of(replace(comparison, alignment=None, gist=None))
    assert listing.heading == comparison.verdict.heading
    assert (listing.differs, listing.cells) == (None, [])


def test_a_page_of_several_stories_is_counted(comparison):
    search = replace(comparison.search, items=[None, None, None], lead=None)
    listing = listing_of(replace(comparison, search=search))
    assert listing.heading == Message("stories", [3])


def test_a_long_original_has_as_many_cells_as_a_row_has_room_for(comparison):
    account = comparison.alignment.account * 100
    alignment = replace(comparison.alignment, account=account)
    cells = listing_of(replace(comparison, alignment=alignment)).cells
    assert 90 <= sum(count for _, count in cells) <= 95


def test_a_text_without_title_and_address_is_named_by_its_first_words(comparison):
    text = "The ferry to Brackholm sank in the harbour on Tuesday."
    page = replace(comparison.page, title=None, url=None, text=text)
    name = listing_of(replace(comparison, page=page)).name
    assert name == "The ferry to Brackholm sank in the harbour …"
    assert listing_of(comparison).name == ""
