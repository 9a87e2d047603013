import time
import timeit
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.text.sentences import count_words, last_words, split
from tests.bench.article.sentences import alone, layered, score
from tests.unit.article.cases import cases

# What the rules are about, so that chance puts it together in ways nobody thought of.
PIECES = st.sampled_from(
    ["Dr.", "J.", "U.S.", "No.", "10", "3.", "XIX", "z. B.", "г.", "etc.", "„Nein!“", "« Non ! »",
     "「行こう。」", "と述べた", "“走吧。”", "他说", "।", "؟", "…", "...", "(Ja.)", "– said", "’t",
     "Was", "the", "\u200b", "🙂", "e\u0301", "\u202e", "\r\n", "\t", "۔", "2.5", "https://a.b/c?d"]
)  # fmt: skip


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs"]))
        | st.builds(lambda gap, pieces: gap.join(pieces), st.sampled_from([" ", ""]),
                    st.lists(PIECES, max_size=12)),
        max_size=4,
    ),
    st.sampled_from(
        ["en", "de", "ja", "zh-Hans", "pt-BR", "fr", "nl", "ru", "ko", "ar", "hi", "tlh", "", None]
    ),
)  # fmt: skip
def test_sentences_cover_the_text_in_order(paragraphs, language):
    text = "\n\n".join(paragraphs)
    sentences = split(paragraphs, language)
    position = 0
    for sentence in sentences:
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        assert not text[position : sentence.start].strip()
        position = sentence.end
    assert not text[position:].strip()
    assert [s.paragraph for s in sentences] == sorted(s.paragraph for s in sentences)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ['"It is over," he said.', '"We won."']),
        ("en", ["Mr. J. R. Hale of the U.S. Navy won race No. 10.", "He smiled."]),
        ("en", ["It opens on 3 March.", "Yahoo! is a sponsor."]),
        ("en", ['"Is it true?" she asked.', "Nobody knew."]),
        ("en", ["He called it “a mess.”", "Then he left at 5 p.m. on Monday."]),
        ("en", ["The vote is on May 10.", "It may fail."]),
        ("de", ["Am 3. März begann der 2. Umbau.", "Das kostet z. B. 2,5 Mio. Euro."]),
        ("de", ["„Das ist gut“, sagte Dr. Brandt.", "„Nein!“, rief er."]),
        ("de", ["Das Tor fiel 2020.", "Danach war Schluss."]),
        ("fr", ["Il dit : « Je pars. »", "M. Dupont vient."]),
        ("ja", ["「行こう。」と彼は言った。", "「はい！」", "彼女は笑った。"]),
        ("zh", ["他说：“走吧。”", "她笑了。", "明天呢？"]),
        ("ar", ["ذهب الرجل.", "هل جاء؟", "نعم."]),
        ("hi", ["वह गया।", "क्या वह आया?"]),
        ("ru", ["И. И. Иванов уехал в 2020 г. в Москву.", "Там он живёт."]),
        ("en", ["Polls close at 8 p.m. Eastern time.", "The match starts at 5 p.m. Monday."]),
        ("en", ["It closed at 5 p.m.", "The mayor left after approx. 5 hours."]),
        ("en", ["She came in 3.", "Mary won."]),
        ("pl", ["Pisarz ur. 3 marca 1960 r. zarobił ok. 300 mln zł.", "Ok. 5 mln oddał."]),
    ],
)
def test_news_sentences_end_where_a_reader_ends_them(language, sentences):
    between = "" if language in ("ja", "zh") else " "
    assert [s.text for s in split([between.join(sentences)], language)] == sentences


@pytest.mark.parametrize("language", sorted({case.language for case in cases()}))
def test_sentences_of_fifteen_languages_end_where_a_reader_ends_them(language):
    development = [case for case in cases() if not case.held_out and case.language == language]
    assert development
    assert [layered(case) for case in development] == [list(case.sentences) for case in development]


def test_the_ends_in_cases_held_out_are_nearly_all_right_and_far_better_than_the_library_s():
    held_out = [case for case in cases() if case.held_out]
    precision, recall, whole_count, sentence_count = score(held_out, layered)
    assert (precision, recall) >= (0.95, 0.95)
    assert whole_count / sentence_count >= 0.93
    assert precision > score(held_out, alone)[0] + 0.2


def test_a_long_paragraph_that_never_ends_is_split_in_linear_time():
    def seconds(count: int) -> float:
        text = "Dr. J. K. Nr. (No.) „Ja!“, " * count
        work = partial(split, [text], "de")
        return min(timeit.repeat(work, timer=time.process_time, repeat=3, number=1))

    # Sixteen times the text: 16 times the work, or 256 times if it grew by the square.
    assert seconds(32_000) < 80 * max(seconds(2_000), 0.01)


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("It doesn't cost 3 twenty-dollar notes.", "en", 6),
        ("東京は雨だ。", "ja", 5),
        ("苹果iPhone降价", "zh", 5),
        ("สวัสดี", "th", 6),
        ("비가 온다", "ko", 2),
        ("东京 rain", None, 3),
        ("", "en", 0),
        ("बंदरगाह की सुरंग सोमवार को खुलेगी।", "hi", 6),
        ("বন্দরের সুড়ঙ্গ খুলবে", "bn", 3),
        ("cafe\u0301 noir", "fr", 2),
        ("می\u200cشود", "fa", 1),
        ("कुकीज़ rain", None, 2),
    ],
)
def test_words_are_letters_where_words_have_no_spaces(text, language, words):
    assert count_words(text, language) == words


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["1. Rinse the rice.", "2. Boil it."]),
        ("en", ["Three rules: 1. Buy early.", "2. Sell late."]),
        ("en", ["It ended at 3.", "He left."]),
        ("de", ["Er kam am 3. Mai.", "Sie blieb."]),
    ],
)
def test_the_number_of_a_lists_item_is_part_of_its_sentence(language, sentences):
    assert [s.text for s in split([" ".join(sentences)], language)] == sentences


@pytest.mark.parametrize("language", ["ja", "zh"])
def test_a_wide_full_stop_ends_a_sentence_before_digits_and_latin_letters(language):
    sentences = [
        "雨が降った。",
        "2024年に始まった。",
        "ABC社は発表した。",
        "終わり！",
        "3人が残った。",
    ]
    assert [s.text for s in split(["".join(sentences)], language)] == sentences


def test_the_end_of_a_text_begins_with_a_word():
    assert last_words("The ferry is late.") == "The ferry is late."
    assert last_words("Nobody knows when the ferry comes.", 18) == "the ferry comes."
    assert last_words("渡輪什麼時候來沒有人知道", 4) == "有人知道"
