"""Omissions, most important first."""

import math

import pytest

from server.align import Text, TextPair, align
from server.align.omissions import centrality_of, importance, rank_left_out, signs_of
from server.language.data import by_language
from server.model import AccountEntry

SOURCE = [
    "Solund Lines will close its ferry route to Brevik in October, the company said on Monday.",
    "The weather was mild.",
    "Two ferries are in dock.",
    "The ferry route has lost $3.2 million since 2021 and carried 48,000 passengers last year.",
    "“Nobody asked us,” said Tilda Marsh, who runs a shop in Brevik.",
    "Sign up for our newsletter.",
]
AGAIN = "Marsh slept."


def test_the_most_important_comes_first_and_a_prompt_is_not_listed():
    result = align(Text(["Nothing of it is told."], "en"), Text(SOURCE, "en"))
    assert [entry.source for entry in result.left_out][-1] == 1
    codes = {entry.source: entry.why_code for entry in result.left_out}
    assert codes[3] == "money"
    assert 5 not in codes
    assert result.account[5].state == "aside"


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("A spokeswoman declined to name the price of the quay.", "answer"),
        ("A spokeswoman gave the price of the quay.", "detail"),  # she answers nobody
        ("The ferry stopped because the quay of Brevik had sunk.", "cause"),
        ("The ferry is due to sail past the quay of Brevik.", "detail"),
        ("The quay of Brevik cost $3.2 million.", "money"),
        ("The quay of Brevik has carried 48,000 passengers.", "number"),
        ("The quay is a scene of “Forty Days”.", "detail"),  # a title
        ("The quay of Brevik took Tilda Marsh, 36, in the autumn.", "name"),
        ("The quay of Brevik took the 36-year-old in the autumn.", "detail"),
        ("2- Mind the rules of the quay.", "detail"),  # its number in a list
        ("Step 2: Mind the rules of the quay.", "detail"),
        ("Of the quay: https://brevik.example/2031/48000", "detail"),
        ("“Nobody asked us about the quay,” she shouted.", "quote"),
        ("The quay was built by Tilda Marsh.", "name"),
        ("But Tilda has painted the quay twice.", "detail"),
        ("The quay is long and has been painted twice.", "detail"),
    ],
)
def test_a_reason_is_one_that_a_reader_would_give(sentence, code):
    left_out = align(Text(["Chess is a game."], "en"), Text([sentence, AGAIN], "en")).left_out
    (entry,) = (entry for entry in left_out if entry.source == 0)
    assert entry.why_code == code
    assert bool(entry.why) == (code != "detail")


@pytest.mark.parametrize(
    ("other_sentence", "code"),
    [("Kolb never saw Harbour Nights 45.", "name"), ("Kolb never saw the sea.", "number")],
)
def test_a_number_that_follows_a_name_again_and_again_is_not_a_figure(other_sentence, code):
    sentence = "The quay is a scene of Harbour Nights 45 and has been painted twice."
    result = align(Text(["Chess is a game."], "en"), Text([sentence, other_sentence], "en"))
    (entry,) = (entry for entry in result.left_out if entry.source == 0)
    assert entry.why_code == code


@pytest.mark.parametrize("tag", sorted(tag for tag, s in by_language("statements").items()))
def test_every_language_has_words_for_answers_and_reasons(tag):
    for code, kind in (("answer", "answers"), ("cause", "causes")):
        word = by_language("statements")[tag][kind].split()[-1].replace("_", " ")
        left_out = align(Text(["."], tag), Text([f"{word}."], tag)).left_out
        assert [entry.why_code for entry in left_out] == [code]


def test_reading_time_of_what_is_left_out_is_at_230_words_a_minute():
    source = Text([" ".join(f"word{n}" for n in range(230))], "en")
    figures = align(Text(["Nothing."], "en"), source).figures
    assert figures.left_out_words == 230
    assert figures.left_out_minutes == 1.0


@pytest.mark.parametrize(("language", "letter"), [("zh", "港"), ("th", "ท")])
def test_letters_are_read_at_500_a_minute(language, letter):
    figures = align(Text([], language), Text([letter * 500], language)).figures
    assert figures.left_out_minutes == 1.0


def texts(source, page="Nothing of it is told."):
    return TextPair.of(Text([page], "en"), Text(source, "en"))


def ranked(source, page="Nothing of it is told.", used=()):
    index = texts(source, page)
    account = [AccountEntry(sentence_index, "left_out") for sentence_index in range(len(source))]
    told_entries = [AccountEntry(sentence_index, "told", [0]) for sentence_index in used]
    ranking = rank_left_out(index, [*account, *told_entries], index.page.terms[0])
    assert [entry.rank for entry in ranking] == list(range(1, len(source) + 1))
    return [entry.source for entry in ranking]


LONG = "Anglers in Hamar caught nine pike under a frozen bridge"
RIVER = "Carpenters in Brevik mended nine barns beside a flooded river"
ISLANDS = "Pensioners on Solund painted eleven lighthouses before sunset"


def test_of_sentences_that_say_as_much_the_earlier_one_comes_first():
    assert ranked([LONG, "Rain fell.", ISLANDS])[-1] == 1
    for source in ([LONG, ISLANDS, LONG.lower()], [ISLANDS, LONG, ISLANDS.lower()]):
        assert ranked(source) == [0, 1, 2]  # the last one repeats the first


def test_a_sentence_of_a_few_words_comes_after_longer_ones():
    assert ranked(["Farmers grumbled about Tuesday.", LONG]) == [1, 0]
    five = "Farmers grumbled about Tuesday, Wednesday and Thursday."
    # With five content words the place counts again.
    assert ranked([five, "Anglers caught pike below Hamar."]) == [0, 1]


def test_what_the_page_has_in_part_counts_against_a_sentence():
    page = "Anglers near Hamar and pike are told of."
    assert ranked([LONG, RIVER]) == [0, 1]
    assert ranked([LONG, RIVER], page) == [1, 0]


def test_what_is_central_comes_first_unless_the_page_follows_the_source():
    central = [
        "Ferry prices on Solund doubled before the winter timetable began",
        "Nine pike were caught by two anglers under a frozen bridge",
        "Islanders and their mayor fear for the winter timetable of the Solund ferry",
    ]
    index = texts(central)
    centrality = centrality_of(index)
    assert max(centrality) == 1
    assert centrality[1] == min(centrality)
    assert ranked(central)[-1] == 1
    assert ranked(central, used=[0])[-1] != 1


def test_how_central_a_sentence_is():
    assert centrality_of(texts(["Alpha.", "Bravo."])) == [0.0, 0.0]
    assert centrality_of(texts([])) == []
    first, second, third = centrality_of(texts(["Alpha bravo.", "Alpha charlie.", "Delta echo."]))
    assert first == second == 1.0
    assert third == 0.0
    # Beyond ten others a term is no more central, and a short sentence counts as one of eight.
    many = centrality_of(texts([f"Harbour word{n}." for n in range(30)]))
    assert set(many) == {1.0}


def test_the_signs_are_place_weight_and_centrality():
    index = texts([LONG, "Rain fell."])
    for sentence_index, centre in ((0, 0.25), (1, 0.5)):
        late, much, central = signs_of(index, sentence_index, [0.25, 0.5]).values()
        assert late == math.log1p(sentence_index)
        assert much == pytest.approx(
            math.log1p(index.weights.mass(index.source.terms[sentence_index]))
        )
        assert central == centre
    assert importance({"weight": 1}) > 0 > importance({"late": 1})
    assert importance({"central": 1}) > 0


def test_what_repeats_an_earlier_one_comes_last():
    again = "Anglers caught nine pike under a frozen bridge in Hamar"
    assert ranked([LONG, again, "Rain fell."]) == [0, 2, 1]
    # A third of other words is no repetition.
    less_alike = "Anglers in Hamar caught nine pike while pensioners painted lighthouses"
    assert ranked([LONG, less_alike, "Rain fell."]) != [0, 2, 1]


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("“the long quay road” is open.", "detail"),  # a title
        ("“the long grey quay road” is open.", "quote"),
        ("The quay of Brevik closed in May.", "detail"),  # a date is no figure
        ("The quay was built by Marsh.", "detail"),
        ("The quay is like Tilda Marsh's boat.", "name"),
        ("The quay was built by Aunt Marsh.", "detail"),
        ("The quay is like one in the United States.", "detail"),
    ],
)
def test_a_title_a_date_and_a_surname_are_details(sentence, code):
    left_out = align(Text(["Chess is a game."], "en"), Text([sentence, AGAIN], "en")).left_out
    (entry,) = (entry for entry in left_out if entry.source == 0)
    assert entry.why_code == code
    assert "Marsh's" not in entry.why


def test_a_name_that_the_page_has_is_not_a_reason():
    quay = "The long grey quay of the north was built by Tilda Marsh."
    for page, further, code in (
        ("Marsh rests.", [AGAIN], "detail"),
        ("Brekke rests.", [], "detail"),  # named once in passing
        ("Brekke rests.", [AGAIN], "name"),
    ):
        left_out = align(Text([page], "en"), Text([quay, *further], "en")).left_out
        (entry,) = (entry for entry in left_out if entry.source == 0)
        assert entry.why_code == code
    assert entry.why == "It names Tilda Marsh, the page does not."


def test_the_title_of_a_work_is_not_a_quotation():
    for title, code in (
        ("The Last Ferry Home To Brevik", "detail"),
        ("nobody asked us at all here", "quote"),
    ):
        alignment = align(
            Text(["Chess is a game."], "en"), Text([f"She is in “{title}” now."], "en")
        )
        assert alignment.left_out[0].why_code == code


def test_that_a_name_is_new_is_said_once():
    source = [
        "Foresters near Rena, as Tilda Marsh saw, planted birches.",
        "Tilda Marsh wrote off boats.",
        AGAIN,
    ]
    left_out = align(Text(["Chess is a game."], "en"), Text(source, "en")).left_out
    assert [entry.why_code for entry in left_out[:2]] == ["name", "detail"]


def test_the_missing_piece_of_a_told_sentence_is_ranked_with_its_own_reason():
    source = ["The ferry route closes in October, and 48,000 passengers lose their way to work."]
    alignment = align(Text(["The ferry route closes in October."], "en"), Text(source, "en"))
    (entry,) = alignment.left_out
    assert (entry.source, entry.rank, entry.why_code) == (0, 1, "number")
    assert entry.span is not None
    assert entry.span.text == "48,000 passengers lose their way to work"


def test_a_name_whose_initials_the_page_has_is_not_missing():
    name = "Councils for Harbour Safety"
    page = "The CHS said that the ferry to Brevik is safe."
    source = [
        f"The {name} said that the ferry to Brevik is safe.",
        f"The {name} has looked at the old lifeboats of Solund.",
    ]
    (entry, *_) = align(Text([page], "en"), Text(source, "en")).left_out
    assert (entry.source, entry.why_code) == (1, "detail")
