"""Links that may lead to a page's source: each rule holds for its example."""

import pytest

from server.source.pointer_rules import LONE_LINK, POINTER_RULES
from tests.examples import example_of
from tests.unit.verdict.stories import ENGLISH, THERE, page, prose, view_of


def links_by(rule, html):
    view = view_of(page(html))
    return [link.url for _, link in rule.links_in([*view.remarks, *view.links])]


@pytest.mark.parametrize("rule", [*POINTER_RULES, LONE_LINK], ids=lambda rule: rule.holds.__name__)
def test_each_rule_holds_for_its_example(rule):
    example = example_of(rule.holds)
    below = links_by(rule, prose(ENGLISH) + example)
    links = below or links_by(rule, prose(ENGLISH[:2]) + example + prose(ENGLISH * 3))
    assert links[:1] == [THERE]
    assert not links_by(rule, prose(ENGLISH)), "the same story without the line"
