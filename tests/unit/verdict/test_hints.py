import pytest

from server.verdict.boundary import boundary
from server.verdict.hints import hint_signs
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
