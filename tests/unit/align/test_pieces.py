"""What of a sentence is left out, as clauses."""

import pytest

from server.align import Text, align

PAGE = "The council of Orlund will close the old quay in May."


def left_out(source, page=PAGE, language="en"):
    account = align(Text([page], language), Text([source], language)).account
    return [span.text for span in account[0].rest]


@pytest.mark.parametrize(
    ("source", "pieces"),
    [
        # From a mark or a function word to a mark, "and" or the end.
        (
            "The council of Orlund, which grey gulls adore, will close the old quay in May.",
            ["which grey gulls adore"],
        ),
        (
            "The council of Orlund will close the old quay in May after a stormy public hearing.",
            ["after a stormy public hearing"],
        ),
        (
            "The council of Orlund will close the old quay in May and build a long grey tunnel.",
            ["build a long grey tunnel"],
        ),
        # Cut to the part that is a clause.
        (
            "Stormy grey gulls, a nuisance near the council of Orlund, will close the quay in May.",
            ["Stormy grey gulls"],
        ),
        # Words in the middle of what the page says are other words for it.
        ("The council of Orlund gravely decided itself to close the old quay in May.", []),
        # A figure and a whole name are pieces where the words around them are no clause.
        (
            "The council of Orlund persuaded stern Mara Kolb quickly to close the old quay in May.",
            ["Mara Kolb"],
        ),
        # A name and its number are one piece.
        (
            "The pious Night Ferries 25 persuaded the council of Orlund to close the quay in May.",
            ["Night Ferries 25"],
        ),
    ],
)
def test_a_piece_is_a_clause_a_figure_or_a_name(source, pieces):
    assert left_out(source) == pieces


def test_other_languages_have_their_own_and():
    page = "Der Rat von Orlund schließt im Mai den alten Kai."
    source = "Der Rat von Orlund schließt im Mai den alten Kai und baut einen langen grauen Tunnel."
    assert left_out(source, page, "de") == ["baut einen langen grauen Tunnel"]
