import pickle
import re

import pytest
from pydantic import ValidationError

from server import errors
from server.errors import PROBLEMS, BlockedAddress, PageStatus, Problem, invalid
from server.model import AlignRequest


def test_every_problem_has_its_own_words_and_a_client_or_server_status():
    for kind in PROBLEMS.values():
        assert kind.title != Problem.title or kind.slug == "internal_error", kind
        assert 400 <= kind.status <= 599, kind
        assert kind.__doc__, kind


def test_tree_of_problems_is_drawn_whole():
    drawn = {
        group: set(re.findall(r"\w+", members))
        for group, members in re.findall(r"[*+-] (\w+): ([\w,\s]+?)(?=\n *[+-] |$)", errors.__doc__)
    }
    kinds = [*PROBLEMS.values()]
    assert set().union(*drawn.values()) == {kind.__name__ for kind in kinds}
    assert all(kind.__name__ in drawn[kind.__bases__[0].__name__] for kind in kinds)


def test_a_problem_survives_the_way_out_of_a_worker():
    problem = BlockedAddress("10.0.0.1 is private.", stage="source", host="10.0.0.1")
    again = pickle.loads(pickle.dumps(problem))
    assert again.as_json() == problem.as_json()


def test_a_problem_becomes_a_warning_of_the_stage_it_is_seen_at():
    warning = (
        BlockedAddress("10.0.0.1 is private.", host="10.0.0.1").at_stage("source").as_warning()
    )
    assert warning.type == "/problems/blocked_address"
    assert warning.stage == "source"
    assert warning.params == {"host": "10.0.0.1"}


def test_a_variant_of_a_problem_keeps_its_type_but_may_be_worth_a_retry():
    class Passing(PageStatus):
        retryable = True

    assert Passing("503").as_json() == PageStatus("503").as_json() | {"retryable": True}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"text": ""}, "`source`: give at least one of url, html or text."),
        ([], "`source` is not a JSON object."),
    ],
)
def test_a_fault_is_named_by_the_field_as_it_was_sent(source, message):
    with pytest.raises(ValidationError) as caught:
        AlignRequest.model_validate({"page": {"text": "A ferry sank."}, "source": source})
    assert invalid(caught.value).detail == message
