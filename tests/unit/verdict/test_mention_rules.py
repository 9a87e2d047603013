"""Lines that may name another publisher: each rule holds for its example and names somebody."""

import pytest

from server.verdict.basis import mentions_of_line
from server.verdict.mention_rules import MENTION_RULES
from tests.examples import example_of
from tests.unit.verdict.stories import ENGLISH, page, prose, view_of


def names_by(rule, html):
    view = view_of(page(html))
    lines = [remark for remark in view.remarks if rule.holds(remark)]
    return [mention.name for line in lines for mention in mentions_of_line(rule, line, view)]


@pytest.mark.parametrize("rule", MENTION_RULES, ids=lambda rule: rule.holds.__name__)
def test_each_rule_holds_for_its_example(rule):
    example = example_of(rule.holds)
    is_above = rule.place == "beside"
    html = example + prose(ENGLISH) if is_above else prose(ENGLISH) + example
    assert names_by(rule, html)
    assert not names_by(rule, prose(ENGLISH)), "the same story without the line"
