"""Claims that are found again in an edited text."""

from server.cite.known import Known, is_news, match_sentences

_BEFORE = [
    "The bridge over the Ellery opened in May.",
    "It cost the town 12 million crowns.",
    "Nobody in the town paid for it.",
    "It cost the town 12 million crowns.",
]


def test_edited_moved_and_repeated_sentences_keep_their_anchor() -> None:
    after = [
        "A new sentence stands at the beginning of the whole text.",
        "It cost the town 12 million crowns.",
        "The new bridge over the river Ellery opened in late May.",
        "It cost the town 12 million crowns.",
    ]
    assert match_sentences(_BEFORE, after) == [None, 1, 0, 3]
    assert match_sentences([], after) == [None] * 4
    assert match_sentences(_BEFORE, []) == []


def test_news_are_new_claims_sources_and_outcomes() -> None:
    reported = [Known(_BEFORE[0], "a", "matches", ""), Known(_BEFORE[1], "b", "differs", "")]
    current = [
        Known("The bridge over the Ellery opened in early May.", "a", "matches", ""),
        Known(_BEFORE[1], "b", "differs", "another passage"),
        Known(_BEFORE[1], "c", "differs", ""),
        Known("Bread is dearer than it was.", "a", "matches", ""),
    ]
    assert is_news(reported, current) == [False, False, True, True]
    assert is_news(reported, [Known(_BEFORE[0], "a", "not_there", "")]) == [True]
