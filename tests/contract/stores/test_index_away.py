"""A cluster that is away, refuses, is full or is something else: sentences, no waiting, no 500."""

import json
import time

import httpx2
import pytest

from server.config import Settings
from server.errors import Busy, StorageFull, StoreUnavailable
from server.pipeline.wiring import open_index
from server.store import IndexArticle, Layout, OpenSearchArticles
from tests.index_engines import (
    BRIDGE,
    ENGINES,
    FERRY,
    empty_index,
    running_osmem,
    settings_of,
    urls,
)
from tests.servers import Server, free_port

pytestmark = pytest.mark.xdist_group("osmem")


def test_a_cluster_that_is_away_is_named_and_then_left_alone(tmp_path):
    settings = Settings(data=tmp_path, index=f"http://127.0.0.1:{free_port()}", index_seconds=2)
    index = open_index(settings)
    for _ in range(3):
        with pytest.raises(
            StoreUnavailable, match=r"127\.0\.0\.1:\d+ does not answer: .*take conn"
        ):
            index.count_articles()
    with pytest.raises(StoreUnavailable, match="left alone for another 2 s"):
        index.add_articles([FERRY])
    index.close()


def refusing(status, error):
    body = json.dumps({"error": error, "status": status}).encode()

    class Refuses:
        place = "search.example:443"

        def call(self, method, path, body_=None, kind=""):
            return status, body

        def close(self):
            pass

    return Refuses()


@pytest.mark.parametrize(
    ("status", "error", "problem", "words"),
    [
        (401, {}, StoreUnavailable, "UNABRIDGED_INDEX_USER"),
        (
            403,
            {"type": "security_exception", "reason": "no permissions"},
            StoreUnavailable,
            "no per",
        ),
        (429, {"type": "rejected_execution_exception", "reason": "queue"}, Busy, "too much to do"),
        (
            429,
            {"type": "cluster_block_exception", "reason": "FORBIDDEN/12/index read-only"},
            StorageFull,
            "disks",
        ),
        (500, "broken", StoreUnavailable, "status 500"),
    ],
)
def test_a_refusal_says_what_to_do(status, error, problem, words):
    index = OpenSearchArticles(refusing(status, error), Layout("unabridged", 1, 0))
    with pytest.raises(problem, match=words):
        index.search_articles(["Lindqvist"])


def test_an_address_with_something_else_than_opensearch_is_told(tmp_path, server):
    index = open_index(Settings(data=tmp_path, index=server.base))
    with pytest.raises(StoreUnavailable, match="can't be used"):
        index.count_articles()
    index.close()


@pytest.fixture(params=ENGINES[1:])
def remade(request, osmem, tmp_path):
    """Return a function that makes an index anew with other fields, on each kind of cluster."""
    is_real = request.param == "cluster"
    address = request.getfixturevalue("opensearch") if is_real else osmem
    with empty_index(request.param, address, tmp_path) as index:

        def remake(fields):
            index.add_articles([FERRY])
            (name,) = index.ask("GET", f"/{index._shape.every}/_mapping")
            body = index._shape.body()
            field_types = {**body["mappings"]["properties"], **fields}
            body["mappings"]["properties"] = {
                field: field_type for field, field_type in field_types.items() if field_type
            }
            index.ask("DELETE", f"/{name}")
            index.ask("PUT", f"/{name}", body)
            return index, name

        yield remake


@pytest.mark.parametrize(
    ("fields", "changed"), [({"words": {"type": "keyword"}}, "words"), ({"came": None}, "came")]
)
def test_an_index_of_another_mapping_is_named_and_not_written_to(remade, fields, changed):
    index, name = remade(fields)
    for use in (lambda: index.add_articles([FERRY]), index.check):
        with pytest.raises(
            StoreUnavailable, match=f"{name}.* maps {changed} otherwise .*Delete it"
        ):
            use()
    assert index.add_articles([BRIDGE]) == ["added"]  # others are as they were
    index.ask("DELETE", f"/{name}")
    assert index.add_articles([FERRY]) == ["added"]
    index.check()


def test_an_index_may_have_more_fields(remade):
    index, _ = remade({"later": {"type": "keyword"}})
    index.check()
    assert index.add_articles([FERRY]) == ["added"]
    assert urls(index.search_articles(["Lindqvist"])) == [FERRY.url]


def test_an_index_without_rights_to_the_cluster_is_not_asked_for_them(osmem, tmp_path):
    """Only indexes of our own name are touched."""
    settings = settings_of("osmem", osmem, tmp_path)
    index = open_index(settings)
    index.add_articles([FERRY, IndexArticle("https://x.example/undated", "Ferry", "No date.")])
    index.identity()
    names = {
        entry["index"]
        for entry in httpx2.get(f"{osmem}/_cat/indices?format=json", timeout=60).json()
    }
    ours = {name for name in names if name.startswith(f"{settings.index_name}-")}
    assert {name.removeprefix(f"{settings.index_name}-").split("-20")[0] for name in ours} == {
        "about",
        "articles",
        "articles-undated",
    }
    index.close()


def test_a_server_goes_on_while_its_cluster_is_away_and_finds_it_again(tmp_path):
    with running_osmem() as address:
        port = address.rpartition(":")[2]
        running = Server(
            tmp_path,
            UNABRIDGED_INDEX=address,
            UNABRIDGED_INDEX_REPLICAS="0",
            UNABRIDGED_INDEX_SECONDS="2",
        ).wait()
        with httpx2.Client(
            base_url=running.base, headers=running.owner, trust_env=False, timeout=60
        ) as client:
            article = {"url": FERRY.url, "title": FERRY.title, "text": FERRY.text}
            added = client.post("/v1/articles", json={"articles": [article]})
            assert added.json()["added"] == 1
            assert client.get("/v1/articles?q=Lindqvist").json()["hits"][0]["url"] == FERRY.url
            metrics = client.get("/metrics").text
            assert 'unabridged_index_seconds_count{outcome="ok"}' in metrics
    try:
        with httpx2.Client(
            base_url=running.base, headers=running.owner, trust_env=False, timeout=60
        ) as client:
            refused = client.get("/v1/articles?q=Lindqvist")
            assert (refused.status_code, refused.json()["type"]) == (
                503,
                "/problems/store_unavailable",
            )
            assert port in refused.json()["detail"]
            assert "index" in client.get("/readyz").json()["params"]["failed"]
            page = {"text": "The ferry to Brackholm sailed on Monday, said Oda Lindqvist."}
            turns = client.post("/v1/find", json={"page": page}).json()["search"]["tried"]
            index_turn = next(turn for turn in turns if turn["finder"] == "index")
            assert index_turn["outcome"] == "failed"
            assert "does not answer" in index_turn["detail"]
            with running_osmem(f"127.0.0.1:{port}"):
                end = time.monotonic() + 60
                while client.get("/v1/articles?q=Lindqvist").status_code == 503:
                    assert time.monotonic() < end
                    time.sleep(0.3)
                added = client.post("/v1/articles", json={"articles": [article]})
                assert added.json()["added"] == 1
    finally:
        running.stop()
