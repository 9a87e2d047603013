import pytest

from server.text.calls.words import WHOLE, WordList


@pytest.mark.parametrize(
    ("words", "whole", "text", "found"),
    [
        ("subscri", 0, "please subscribe now", True),
        ("scribe", 0, "please subscribe now", False),
        ("app", 3, "it appeared", False),
        ("app", 3, "get the app", True),
        ("read on", WHOLE, "you can read only this", False),
        ("read … full", WHOLE, "read it in full", True),
        ("read … full", WHOLE, f"read {'it ' * 20}in full", False),
    ],
)
def test_words_are_found_from_their_beginnings(words, whole, text, found):
    assert WordList([words], whole=whole).found(text) is found


def test_a_language_without_spaces_has_its_words_anywhere():
    assert WordList(["広告"], spaced=False).found("この広告は")
    assert not WordList([]).found("この広告は")


def test_words_are_counted_once_each():
    assert WordList(["trial", "cancel"]).several("a trial that you can cancel")
    assert not WordList(["trial", "cancel"]).several("a trial, a trial")


def test_a_line_may_begin_with_a_word():
    assert WordList(["related"]).begin("» related stories", 3)
    assert not WordList(["related"]).begin("the related stories", 3)
