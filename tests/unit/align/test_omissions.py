"""What was left out, most important first."""

import pytest

from server.align.align import Text, align
from server.language.data import by_language

SOURCE = [
    "Solund Lines will close its ferry route to Brevik in October, the company said on Monday.",
    "The weather was mild.",
    "Two ferries are in dock.",
    "The ferry route has lost $3.2 million since 2021 and carried 48,000 passengers last year.",
    "“Nobody asked us,” said Tilda Marsh, who runs a shop in Brevik.",
    "Sign up for our newsletter.",
]


def test_the_most_important_comes_first_and_notes_come_last():
    result = align(Text(["Nothing of it is told."], "en"), Text(SOURCE, "en"))
    ranked = [entry.source for entry in result.left_out]
    assert ranked[-1] == 5
    assert ranked[-2] == 1
    codes = {entry.source: entry.why_code for entry in result.left_out}
    assert codes[3] == "money"
    assert codes[5] == "note"


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("A spokeswoman declined to name the price of the quay.", "answer"),
        ("The ferry stopped because the quay of Brevik had sunk.", "cause"),
        ("The quay of Brevik cost $3.2 million.", "money"),
        ("The quay of Brevik has carried 48,000 passengers.", "number"),
        ("“Nobody asked us about the quay,” she shouted.", "quote"),
        ("The quay was built by Tilda Marsh.", "name"),
        ("The quay is long and has been painted twice.", "detail"),
        ("By Tilda Marsh, 12 September 2025", "note"),
    ],
)
def test_a_reason_is_one_that_a_reader_would_give(sentence, code):
    (entry,) = align(Text(["Chess is a game."], "en"), Text([sentence], "en")).left_out
    assert entry.why_code == code
    assert bool(entry.why) == (code != "detail")


@pytest.mark.parametrize("tag", sorted(tag for tag, s in by_language("statements").items()))
def test_every_language_has_words_for_answers_and_reasons(tag):
    for code, kind in (("answer", "answers"), ("cause", "causes")):
        word = by_language("statements")[tag][kind].split()[-1].replace("_", " ")
        found = align(Text(["."], tag), Text([f"{word}."], tag)).left_out
        assert [entry.why_code for entry in found] == [code]


def test_reading_time_of_what_is_left_out_is_at_230_words_a_minute():
    source = Text([" ".join(f"word{n}" for n in range(230))], "en")
    figures = align(Text(["Nothing."], "en"), source).figures
    assert figures.left_out_words == 230
    assert figures.left_out_minutes == 1.0


def test_chinese_is_read_at_500_characters_a_minute():
    figures = align(Text([], "zh"), Text(["港" * 500], "zh")).figures
    assert figures.left_out_minutes == 1.0
