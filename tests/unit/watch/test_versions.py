"""Two versions of a text: what changed, sentence by sentence, and the sentence on it."""

import pytest

from server.align import MOST_SENTENCES, Text
from server.article import read_article
from server.model import PageInput
from server.watch.versions import summary_of, version_changes

BEFORE = [
    "The harbour trust said on Monday that repairs of the wall had cost 2.4 million crowns.",
    "Odd Farrow, who chairs the trust, hopes that the lighthouse opens again in May.",
    "A museum about whaling opens beside it, with free entry for all schools of the county.",
]
AFTER = [
    "The harbour trust said on Monday that repairs of the wall had cost 9.7 million crowns.",
    "Odd Farrow, who chairs the trust, hopes that the lighthouse opens again in May.",
    "The ferry to Brackholm will not run on Sundays before the winter timetable begins.",
]


def changed(before: list[str], after: list[str], *titles: str):
    was, now = titles or (None, None)
    page = PageInput(text="\n\n".join(after), title=now, language="en")
    return version_changes(Text(before, title=was), read_article(page))


def test_each_changed_sentence_is_named_with_what_differs_in_it():
    number, added, gone = changed(BEFORE, AFTER)
    assert (number.kind, number.before, number.after) == ("differs", BEFORE[0], AFTER[0])
    (change,) = number.changes
    assert (change.kind, change.source.text[:3], change.page.text[:3]) == ("number", "2.4", "9.7")
    assert (added.kind, added.before, added.after) == ("added", None, AFTER[2])
    assert (gone.kind, gone.before, gone.after) == ("gone", BEFORE[2], None)
    assert change.says == f"It says “{change.page.text}”, and said “{change.source.text}” before."


def test_a_new_headline_is_a_change_and_is_told_as_one():
    was, now = "Wall cost 2.4 million crowns", "Wall cost 9.7 million crowns"
    (change,) = changes = changed(BEFORE, BEFORE, was, now)
    assert (change.kind, change.before, change.after) == ("headline", was, now)
    assert [edit.source.text[:3] for edit in change.changes] == ["2.4"]
    assert summary_of("page", changes) == f"The page has the headline “{now}” instead of “{was}”."
    assert changed(BEFORE, BEFORE, was, f" {was}") == []


@pytest.mark.parametrize("short", ["He resigned.", "The mill closed.", "他辞职了。"])
def test_a_short_sentence_that_is_new_or_gone_is_a_change(short):
    (added,) = changed(BEFORE, [*BEFORE, short])
    assert (added.kind, added.after) == ("added", short)
    (gone,) = changed([*BEFORE, short], BEFORE)
    assert (gone.kind, gone.before) == ("gone", short)


@pytest.mark.parametrize("label", ["Share", "Most read", "Read more.", "Sign up!", "3 min read"])
def test_a_label_or_button_is_not_a_change(label):
    assert changed(BEFORE, [*BEFORE, label]) == []
    assert changed([*BEFORE, label], BEFORE) == []


def test_the_same_sentences_in_another_order_are_not_a_change():
    assert changed(BEFORE, BEFORE[::-1]) == []


def test_other_words_for_the_same_are_a_rewording():
    after = "The lighthouse opens again in May, hopes Odd Farrow, who chairs the trust."
    (change,) = changed(BEFORE, [BEFORE[0], after, BEFORE[2]])
    assert (change.kind, change.before, change.after) == ("reworded", BEFORE[1], after)


def test_sentences_past_the_limit_of_a_comparison_are_left_out():
    count = MOST_SENTENCES + 1
    sentences = [f"Ship number {number} came into the harbour." for number in range(count)]
    assert changed(sentences, sentences) == []


def test_the_weightiest_change_is_told_first():
    changes = changed(BEFORE, AFTER)
    assert summary_of("source", changes) == (
        f"The original now reads “{AFTER[0]}” instead of “{BEFORE[0]}”, and 2 more changed."
    )
    assert summary_of("page", changes[2:]) == f"The page no longer says “{BEFORE[2]}”"
