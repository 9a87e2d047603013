import gzip
import json
from contextlib import closing

import pytest

from server import create_app
from server.config import Settings
from server.store import Grant, open_store


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    with closing(open_store(settings)) as store:
        _, secret = store.tokens.create(Grant("Ada", ("compare",)))
    client = create_app(settings).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    client.environ_base["HTTP_HOST"] = "127.0.0.1:8750"
    return client


def test_the_document_of_the_api_is_sent_packed_to_who_takes_it_so(client):
    packed = client.get("/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    plain = client.get("/openapi.json")
    assert "Content-Encoding" not in plain.headers
    assert json.loads(gzip.decompress(packed.data)) == plain.get_json()
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize("path", ["/openapi.json", "/v1/stories.atom"])
def test_who_has_an_answer_is_not_sent_it_again(client, path):
    first = client.get(path)
    assert first.status_code == 200
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_list_of_stories_is_its_readers_alone(client):
    assert client.get("/v1/stories.atom").headers["Cache-Control"] == "private, no-cache"
