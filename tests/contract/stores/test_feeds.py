"""The feeds' calls over real HTTP, and the poller of a real server."""

import time

import httpx2
import pytest
from hostile_servers import PUBLIC, Listener, answer, routes
from jsonschema import Draft202012Validator

from server.config import Settings
from server.store.index.article_index import SqliteArticles
from server.store.records import Grant
from server.store.store import open_store
from tests.servers import DOCUMENT, running_server
from tests.unit.feeds import samples

# Seconds between two looks for due feeds.
SOONER = {"server.store.upkeep.PeriodicJob.seconds": 0.5}


@pytest.fixture(scope="module")
def site():
    table = {
        "/feed": answer(samples.RSS.encode(), content_type="application/rss+xml"),
        "/moved": answer(samples.RSS.encode(), content_type="application/rss+xml"),
        "/": answer(samples.PAGE.encode()),
    }
    listener = Listener(routes(table)).listen(PUBLIC)
    yield f"http://{PUBLIC}:{listener.port}"
    listener.stop()


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("feeds")


@pytest.fixture(scope="module")
def client(site, data):
    settings = {
        "UNABRIDGED_ALLOW_HOSTS": site.removeprefix("http://"),
        "UNABRIDGED_FEEDS_FULL_TEXT": "0",
    }
    with (
        running_server(data, sooner=SOONER, **settings) as server,
        httpx2.Client(
            base_url=server.base, headers=server.owner, trust_env=False, timeout=30
        ) as http_client,
    ):
        yield http_client


def valid(body, path, method):
    document = DOCUMENT
    answer = document["paths"][path][method]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(body)
    return body


def test_a_feed_is_added_listed_polled_by_the_server_and_removed(client, site, data):
    added = client.post("/v1/feeds", json={"url": f"{site}/feed"})
    feed = valid(added.json(), "/v1/feeds", "post")
    assert (feed["title"], feed["items"], feed["kind"]) == ("Lindower Bote", 4, "rss")
    again = client.post("/v1/feeds", json={"url": f"{site}/feed"}).json()
    assert again["id"] == feed["id"]

    end = time.monotonic() + 60
    while time.monotonic() < end:
        (listed,) = valid(client.get("/v1/feeds").json(), "/v1/feeds", "get")["feeds"]
        if listed["polled"]:
            break
        time.sleep(0.5)
    assert listed["polled"] is not None
    assert listed["last_error"] is None
    index = SqliteArticles(data / "articles.db")
    while index.count_articles() < 4 and time.monotonic() < end:
        time.sleep(0.2)
    assert index.count_articles() == 4
    index.close()

    assert client.delete(f"/v1/feeds/{feed['id']}").status_code == 204
    assert client.delete(f"/v1/feeds/{feed['id']}").json()["type"] == "/problems/not_found"
    assert client.get("/v1/feeds").json() == {"feeds": []}


def test_a_feed_is_paused_refreshed_and_edited(client, site):
    feed = client.post("/v1/feeds", json={"url": f"{site}/feed"}).json()
    place = f"/v1/feeds/{feed['id']}"

    def change(status=200, **changes):
        response = client.patch(place, json=changes)
        assert response.status_code == status, response.text
        return valid(response.json(), "/v1/feeds/{id}", "patch") if status == 200 else response

    paused = change(state="paused")
    assert (paused["state"], paused["due"]) == ("paused", None)
    assert "resume it" in change(422, refresh=True).json()["detail"]
    assert "10 minutes or more" in change(422, minutes=9).json()["detail"]
    assert change(422, minutes="30").json()["type"] == "/problems/invalid_request"
    assert change(422, url=f"{site}/").json()["type"] == "/problems/not_a_feed"
    assert change(403, url="http://127.0.0.1:9/feed").json()["type"] == "/problems/blocked_address"
    assert change(minutes=30)["minutes"] == 30
    moved = change(url=f"{site}/moved", minutes=0)
    assert (moved["url"], moved["minutes"]) == (f"{site}/moved", None)
    resumed = change(state="active")
    assert resumed["state"] == "active"
    assert change(refresh=True)["due"] >= resumed["due"]
    other_feed = client.post("/v1/feeds", json={"url": f"{site}/feed"}).json()
    assert "Another feed" in change(422, url=other_feed["url"]).json()["detail"]
    assert client.patch("/v1/feeds/none", json={"state": "paused"}).status_code == 404
    for added_feed in (feed, other_feed):
        assert client.delete(f"/v1/feeds/{added_feed['id']}").status_code == 204


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/", 422, "not_a_feed"),
        ("/nothing", 502, "page_status"),
        ("javascript:alert(1)", 422, "invalid_address"),
        ("http://127.0.0.1:9/feed", 403, "blocked_address"),
        ("", 422, "invalid_request"),
    ],
)
def test_what_is_not_a_feed_is_a_problem(client, site, path, status, kind):
    url = site + path if path.startswith("/") else path
    response = client.post("/v1/feeds", json={"url": url})
    problem = response.json()
    assert (response.status_code, problem["type"]) == (status, f"/problems/{kind}")
    assert problem["stage"] == "request"
    if kind == "not_a_feed":
        assert problem["params"]["feeds"][0] == f"{site}/feed"


def test_feeds_want_the_scope_index(client, data):
    _, secret = open_store(Settings(data=data)).tokens.create(Grant("Ada", ("compare",)))
    headers = {"Authorization": f"Bearer {secret}"}
    for response in (
        client.get("/v1/feeds", headers=headers),
        client.post("/v1/feeds", headers=headers, json={"url": "https://bote.example/feed"}),
        client.patch("/v1/feeds/1", headers=headers, json={"state": "paused"}),
        client.delete("/v1/feeds/1", headers=headers),
    ):
        assert response.status_code == 403
        assert response.json()["params"]["scope"] == "index"
