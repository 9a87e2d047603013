import pytest

from server.verdict.ending import is_unlike, shape_of

STORY = "The pumps ran day and night. The tunnel opens on Monday, the engineer told the council"


@pytest.mark.parametrize(
    ("text", "language", "shape"),
    [
        (f"{STORY}.", "en", "whole"),
        (f"{STORY} and “nobody was sorry.”", "en", "whole"),
        (f"{STORY} […]", "en", "bracketed_ellipsis"),
        (f"{STORY} [...]", "en", "bracketed_ellipsis"),
        (f"{STORY} …", "en", "ellipsis"),
        (f"{STORY} ...", "en", "ellipsis"),
        (f"“{STORY}...”", "en", "ellipsis"),
        (f"{STORY} that the old", "en", "mid_sentence"),
        (f"{STORY},", "en", "mid_sentence"),
        ("Photographs by Ada Morrow", "en", "whole"),
        ("港町の海底トンネルが月曜日に開通する。町は喜んでいる。", "ja", "whole"),
        ("港町の海底トンネルが月曜日に開通する。町は...", "ja", "ellipsis"),
        ("", None, "whole"),
    ],
)
def test_the_shape_of_an_end(text, language, shape):
    assert shape_of(text, language) == shape


def test_an_end_without_a_full_stop_is_unlike_paragraphs_that_have_one():
    others = [f"{STORY}.", f"{STORY}!", f"{STORY}."]
    assert is_unlike(STORY, others)
    assert not is_unlike(f"{STORY}.", others)
    assert not is_unlike(STORY, [*others, STORY])
    assert not is_unlike("Ada Morrow", others)
