"""What is quoted of a sentence: whole clauses, and an edit with the words beside it."""

import pytest

from server.text.clauses import parts_clauses, quotable, words_around


@pytest.mark.parametrize(
    ("text", "longest", "quoted"),
    [
        ("The dock opened. ", None, "The dock opened"),
        ("“The dock,” she said, “opened.”", None, "The dock,’ she said, ‘opened"),
        # What is announced is quoted too.
        (
            "For Ebbesen it comes down to this: the dock is too short for the boats of our day.",
            60,
            "For Ebbesen it comes down to this: the dock is too short …",
        ),
        # A result is no place to cut at.
        ("They won the game at Brevik 26 - 12 after a slow first half", 42,
         "They won the game at Brevik 26 - 12 after …"),
        ("They won the game at Brevik, and by far, in a slow first half", 42,
         "They won the game at Brevik, and by far …"),
    ],
)  # fmt: skip
def test_a_sentence_is_quoted_within_its_room(text, longest, quoted):
    assert quotable(text, longest) == quoted


@pytest.mark.parametrize(
    ("text", "edit", "around"),
    [
        ("The mine could close in May.", "could", "mine could close in May"),
        # A "not" at a clause's end belongs to it.
        ("The mine could not, he said, open again.", "could", "mine could not"),
        ("The mine, which could, close.", "could", "which could"),
        ("It weighs 5km by now.", "5", "weighs 5km by now"),
        # A mark within a number is none of a clause.
        ("He took 40,000 crowns, they say.", "took", "He took 40,000 crowns"),
    ],
)
def test_an_edit_has_the_words_of_its_clause_beside_it(text, edit, around):
    start = text.index(edit)
    assert words_around(text, start, start + len(edit)) == around


@pytest.mark.parametrize(
    ("between", "parts"),
    [
        (", ", True),
        (" – ", True),
        (" (", True),
        (" - ", True),
        (". ", True),
        ("…", True),
        (" ", False),
        ("-", False),
        (".", False),
        ("'", False),
    ],
)
def test_a_clause_ends_between_two_words_at_a_mark(between, parts):
    assert parts_clauses(between) == parts
