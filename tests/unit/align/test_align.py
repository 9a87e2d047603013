"""The alignment as a whole: its invariants, and what a reader relies on."""

import random
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.align import WHY_CODES, Text, align, warnings_of
from server.align.texts import MOST_SENTENCES, MOST_WORDS, is_blank
from server.model import COUNTED_KINDS, Alignment, PageSentence
from tests.coherent import check_account

SOURCE = [
    "Norvane One was trained on about 15,500 of the company's chips, Ilves told the meeting.",
    "Kestrel Labs was last valued at $300 billion, the Harbour Gazette reported in March.",
    "The ferry company Solund Lines will close its route to Brevik on 4 October.",
    "“We have looked at every other way to keep the boats running,” said Tilda Marsh.",
    "The council of Brevik voted 7 to 4 on Monday to take the harbour to court.",
    "Fishermen have used the quay since 1911, and the town has never charged them for it.",
    "A spokeswoman for the ministry did not rule out a subsidy for the winter.",
]
WORDS = st.sampled_from(
    ["Norvane", "trained", "chips", "15,500", "the", "not", "of", "Kestrel", "3.5 bn", "harbour",
     "in", "March", "“we", "said”", "微软", "投入150亿", "مرحبا", "שלום", "🙂", "cafe\u0301",
     "\u200b",
     "Monday", "Brüssel", "हिन्दी", "", "%", "12", "no", "—", "4 October"]
)  # fmt: skip
SENTENCES = st.lists(st.lists(WORDS, max_size=9).map(" ".join), max_size=9)
LANGUAGES = st.sampled_from([None, "en", "de", "zh-CN", "xx", "he"])


def one(sentence: str, source: list[str] = SOURCE, language: str = "en") -> PageSentence:
    return align(Text([sentence], language), Text(source, language)).sentences[0]


def assert_sound(result: Alignment) -> None:
    figures = result.figures
    labels = [sentence.label for sentence in result.sentences]
    assert len(result.sentences) == len(result.page)
    shown = figures.found + figures.differs + figures.partly_found + figures.not_found
    assert shown == figures.page_sentences
    findings = Counter(sentence.finding for sentence in result.sentences)
    assert figures.page_sentences == len(labels) - findings["note"]
    unknown = sum(sentence.heading == "label_not_compared" for sentence in result.sentences)
    assert findings["note"] == labels.count("boilerplate") + unknown
    assert figures.verbatim <= figures.found
    assert findings["found"] == figures.found
    assert findings["differs"] == figures.differs
    assert findings["partly"] == figures.partly_found
    assert findings["not_found"] == figures.not_found
    assert all(sentence.heading for sentence in result.sentences)
    check_account(result)
    assert 0 <= figures.covered_share <= 1
    assert sorted(entry.rank for entry in result.left_out) == list(
        range(1, len(result.left_out) + 1)
    )
    assert {entry.why_code for entry in result.left_out} <= set(WHY_CODES)
    counted = dict.fromkeys((*COUNTED_KINDS, "moved"), 0)
    for sentence, text in zip(result.sentences, result.page, strict=True):
        assert 0 <= sentence.score <= 1
        assert 0 <= sentence.concern <= 1
        assert (sentence.label in {"not_found", "boilerplate"}) == (not sentence.source)
        assert len(sentence.source) == len(set(sentence.source)) <= 6
        for part in sentence.parts:
            assert 0 <= part.start < part.end <= len(text)
            assert part.source in sentence.source
        for span in [*sentence.missing, *(c.page for c in sentence.changes if c.page)]:
            assert text[span.start : span.end] == span.text
        for change in sentence.changes:
            if place := change.source:
                assert result.source[place.sentence][place.start : place.end] == place.text
            if change.is_difference:
                assert sentence.finding == "differs"
                counted[change.kind] += 1
    assert figures.changed == counted


@settings(max_examples=150)
@given(SENTENCES, SENTENCES, LANGUAGES, LANGUAGES)
def test_the_figures_add_up_and_every_span_is_a_piece_of_its_sentence(
    page, source, page_side, source_side
):
    result = align(Text(page, page_side), Text(source, source_side))
    assert_sound(result)
    assert result == align(Text(page, page_side), Text(source, source_side))


@settings(max_examples=60)
@given(SENTENCES, LANGUAGES, st.randoms(use_true_random=False))
def test_a_text_against_itself_is_verbatim_and_leaves_nothing_out(sentences, language, chance):
    shuffled = chance.sample(sentences, len(sentences))
    for page in (sentences, shuffled):
        result = align(Text(page, language), Text(sentences, language))
        worded_sentences = [
            s for s, text in zip(result.sentences, page, strict=True) if not is_blank(text)
        ]
        assert all(sentence.label == "verbatim" for sentence in worded_sentences)
        assert result.left_out == []
        assert not any(sentence.changes for sentence in result.sentences)


@pytest.mark.parametrize("changed", range(len(SOURCE)))
def test_a_verbatim_piece_of_a_sentence_is_verbatim(changed):
    piece = " ".join(SOURCE[changed].split()[1:])
    assert one(piece).label == "verbatim"
    assert one(piece).source == [changed]


def test_a_number_swapped_in_a_near_verbatim_sentence_is_shown_with_both_numbers():
    page = "Norvane One was trained on about 15,000 of the company's chips, Ilves told the meeting."
    sentence = one(page)
    assert sentence.label == "near_verbatim"
    (change,) = [change for change in sentence.changes if change.kind == "number"]
    assert (change.page.text, change.source.text) == ("15,000", "15,500")
    assert change.params == {"page": "15,000", "source": "15,500"}


def test_a_swap_in_a_near_verbatim_sentence_concerns_more_than_a_sentence_not_found():
    swapped = one("The council of Brevik voted 8 to 4 on Monday to take the harbour to court.")
    filler = one("It is nothing short of a revolution in the making.")
    partly = one(
        "The council of Brevik voted on Monday, to the dismay of pensioners, anglers, gardeners "
        "and tourists."
    )
    assert filler.label == "not_found"
    assert partly.label == "partly_found"
    assert swapped.concern > filler.concern > partly.concern


@pytest.mark.parametrize(
    "filler",
    [
        "This is not simply an evolution in the tech world; it's a revolution in the making.",
        "One thing is certain: it has only just begun.",
        "In a landscape of rapid innovation and shifting alliances, roadmaps are everything.",
    ],
)
def test_filler_sentences_are_not_matched_by_function_words(filler):
    sentence = one(filler)
    assert sentence.label == "not_found"
    assert sentence.source == []


def test_a_sentence_made_of_two_is_fused():
    page = (
        "Solund Lines will close its route to Brevik on 4 October, and the council voted 7 to 4 "
        "to take the harbour to court."
    )
    sentence = one(page)
    assert sentence.label == "fused"
    assert set(sentence.source) == {2, 4}
    assert not [change for change in sentence.changes if change.kind in COUNTED_KINDS]


def test_what_has_no_counterpart_is_missing():
    sentence = one(
        "Solund Lines will close its route to Brevik on 4 October for lack of passengers."
    )
    assert [span.text for span in sentence.missing] == ["lack of passengers"]


def test_a_note_of_the_page_is_boilerplate_and_out_of_the_figures():
    page = Text([SOURCE[0], "Read the full story on the original publication.", "Go!"], "en",
                notes=frozenset({2}))  # fmt: skip
    result = align(page, Text(SOURCE, "en"))
    assert [s.label for s in result.sentences] == ["verbatim", "boilerplate", "boilerplate"]
    assert result.figures.page_sentences == 1


def test_the_order_is_monotone_when_kept_and_free_when_not():
    source = Text(SOURCE, "en")
    assert align(Text(SOURCE[1:6], "en"), source).order == "monotone"
    assert align(Text(SOURCE[5:0:-1], "en"), source).order == "free"


def test_texts_without_sentences_have_an_empty_alignment():
    nothing = Text([], None)
    assert align(nothing, nothing).figures.page_sentences == 0
    assert align(Text(SOURCE), nothing).figures.not_found == len(SOURCE)
    assert len(align(nothing, Text(SOURCE)).left_out) == len(SOURCE)


def test_a_source_in_another_language_is_compared_by_names_and_numbers_and_that_is_said():
    german = [
        "Am 4. Oktober schließt die Reederei Solund Lines ihre Verbindung nach Brevik für immer.",
        "Der Rat der Stadt Brevik hat am Montag mit 7 zu 4 Stimmen für die Klage gestimmt.",
        "Das Unternehmen hat die Modelle von Norvane One auf 15.500 Chips trainiert.",
    ]
    page, source = Text(SOURCE, "en"), Text(german, "de")
    result = align(page, source)
    labels = {sentence.label for sentence in result.sentences}
    assert labels <= {"translated", "not_found"}
    assert result.sentences[0].source == [2]
    (remark,) = warnings_of(page, source)
    assert remark.type == "/problems/languages_differ"
    assert remark.params == {"page": "en", "source": "de", "compared": "names"}


def test_texts_that_are_too_long_are_cut_and_that_is_said():
    long = Text(["Nothing."] * (MOST_SENTENCES + 1), "en")
    result = align(Text(SOURCE, "en"), long)
    assert len(result.source) == MOST_SENTENCES
    (remark,) = warnings_of(Text(SOURCE, "en"), long)
    assert remark.params == {"text": "source", "sentences": 5001, "compared": 5000}


def test_chinese_is_read_without_spaces():
    source = ["微软公司周四宣布将投入150亿美元建设新的数据中心。", "该公司股价上涨百分之二。"]
    sentence = one("微软公司周四宣布将投入130亿美元建设新的数据中心。", source, "zh")
    assert sentence.label == "near_verbatim"
    assert next((c.kind, c.page.text, c.source.text) for c in sentence.changes) == (
        "number", "130亿美元", "150亿美元")  # fmt: skip


def test_a_thousand_sentences_against_five_thousand_are_bounded():
    chance = random.Random(3)
    vocabulary = [f"word{n}" for n in range(3000)]

    def text(count: int) -> Text:
        return Text([" ".join(chance.choices(vocabulary, k=18)) for _ in range(count)], "en")

    assert_sound(align(text(300), text(1500)))


PEOPLE = ["Ada Varga", "Bela Marsh", "Cem Orlund", "Dora Noor", "Egil Pell", "Fay Ibsen"]


def spoken(n: int, seed: int) -> str:
    """Return a sentence of names that others have, too."""
    met, spoke, agreed = (PEOPLE[(n * factor + seed) % 6] for factor in (1, 3, 5))
    return f'"We met {met} at pier {n % 40}," said {spoke} of the council, and {agreed} agreed.'


def counted(n: int, seed: int) -> str:
    """Return a sentence of numbers that others have, too."""
    paid = f"{(n + seed) % 100} euros and {(n * 3 + seed) % 50} crowns for boat {n}"
    return f"The {(n * 7 + seed) % 97} members of group {(n * 13 + seed) % 89} paid {paid}."


@pytest.mark.parametrize("write", [spoken, counted])
def test_a_text_four_times_as_long_takes_four_times_the_calls(write):
    def calls(count: int) -> int:
        page, source = (Text([write(n, seed) for n in range(count)], "en") for seed in (0, 1))
        made = 0

        def count_call(*_: object) -> None:
            nonlocal made
            made += 1

        sys.settrace(count_call)
        try:
            align(page, source)
        finally:
            sys.settrace(None)
        return made

    calls(50)  # reads the tables of the language
    # A look at all sentences for each one makes nearly five times as many, and more with length.
    assert calls(400) < 4.4 * calls(100)


def test_an_excerpt_is_placed_where_it_stands_also_its_short_and_repeated_sentences():
    repeated = ["“No.”", SOURCE[0], "“No.”", SOURCE[1], "“No.”", *SOURCE[2:]]
    for first in (1, 3):
        page = [*repeated[first : first + 3], "Read the full story on the original publication."]
        result = align(Text(page, "en"), Text(repeated, "en"))
        verbatim_sources = [s.source for s in result.sentences if s.label == "verbatim"]
        assert verbatim_sources == [[first], [first + 1], [first + 2]]
        assert result.sentences[-1].label == "boilerplate"
        assert result.order == "monotone"
        assert len(result.left_out) == len(repeated) - 3


def test_a_sentence_that_is_cut_is_not_verbatim_and_that_is_said():
    words = " ".join(f"boat{n}" for n in range(MOST_WORDS))
    page, source = Text([f"{words} left Orlund."], "en"), Text([f"{words} sank in Orlund."], "en")
    assert align(page, source).sentences[0].label == "near_verbatim"
    assert [remark.type for remark in warnings_of(page, source)] == ["/problems/text_cut"] * 2
    assert warnings_of(page, source)[0].params == {
        "text": "page", "cut_sentences": 1, "compared_words": MOST_WORDS}  # fmt: skip
    assert warnings_of(Text([words], "en"), Text(SOURCE, "en")) == []


def test_empty_sentences_are_out_of_the_figures():
    result = align(Text(["", " \u200b", SOURCE[0]], "en"), Text(["", SOURCE[0]], "en"))
    assert [s.label for s in result.sentences] == ["boilerplate", "boilerplate", "verbatim"]
    figures = result.figures
    assert (figures.page_sentences, figures.source_sentences, figures.used) == (1, 1, 1)
    assert result.left_out == []
