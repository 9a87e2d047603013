from server.align import Text, align
from server.team.opinion import questions_of

SOURCE = Text(
    [
        "The ferry between Lindow and Marsk stops running in June.",
        "Its owner, Ada Tolvanen, said so on Monday.",
        "She has run it for 31 years.",
        "The town council wants to buy the boat.",
        "A vote is planned for the autumn.",
    ],
    "en",
)
PAGE = Text(
    [
        "She has run it for 31 years.",
        "From June on no ferry will sail between Lindow and Marsk any more, islanders fear.",
        "Council members hope to vote on purchasing a boat before winter arrives in the region.",
        "Nothing compares to a quiet evening.",
    ],
    "en",
)


def questions(limit=10, page=PAGE, source=SOURCE):
    alignment = align(page, source)
    return questions_of(alignment, page, source, limit)


def test_what_is_word_for_word_in_the_source_is_not_asked_about_and_what_differs_is():
    assert 0 not in [question.index for question in questions()]
    july = Text(["The ferry between Lindow and Marsk stops running in July."], "en")
    assert align(july, SOURCE).sentences[0].finding == "differs"
    assert questions(page=july)


def test_the_worst_comes_first_and_the_cap_cuts_the_rest():
    concern = [sentence.concern for sentence in align(PAGE, SOURCE).sentences]
    concerns = [concern[question.index] for question in questions()]
    assert concerns == sorted(concerns, reverse=True)
    assert questions(limit=1) == questions()[:1]


def test_sentences_that_are_in_no_doubt_are_not_asked_about():
    assert not questions(page=Text(["The council of the town wants to buy that boat."], "en"))
    assert {1, 3} & {question.index for question in questions()} == {1}


def test_what_was_not_found_is_in_doubt_however_little_it_matters():
    page = Text(["The boat burned."], "en")
    assert align(page, SOURCE).sentences[0].label == "not_found"
    assert questions(page=page)


def test_a_passage_has_its_neighbours_around_it():
    june = next(question for question in questions() if question.index == 1)
    assert june.places == (0, 1)
    assert june.passages == tuple(SOURCE.sentences[:2])


def test_a_sentence_without_a_source_is_asked_about_with_the_nearest_passages():
    page = Text(["Voting will come, and a boat, says whoever likes to talk of other things."], "en")
    assert align(page, SOURCE).sentences[0].label == "not_found"
    (question,) = questions(page=page)
    assert {3, 4} <= set(question.places)


def test_without_any_word_in_common_there_is_nothing_to_ask():
    assert not questions(page=Text(["Quantum xylophones hum."], "en"))


def test_a_sentence_without_end_is_cut():
    page = Text(
        ["Voting will come, and a boat, says whoever talks of " + "other things " * 1_000], "en"
    )
    (question,) = questions(page=page)
    assert len(question.sentence) == 1_000
