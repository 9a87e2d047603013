"""Differences word by word, and what is shown where there are too many."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.align import Text, align
from server.align.changes.wording import readable_extent
from server.align.facts import prepare
from server.model import PageSentence

FILLER = [f"Alpa{n} bedo{n} gumi{n} dolo{n}." for n in "abcdefgh"]
FERRY = "The ferry company will close its old route to the northern islands before the winter."

ARABIC = "شركة العبارات ستغلق خطها القديم نحو الجزر الشمالية"
CHINESE = "市议会周一决定关闭通往北方岛屿的旧航线。"


def one(page: str, source: str, language: str = "en") -> PageSentence:
    return align(Text([page], language), Text([source, *FILLER], language)).sentences[0]


def wordings(page: str, source: str, language: str = "en") -> list[tuple[str | None, str | None]]:
    changes = one(page, source, language).changes
    return [
        (c.page and c.page.text, c.source and c.source.text) for c in changes if c.kind == "wording"
    ]


@pytest.mark.parametrize(
    ("page", "source", "language", "expected"),
    [
        (FERRY.replace("old", "ancient"), FERRY, "en", [("ancient", "old")]),
        (FERRY.replace("old route to the northern", "ancient route to the remote"), FERRY, "en",
         [("ancient", "old"), ("remote", "northern")]),
        # One word, or function words, between two changes are no island.
        (FERRY.replace("old route to the northern", "ancient route for the remote"), FERRY, "en",
         [("ancient route for the remote", "old route to the northern")]),
        (FERRY.replace("close its old", "shut its ancient"), FERRY, "en",
         [("shut its ancient", "close its old")]),
        (FERRY.replace("close its old", "close its, said the owner, ancient"), FERRY, "en",
         [("said the owner, ancient", "old")]),
        (FERRY.replace(" northern", ""), FERRY, "en", [(None, "northern")]),
        (FERRY, FERRY.replace("islands", "island"), "en", []),
        (CHINESE, CHINESE.replace("关闭", "停止"), "zh", [("关闭", "停止")]),
        (ARABIC, ARABIC.replace("القديم", "العتيق"), "ar", [("القديم", "العتيق")]),
    ],
)  # fmt: skip
def test_differences_are_runs_of_whole_words(page, source, language, expected):
    assert wordings(page, source, language) == expected


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("Harlow Foods closes its bakery in Tarn this summer, its workers heard on Tuesday.",
         ("Harlow Foods closes its bakery in the northern town of Tarn by June this summer, its "
         "workers heard on Tuesday.")),
        (("Harlow Foods closes its bakery in the northern town of Tarn by June this summer, its "
         "workers heard on Tuesday."),
         "Harlow Foods closes its bakery in Tarn this summer, its workers heard on Tuesday."),
    ],
)  # fmt: skip
def test_a_kept_word_is_not_told_as_exchanged_for_words_around_it(page, source):
    assert not [sides for sides in wordings(page, source) if all(sides)]


def test_where_too_few_words_are_kept_the_shared_ones_are_told_instead():
    page = "Before the winter, islands in the north lose a ferry, an old link run by a company."
    sentence = one(page, FERRY)
    assert not [c for c in sentence.changes if c.kind == "wording"]
    assert "company" in [span.text for span in sentence.shared.page]
    assert "ferry company" in [span.text for span in sentence.shared.source]


def test_where_the_difference_is_told_no_shared_words_are():
    assert one(FERRY.replace("old", "ancient"), FERRY).shared is None
    assert one(FERRY, FERRY).shared is None
    assert one("Nothing of the kind was ever heard of.", FERRY).shared is None


WORDS = st.lists(
    st.sampled_from([*FERRY.split(), "5", "%", "$", "🙂", "微软", "e\u0301"]), max_size=14
)


@settings(max_examples=150)
@given(WORDS, WORDS)
def test_spans_are_pieces_of_their_sentences_and_runs_do_not_overlap(page, source):
    result = align(Text([" ".join(page)], "en"), Text([" ".join(source), *FILLER], "en"))
    sentence = result.sentences[0]
    for span in sentence.shared.page if sentence.shared else []:
        assert result.page[0][span.start : span.end] == span.text
    for span in sentence.shared.source if sentence.shared else []:
        assert result.source[span.sentence][span.start : span.end] == span.text
    runs = sorted(
        (c.page.start, c.page.end) for c in sentence.changes if c.kind == "wording" and c.page
    )
    assert all(first[1] <= second[0] for first, second in pairwise(runs))


@pytest.mark.parametrize(
    ("page", "source", "language", "missing"),
    [
        ("The harbour of Brevik cost 4.2m crowns.",
         "The harbour of Brevik cost 4.2 million crowns.", "en", []),
        ("市政府宣布,港口从明年起关闭。", "市政府周三表示,港口将从明年起关闭。", "zh", ["宣布"]),
        ("青葉市は港を閉めると発表した。", "青葉市は港を閉めると明らかにした。", "ja", ["発表"]),
        ("브레빅 시는 항구를 닫는다고 밝혔다.", "브레빅 시는 항구를 닫는다고 발표했다.", "ko",
         ["밝혔다"]),
    ],
)  # fmt: skip
def test_what_is_missing_is_whole_words_and_no_number_written_otherwise(
    page, source, language, missing
):
    filler = [f"Alpa{n} bedo{n} gumi{n}." for n in "abcdefgh"]
    result = align(Text([page], language), Text([source, *filler], language))
    assert [span.text for span in result.sentences[0].missing] == missing


def test_a_difference_of_half_a_sentence_is_none_to_be_read():
    source = "Chaque habitant pourra déposer une demande, a dit le maire de Brevik, Luc Arnaud."
    page = "Les habitants pourront obtenir cela, selon le maire de Brevik, Luc Arnaud, a-t-il dit."
    sentence = align(Text([page], "fr"), Text([source], "fr")).sentences[0]
    assert all(len(c.page.text) < len(page) / 2 for c in sentence.changes if c.page)


def test_a_piece_in_hangul_has_its_number_whole():
    line = prepare(Text(["다리는 2026년에 완공된다."], "ko"), "ko").lines[0]
    year = line.plains.index("년")
    assert line.text[slice(*readable_extent(line, range(year, year + 1)))] == "2026년에"
