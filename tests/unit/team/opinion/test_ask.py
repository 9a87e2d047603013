import threading

import pytest

from server.align import Text, align
from server.errors import Cancelled, OpinionFailed
from server.model import SecondOpinion
from server.net.budget import Budget
from server.team.opinion.ask import ModelJudgement, Opinion, Question

PAGE = ["The mill burned down.", "Two men were hurt.", "The mayor cried."]
ALIGNMENT = align(Text(PAGE, "en"), Text(["A mill burned.", "Nobody was hurt."], "en"))
QUESTIONS = [Question(i, text, ("A mill burned.",), (i,)) for i, text in enumerate(PAGE)]


class Model(Opinion):
    """Gives each question its prepared answer, in turn; raises a problem among them."""

    def __init__(self, *says):
        super().__init__("model", "")
        self.says, self.asked = list(says), []

    def judge(self, question, budget):
        self.asked.append(question.index)
        said = self.says.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


YES, NO, NONE = ModelJudgement(1.0, (0,)), ModelJudgement(0.0), ModelJudgement(None)


def opinions(alignment):
    return [sentence.opinion for sentence in alignment.sentences]


def test_an_opinion_stands_beside_the_evidence_and_changes_nothing_of_it():
    told, warnings = Model(YES, NO, YES).on(ALIGNMENT, QUESTIONS, Budget(60))
    assert opinions(told)[:2] == [SecondOpinion("model", 1.0, [0]), SecondOpinion("model", 0.0, [])]
    assert not warnings
    before = [(s.label, s.concern, s.source) for s in ALIGNMENT.sentences]
    assert [(s.label, s.concern, s.source) for s in told.sentences] == before


def test_a_failure_ends_the_round_and_keeps_what_was_said():
    model = Model(YES, OpinionFailed("It is down."), YES)
    told, warnings = model.on(ALIGNMENT, QUESTIONS, Budget(60))
    assert model.asked == [0, 1]
    assert opinions(told) == [SecondOpinion("model", 1.0, [0]), None, None]
    assert [warning.type for warning in warnings] == ["/problems/opinion_failed"]


def test_an_unreadable_answer_is_none_and_counted():
    told, (warning,) = Model(NONE, YES, NONE).on(ALIGNMENT, QUESTIONS, Budget(60))
    assert [opinion.supported for opinion in opinions(told)] == [None, 1.0, None]
    assert warning.params == {"by": "model", "why": "unreadable", "count": 2}
    assert "left out" not in warning.detail


def test_when_the_time_is_over_the_rest_is_not_asked():
    budget = Budget(-1)
    model = Model()
    told, (warning,) = model.on(ALIGNMENT, QUESTIONS, budget)
    assert opinions(told) == [None, None, None]
    assert not model.asked
    assert "0 of 3" in warning.detail


def test_a_caller_who_goes_away_ends_it():
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        Model(YES).on(ALIGNMENT, QUESTIONS, Budget(60, cancelled))


def test_nothing_is_asked_twice_but_for_what_had_no_answer():
    model = Model(YES, NONE, NO, YES)
    seconding = model
    first, _ = seconding.on(ALIGNMENT, QUESTIONS, Budget(60))
    again, _ = seconding.on(ALIGNMENT, QUESTIONS, Budget(60))
    assert model.asked == [0, 1, 2, 1]
    assert opinions(again)[0] == opinions(first)[0]


def test_another_passage_is_another_question():
    model = Model(YES, YES, YES, NO)
    seconding = model
    seconding.on(ALIGNMENT, QUESTIONS, Budget(60))
    seconding.on(ALIGNMENT, [Question(1, PAGE[1], ("Another passage.",), (1,))], Budget(60))
    assert len(model.asked) == len(QUESTIONS) + 1
