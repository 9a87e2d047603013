"""Two real servers, one of which asks the other for articles."""

import httpx2
import pytest

from server.cli import doctor
from server.config import Settings
from server.net.sample import original_url
from server.store import Grant, open_store
from tests.index_engines import FERRY
from tests.servers import Server

PAGE = {
    "url": "https://digest.example/ferry",
    "html": "<html lang=en><title>Ferry sails again</title><article><h1>Ferry sails again</h1>"
    "<p>The ferry to Brackholm sailed again on Monday, said harbour master Oda Lindqvist. It had "
    "412 passengers.</p></article></html>",
    "published": "2026-03-03",
}
WORDS = ("lindqvist", "brackholm", "412")


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """Return the folder of the peer."""
    return tmp_path_factory.mktemp("desk2")


@pytest.fixture(scope="module")
def index_token(there):
    """Create a token that may fill the peer's index."""
    store = open_store(Settings(data=there))
    _, secret = store.tokens.create(Grant("its own", ("index",)))
    store.close()
    return secret


@pytest.fixture(scope="module")
def desks(there, index_token, tmp_path_factory):
    """Start the peer and the server that asks it; return them with their token."""
    here = tmp_path_factory.mktemp("desk1")
    store = open_store(Settings(data=there))
    _, secret = store.tokens.create(Grant("desk 1", ("compare",), per_day=9))
    store.close()
    peer = Server(there).wait()
    asking = Server(
        here,
        UNABRIDGED_SEARCH_PEERS=peer.base,
        UNABRIDGED_SEARCH_PEER_TOKENS=secret,
    ).wait()
    article = {name: getattr(FERRY, name) for name in ("url", "title", "text", "published")}
    added = httpx2.post(
        f"{peer.base}/v1/articles",
        json={"articles": [article]},
        headers={"Authorization": f"Bearer {index_token}"},
        trust_env=False,
        timeout=60,
    )
    assert added.json()["added"] == 1
    yield peer, asking, secret
    asking.stop()
    if peer.alive:
        peer.stop()


def find(server: Server, page: dict = PAGE, **search) -> dict:
    answer = httpx2.post(
        f"{server.base}/v1/find", json={"page": page, **search}, trust_env=False, timeout=60
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["search"]


def turn(search: dict) -> dict:
    return next(one for one in search["tried"] if one["finder"] == "peer")


def test_a_page_that_a_reader_sent_goes_to_no_peer_without_leave(desks):
    found = find(desks[1])
    assert turn(found)["outcome"] == "not_asked"
    place = found["offer"]["providers"].index("peer")
    (words,) = found["offer"]["words"][place]
    assert all(word in words for word in WORDS)


def test_with_leave_the_peers_article_is_a_candidate_and_its_text_stays_there(desks):
    found = find(desks[1], search={"providers": ["peer"]})
    assert turn(found)["candidates"] == 1
    # Its page can't be fetched here, so that it is named and not shown.
    assert "gazette.example" in turn(found)["detail"]
    assert FERRY.text not in str(found)


def test_a_peers_article_is_fetched_from_its_publisher_and_then_is_the_source(desks, index_token):
    peer, asking, _ = desks
    url = original_url(asking.port)
    with httpx2.Client(base_url=asking.base, trust_env=False, timeout=60) as client:
        original = client.post("/v1/extract", json={"page": {"url": url}}).json()
    article = {name: original[name] for name in ("title", "text", "published")}
    added = httpx2.post(
        f"{peer.base}/v1/articles",
        json={"articles": [{**article, "url": url}]},
        headers={"Authorization": f"Bearer {index_token}"},
        trust_env=False,
        timeout=60,
    )
    assert added.json()["added"] == 1
    beginning = " ".join(one["text"] for one in original["sentences"][:7])
    page = {"text": beginning, "title": "Norvane goes its own way"}
    assert find(asking, page)["outcome"] == "not_found"
    found = find(asking, page, search={"providers": ["peer"]})
    assert (found["outcome"], found["source"]) == ("source", url)
    assert found["candidates"][0]["found_by"][0]["finder"] == "peer"


def test_the_peer_answers_with_titles_and_leads_within_the_days_only(desks):
    peer, _, secret = desks
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx2.Client(base_url=peer.base, headers=headers, trust_env=False, timeout=60) as client:
        body = {"terms": ["Oda Lindqvist"], "since": "2026-03-01", "until": "2026-03-04"}
        (hit,) = client.post("/v1/articles/search", json=body).json()["hits"]
        assert (hit["url"], hit["title"], "text" in hit) == (FERRY.url, FERRY.title, False)
        late = client.post("/v1/articles/search", json={**body, "since": "2026-03-03"})
        assert late.json()["hits"] == []
        wrong = client.post("/v1/articles/search", json={**body, "since": "soon"})
        assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/invalid_request")
    refused = httpx2.post(f"{peer.base}/v1/articles/search", json=body, trust_env=False, timeout=60)
    assert refused.status_code == 401


def test_the_doctor_tries_each_peer(desks, tmp_path):
    peer, _, secret = desks
    known = {"data": tmp_path, "search_peers": (peer.base,)}
    (good,) = doctor.peers(Settings(**known, search_peer_tokens=(secret,)))
    assert good.good
    (bad,) = doctor.peers(Settings(**known, search_peer_tokens=("wrong",)))
    assert not bad.good
    assert "status 401" in bad.text


def test_a_peer_that_is_away_or_has_had_enough_is_told_in_the_answer(desks):
    peer, asking, _ = desks
    allowed = {"search": {"providers": ["peer"]}}
    details = [turn(find(asking, **allowed))["detail"] for _ in range(11)]  # of nine a day
    assert any("status 429: it asks for fewer questions" in detail for detail in details)
    assert "left alone" in details[-1]
    peer.stop()
    assert turn(find(asking, **allowed))["outcome"] == "failed"
