"""Input of the aligner that is no ordinary pair of texts."""

import os
import random
import time

import pytest

from server.align import Text, facts, texts, warnings
from server.align import align as side_by_side
from server.model import Alignment, AlignRequest, SentencesInput
from server.pipeline.compare import align
from tests.processor import takes_at_most
from tests.unit.align.test_align import assert_sound

STORY = [
    "The council of Brevik voted 7 to 4 on Monday to take the harbour to court.",
    "Fishermen have used the quay since 1911, and the town has never charged them.",
    "Solund Lines will close its route to the islands on 4 October.",
    "“We have looked at every other way,” said Tilda Marsh of the ferry line.",
    "A spokeswoman for the ministry did not rule out a subsidy for the winter.",
]


def aligned(
    engine,
    page: list[str],
    source: list[str],
    language: str | None = "en",
    source_language: str | None = None,
) -> Alignment:
    request = AlignRequest(
        page=SentencesInput(sentences=page, language=language),
        source=SentencesInput(sentences=source, language=source_language or language),
    )
    result = align(engine(), request)
    assert_sound(result)
    return result


@pytest.mark.parametrize("page", [[], [""], ["   "], ["Harbour"], ["?"], ["\u200b"]])
def test_no_text_and_one_word_are_aligned(engine, page):
    result = aligned(engine, page, STORY)
    assert len(result.sentences) == len(page)
    aligned(engine, STORY, page)
    aligned(engine, page, page)


@pytest.mark.parametrize(
    "odd",
    [
        "The council 市议会 of Бревик voted 7 to 4.",
        "مجلس بريفيك صوت 7 مقابل 4 يوم الاثنين.",
        "מועצת ברוויק הצביעה 7 מול 4 ביום שני.",
        "🙂🙂 👩‍👩‍👧 🇳🇴 7",
        "Cafe\u0301 ga\u0308hnt z\u0351\u036b\u0343\u036a\u0302a\u030al\u0327g\u0322o\u0489",
        "zero\u200bwidth\u200d \ufeffjoined\u2060 words\u00ad",
        "\u202eright to left override\u202c",
        "\ud800 lone \udfff",
        "control \x00\x01\x1f\x7f\x85 characters",
    ],
)
def test_odd_characters_are_found_again_word_for_word(engine, odd):
    result = aligned(engine, [odd, STORY[0]], [STORY[1], odd, STORY[0]], None)
    assert [(s.label, s.source) for s in result.sentences] == [("verbatim", [1]), ("verbatim", [2])]


def test_invisible_characters_do_not_hide_a_sentence(engine):
    hidden = STORY[0].replace("o", "o\u200b").replace(" ", "\u00a0")
    (sentence,) = aligned(engine, [hidden], STORY).sentences
    assert (sentence.label, sentence.source) == ("verbatim", [0])


def test_a_text_against_itself_is_found_whole_also_when_shuffled(engine):
    story = [f"{sentence} Part {n}." for n in range(12) for sentence in STORY]
    shuffled = random.Random(7).sample(story, len(story))
    for page, order in ((story, "monotone"), (shuffled, "free")):
        result = aligned(engine, page, story)
        assert result.order == order
        assert {s.label for s in result.sentences} == {"verbatim"}
        assert [story[s.source[0]] for s in result.sentences] == page
        assert result.left_out == []


def test_another_language_is_said_and_only_names_and_numbers_count(engine):
    german = [
        "Der Rat von Brevik stimmte am Montag mit 7 zu 4 für die Klage gegen den Hafen.",
        "Die Reederei Solund Lines schließt am 4. Oktober die Linie zu den Inseln.",
        "Seit 1911 nutzen die Fischer den Kai, und die Stadt hat nie etwas verlangt.",
    ]
    result = aligned(engine, STORY, german, "en", "de")
    assert [w.type for w in result.warnings] == ["/problems/languages_differ"]
    assert result.sentences[0].source == [0]
    assert {s.label for s in result.sentences} <= {"translated", "not_found"}
    assert not [c for s in result.sentences for c in s.changes if c.kind == "wording"]


@pytest.mark.parametrize(
    ("page_side", "source_side"),
    [("nb", "no"), ("nb-NO", "nn"), ("hr", "sr"), ("bs", "hr"), ("in", "id"), ("und", "en"),
     ("mul", "sv"), ("en-GB", "en-US")],
)  # fmt: skip
def test_two_standards_or_names_of_a_language_are_one(engine, page_side, source_side):
    story = ["Brevik stemte for broen.", "Solund fikk nei."]
    result = aligned(engine, story, story, page_side, source_side)
    assert result.warnings == []
    assert {s.label for s in result.sentences} == {"verbatim"}


def test_a_sentence_of_a_hundred_thousand_characters_takes_seconds(engine):
    long = "The harbour of Brevik is 7 miles long and not closed, " * 1_900
    texts = [long, STORY[0]], [*STORY, long + "at last."]
    assert takes_at_most(10, lambda: aligned(engine, *texts))


@pytest.mark.parametrize("word", ["abcdefghij", "ab-", "1,234", "カタ"])
def test_a_word_without_end_is_cut_and_takes_no_longer_than_a_page(word):
    """Uncut, each of its letters was looked up, or it was read as a million words."""
    endless = word * (4_900_000 // len(word.encode()))
    page, source = Text([endless], "en"), Text([*STORY, endless[1:]], "en")
    assert takes_at_most(3, lambda: side_by_side(page, source))
    remarks = warnings.warnings_of(page, source)
    assert [remark.params["cut_sentences"] for remark in remarks] == [1, 1]


def test_more_sentences_than_are_compared_are_cut_and_said(monkeypatch):
    for module in (facts, texts, warnings):
        monkeypatch.setattr(module, "MOST_SENTENCES", 50)
    page, source = many_sentences(52)
    result = side_by_side(page, source)
    assert len(result.page) == len(result.source) == 50
    remarks = warnings.warnings_of(page, source)
    assert [remark.params["text"] for remark in remarks] == ["page", "source"]
    assert remarks[0].params == {"text": "page", "sentences": 52, "compared": 50}


@pytest.mark.skipif("UNABRIDGED_FUZZ" not in os.environ, reason="`make soak` has the time for it")
def test_five_thousand_sentences_against_five_thousand_are_bounded():
    page, source = many_sentences(texts.MOST_SENTENCES + 2)
    started = time.process_time()
    assert len(side_by_side(page, source).page) == texts.MOST_SENTENCES
    assert time.process_time() - started < 90


def many_sentences(count):
    chance = random.Random(3)
    vocabulary = [f"word{n}" for n in range(4000)]
    source = [" ".join(chance.choices(vocabulary, k=5)) + f" {n}." for n in range(count)]
    page = [line.replace("word1", "other", 1) for line in source]
    return Text(page, "en"), Text(source, "en")


def test_two_texts_with_no_sentence_in_common_share_nothing(engine):
    unrelated = ["Snow fell on the moor.", "A goat ate the mayor's hat in Hamar.", "Nobody saw it."]
    result = aligned(engine, unrelated, STORY)
    assert_sound(result)
    assert {s.finding for s in result.sentences} == {"not_found"}
    assert result.figures.used == 0


def test_a_page_that_comments_on_each_sentence_of_its_source_has_all_of_it(engine):
    remarks = [f"Comment {letter}: what a shame, what a waste." for letter in "ABCDE"]
    page = [line for pair in zip(STORY, remarks, strict=True) for line in pair]
    result = aligned(engine, page, STORY)
    assert_sound(result)
    assert [s.label for s in result.sentences[::2]] == ["verbatim"] * len(STORY)
    assert result.left_out == []
    assert not any(s.finding == "found" for s in result.sentences[1::2])


def test_a_table_of_results_is_compared_row_by_row(engine):
    rows = [f"Brevik {n} - Larvik {n + 1}, {n} March, 1,{n}00 spectators" for n in range(1, 7)]
    page = [*rows[:3], rows[3].replace("1,400", "1,900"), *rows[4:]]
    result = aligned(engine, page, rows)
    assert_sound(result)
    assert [s.finding for s in result.sentences] == [*["found"] * 3, "differs", *["found"] * 2]


def test_a_text_of_one_clause_is_aligned(engine):
    result = aligned(engine, ["Ferries stop."], ["Ferries stop in winter."])
    assert_sound(result)
    assert result.sentences[0].source == [0]


@pytest.mark.parametrize(
    ("page", "source", "language"),
    [
        ("زارت Tilda Marsh ميناء Brevik.", "زار Jon Brekke ميناء Brevik.", "ar"),
        ("Tilda Marsh ביקרה בנמל של Brevik.", "Jon Brekke ביקר בנמל של Brevik.", "he"),
    ],
)  # fmt: skip
def test_latin_names_in_text_from_right_to_left_keep_their_places(engine, page, source, language):
    result = aligned(engine, [page], [source], language)
    assert_sound(result)
    marked = {span.text for span in result.sentences[0].missing}
    marked |= {c.page.text for c in result.sentences[0].changes if c.page}
    assert any("Tilda Marsh" in text for text in marked)


@pytest.mark.parametrize(
    ("page", "source", "language", "same"),
    [
        ("حضر ٣٢٠٠ شخص إلى الميناء أمس.", "حضر 3200 شخص إلى الميناء أمس.", "ar", True),
        ("حضر ٣٣٠٠ شخص إلى الميناء أمس.", "حضر 3200 شخص إلى الميناء أمس.", "ar", False),
        ("बंदरगाह पर ३२०० लोग सोमवार को आए।", "बंदरगाह पर 3200 लोग सोमवार को आए।", "hi", True),
        ("बंदरगाह पर ३३०० लोग सोमवार को आए।", "बंदरगाह पर 3200 लोग सोमवार को आए।", "hi", False),
        ("月曜日に港へ３２００人が来た。", "月曜日に港へ3200人が来た。", "ja", True),
        ("月曜日に港へ３３００人が来た。", "月曜日に港へ3200人が来た。", "ja", False),
    ],
)  # fmt: skip
def test_digits_of_any_script_have_their_value(engine, page, source, language, same):
    sentence = aligned(engine, [page], [source], language).sentences[0]
    assert ("number" not in {change.kind for change in sentence.changes}) == same
    assert sentence.finding == ("found" if same else "differs")


def test_a_word_that_hebrew_glues_another_to_is_not_missing(engine):
    page = ["Tilda Marsh אמרה שחברת Solund Lines תסגור את הקו."]
    source = ["חברת Solund Lines תסגור את הקו, אמרה Tilda Marsh."]
    assert aligned(engine, page, source, "he").sentences[0].missing == []
