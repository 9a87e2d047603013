import json
import threading

import pytest

from server.align import Text, align
from server.errors import Cancelled, FetchFailed, OpinionFailed
from server.model import SecondOpinion
from server.net.budget import Budget
from server.net.fetch import PassingStatus
from server.net.quota import FAILURES, Health
from server.team.opinion.chat import NO_OPINION, ModelJudgement, Question
from server.team.opinion.model import OpinionModel

PAGE = ["The mill burned down.", "Two men were hurt.", "The mayor cried."]
ALIGNMENT = align(Text(PAGE, "en"), Text(["A mill burned.", "Nobody was hurt."], "en"))
QUESTIONS = [Question(i, text, ("A mill burned.",), (i,)) for i, text in enumerate(PAGE)]


class Model(OpinionModel):
    """Gives each question its prepared answer, in turn; raises a problem among them."""

    def __init__(self, *answers):
        super().__init__("model", "model.example", None, Health(100, 1_000), 100)
        self.says, self.asked = list(answers), []

    def ask(self, question, budget):
        self.asked.append(question.index)
        judgement = self.says.pop(0)
        if isinstance(judgement, Exception):
            raise judgement
        return judgement


YES, NO, NONE = ModelJudgement(True, 0), ModelJudgement(False), ModelJudgement(None)


def opinions(alignment):
    return [sentence.opinion for sentence in alignment.sentences]


def test_an_opinion_stands_beside_the_evidence_and_changes_nothing_of_it():
    alignment, warnings = Model(YES, NO, YES).judge(ALIGNMENT, QUESTIONS, Budget(60))
    assert opinions(alignment)[:2] == [
        SecondOpinion("model", True, [0]),
        SecondOpinion("model", False, []),
    ]
    assert not warnings
    before = [(s.label, s.concern, s.source) for s in ALIGNMENT.sentences]
    assert [(s.label, s.concern, s.source) for s in alignment.sentences] == before


def test_a_failure_ends_the_round_and_keeps_what_was_said():
    model = Model(YES, OpinionFailed("It is down."), YES)
    alignment, warnings = model.judge(ALIGNMENT, QUESTIONS, Budget(60))
    assert model.asked == [0, 1]
    assert opinions(alignment) == [SecondOpinion("model", True, [0]), None, None]
    assert [warning.type for warning in warnings] == ["/problems/opinion_failed"]


def test_an_unreadable_answer_is_none_and_counted():
    alignment, (warning,) = Model(NONE, YES, NONE).judge(ALIGNMENT, QUESTIONS, Budget(60))
    assert [opinion.supported for opinion in opinions(alignment)] == [None, True, None]
    assert warning.params == {"by": "model", "why": "unreadable", "count": 2}
    assert "left out" not in warning.detail


def test_when_the_time_is_over_the_rest_is_not_asked():
    budget = Budget(-1)
    model = Model()
    alignment, (warning,) = model.judge(ALIGNMENT, QUESTIONS, budget)
    assert opinions(alignment) == [None, None, None]
    assert not model.asked
    assert "0 of 3" in warning.detail


def test_a_caller_who_goes_away_ends_it():
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        Model(YES).judge(ALIGNMENT, QUESTIONS, Budget(60, cancelled))


def test_nothing_is_asked_twice_but_for_what_had_no_answer():
    model = Model(YES, NONE, NO, YES)
    first, _ = model.judge(ALIGNMENT, QUESTIONS, Budget(60))
    again, _ = model.judge(ALIGNMENT, QUESTIONS, Budget(60))
    assert model.asked == [0, 1, 2, 1]
    assert opinions(again)[0] == opinions(first)[0]


def test_another_passage_is_another_question():
    model = Model(YES, YES, YES, NO)
    model.judge(ALIGNMENT, QUESTIONS, Budget(60))
    model.judge(ALIGNMENT, [Question(1, PAGE[1], ("Another passage.",), (1,))], Budget(60))
    assert len(model.asked) == len(QUESTIONS) + 1


QUESTION = Question(0, "The bridge is shut.", ("The bridge was closed.",), (0,))
ANSWER = {"choices": [{"message": {"content": '{"supported": true, "passage": 1}'}}]}


def endpoint(*answers, hourly=100):
    """Return a model whose requests get these answers in turn: JSON, bytes, or problems."""
    waiting = iter(answers)

    def post(body, budget):
        answer = next(waiting)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    return OpinionModel("small", "model.example", post, Health(hourly, 1_000), 100)


def test_a_good_answer_is_supported_with_its_passage():
    assert endpoint(ANSWER).ask(QUESTION, Budget(60)) == ModelJudgement(True, 0)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (PassingStatus("busy", http_status=429, retry_after="60"), "status 429"),
        (PassingStatus("no", http_status=401), "UNABRIDGED_OPINION_KEY"),
        (FetchFailed("https://x/?key=hush is down"), "could not be reached"),
    ],
)
def test_a_refusal_is_a_problem_that_shows_no_address(problem, words):
    with pytest.raises(OpinionFailed, match=words) as caught:
        endpoint(problem).ask(QUESTION, Budget(60))
    assert "hush" not in caught.value.detail


def test_a_model_that_asks_for_peace_is_left_alone():
    model = endpoint(PassingStatus("busy", http_status=429, retry_after="60"), ANSWER)
    for words in ("status 429", "left alone"):
        with pytest.raises(OpinionFailed, match=words):
            model.ask(QUESTION, Budget(60))


def test_so_is_one_that_answers_with_garbage():
    model = endpoint(*[b"garbage"] * FAILURES, ANSWER)
    for _ in range(FAILURES):
        assert model.ask(QUESTION, Budget(60)) == NO_OPINION
    with pytest.raises(OpinionFailed, match="left alone"):
        model.ask(QUESTION, Budget(60))


def test_a_caller_who_goes_away_is_not_the_models_fault():
    model = endpoint(*[Cancelled("gone")] * FAILURES, ANSWER)
    for _ in range(FAILURES):
        with pytest.raises(Cancelled):
            model.ask(QUESTION, Budget(60))
    assert model.ask(QUESTION, Budget(60)).supported is True


def test_the_questions_of_an_hour_are_counted():
    model = endpoint(ANSWER, ANSWER, hourly=1)
    model.ask(QUESTION, Budget(60))
    with pytest.raises(OpinionFailed, match="used up"):
        model.ask(QUESTION, Budget(60))
