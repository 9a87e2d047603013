import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.verdict.classifier import Table, choose, table
from server.verdict.signals.signal import SIGNALS

KINDS = {"excerpt": {"bias": 1.0, "more_pages": 2.0}, "paywalled": {"bias": 0.0}}
SMALL = Table(-2.0, {"more_pages": 3.0}, {**KINDS, "summary": {"bias": 0.0}})
FEATURES = st.sets(st.sampled_from([*table().weights, "unheard_of"]))


def test_unknown_features_weigh_nothing():
    assert SMALL.chances({"unheard_of"}) == SMALL.chances(set())


def test_a_sign_moves_its_label_by_its_weight():
    chances = SMALL.chances({"more_pages"})
    assert chances["full"] == pytest.approx(1 / (1 + math.e))
    assert chances["excerpt"] > chances["paywalled"] == chances["summary"]
    assert SMALL.weight("more_pages", "excerpt") == pytest.approx(math.tanh(1))
    assert SMALL.weight("more_pages", "paywalled") == pytest.approx(math.tanh(1 / 3))
    assert SMALL.weight("more_pages", "full") == pytest.approx(-math.tanh(1))


@given(FEATURES)
def test_probabilities_add_up_to_one(features):
    assert sum(table().chances(features).values()) == pytest.approx(1)


@given(FEATURES, FEATURES)
def test_more_signs_never_make_a_page_whole(features, more):
    signs = {name for name in more if not name.startswith(("length", "republished"))}
    assert table().chances(features | signs)["full"] <= table().chances(features)["full"] + 1e-9


@pytest.mark.parametrize(
    ("full", "label"), [(0.9, "full"), (0.56, "full"), (0.5, "unknown"), (0.2, "summary")]
)
def test_between_whole_and_part_nothing_is_said(full, label):
    rest = (1 - full) / 4
    chances = {"full": full, "excerpt": rest, "paywalled": rest, "summary": 2 * rest}
    assert choose(chances)[0] == label


def test_the_table_weighs_only_signals_that_exist():
    made_of = {name.partition(":")[0].partition("+")[0] for name in table().weights}
    assert made_of <= {*SIGNALS, "length"}
