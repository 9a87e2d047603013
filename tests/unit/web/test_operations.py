"""What the API says of its calls is short, complete, and in the words of JSON Schema."""

import json
import re
from contextlib import closing

import pytest

from server import create_app
from server.config import Settings
from server.store import Grant, open_store
from server.web.operations import OPERATIONS
from tests.servers import ROOT

DOCUMENT = json.loads((ROOT / "docs/openapi.json").read_text("utf-8"))
CALLS = {
    f"{method} {path}": call
    for path, methods in DOCUMENT["paths"].items()
    for method, call in methods.items()
}
HOME = {"Host": "127.0.0.1:8750"}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    with closing(open_store(settings)) as store:
        _, secret = store.tokens.create(Grant("Ada", ("compare", "index", "admin")))
    client = create_app(settings).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    client.environ_base["HTTP_HOST"] = HOME["Host"]
    return client


@pytest.mark.parametrize("name", CALLS)
def test_a_call_has_a_short_summary_a_tag_and_its_refusals(name):
    call = CALLS[name]
    assert 0 < len(call["summary"]) <= 60
    assert call["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"]}
    refusals = {status for status in call["responses"] if status.startswith("4")}
    assert "429" in refusals
    in_path = re.findall(r"{(\w+)}", name)
    assert ("404" in refusals) is bool(in_path)
    described = [
        parameter["name"] for parameter in call.get("parameters", []) if parameter["in"] == "path"
    ]
    assert described == in_path
    assert ("422" in refusals) >= ("requestBody" in call)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_with_a_body_has_an_example_that_its_model_takes(name, client):
    operation = OPERATIONS[tuple(name.split(" "))]
    if operation.has_body:
        assert operation.request.model_validate(operation.example)
        body = CALLS[name]["requestBody"]["content"]["application/json"]
        assert body["example"] == operation.example


@pytest.mark.parametrize("name", CALLS)
def test_a_call_has_an_example_of_all_that_it_takes_or_gives(name):
    call, operation = CALLS[name], OPERATIONS[tuple(name.split(" "))]
    parameters = call.get("parameters", [])
    assert all("example" in parameter for parameter in parameters)
    takes_or_gives = operation.has_body or parameters or operation.answer
    if takes_or_gives and not parameters:
        assert operation.example is not None


@pytest.mark.parametrize("name", ["get /v1/status", "get /v1/me", "get /healthz"])
def test_the_example_of_an_answer_has_its_members(name, client):
    operation = OPERATIONS[tuple(name.split(" "))]
    answer = client.get(operation.path)
    if answer.is_json:
        assert answer.get_json().keys() == operation.example.keys()
    else:
        assert answer.text == operation.example


@pytest.mark.parametrize("name", CALLS)
def test_the_examples_of_a_query_are_taken(name):
    operation = OPERATIONS[tuple(name.split(" "))]
    if operation.query:
        values = {parameter["name"]: parameter["example"] for parameter in operation.parameters}
        assert operation.query.model_validate(values)


def test_the_example_of_an_import_is_taken(client):
    operation = OPERATIONS["post", "/v1/comparisons"]
    imported = client.post("/v1/comparisons", json=operation.example).get_json()
    assert len(imported["added"]) == 1


def schemas_within(node):
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from schemas_within(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from schemas_within(inner)


def test_limits_of_numbers_are_in_the_words_of_json_schema():
    words = {key for schema in schemas_within(DOCUMENT) for key in schema}
    assert {"minimum", "maximum"} <= words
    assert not {"ge", "le", "gt", "lt"} & words


def test_one_feed_token_and_hook_can_be_shown(client):
    (token,) = client.get("/v1/tokens").get_json()["tokens"]
    assert client.get(f"/v1/tokens/{token['id']}").get_json()["name"] == "Ada"
    for path in ("/v1/tokens/none", "/v1/feeds/none", "/v1/hooks/none"):
        assert client.get(path).status_code == 404


def test_a_query_is_refused_with_what_it_takes(client):
    refused = client.get("/v1/articles?q=quay&limit=99")
    assert refused.status_code == 422
    assert "a whole number from 1 to 50" in refused.get_json()["detail"]
    assert client.get("/v1/articles?q=quay&limit=5").get_json() == {"hits": []}
    assert "takes q, limit" in client.get("/v1/articles?words=quay").get_json()["detail"]


@pytest.mark.parametrize("name", ["a\0b", "\0", "a\x1bb", " "])
def test_a_name_with_control_characters_makes_no_token(client, name):
    answer = client.post("/v1/tokens", json={"name": name})
    assert answer.status_code == 422
    assert "`name`" in answer.get_json()["detail"]
