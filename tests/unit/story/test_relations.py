"""Relations of texts: copies, credits, times, and what must not be put together."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from server.align import Text
from server.story.reading import around_figure, confirm, facts_of, read_story
from server.story.relations import Relations
from tests.unit.story.texts import AGENCY, COPY, GAZETTE, OTHER, OWN, RETELLING, article

NOW = datetime(2026, 3, 3, tzinfo=UTC)


def relations(*articles):
    readings = [reading for article in articles for reading in read_story([article])]
    return Relations(readings, NOW)


def test_agency_text_in_three_outlets_is_one_origin():
    related = relations(
        article("Fjord Post", AGENCY, 7),
        article("Valley News", COPY, 9),
        article("Coast Brief", COPY, 10),
    )
    assert [(origin.name, origin.texts) for origin in related.origins] == [("Reuters", [0, 1, 2])]
    assert related.is_sure


def test_copy_names_sentences_of_the_earlier_text():
    first, second = relations(
        article("Fjord Post", AGENCY.replace("(Reuters) - ", ""), 7),
        article("Valley News", COPY.replace("(Reuters) - ", ""), 9),
    ).texts
    assert (first.relation, first.of) == ("origin", [])
    assert (second.relation, second.of) == ("copies", [0])
    (shown,) = [reason for reason in second.evidence if reason.code == "sentences"]
    assert shown.params["sentences"] >= 4
    assert shown.quote in COPY.replace("(Reuters) - ", "")


def test_credit_leads_to_the_credited_publisher_s_text_against_the_times():
    related = relations(
        article("Quay Times", RETELLING, 7), article("The Harbour Gazette", GAZETTE, 9)
    )
    retelling, gazette = related.texts
    assert (retelling.relation, retelling.of) == ("retells", [1])
    assert gazette.relation == "origin"
    assert [(origin.name, origin.texts, origin.text) for origin in related.origins] == [
        ("The Harbour Gazette", [0, 1], 1)
    ]


def test_reports_that_share_facts_alone_are_independent():
    related = relations(
        article("Fjord Post", AGENCY, 7),
        article("The Harbour Gazette", GAZETTE, 8),
        article("Isle Courier", OWN, 9),
    )
    assert [origin.texts for origin in related.origins] == [[0], [1], [2]]
    assert all(not text.of for text in related.texts)


def test_text_of_two_reports_rests_on_both_which_stay_two():
    both = f"{GAZETTE} {OWN}"
    related = relations(
        article("The Harbour Gazette", GAZETTE, 7),
        article("Isle Courier", OWN, 8),
        article("Coast Brief", both, 9),
    )
    assert sorted(related.texts[2].of) == [0, 1]
    assert not any({0, 1} <= set(origin.texts) for origin in related.origins)


@pytest.mark.parametrize("hours", [(None, None), (9, 9)], ids=["missing", "equal"])
def test_copy_without_order_in_time_is_unclear(hours):
    text = AGENCY.replace("(Reuters) - ", "")
    related = relations(
        *(article(f"Paper {number}", text, hour) for number, hour in enumerate(hours))
    )
    assert [text.relation for text in related.texts] == ["unclear", "unclear"]
    assert len(related.origins) == 1


@pytest.mark.parametrize("time", ["2027-03-02T08:00:00Z", "yesterday", "2026-13-45", ""])
def test_future_or_unreadable_time_orders_nothing(time):
    text = AGENCY.replace("(Reuters) - ", "")
    related = relations(
        article("Fjord Post", text, 7), article("Valley News", text, 9, published=time)
    )
    assert related.times == [datetime(2026, 3, 2, 7, tzinfo=UTC), None]
    assert [text.relation for text in related.texts] == ["unclear", "unclear"]


def test_text_that_credits_its_own_publisher_is_not_a_retelling():
    related = relations(
        article("The Harbour Gazette", f"{GAZETTE} The Harbour Gazette reported it first.", 7)
    )
    assert related.texts[0].relation == "independent"


def test_publishers_that_credit_each_other_end():
    second_retelling = RETELLING.replace("The Harbour Gazette", "The Quay Times")
    related = relations(
        article("The Quay Times", RETELLING, 7), article("The Harbour Gazette", second_retelling, 8)
    )
    assert len(related.texts) == 2


def test_hundred_copies_are_one_origin_and_cost_a_pair_each():
    texts = [article(f"Paper {number}", COPY, number % 12) for number in range(100)]
    related = relations(*texts)
    assert [len(origin.texts) for origin in related.origins] == [100]
    assert max(len(text.of) for text in related.texts) <= 3


def test_texts_without_words_or_in_many_scripts_are_read():
    texts = ["", "…", "船が座礁した。乗客は412人だった。", "السفينة جنحت", "הספינה עלתה", OTHER]
    articles = [
        article(f"Paper {number}", text or " ") for number, text in enumerate(texts) if text
    ]
    assert len(relations(*articles).texts) == len(articles)


def test_figures_that_two_texts_give_differently_are_named_with_their_sentences():
    related = relations(article("Fjord Post", GAZETTE, 7), article("Valley News", COPY, 9))
    seven = GAZETTE.replace("21 injured", "27 injured")
    related = relations(article("Fjord Post", GAZETTE, 7), article("Valley News", seven, 9))
    (fact,) = [fact for fact in facts_of(related.readings) if fact.differs]
    assert [(value.value, value.texts, value.first) for value in fact.values] == [
        ("21", [0], 0),
        ("27", [1], 1),
    ]
    assert "counted 21 injured" in fact.values[0].places[0].sentence


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        (
            "The council has set aside 9 million crowns for the repairs, which take long.",
            "has set aside … for the repairs",
        ),
        ("At noon, 9 million crowns, she said, were gone.", "At noon, …, she said, were gone."),
    ],
)
def test_a_fact_is_named_by_the_words_of_its_clause_around_the_figure(sentence, about):
    figure = "9 million crowns"
    start = sentence.index(figure)
    assert around_figure(sentence, start, start + len(figure)) == about


def test_text_that_gives_both_figures_differs_from_none():
    both = GAZETTE + " Nurses at the quay counted 27 injured, another list says."
    related = relations(article("Fjord Post", GAZETTE, 7), article("Valley News", both, 9))
    assert not [fact for fact in facts_of(related.readings) if fact.differs]


def test_doubtful_text_counts_where_a_text_of_the_story_vouches_for_it():
    own, stage = relations(article("Isle Courier", OWN, 7), article("Stage", OTHER, 8)).readings
    assert confirm([Text(GAZETTE.split(". "), "en")], [own, stage]) == [own]
    assert confirm([stage.text], [own]) == []


def test_edited_text_is_read_as_it_is_now():
    before, after = article("Fjord Post", OWN, 7), article("Fjord Post", COPY, 7)
    copy = article("Valley News", COPY, 9)
    assert len(relations(before, copy).origins) == 2
    assert len(relations(replace(before, text=after.text), copy).origins) == 1


STATEMENT = (
    "“We have asked two experts from abroad to look at the radar and at the papers of the pilot,” "
    "a spokeswoman for the harbour office said in a statement. “Nobody will be blamed before their "
    "work is done, and the mole stays closed to all ships until then.” She said that the office "
    "would pay for the nights in hotels of those who missed their trains."
)


def test_reports_that_use_one_statement_are_two():
    related = relations(
        article("The Harbour Gazette", f"{GAZETTE} {STATEMENT}", 8),
        article("Isle Courier", f"{OWN} {STATEMENT}", 9),
    )
    assert [origin.texts for origin in related.origins] == [[0], [1]]
    assert related.is_sure


def test_words_of_an_interview_are_of_one_report():
    interview = STATEMENT.replace(
        "a spokeswoman for the harbour office said in a statement", "she said"
    )
    related = relations(
        article("The Harbour Gazette", f"{GAZETTE} {interview}", 8),
        article("Isle Courier", f"{OWN} {interview}", 9),
    )
    assert [origin.texts for origin in related.origins] == [[0, 1]]


def test_text_with_parts_of_two_reports_does_not_make_them_one():
    plain = AGENCY.replace("(Reuters) - ", "")
    both = f"{' '.join(plain.split('. ')[0:4])}. {OWN}"
    related = relations(
        article("Fjord Post", plain, 7), article("Isle Courier", OWN, 8), article("Digest", both, 9)
    )
    assert sorted(origin.texts for origin in related.origins) == [[0, 2], [1, 2]]
