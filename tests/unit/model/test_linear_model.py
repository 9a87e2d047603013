import math

import pytest

from server.model import LinearModel, linear_model

SMALL = LinearModel(-2.0, {"long": 3.0, "late": 2.0})


def test_a_feature_adds_its_weight_to_the_log_odds():
    assert SMALL.log_odds({"long": 0.5, "unheard_of": 9.0}) == -0.5
    assert SMALL.probability({"long": 1.0}) == pytest.approx(1 / (1 + math.exp(-1)))


def test_a_table_holds_one_model_or_several():
    assert linear_model("server.align", "priority.json").weights
    assert linear_model("server.verdict", "weights.json", "shape").weights["og:article"] < 0
