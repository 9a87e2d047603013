import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.verdict.signals import SIGNALS
from server.verdict.weigh import LABELS, Table, choose, probabilities, table

SMALL = Table({"excerpt": -2.0}, {"more_pages": {"excerpt": 3.0}})


def test_unknown_features_weigh_nothing():
    assert SMALL.scores({"unheard_of"}) == SMALL.scores(set())


def test_a_sign_moves_its_label_by_its_weight():
    assert SMALL.scores({"more_pages"})["excerpt"] == 1.0
    assert SMALL.weight("more_pages", "excerpt") == pytest.approx(math.tanh(1))
    assert SMALL.weight("more_pages", "full") == pytest.approx(-math.tanh(1))


@given(st.fixed_dictionaries({label: st.floats(-50, 50) for label in LABELS}))
def test_probabilities_add_up_to_one(scores):
    assert sum(probabilities(scores).values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("full", "label"), [(0.9, "full"), (0.5, "full"), (0.45, "unknown"), (0.2, "summary")]
)
def test_between_whole_and_part_nothing_is_said(full, label):
    rest = (1 - full) / 4
    chances = {"full": full, "excerpt": rest, "paywalled": rest, "summary": 2 * rest}
    assert choose(chances)[0] == label


def test_the_table_weighs_only_signals_that_exist():
    made_of = {name.partition(":")[0].partition("+")[0] for name in table().weights}
    assert made_of <= {*SIGNALS, "length"}
