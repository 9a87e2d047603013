"""The index over real HTTP: articles in, hits out, whole texts never."""

import httpx2
import pytest

from tests.servers import running_server

FERRY = {
    "url": "https://gazette.example/ferry",
    "title": "Ferry sails again",
    "text": "The ferry to Brackholm sailed on Monday. " * 30 + "Oda Lindqvist waved at the end.",
    "published": "2026-03-02",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with (
        # Its article is of March: the first round of upkeep would delete it.
        running_server(tmp_path_factory.mktemp("index"), UNABRIDGED_INDEX_DAYS="36500") as server,
        httpx2.Client(
            base_url=server.base, headers=server.owner, trust_env=False, timeout=30
        ) as http_client,
    ):
        yield http_client


def test_articles_go_in_and_a_bad_one_alone_is_rejected(client):
    body = {"articles": [FERRY, {"url": "nowhere"}, {"url": "https://x.example/", "html": "<p>"}]}
    answer = client.post("/v1/articles", json=body).json()
    assert (answer["added"], answer["updated"], answer["unchanged"]) == (1, 0, 0)
    assert [entry["index"] for entry in answer["rejected"]] == [1, 2]
    problems = [entry["problem"]["type"] for entry in answer["rejected"]]
    assert problems == ["/problems/invalid_request", "/problems/unreadable_html"]
    assert client.post("/v1/articles", json={"articles": [FERRY]}).json()["unchanged"] == 1


def test_hits_have_title_address_and_lead_never_the_whole_text(client):
    client.post("/v1/articles", json={"articles": [FERRY]})
    answer = client.get("/v1/articles", params={"q": "Lindqvist", "limit": "5"})
    (hit,) = answer.json()["hits"]
    assert (hit["url"], hit["title"]) == (FERRY["url"], FERRY["title"])
    assert hit["lead"].startswith("The ferry to Brackholm")
    assert "waved" not in answer.text


@pytest.mark.parametrize(
    "query", [{}, {"q": " "}, {"q": "x", "limit": "0"}, {"q": "x", "limit": "many"}]
)
def test_a_search_that_makes_no_sense_is_a_problem(client, query):
    answer = client.get("/v1/articles", params=query)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid_request"


def test_too_many_articles_are_refused_whole(client):
    answer = client.post("/v1/articles", json={"articles": [FERRY] * 1001})
    assert answer.status_code == 422
    assert "1000" in answer.json()["detail"]
