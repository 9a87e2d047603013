from itertools import permutations

from server.text.tokens import Weights

TERMS = ["harbour", "ferry", "pier", "quay", "mole", "tide"]


def test_a_sum_of_weights_is_the_same_in_any_order() -> None:
    weights = Weights(None, [TERMS[:length] for length in (1, 2, 2, 3, 4, 4, 5, 5, 5, 6)])

    assert len({weights.mass(order) for order in permutations(TERMS)}) == 1
