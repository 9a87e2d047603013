import math
from importlib.util import find_spec

import pytest

from server.model import LinearModel, linear_models
from server.model.serial import read_table

SMALL = LinearModel(-2.0, {"long": 3.0, "late": 2.0})


def test_a_feature_adds_its_weight_to_the_log_odds():
    assert SMALL.log_odds({"long": 0.5, "unheard_of": 9.0}) == -0.5
    assert SMALL.probability({"long": 1.0}) == pytest.approx(1 / (1 + math.exp(-1)))


def test_a_feature_beyond_its_bounds_says_no_more():
    bounded = LinearModel(0.0, {"long": 2.0}, bounds={"long": (-1.0, 3.0)})
    assert [bounded.log_odds({"long": value}) for value in (-9.0, 2.0, 9.0)] == [-2.0, 4.0, 6.0]


TABLES = [
    ("server.align", "left_out.json"),
    ("server.align", "priority.json"),
    ("server.align", "misplaced.json"),
    ("server.align", "further.json"),
    ("server.article.metadata", "titles.json"),
    ("server.source", "weights.json"),
    ("server.verdict", "weights.json"),
    ("server.verdict", "basis.json"),
]


@pytest.mark.parametrize(("package", "name"), [*TABLES, ("server.article.extract", "blocks.json")])
def test_every_learned_table_says_who_made_it(package, name):
    made_by = read_table(package, name)["made_by"]
    assert made_by.startswith("python -m tests.bench.")
    assert find_spec(made_by.split()[2])


@pytest.mark.parametrize(("package", "name"), TABLES)
def test_models_bound_features_that_they_have(package, name):
    for model in linear_models(package, name).values():
        assert model.weights.keys() >= model.bounds.keys()
        assert all(low < high for low, high in model.bounds.values())
