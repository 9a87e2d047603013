"""Scales and orders that figures contradict."""

import re

import pytest

from server.align.changes.scales import contradicted_order, other_scale
from tests.unit.align.beside import changes

PARCELS = "In Orlund, the ferries move millions of parcels a year."
ORDER = "Orlund spent {} at {} million, followed by Brevik at {} million."
SPENT = "In the spring Brevik spent 2.98 million, and Orlund spent {} million."


@pytest.mark.parametrize("rule", [other_scale, contradicted_order], ids=lambda rule: rule.__name__)
def test_the_example_of_a_rule_is_named_by_it(rule):
    example = dict(re.findall(r"^ +(page|source|kind): (.+)$", rule.__doc__, re.MULTILINE))
    (change,) = changes(example["page"], example["source"])
    assert (change.kind, change.is_difference) == (example["kind"], True)


def test_a_scale_of_another_count_bears_out_none():
    source = "The ferries that Orlund pays for move over 1.2 billion parcels a year."
    for further in ("The line has 3.2 million guests.", "Brevik lent it 3 million kroner in May."):
        (change,) = changes(PARCELS, source, further)
        assert change.params["page"] == "millions"


@pytest.mark.parametrize(
    "source",
    [
        "The ferries that Orlund pays for move over 3.2 million parcels a year.",
        "The ferries that Orlund pays for move over 900 million parcels a year.",
        "The ferries move hundreds of millions of parcels a year, or 1.2 billion parcels in two.",
        "The ferries that Orlund pays for have cost 1.2 billion kroner since May.",
    ],
)
def test_a_scale_that_the_source_may_have_of_it_is_not_a_difference(source):
    assert not [change for change in changes(PARCELS, source) if change.is_difference]


@pytest.mark.parametrize(
    ("extreme", "own", "differs"),
    [
        ("the most,", 2.95, True),
        ("the most,", 2.99, False),
        ("the most,", 2.98, False),
        ("the least,", 2.99, True),
        ("the least,", 2.95, False),
    ],
)
def test_an_order_is_read_against_its_own_figures(extreme, own, differs):
    found = changes(ORDER.format(extreme, own, 2.98), SPENT.format(own))
    assert bool([change for change in found if change.kind == "scope"]) == differs
