"""Places of a page's sentences, by a given matrix of similarities."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from server.align import Text, TextPair
from server.align.assign import (
    AdditionalSources,
    _clear_ranks,
    _order_of,
    _out_of_order_match,
    assign,
    cover,
)
from server.align.path import LATER, kendall_tau, monotone
from server.align.similarity import LEXICAL
from server.text.tokens import Weights

LIMITS = LEXICAL._replace(clear=0.5, margin=0.25, pays=0.15, out_of_order=0.3, near_best=0.9)
NAMES = [
    *("alpha", "bravo", "charlie", "delta", "echo", "foxtrot"),
    *("golf", "hotel", "india", "juliett", "kilo", "lima"),
]


class Given:
    """The similarities of a table; `back` is how much of the source's sentences the page's hold."""

    thresholds = LIMITS

    def __init__(self, table, reverse_table=None):
        self.table = np.array(table, dtype=np.float32)
        self.back = np.array(table if reverse_table is None else reverse_table, dtype=np.float32).T
        self.asked = 0

    def matrix(self, page, source, weights):
        self.asked += 1
        scores = self.table if self.asked == 1 else self.back
        assert (len(page), len(source)) == scores.shape
        assert weights.mass(page.terms[0] | source.terms[0]) > 0
        return scores.copy()

    def rank(self, matrix, rows, texts):
        assert (len(texts.page), len(texts.source)) == matrix.shape
        assert texts.weights.mass(texts.page.terms[0] | texts.source.terms[0]) > 0
        return matrix[rows]


def texts(page, source):
    return TextPair.of(Text(page, "en"), Text(source, "en"))


def distinct(count):
    return [f"{name.title()} sailed the {name}boat to {name}ville." for name in NAMES[:count]]


def ranks_with(inversions, count):
    """Return 0 to `count` in an order with this many pairs the wrong way round."""
    rest, ranks = list(range(count)), []
    while rest:
        position = min(inversions, len(rest) - 1)
        inversions -= position
        ranks.append(rest.pop(position))
    return ranks


@pytest.mark.parametrize(
    ("ranks", "order"),
    [
        ([], "free"),
        ([0, 1], "free"),  # two are in order half of the time
        ([0, 1, 2], "monotone"),
        ([2, 1, 0], "free"),
        (ranks_with(3, 5), "monotone"),  # tau .4
        (ranks_with(4, 5), "free"),  # .2
        (ranks_with(66, 20), "free"),  # .31 of 20 may be chance
        (ranks_with(437, 50), "free"),  # .29
        (ranks_with(728, 65), "monotone"),  # .3
        (ranks_with(261, 40), "monotone"),  # .3308, where chance alone gives up to .3301
        (ranks_with(262, 40), "free"),  # .3282
        (ranks_with(416, 50), "monotone"),  # .32 of 50 is not
    ],
)
def test_the_order_is_kept_where_chance_does_not_explain_it(ranks, order):
    assert _order_of(ranks) == order


@pytest.mark.parametrize(
    ("row", "ranks"),
    [
        ([0.5, 0.0, 0.25, 0.0], [0]),
        ([0.49, 0.0, 0.0, 0.0], []),
        ([0.5, 0.0, 0.31, 0.0], []),
        ([0.0, 0.6, 0.6, 0.0], [1]),  # a neighbour is no rival
        ([0.6, 0.6, 0.0, 0.0], [0]),
        ([0.0, 0.0, 0.6, 0.6], [2]),
        ([0.0, 0.6, 0.0, 0.6], []),
        ([0.6, 0.0, 0.6, 0.0], []),
        ([0.5, 0.0, 0.6, 0.0], []),
        ([0.6, 0.0], [0]),
        ([0.75, 0.0, 0.5, 0.0], [0]),  # just ahead enough
        ([0.6, 0.0, 0.0, 0.0], [0]),
    ],
)
def test_a_clear_match_has_no_rival_but_its_neighbours(row, ranks):
    assert _clear_ranks(np.array([row], dtype=np.float32), {}, LIMITS) == ranks


def test_a_verbatim_sentence_is_where_it_was_found():
    matrix = np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 0.9, 0.0, 0.0]], dtype=np.float32)
    assert _clear_ranks(matrix, {0: [3]}, LIMITS) == [1]  # it is there twice
    matrix[0, 0] = 0.0
    assert _clear_ranks(matrix, {0: [3]}, LIMITS) == [3, 1]
    assert _clear_ranks(np.zeros((2, 0), dtype=np.float32), {}, LIMITS) == []
    twice = np.array([[1.0, 1.0, 0.0, 0.0]], dtype=np.float32)
    assert _clear_ranks(twice, {0: [1]}, LIMITS) == [1]


@pytest.mark.parametrize(
    ("value", "weight", "sources"),
    [(0.3, 5.0, [1]), (0.29, 99.0, []), (0.5, 3.0, [1]), (0.5, 2.9, [])],
)
def test_out_of_order_a_sentence_has_to_share_much(value, weight, sources):
    row = np.array([0.0, value, 0.0], dtype=np.float64)
    assert _out_of_order_match(weight, row, [], LIMITS) == sources


@pytest.mark.parametrize(("value", "sources"), [(0.61, [1]), (0.59, [])])
def test_out_of_order_it_surpasses_by_far_what_is_on_the_path(value, sources):
    row = np.array([0.2, value, 0.0], dtype=np.float64)
    assert _out_of_order_match(10.0, row, [0, 2], LIMITS) == sources


def test_an_excerpt_is_placed_without_a_comparison():
    lines = distinct(4)
    similarity = Given(np.zeros((4, 4)))
    assignment = assign(texts(lines, lines), similarity, {0: [0], 1: [1], 3: [3]}, notes=[2])
    assert (assignment.order, assignment.sources) == ("monotone", [[0], [1], [], [3]])
    assert similarity.asked == 0


def test_along_the_order_a_sentence_stays_on_the_path():
    lines = distinct(5)
    table = np.eye(5)
    table[2] = [0.25, 0.0, 0.2, 0.0, 0.0]  # a little liker one that comes before
    assignment = assign(texts(lines, lines), Given(table), {})
    assert assignment.order == "monotone"
    assert assignment.sources == [[0], [1], [2], [3], [4]]


def test_what_is_clearly_elsewhere_leaves_the_path_and_what_is_not_has_no_source():
    lines = distinct(5)
    for value, sources in ((0.9, [0]), (0.2, [])):
        table = np.eye(5)
        table[3] = [value, 0.0, 0.0, 0.0, 0.0]
        assignment = assign(texts(lines, lines), Given(table), {})
        assert (assignment.order, assignment.sources[3]) == ("monotone", sources)


def test_what_the_path_leaves_out_is_known_out_of_order_if_the_page_follows_the_source():
    lines = distinct(9)
    for following, out_of_order in ((8, [0]), (4, [])):
        table = np.diag([0.9] * following + [0.0] * (9 - following))
        table[3] = [0.2, *[0.0] * 8]
        assignment = assign(texts(lines, lines), Given(table), {})
        assert (assignment.order, assignment.sources[3]) == ("monotone", [])
        assert assignment.out_of_order[3] == out_of_order


def test_on_the_path_a_sentence_may_meet_several_best_first():
    lines = distinct(6)
    table = np.eye(5, 6)
    table[4] = [0.0, 0.0, 0.0, 0.0, 0.6, 0.8]
    assignment = assign(texts(lines[:5], lines), Given(table), {})
    assert (assignment.order, assignment.sources[4]) == ("monotone", [5, 4])


def test_the_path_counts_what_the_source_sentences_hold_too():
    lines = distinct(5)
    for reverse_score, sources in ((0.2, [3]), (0.0, [])):
        table, reverse_table = np.eye(5), np.eye(5)
        table[3, 3], reverse_table[3, 3] = 0.2, reverse_score
        assert assign(texts(lines, lines), Given(table, reverse_table), {}).sources[3] == sources


def test_a_verbatim_sentence_is_on_the_path_where_it_was_found_and_nowhere_else():
    lines = distinct(6)
    table = np.eye(6)
    table[1] = [0.0, 0.0, 0.0, 0.29, 0.0, 0.0]
    assignment = assign(texts(lines, lines), Given(table), {2: [2]})
    assert (assignment.order, assignment.sources[1], assignment.sources[2]) == ("monotone", [], [2])


def test_without_an_order_a_further_source_has_nearly_as_much():
    page = ["Alpha bravo charlie delta sailed."]
    source = ["Alpha bravo.", "Charlie delta.", "Echo."]
    for value, sources in ((0.72, [0, 1]), (0.71, [0])):
        assignment = assign(texts(page, source), Given([[0.8, value, 0.0]]), {})
        assert (assignment.order, assignment.sources) == ("free", [sources])


def test_a_weak_match_counts_where_no_order_speaks_against_it():
    lines = distinct(4)
    assignment = assign(texts(lines, lines), Given(np.fliplr(np.eye(4)) * 0.25), {})
    assert (assignment.order, assignment.sources) == ("free", [[3], [2], [1], [0]])


def test_without_an_order_each_sentence_goes_where_it_is_held():
    lines = distinct(4)
    table = np.fliplr(np.eye(4)) * 0.9
    assignment = assign(texts(lines, lines), Given(table), {})
    assert (assignment.order, assignment.sources) == ("free", [[3], [2], [1], [0]])


def test_verbatim_sentences_count_as_the_same_and_hold_the_path():
    lines = distinct(4)
    table = np.eye(4) * 0.9
    table[1] = 0.0
    assignment = assign(texts(lines, lines), Given(table), {1: [1]})
    assert (assignment.order, assignment.sources) == ("monotone", [[0], [1], [2], [3]])


def test_a_sentence_has_at_most_three_sources_best_first():
    page = ["Alpha bravo charlie delta echo sailed."]
    source = [f"{name.title()} sailed." for name in NAMES[:5]]
    index = texts(page, source)
    row = np.array([0.8, 0.9, 0.7, 0.6, 0.85], dtype=np.float32)
    sources = cover(index.page.terms[0], row, index.source.terms, index.weights)
    assert len(sources) == 3
    assert sources == sorted(sources, key=lambda source_index: -row[source_index])
    # Sixty hundredths of the best are the least.
    row = np.array([0.53, 0.9, 0.54, 0.1, 0.1], dtype=np.float32)
    assert cover(index.page.terms[0], row, index.source.terms, index.weights) == [1, 2]


def test_nothing_that_is_shared_has_no_source():
    index = texts(["Alpha sailed."], ["Bravo rowed."])
    terms, weights = index.page.terms[0], index.weights
    for row in (np.zeros(1), np.zeros(0)):
        assert cover(terms, row.astype(np.float32), index.source.terms, weights) == []


def test_a_further_source_brings_words_that_the_others_lack():
    page = ["Alpha bravo charlie delta echo foxtrot sailed."]
    index = texts(page, ["Alpha bravo charlie.", "Alpha bravo charlie delta.", "Echo foxtrot."])
    row = np.array([0.6, 0.7, 0.5], dtype=np.float32)
    assert cover(index.page.terms[0], row, index.source.terms, index.weights) == [1, 2]


def beside(source, chosen, page="Alpha bravo charlie delta echo sailed."):
    terms = [frozenset(line.split()) for line in source]
    weights, words = Weights(None, terms), frozenset(page.split())
    return listed(AdditionalSources(terms, weights, [words]), words, chosen)


def listed(further, words, chosen):
    """Return what is listed beside the chosen ones, whether it bears out much or a word."""
    return [index for indexes in further.beside(words, chosen) for index in indexes]


def test_what_the_chosen_ones_lack_is_looked_for_near_them_first():
    far = ["Alpha bravo charlie", "rain", "snow", "hail", "fog", "delta wind echo"]
    assert beside(far, [0], "Alpha bravo charlie delta echo") == [5]
    both = [*far[:2], "delta echo", *far[2:]]
    assert beside(both, [0], "Alpha bravo charlie delta echo")[0] == 2
    assert beside(far, [], "Alpha bravo charlie delta echo") == []
    assert beside(far, [0], "") == []


class Even:
    """Weights of a half for every word."""

    def __getitem__(self, term):
        return 0.5

    def mass(self, terms):
        return len(terms) / 2


def spread(apart, words, shared_words=1, page_sentences=1):
    """Return the sources listed after the first, for sentences with `shared_words` common words."""
    terms = [frozenset()] * (apart * words)
    for index in range(words):
        terms[index * apart] = frozenset(f"word{index} {number}" for number in range(shared_words))
    all_terms = frozenset().union(*terms)
    return sorted(
        listed(AdditionalSources(terms, Even(), [all_terms] * page_sentences), all_terms, [0])
    )


@pytest.mark.parametrize(
    ("apart", "words", "shared_words", "further_sources"),
    [
        (5, 6, 2, [5, 10, 15, 20, 25]),
        (5, 6, 1, []),  # one word is no source far from the chosen one
        (4, 6, 1, [4]),
        (1, 6, 1, [1, 2, 3, 4]),
        (1, 2, 1, [1]),
        (1, 9, 2, [1, 2, 3, 4, 5]),  # six with the chosen one
    ],
)
def test_no_more_than_six_are_listed_and_each_brings_enough(
    apart, words, shared_words, further_sources
):
    assert spread(apart, words, shared_words) == further_sources


def test_a_longer_source_must_bring_more_and_so_must_one_no_longer_than_its_page():
    assert spread(5, 6, 2)
    assert spread(15, 6, 2) == []
    assert spread(5, 6, 2, page_sentences=20) == []


def test_what_repeats_a_chosen_one_is_listed_where_it_is_near_or_has_much():
    alike = [frozenset("abcde"), frozenset("ab"), *[frozenset()] * 6, frozenset("abcdefg")]
    further = AdditionalSources(alike, Even(), [frozenset("abcdefghi")])
    assert further.beside(frozenset("abcdefghi"), [0]) == ((8,), (1,))  # rests on, bears out
    assert listed(further, frozenset("abcdehi"), [0]) == []
    assert listed(further, frozenset("abcde"), [0]) == []  # the chosen one has it all


def test_two_that_bring_as_much_are_both_listed_the_first_one_first():
    terms = [
        frozenset("ab"),
        *[frozenset()] * 5,
        frozenset("cdef"),
        *[frozenset()] * 5,
        frozenset("cdef"),
    ]
    words = frozenset("abcdef")
    assert listed(AdditionalSources(terms, Even(), [words]), words, [0]) == [6, 12]


def test_a_chosen_source_is_no_further_one():
    terms = [frozenset(["alpha", "bravo"])]
    further = AdditionalSources(terms, Weights(None, terms), terms)
    assert listed(further, frozenset(["alpha", "bravo", "charlie"]), [0]) == []


GAINS = arrays(
    np.float32,
    st.tuples(st.integers(1, 3), st.integers(1, 4)),
    elements=st.sampled_from([-0.5, -0.25, 0.25, 0.5, 1.0]),
)


def worth(path: list[list[int]], gain: np.ndarray) -> float:
    meetings = [(row, column) for row, columns in enumerate(path) for column in columns]
    total = 0.0
    for index, (row, column) in enumerate(meetings):
        before = meetings[index - 1] if index else (-1, -1)
        later = before in {(row, column - 1), (row - 1, column)}
        assert later or (before[0] < row and before[1] < column)
        value = float(gain[row, column])
        total += LATER * value if later and value > 0 else value
    return total


def best_by_trying(gain: np.ndarray) -> float:
    rows, columns = gain.shape
    runs = [[]] + [list(range(a, b)) for a in range(columns) for b in range(a + 1, columns + 1)]
    best = 0.0
    for path in product(runs, repeat=rows):
        try:
            best = max(best, worth(list(path), gain))
        except AssertionError:
            continue
    return best


@settings(max_examples=150)
@given(GAINS)
def test_the_path_is_the_best_of_all_paths(gain):
    assert worth(monotone(gain), gain) == pytest.approx(best_by_trying(gain))


def test_the_order_is_told_by_kendalls_tau():
    assert kendall_tau(np.array([1, 2, 2, 5])) == 1
    assert kendall_tau(np.array([4, 3, 1])) == -1
    assert kendall_tau(np.array([7])) == 1
