import json

import pytest

from server.errors import Cancelled, FetchFailed, OpinionFailed, PageStatus
from server.net.budget import Budget
from server.net.fetch import PassingStatus
from server.net.quota import FAILURES, Health
from server.team.opinion.ask import ModelJudgement, Question
from server.team.opinion.models import NO_OPINION, Endpoint

QUESTION = Question(0, "The bridge is shut.", ("The bridge was closed.",), (0,))
YES = {"choices": [{"message": {"content": '{"supported": true, "passage": 1}'}}]}


def endpoint(*answers, hourly=100):
    """Return a model whose requests get these answers in turn: JSON, bytes, or problems."""
    waiting = iter(answers)

    def post(body, budget):
        answer = next(waiting)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    return Endpoint("small", "model.example", post, Health(hourly, 1_000), 100)


def test_a_good_answer_is_supported_with_its_passage():
    assert endpoint(YES).judge(QUESTION, Budget(60)) == ModelJudgement(1.0, (0,))


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
        endpoint(problem).judge(QUESTION, Budget(60))
    assert "hush" not in caught.value.detail


def test_a_refused_request_is_asked_once_more_in_the_newer_dialect_and_so_from_then_on():
    asked = []

    def post(body, budget):
        asked.append(json.loads(body))
        if "max_tokens" in asked[-1]:
            raise PageStatus("no", http_status=400)
        return json.dumps(YES).encode()

    model = Endpoint("small", "model.example", post, Health(100, 1_000), 700)
    for _ in range(2):
        assert model.judge(QUESTION, Budget(60)).supported == 1.0
    assert [body.get("max_completion_tokens") for body in asked] == [None, 700, 700]
    assert ["temperature" in body for body in asked] == [True, False, False]


def test_a_server_that_refuses_both_dialects_is_told():
    with pytest.raises(OpinionFailed, match="status 400"):
        endpoint(*[PageStatus("no", http_status=400)] * 2).judge(QUESTION, Budget(60))


def test_a_model_that_asks_for_peace_is_left_alone():
    model = endpoint(PassingStatus("busy", http_status=429, retry_after="60"), YES)
    for words in ("status 429", "left alone"):
        with pytest.raises(OpinionFailed, match=words):
            model.judge(QUESTION, Budget(60))


def test_so_is_one_that_answers_with_garbage():
    model = endpoint(*[b"garbage"] * FAILURES, YES)
    for _ in range(FAILURES):
        assert model.judge(QUESTION, Budget(60)) == NO_OPINION
    with pytest.raises(OpinionFailed, match="left alone"):
        model.judge(QUESTION, Budget(60))


def test_a_caller_who_goes_away_is_not_the_models_fault():
    model = endpoint(*[Cancelled("gone")] * FAILURES, YES)
    for _ in range(FAILURES):
        with pytest.raises(Cancelled):
            model.judge(QUESTION, Budget(60))
    assert model.judge(QUESTION, Budget(60)).supported == 1.0


def test_the_questions_of_an_hour_are_counted():
    model = endpoint(YES, YES, hourly=1)
    model.judge(QUESTION, Budget(60))
    with pytest.raises(OpinionFailed, match="used up"):
        model.judge(QUESTION, Budget(60))
