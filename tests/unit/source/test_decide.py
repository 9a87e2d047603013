from dataclasses import replace

import pytest

from server.align.align import Text, align
from server.article.read import read_article
from server.model import Evidence, PageInput, Verdict
from server.source.decide import HINT, TRUSTED_LINK, Checked, is_shut, judge_candidate
from server.source.pointer import Pointer

PAGE = read_article(PageInput(text="The lighthouse of Brackholm is lit again.", language="en"))
EMPTY = replace(PAGE, text="", sentences=[])


def pointer(strength):
    return Pointer("https://other.example/a", "page_link_cta", "Linked.", "Read on", strength, {})


def checked(containment, source=("The lighthouse of Brackholm burns again.",)):
    page = Text([sentence.text for sentence in PAGE.sentences], "en", None)
    return Checked(align(page, Text(list(source), "en", None)), containment)


@pytest.mark.parametrize(
    ("strength", "containment", "relation"),
    [
        (0.9, TRUSTED_LINK, "source"),
        (0.9, TRUSTED_LINK - 0.01, "unverified"),
        (0.4, HINT, "source"),
        (0.4, HINT - 0.01, "unverified"),
        (0.9, 0.1, "mismatch"),
        (0.4, 0.1, "mismatch"),
    ],
)
def test_a_link_and_the_text_decide_together(strength, containment, relation):
    judged = judge_candidate(pointer(strength), PAGE, checked(containment), cut=False)
    assert judged.relation == relation
    assert judged.says.endswith(".")


def test_more_in_common_is_surer_and_a_call_to_action_surer_than_a_hint():
    def confidence(strength, containment):
        return judge_candidate(pointer(strength), PAGE, checked(containment), cut=False).confidence

    assert confidence(0.9, 0.4) < confidence(0.9, 0.6)
    assert confidence(0.4, 0.55) < confidence(0.9, 0.55)


def test_of_a_source_whose_beginning_alone_is_open_nothing_is_held_against_it():
    assert judge_candidate(pointer(0.9), PAGE, checked(0.1), cut=True).relation == "unverified"


def test_without_text_on_either_side_nothing_is_claimed():
    for page, check in ((EMPTY, checked(0.9)), (PAGE, checked(0.9, source=()))):
        assert judge_candidate(pointer(0.9), page, check, cut=False).relation == "unverified"


@pytest.mark.parametrize(
    ("label", "signal", "weight", "shut"),
    [
        ("paywalled", "cut_for_subscribers", 0.9, True),
        ("unknown", "cut_for_subscribers", 0.7, True),
        ("unknown", "cut_off_end", 0.7, False),
        ("full", "cut_for_subscribers", -0.5, False),
    ],
)
def test_a_page_for_subscribers_is_told_by_its_verdict(label, signal, weight, shut):
    evidence = [Evidence(signal, "Seen.", None, None, weight)]
    assert is_shut(Verdict(label, 0.7, evidence)) is shut
