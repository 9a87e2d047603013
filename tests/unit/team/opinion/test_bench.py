"""The benchmark for an operator's own model, run with a stub."""

from server.team.opinion.ask import ModelJudgement
from tests.bench.align.opinion import Summary, measure

ROWS = [
    Summary(
        [
            "The council of Brevik sued the harbour on Monday.",
            "Anglers in Hamar cheered the queen.",
        ],
        ["The council of Brevik took the harbour to court on Monday.", "It rained in the night."],
        [False, True],
    )
]


class Stub:
    by, to = "stub", ""

    def judge(self, question, budget):
        assert budget.left() > 0
        return ModelJudgement(float("Brevik" in question.sentence), (0,))


class Silent(Stub):
    def judge(self, question, budget):
        return ModelJudgement(None)


def test_a_model_that_is_right_is_measured_as_right():
    result = measure(Stub(), ROWS, 10)
    assert (0.0, False) in result.scored
    assert all(score == float(bad) for score, bad in result.scored)
    assert result.characters > 0
    assert result.unreadable == 0


def test_answers_that_cannot_be_read_are_counted_and_not_scored():
    result = measure(Silent(), ROWS, 10)
    assert result.scored == []
    assert result.unreadable >= 1


def test_no_more_are_asked_than_wanted():
    assert len(measure(Stub(), ROWS * 5, 3).scored) == 3
