"""Calls made up from docs/openapi.json: the server takes what it describes and refuses the rest.

`UNABRIDGED_FUZZ` is the number of cases an operation; `make soak` makes 5,000 in all.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from server.config import Settings
from server.web.app import build
from server.web.openapi import OPERATIONS

schemathesis = pytest.importorskip("schemathesis")

from schemathesis.generation import GenerationMode  # noqa: E402
from schemathesis.specs.openapi.checks import positive_data_acceptance  # noqa: E402

CASES = int(os.environ.get("UNABRIDGED_FUZZ", "8"))
CALLS = [(operation.path, operation.method) for operation in OPERATIONS]


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    """The application in this process; what it would fetch is blocked or unknown."""
    app = build(Settings(data=tmp_path_factory.mktemp("fuzz"), workers=1, fetch_seconds=0.5))
    inner = app.wsgi_app
    app.wsgi_app = lambda environ, start: inner({**environ, "REMOTE_ADDR": "127.0.0.1"}, start)
    yield schemathesis.openapi.from_wsgi("/openapi.json", app)
    app.extensions["unabridged"].close()


@pytest.mark.parametrize(("path", "method"), CALLS, ids=lambda part: part)
def test_every_answer_is_as_the_document_says(api, path, method):
    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        derandomize="UNABRIDGED_FUZZ" not in os.environ,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
    @given(case=cases_of(api[path][method.upper()]))
    def call(case):
        response = case.call()
        assert response.status_code != 401, "the caller is this machine: no token is needed"
        excused = [positive_data_acceptance] if beyond_schemas(response) else []
        case.validate_response(response, excluded_checks=excused)

    call()


def beyond_schemas(response) -> bool:
    """Whether a refusal is for what no schema can say.

    That is what is in a page, which addresses can be fetched, and one number after another.
    """
    if response.status_code != 422:
        return False
    problem = response.json()
    of_the_page = response.request.method == "POST" and "faults" not in problem["params"]
    return of_the_page or "the end after the start" in problem["detail"]


def cases_of(operation):
    """Cases of an operation, those that it describes and those that it does not."""
    return operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy(
        generation_mode=GenerationMode.NEGATIVE
    )
