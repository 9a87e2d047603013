import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.verdict.classifier import LinearModel, label_of, model, shape_model, thresholds
from server.verdict.signals.signal import LABELS, SIGNALS

SMALL = LinearModel(-2.0, {"more_pages:own": 3.0, "locked_part:close": 2.0})
FEATURES = st.sets(st.sampled_from([*model().weights, "unheard_of"]))


def test_a_feature_adds_its_weight_to_the_odds():
    assert SMALL.probability({"unheard_of"}) == SMALL.probability(set())
    assert SMALL.probability({"more_pages:own"}) == pytest.approx(1 / (1 + math.exp(-1)))
    assert SMALL.score({"more_pages:own": 0.5}) == -0.5


def test_the_label_is_that_of_the_heaviest_signals():
    assert label_of({"more_pages:own", "locked_part:close"}, SMALL) == "excerpt"
    assert label_of({"locked_part:close"}, SMALL) == "paywalled"


@given(FEATURES, FEATURES)
def test_more_signals_never_make_a_page_whole(features, more):
    free = ("length", "declared_paid", "offers_access:account", "retells_report:several")
    signals = {name for name in more if not name.startswith(free)}
    assert model().probability(features | signals) >= model().probability(features) - 1e-9


def test_the_weights_are_of_signals_that_exist():
    made_of = {name.partition(":")[0].partition("+")[0] for name in model().weights}
    assert made_of <= {*SIGNALS, "length"}
    assert {name.partition(":")[0] for name in LABELS} <= set(SIGNALS)
    assert {name.partition(":")[0] for name in shape_model().weights} <= {
        *("address", "og", "schema", "text", "page", "test", "signal"),
    }
    assert 0 < thresholds().doubt <= thresholds().part < 1
