"""Verdicts corrected by real alignments."""

import pytest

from server.align import Text, align
from server.conclude.comparison import has_part_of_source
from server.model import Evidence, Verdict
from tests.unit.conclude.values import corrected, verdict
from tests.unit.verdict.stories import ENGLISH

SENTENCES = [sentence + "." for text in ENGLISH for sentence in text.rstrip(".").split(". ")]


def over(page, source=SENTENCES):
    return align(Text(page, "en", None), Text(source, "en", None))


@pytest.mark.parametrize("label", ["full", "unknown", "summary"])
def test_what_a_longer_text_holds_word_for_word_is_an_excerpt(label):
    correction = corrected(verdict(label), over(SENTENCES[:4]))
    assert correction.label == "excerpt"
    assert correction.evidence[0].signal == "alignment_shows"
    assert correction.evidence[0].params["same"] == 4


def test_the_reason_tells_of_a_difference_and_of_no_whole_text():
    full = Verdict("full", 0.9, [Evidence("whole_text", "2 sentences", None, None, 0.9)])
    page = ["The bridge cost 12 million crowns.", "It opens in May after long work."]
    source = ["The bridge cost 21 million crowns.", *page[1:], *SENTENCES]
    (shown,) = corrected(full, over(page, source)).evidence
    assert (shown.params["whole"], shown.params["differs"], shown.params["same"]) == (2, 1, 1)
    assert shown.quote == page[1]


def test_the_same_text_at_equal_length_is_a_copy_and_so_whole():
    correction = corrected(verdict("summary"), over(SENTENCES), is_called=True)
    assert correction.label == "full"
    assert correction.evidence[0].params["how"] == "copy"


def test_a_copy_that_lacks_a_sentence_does_not_have_all_of_it():
    longer = [
        *SENTENCES,
        *(f"Berth {n} was dredged in the winter of 20{n}." for n in range(10, 18)),
    ]
    correction = corrected(verdict("summary"), over(longer[:-1], longer), is_called=True)
    assert correction.label == "full"
    shown = correction.evidence[0].params
    assert (shown["how"], shown["percent"]) == ("same", 96)


def test_a_page_that_the_publisher_cuts_stays_so():
    shut = verdict("paywalled")
    assert corrected(shut, over(SENTENCES[:4]), is_called=True) is shut


def test_a_retelling_of_its_linked_source_is_a_summary():
    retold = [
        "Port Ellery's harbour tunnel is to open on Monday, two years late, said engineer Morrow.",
        "Wet clay that surveys had missed caused the delay.",
        "Each passage will cost drivers two crowns, while buses are free.",
    ]
    for label in ("unknown", "full", "not_article"):
        assert corrected(verdict(label), over(retold), is_called=True).label == "summary"
        assert corrected(verdict(label), over(retold)).label == "summary"


def test_one_sentence_is_enough():
    assert corrected(verdict("full"), over(SENTENCES[:1])).label == "excerpt"


def test_what_is_mostly_not_in_the_source_is_not_corrected():
    own = [f"Berth {n} was dredged in the winter of 20{n}." for n in range(10, 18)]
    page = over([*own, SENTENCES[0]])
    full = verdict("full")
    assert corrected(full, page) is full
    assert has_part_of_source(full, page)
    # The page itself leads there, so that it can't be called whole either.
    assert corrected(full, page, is_called=True).label == "unknown"


def test_nothing_in_common_is_said_only_of_what_the_page_leads_to():
    full, nothing = verdict("full"), over(["Bread is dear this winter, bakers say."])
    assert corrected(full, nothing) is full
    unsure = corrected(full, nothing, is_called=True)
    assert (unsure.answer, unsure.evidence[0].params["how"]) == ("unsure", "none")


@pytest.mark.parametrize("share", [0.5, 0.6, 0.7, 0.8])
def test_there_is_no_share_of_the_source_between_excerpt_and_copy(share):
    excerpt = SENTENCES[: round(len(SENTENCES) * share)]
    assert corrected(verdict("full"), over(excerpt)).label == "excerpt"
