"""The English of what was concluded."""

from dataclasses import replace

import pytest

from server.conclude import Call, Lookup, conclude, conclude_page
from server.show import word_search, word_verdict
from tests.unit.conclude.values import (
    URL,
    alignment,
    article,
    candidate,
    corrected,
    search,
    verdict,
    whole,
)


def first_sentence(concluded):
    return word_verdict(concluded).evidence[0].says


@pytest.mark.parametrize(
    ("compared", "sentence"),
    [
        (alignment(5, 1, 0.2), "Has 20% of the original, mostly in other words."),
        (alignment(5, 3, 0.2), "Has 20% of the original."),
        (alignment(5, 5, 0.2), "Has 20% of the original, word for word."),
        (alignment(5, 4, 0.2), "Has 20% of the original, word for word, or nearly."),
        (alignment(5, 5, 1.0, others=0), "Has all of the original, word for word."),
        (alignment(4, 1, 0.2, differs=1), "1 sentence differs in a fact."),
        (alignment(3, 1, 0.2, differs=2), "2 sentences differ in a fact."),
        (alignment(0, 0, 0.2, differs=1, partly=1, others=1), "It differs in a fact."),
    ],
)
def test_how_much_of_the_original_the_page_has(compared, sentence):
    assert first_sentence(corrected(verdict("unknown"), compared)).endswith(sentence)


def test_how_much_of_a_translated_original_the_page_has():
    translated = replace(alignment(5, 1), not_compared=[3])
    sentence = "Has at least 10 of the original's 20 sentences, in another language."
    assert first_sentence(corrected(verdict("unknown"), translated)) == sentence


def test_what_is_known_beside_the_page():
    bare = conclude_page(article(), whole(), is_bare_text=True)
    assert first_sentence(bare) == "A text alone can't show whether it is whole."
    text = (
        "Berth 12 was dredged in the winter of 2031, and the port says that it is deep enough now. "
        * 2
    )
    indexed = conclude_page(article(text=text), whole(), indexed_text=text * 3)
    sentence = "The site's feed or the server's index has much more of this text."
    assert first_sentence(indexed) == sentence


def test_what_the_search_met():
    unread = conclude(article(), whole(), Lookup(search(), Call("Read it all", URL)))
    sentence = f"The page leads to its story at {URL} (“Read it all”), which could not be read."
    assert first_sentence(unread.verdict) == sentence
    retold = conclude(article(words=40), whole(), Lookup(search(candidate("same_story"))))
    sentence = f"The text is short, and {URL} tells most of what it says."
    assert first_sentence(retold.verdict) == sentence


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("no_match", "It has none of the page's sentences."),
        ("too_little", "It has too few of the page's sentences."),
        (
            "same_event",
            "Most of what the page has is not in it: it may be other coverage of the same event.",
        ),
    ],
)
def test_why_what_was_compared_is_not_the_source(code, sentence):
    rejected = replace(candidate("mismatch"), why_code=code)
    assert [entry.why for entry in word_search(search(rejected)).candidates] == [sentence]


def test_what_has_its_sentence_keeps_it():
    (entry,) = verdict("summary").evidence
    own = replace(verdict("summary"), evidence=[replace(entry, says="The page says so.")])
    assert word_verdict(own) == own
    met = search(replace(candidate("source"), why="It has all of it."))
    assert word_search(met) == met
