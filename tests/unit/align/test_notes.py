"""Notes of the page and statements."""

import pytest

from server.align.notes import is_note


@pytest.mark.parametrize(
    "note",
    [
        "This is a summary.",
        "Read the full story on the original publication.",
        "» Continue reading",
        "Here is a summary in 81 words:",
        "For all the details, read the full article here.",
        "Weiterlesen",
        "Lire la suite",
        "阅读全文",
        "続きを読む",
        "اقرأ المزيد",
    ],
)
def test_a_call_to_read_on_is_a_note(note):
    assert is_note(note)


@pytest.mark.parametrize(
    "statement",
    [
        "Readers found the summary of the report too long, the council said.",
        "The full story of the harbour was told by three fishermen in March.",
        "Continuing losses forced the ferry line to close its route to Brevik.",
        "",
    ],
)
def test_a_statement_is_no_note(statement):
    assert not is_note(statement)
