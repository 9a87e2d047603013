import pytest

from server.page.boundary import boundary
from server.verdict.signals.weak_cues import hint_signs
from tests.unit.verdict.stories import ENGLISH, page, prose, reading_of


def hints(after, understood=()):
    end = boundary(reading_of(page(prose(ENGLISH) + after)))
    return {seen.feature for seen in hint_signs(end, understood, "en")}


@pytest.mark.parametrize(
    ("line", "feature"),
    [
        ("An extract, nothing more", "says_excerpt:hint_part"),
        ("Digest of the week", "says_summary:hint_brief"),
        ("Out now in the evening edition", "in_other_edition:hint_edition"),
        ("That's all for now", "cut_for_subscribers:hint_ends"),
    ],
)
def test_one_word_of_a_call_is_a_hint(line, feature):
    assert feature in hints(f"<p>{line}</p>")


def test_what_is_about_something_else_or_understood_is_no_hint():
    assert not hints("<p>The newsletter, unabridged</p>")
    line = "Digest of the week"
    assert not hints(f"<p>{line}</p>", {line})


@pytest.mark.parametrize(
    ("line", "feature"),
    [
        ("Log in to read", "cut_for_subscribers:hint_access_read"),
        ("You have had your free stories; the article waits", "cut_for_subscribers:hint_free_text"),
        ("The whole newspaper page", "in_other_edition:hint_whole_outlet"),
        ("The complete text, elsewhere", "points_to_longer:hint_whole_text"),
    ],
)
def test_words_of_two_classes_in_one_sentence_tell_more_than_one(line, feature):
    found = hints(f"<p>{line}</p>")
    assert feature in found
    assert not {name for name in found if name.count("_") < feature.count("_") - 1}
