"""A link shows of somebody else's original no more than it may, and its account stays."""

from dataclasses import replace

import pytest
from pydantic_core import from_json, to_json

from server.errors import NotFound
from server.language.messages import words
from server.model import Alignment, CompareRequest, Comparison, PageInput, Span
from server.net import sample
from server.pipeline.compare import Done, compare
from server.show import in_a_line, read_saved, view_of_link


@pytest.fixture
def comparison(engine) -> Comparison:
    request = CompareRequest(page=PageInput(url=sample.summary_url(8750)))
    (done,) = [event for event in compare(engine(), request) if isinstance(event, Done)]
    return done.comparison


def test_no_piece_of_a_withheld_sentence_has_words(comparison: Comparison) -> None:
    alignment = comparison.alignment
    assert alignment
    withheld = view_of_link(comparison, "key").alignment.withheld
    sentence_index = withheld[-1]
    text = alignment.source[sentence_index]
    span = Span(0, len(text) - 1, text[:-1])
    entry = replace(alignment.account[sentence_index], state="in_part", rest=[span])
    account = [
        entry if account_entry.source == sentence_index else account_entry
        for account_entry in alignment.account
    ]
    left_out = [
        replace(omission, span=span) if omission.source == sentence_index else omission
        for omission in alignment.left_out
    ]
    changed = replace(alignment, account=account, left_out=left_out)
    shown = view_of_link(replace(comparison, alignment=changed), "key")
    assert isinstance(shown.alignment, Alignment)
    assert sentence_index in shown.alignment.withheld
    assert span.text not in to_json(shown).decode()
    assert [account_entry.state for account_entry in shown.alignment.account] == [
        account_entry.state for account_entry in account
    ]
    for account_entry in shown.alignment.account:  # sources stay whole, with their pieces
        if account_entry.told_by:
            assert (
                shown.alignment.source[account_entry.source]
                == alignment.source[account_entry.source]
            )
            assert account_entry.rest == account[account_entry.source].rest


def test_pieces_of_told_sentences_take_no_room_of_what_is_left_out(comparison: Comparison) -> None:
    alignment = comparison.alignment
    assert alignment
    entry = next(entry for entry in alignment.account if entry.told_by)
    span = Span(0, 3, alignment.source[entry.source][:3])
    first = replace(alignment.left_out[0], source=entry.source, span=span)
    pieces = [replace(first, rank=rank) for rank in range(1, 30)]
    ranked = [
        *pieces,
        *(replace(omission, rank=omission.rank + 30) for omission in alignment.left_out),
    ]
    crowded = replace(comparison, alignment=replace(alignment, left_out=ranked))
    assert (
        view_of_link(crowded, "key").alignment.withheld
        == view_of_link(comparison, "key").alignment.withheld
    )


def test_what_is_saved_is_read_as_it_was_and_says_its_gist_anew(comparison: Comparison) -> None:
    saved = from_json(to_json(comparison))
    saved["gist"]["says"] = "Nothing of this is true."
    read = read_saved(saved)
    assert read == comparison
    assert in_a_line(from_json(to_json(read)), words("en")) == comparison.gist.says
    for unreadable in ({"verdict": {"label": "full"}}, {}, {**saved, "verdict": None}):
        with pytest.raises(NotFound):
            read_saved(unreadable)
