"""Further sources of a page: what they add to the first, and what they leave as it is."""

import gc
import weakref

import pytest

from server.align import Text, TextPair, align, align_some, gaps_of, merge_missing
from server.align.further_sources import FurtherAlignment
from server.model import Elsewhere

PAGE = [
    "The lighthouse at Brackholm will be lit again in May after eleven dark years.",
    "Flour now costs 40 percent more than in 2020, the bakers of Ostrand say.",
    "Mia Lund sells her oven to the museum for 15,000 crowns in the autumn.",
    "Nobody in the valley knows what the mayor thinks of the whole plan.",
]
FIRST = [PAGE[0], "A storm broke the lantern in the winter of 2014."]
SECOND = [
    "The bakery closes after ninety years.",
    PAGE[1],
    "Mia Lund sells her oven to the museum for 12,000 crowns in the autumn.",
]


def compared(number, source, gaps, page=PAGE):
    text = Text(source, "en")
    alignment = align_some(Text(page, "en"), text, gaps, copied=True)
    return FurtherAlignment(number, alignment, source)


def over(page, first, *others):
    single = align(Text(page, "en"), Text(first, "en"))
    gaps = gaps_of(single)
    further = [compared(number, source, gaps, page) for number, source in enumerate(others, 1)]
    return single, merge_missing(single, further)


def test_two_texts_are_gone_once_they_are_compared(monkeypatch):
    """Five originals of 500 KB would else be in memory together."""
    references, paired = [], TextPair.of

    def noted(page, source):
        pair = paired(page, source)
        references.append(weakref.ref(pair))
        return pair

    monkeypatch.setattr(TextPair, "of", noted)
    gc.collect()
    gc.disable()
    try:
        align(Text(PAGE, "en"), Text(SECOND, "en"))
        align_some(Text(PAGE, "en"), Text(SECOND, "en"), range(len(PAGE)))
        assert [pair() for pair in references] == [None, None]
    finally:
        gc.enable()


def test_a_sentence_is_what_holds_over_all_sources_and_says_where():
    single, both = over(PAGE, FIRST, SECOND)
    assert [sentence.finding for sentence in both.sentences] == [
        "found",
        "found",
        "differs",
        "not_found",
    ]
    assert both.sentences[0] == single.sentences[0]
    assert both.sentences[3] == single.sentences[3]
    (where,) = both.sentences[1].elsewhere
    assert (where.source, where.sentences, where.label) == (1, [1], "verbatim")
    assert both.sentences[1].heading == "elsewhere_found"
    assert both.sentences[2].heading == "elsewhere_differs"
    (change,) = both.sentences[2].elsewhere[0].changes
    assert (change.kind, change.source.sentence) == ("number", 2)
    assert [(further.source, further.sentences) for further in both.further] == [(1, SECOND)]


def test_the_pages_figures_hold_over_all_and_the_sources_are_the_firsts():
    single, both = over(PAGE, FIRST, SECOND)
    figures = both.figures
    assert (figures.found, figures.differs, figures.not_found) == (2, 1, 1)
    assert figures.page_sentences == single.figures.page_sentences
    assert (figures.verbatim, figures.changed["number"]) == (2, 1)
    assert both.left_out == single.left_out
    assert figures.covered_share == single.figures.covered_share


def test_nothing_moves_with_a_source_that_repeats_the_first():
    single, both = over(PAGE, FIRST, FIRST)
    assert both.sentences == single.sentences
    assert both.figures == single.figures


def test_a_number_that_the_first_has_otherwise_is_found_where_another_has_it_word_for_word():
    single, both = over([PAGE[2]], [SECOND[2]], [PAGE[2]])
    assert single.sentences[0].finding == "differs"
    assert both.sentences[0].finding == "found"
    assert both.sentences[0].changes == single.sentences[0].changes
    assert both.figures.changed["number"] == 0


def test_of_two_sources_the_better_one_comes_first_and_an_equal_one_after_it():
    _, all_three = over(PAGE, FIRST, SECOND, [PAGE[1]])
    assert [entry.source for entry in all_three.sentences[1].elsewhere] == [1, 2]
    _, better = over(PAGE, FIRST, SECOND, [PAGE[2]])
    assert better.sentences[2].finding == "found"
    assert [entry.source for entry in better.sentences[2].elsewhere] == [2, 1]


def test_a_sentence_is_from_the_source_that_has_its_very_words():
    rewording = "After eleven dark years the lighthouse of Brackholm is to be lit again in May."
    single, both = over(PAGE[:1], [rewording], PAGE[:1])
    assert (single.sentences[0].finding, single.sentences[0].label) != ("found", "verbatim")
    (where,) = both.sentences[0].elsewhere
    assert (both.sentences[0].finding, where.source, where.label) == ("found", 1, "verbatim")


def test_where_all_sources_lack_a_part_the_one_with_most_of_it_is_shown():
    shared_start = "The bakers of the valley say that flour"
    gone = "the old mill by the river has closed, so its miller moved away"
    page = [f"{shared_start} has become far too dear, and {gone}."]
    poorer, richer = (
        ["Flour is dear, say the bakers."],
        [f"{shared_start} is dear, and the old mill is empty."],
    )
    single, both = over(page, poorer, richer)
    assert [single.sentences[0].finding, both.sentences[0].finding] == ["not_found", "found"]
    assert both.sentences[0].missing
    assert [entry.source for entry in both.sentences[0].elsewhere] == [1]


@pytest.mark.parametrize("field", ["sentences", "label", "score", "state", "missing", "changes"])
def test_what_is_said_elsewhere_is_what_that_source_alone_would_say(field):
    _, both = over(PAGE, FIRST, SECOND)
    alone = align(Text(PAGE, "en"), Text(SECOND, "en"))
    for sentence, sentence_alone in zip(both.sentences, alone.sentences, strict=True):
        for entry in sentence.elsewhere:
            assert isinstance(entry, Elsewhere)
            name = "source" if field == "sentences" else field
            assert getattr(entry, field) == getattr(sentence_alone, name)


def test_an_exclamation_counts_once_a_source_has_it():
    single, both = over([PAGE[0], "What a mess!"], [PAGE[0]], ["What a mess!", SECOND[0]])
    assert [sentence.finding for sentence in single.sentences] == ["found", "note"]
    assert [sentence.finding for sentence in both.sentences] == ["found", "found"]
    assert (single.figures.page_sentences, both.figures.page_sentences) == (1, 2)
