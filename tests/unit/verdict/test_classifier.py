from hypothesis import given
from hypothesis import strategies as st

from server.model import LinearModel
from server.verdict.answer import label_of, model_of
from server.verdict.signals.signal import LABELS, SIGNALS

SMALL = LinearModel(-2.0, {"more_pages:own": 3.0, "locked_part:close": 2.0})
FEATURES = st.sets(st.sampled_from([*model_of("part").weights, "unheard_of"]))


def test_the_label_is_that_of_the_heaviest_signals():
    assert label_of({"more_pages:own", "locked_part:close"}, SMALL) == "excerpt"
    assert label_of({"locked_part:close"}, SMALL) == "paywalled"


def test_what_breaks_off_before_a_link_to_the_original_is_its_beginning():
    weights = LinearModel(-2.0, {"links_to_original:full": 5.0, "cut_off_end:open": 1.0})
    assert label_of({"links_to_original:full"}, weights) == "summary"
    assert label_of({"links_to_original:full", "cut_off_end:open"}, weights) == "excerpt"


@given(FEATURES, FEATURES)
def test_more_signals_never_make_a_page_whole(features, more):
    free = ("length", "declared_paid", "offers_access")
    signals = {name for name in more if not name.startswith(free)}
    both, one = (dict.fromkeys(names, 1.0) for names in (features | signals, features))
    assert model_of("part").probability(both) >= model_of("part").probability(one) - 1e-9


def test_the_weights_are_of_signals_that_exist():
    made_of = {name.partition(":")[0].partition("+")[0] for name in model_of("part").weights}
    assert made_of <= {*SIGNALS, "length"}
    assert {name.partition(":")[0].partition("+")[0] for name in LABELS} <= set(SIGNALS)
    assert {name.partition(":")[0] for name in model_of("shape").weights} <= {
        *("address", "og", "schema", "text", "body", "page", "title", "test", "signal"),
    }
    assert 0 < model_of("part").thresholds["doubt"] <= model_of("part").thresholds["part"] < 1
