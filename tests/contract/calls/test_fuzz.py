"""Calls made up from docs/openapi.json: the server takes what it describes and refuses the rest.

`UNABRIDGED_FUZZ` is the number of cases an operation; `make soak` makes over 5,000 in all. Calls
are also made one after another, with what one answered in the next: what was saved is opened,
shared and deleted, and is gone then.
"""

import json
import os
from contextlib import closing

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.stateful import run_state_machine_as_test

from server.config import Settings
from server.store import Grant, open_store
from server.web import auth
from server.web.app import build
from tests.servers import ROOT

schemathesis = pytest.importorskip("schemathesis")

from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.generation import GenerationMode  # noqa: E402
from schemathesis.specs.openapi.checks import positive_data_acceptance  # noqa: E402

CASES = int(os.environ.get("UNABRIDGED_FUZZ", "8"))
LIMITS = settings(
    max_examples=CASES,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
OF_OTHER_SITES = (
    "fetch_failed",
    "page_status",
    "too_many_redirects",
    "deadline_exceeded",
    "reader_unavailable",
)
BEYOND_SCHEMAS = (
    "the end after the start",
    "is no address of a page",
    "a token's name has 1 to 100 letters",
)
PATHS = json.loads((ROOT / "docs/openapi.json").read_text("utf-8"))["paths"]
CALLS = [(path, method) for path, methods in PATHS.items() for method in methods]


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Take away what can't be made up.

    Of lengths those that no text can exceed: hypothesis gives up at 8,192. Of tokens all: one goes
    with each call (`app`), and test_who_may_call.py has what happens without. Of examples all:
    schemathesis draws them anew each time, which hypothesis takes for a flaky test.
    """
    for part in list(objects_in(raw_schema)):
        if isinstance(part.get("maxLength"), int) and part["maxLength"] >= 8_000:
            del part["maxLength"]
        part.pop("example", None)
        part.pop("examples", None)
    del raw_schema["security"]


def objects_in(schema):
    """Yield a schema and all objects within it."""
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(inner, (dict, list)):
            yield from objects_in(inner)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Return the application, whose fetches are blocked or unknown."""
    settings = Settings(data=tmp_path_factory.mktemp("fuzz"), workers=1, fetch_seconds=0.5)
    app = build(settings)
    inner = app.wsgi_app
    # A client in this process unpacks nothing that it says it takes.
    caller = {"REMOTE_ADDR": "127.0.0.1", "HTTP_ACCEPT_ENCODING": "identity"}

    def as_caller(environ, start):
        with closing(open_store(settings)) as store:
            secret = caller.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
            if not store.tokens.find(secret):  # made-up calls may have revoked it
                _, secret = store.tokens.create(Grant("Ada", auth.OWNER.scopes))
                caller["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        return inner({**environ, **caller}, start)

    app.wsgi_app = as_caller
    # A worker starts with the first text; without one nothing is ready.
    page = {"page": {"text": "A ferry sails from Orlund to Brevik every hour."}}
    assert app.test_client().post("/v1/extract", json=page).status_code == 200
    yield app
    app.extensions["unabridged"].close()


@pytest.fixture(scope="module")
def api(app):
    """Return the application as its document describes it."""
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


def forget_all(app) -> None:
    """Delete what is saved and followed: hypothesis needs the same beginning each time."""
    client = app.test_client()
    for kind in ("comparisons", "feeds"):
        while entries := client.get(f"/v1/{kind}").get_json()[kind]:
            for entry in entries:
                assert client.delete(f"/v1/{kind}/{entry['id']}").status_code == 204


@pytest.mark.parametrize(("path", "method"), CALLS, ids=lambda call_id: call_id)
def test_every_answer_is_as_the_document_says(api, path, method):
    @LIMITS
    @given(case=cases_of(api[path][method.upper()]))
    def call(case):
        check(case, case.call())

    call()


def test_calls_that_follow_from_each_other_are_as_the_document_says(app, api):
    class Calls(api.as_state_machine()):
        def setup(self):
            forget_all(app)

        def validate_response(self, response, case, additional_checks=None, **_):
            check(case, response, recorder=self.recorder)

    run_state_machine_as_test(
        Calls, settings=settings(LIMITS, max_examples=CASES // 2, stateful_step_count=5)
    )


def check(case, response, **options) -> None:
    # The caller has a token for everything but what has its own key in its path.
    assert response.status_code != 401 or "{key}" in case.path
    excused = [positive_data_acceptance] if beyond_schemas(response) else []
    if response.status_code in (502, 504):  # another site's fault, not this server's
        assert response.json()["type"].removeprefix("/problems/") in OF_OTHER_SITES
        excused.append(not_a_server_error)
    case.validate_response(response, excluded_checks=excused, **options)


def beyond_schemas(response) -> bool:
    """Return whether a refusal is for what no schema can say.

    That is what is in a page, which addresses can be fetched, which letters can be printed, and
    one number after another.
    """
    if response.status_code != 422:
        return False
    problem = response.json()
    of_a_page = response.request.method == "POST" or "?url=" in response.request.url
    of_the_page = of_a_page and "faults" not in problem["params"]
    return of_the_page or any(said in problem["detail"] for said in BEYOND_SCHEMAS)


def cases_of(operation):
    """Cases of an operation, those that it describes and those that it does not."""
    return operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy(
        generation_mode=GenerationMode.NEGATIVE
    )
