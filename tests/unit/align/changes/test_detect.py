"""No edit of a near copy is lost: it is in a change, or its words are missing."""

import random

import pytest

from server.align import Text, align
from tests.unit.align.beside import FILLER

COPY = "The council of Brevik closed the narrow harbour road near Orlund before winter storms came."
OTHERS = ("bakery", "violin", "kayak", "lantern", "meadow")
CONTENT = ("council", "closed", "narrow", "harbour", "road", "winter", "storms")


def spans_of(sentence, side):
    """Return the pieces of one side that the answer marks."""
    spans = [getattr(change, side) for change in sentence.changes]
    spans += sentence.missing if side == "page" else []
    return [span for span in spans if span]


def is_marked(text, word, spans):
    start = text.index(word)
    return any(span.start <= start and start + len(word) <= span.end for span in spans)


@pytest.mark.parametrize("seed", range(40))
def test_each_edit_of_a_near_copy_is_marked(seed):
    draw = random.Random(seed)
    word, other_word = draw.choice(CONTENT), draw.choice(OTHERS)
    edit = draw.choice(("exchanged", "dropped", "added"))
    page = {
        "exchanged": COPY.replace(f" {word} ", f" {other_word} "),
        "dropped": COPY.replace(f" {word} ", " "),
        "added": COPY.replace(f" {word} ", f" {other_word} {word} "),
    }[edit]
    (sentence,) = align(Text([page], "en"), Text([COPY, *FILLER], "en")).sentences
    if edit != "dropped":
        assert is_marked(page, other_word, spans_of(sentence, "page")), page
    if edit != "added":
        assert is_marked(COPY, word, spans_of(sentence, "source")), page
