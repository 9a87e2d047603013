import re

import pytest

from server.text.lexicon import found_in, pattern_of


@pytest.mark.parametrize(
    ("word", "kind", "text", "is_found"),
    [
        ("subscri", "calls.words", "please subscribe now", True),
        ("scribe", "calls.words", "please subscribe now", False),
        ("app", "calls.credits", "it appeared", False),
        ("app", "calls.credits", "get the app", True),
        ("read on", "calls.phrases", "you can read only this", False),
        ("read … full", "calls.phrases", "read it in full", True),
        ("read … full", "calls.phrases", f"read {'it ' * 20}in full", False),
    ],
)
def test_words_are_found_from_their_beginnings(word, kind, text, is_found):
    assert bool(re.search(pattern_of([word], "en", kind), text)) is is_found


def test_a_language_without_spaces_has_its_words_anywhere():
    assert re.search(pattern_of(["広告"], "ja", "calls.words"), "この広告は")
    assert not re.search(pattern_of([], "ja", "calls.words"), "この広告は")


def test_first_place_of_each_word_is_found_by_kind():
    hits_by_kind = found_in("Subscribe to read the whole story, subscribe!", "calls.words", ("en",))
    assert [hit.start for hit in hits_by_kind["access"]] == [0]
    assert {"access", "read", "whole", "text"} <= hits_by_kind.keys()
    assert hits_by_kind["edition"] == []


def test_a_prompt_begins_its_line():
    assert "prompts" in found_in("» Related: more boats", "calls.lines", ("en",))
    assert "prompts" not in found_in("The related: stories", "calls.lines", ("en",))


def test_an_offer_is_a_whole_line():
    assert "offers" in found_in("Sponsored by Orr & Sons", "calls.lines", ("en",))
    assert "offers" not in found_in("Jobs at the quay", "calls.lines", ("en",))
