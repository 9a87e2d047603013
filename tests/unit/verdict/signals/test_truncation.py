import pytest

from server.page.boundary import boundary
from server.verdict.signals.truncation import breaks_off, is_unlike, shape_of, stays_open, stub_of
from tests.unit.verdict.stories import ENGLISH, page, prose, reading_of

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


@pytest.mark.parametrize(("language", "end"), [("hy", "։"), ("my", "။"), ("km", "៕"), ("ur", "۔")])
def test_other_scripts_have_full_stops_of_their_own(language, end):
    others = [f"{STORY}{end}" for _ in range(3)]
    assert shape_of(others[0], language) == "whole"
    assert is_unlike(STORY, others)


def test_a_last_word_is_whole_with_its_vowel_signs():
    assert stays_open("सुरंग सोमवार को खुलेगी और", "hi")
    assert not stays_open("सुरंग सोमवार को खुलेगी", "hi")


def test_an_end_without_a_full_stop_is_unlike_paragraphs_that_have_one():
    others = [f"{STORY}.", f"{STORY}!", f"{STORY}."]
    assert is_unlike(STORY, others)
    assert not is_unlike(f"{STORY}.", others)
    assert not is_unlike(STORY, [*others, STORY])
    assert not is_unlike("Ada Morrow", others)


@pytest.mark.parametrize(
    ("stub", "breaks"),
    [
        ("Drivers will pay two crowns for each pass", True),
        ("Drivers will pay two crowns …", True),
        ("通行料は一台につき二百円でバスは無料になるが、町は一日に", True),
        ("Drivers will pay two crowns for each passage.", False),
        ("More on the harbour", False),
        ("Photographs: Ada Morrow and the town of Port Ellery", False),
        ("Loading comments...", False),
    ],
)
def test_the_rest_of_a_paragraph_breaks_off(stub, breaks):
    assert breaks_off(stub) is breaks


def test_a_short_rest_behind_the_last_paragraph_is_its_end():
    stub = "Drivers will pay two crowns …"
    end = boundary(reading_of(page(prose([*ENGLISH[:2], stub]))))
    assert stub_of(end, frozenset()).text == stub
    assert stub_of(end, frozenset({stub})) is None
    assert stub_of(boundary(reading_of(page(prose(ENGLISH)))), frozenset()) is None


@pytest.mark.parametrize(
    ("text", "language", "is_open"),
    [
        ("The council told the", "en", True),
        ("The council told the …", "en-GB", True),
        ("Die Pumpen liefen, weil", "de", True),
        ("Le conseil a dit que […]", "fr", True),
        ("Насосы работали и", "ru", True),
        ("The council let them in …", "en", False),
        ("The pumps ran day and night", "en", False),
        ("The pumps ran because the", "xx", False),
        ("", "en", False),
    ],
)
def test_no_writer_ends_with_a_word_that_joins(text, language, is_open):
    assert stays_open(text, language) is is_open
