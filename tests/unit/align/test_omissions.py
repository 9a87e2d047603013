"""What was left out, most important first."""

from server.align.align import Text, align

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
    assert codes[3] in {"number", "central"}
    assert codes[5] == "note"


def test_reading_time_of_what_is_left_out_is_at_230_words_a_minute():
    source = Text([" ".join(f"word{n}" for n in range(230))], "en")
    figures = align(Text(["Nothing."], "en"), source).figures
    assert figures.left_out_words == 230
    assert figures.left_out_minutes == 1.0


def test_chinese_is_read_at_500_characters_a_minute():
    figures = align(Text([], "zh"), Text(["港" * 500], "zh")).figures
    assert figures.left_out_minutes == 1.0
