import pytest

from server.verdict.signals.remarks import shape_of, stays_open
from tests.unit.verdict.stories import ENGLISH, page, prose, remarked, view_of

STORY = "The pumps ran day and night. The tunnel opens on Monday, the engineer told the council"
SHUT = [*ENGLISH[:3], f"{STORY} …"]


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
        (f"{STORY} that the", "en", "mid_sentence"),
        (f"{STORY} that the old", "en", "whole"),
        (f"{STORY},", "en", "whole"),
        ("Photographs by Ada Morrow", "en", "whole"),
        ("港町の海底トンネルが月曜日に開通する。町は喜んでいる。", "ja", "whole"),
        ("港町の海底トンネルが月曜日に開通する。町は...", "ja", "ellipsis"),
        ("", None, "whole"),
    ],
)
def test_the_shape_of_an_end(text, language, shape):
    assert shape_of(text, language) == shape


@pytest.mark.parametrize(("language", "end"), [("hy", "։"), ("my", "။"), ("km", "៕"), ("ur", "۔")])
def test_other_scripts_have_full_stops_of_their_own(language, end):
    assert shape_of(f"{STORY}{end}", language) == "whole"


@pytest.mark.parametrize(
    ("text", "language", "is_open"),
    [
        ("The council told the", "en", True),
        ("The council told the …", "en-GB", True),
        ("Die Pumpen liefen, weil", "de", True),
        ("Le conseil a dit que […]", "fr", True),
        ("Насосы работали и", "ru", True),
        ("सुरंग सोमवार को खुलेगी और", "hi", True),
        ("सुरंग सोमवार को खुलेगी", "hi", False),
        ("The council let them in …", "en", False),
        ("The pumps ran day and night", "en", False),
        ("The pumps ran because the", "xx", False),
        ("", "en", False),
    ],
)
def test_no_writer_ends_with_a_word_that_joins(text, language, is_open):
    assert stays_open(text, language) is is_open


def features(body):
    return {signal.feature for signal in remarked(view_of(page(body)))}


def test_a_cut_end_is_quoted():
    (signal,) = remarked(view_of(page(prose(SHUT))))
    assert signal.feature == "cut_off_end:ellipsis"
    assert signal.quote.endswith("…")
    assert not features(prose(ENGLISH))


def test_hidden_text_of_subscribers_counts_after_the_shown_one():
    rest = f'<div class="subscriber-only" style="display: none">{prose(ENGLISH * 2)}</div>'
    menu = f'<div class="share-menu" style="display: none">{prose(ENGLISH * 2)}</div>'
    assert "hidden_rest" in features(f"<div>{prose(ENGLISH)}</div>{rest}")
    assert not features(f"<div>{prose(ENGLISH)}</div>{menu}")


def test_hidden_text_counts_beside_a_caption_and_in_several_parts():
    rest = f'<div class="premium" style="display: none">{prose(ENGLISH[:2])}</div>' * 3
    shown = f'<div>{prose(ENGLISH)}</div><div class="premium">{prose(ENGLISH)}</div>'
    assert "hidden_rest" in features(
        f"<section><div><div>{prose(ENGLISH)}</div></div>{rest}</section>"
    )
    assert "hidden_rest" not in features(shown)
