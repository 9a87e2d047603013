"""Tokens over real HTTP: each refusal has its problem; quotas hold across processes."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx2
import pytest

from server.config import Settings
from server.net.sample import summary_url
from server.store.access_tokens import MOST_PAIRED
from server.store.records import Grant
from server.store.sql import moment
from server.store.store import open_store
from tests.servers import running_server

BODY = {"page": {"text": "A page. It says two things."}}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("tokens")


@pytest.fixture(scope="module")
def store(data):
    opened = open_store(Settings(data=data))
    opened.tokens.create(Grant("Ada", ("compare",)))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(data, store):
    with (
        running_server(data, host="0.0.0.0") as running,
        httpx2.Client(base_url=running.base, trust_env=False, timeout=30) as http_client,
    ):
        yield http_client


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def refusal(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["type"].removeprefix("/problems/")


def test_each_refusal_is_told_apart(client, store):
    _, expired = store.tokens.create(Grant("Bo", ("compare",), expires=moment(days=-1)))
    key, revoked = store.tokens.create(Grant("Cy", ("compare",)))
    _, indexer = store.tokens.create(Grant("Di", ("index",)))
    store.tokens.revoke(key)
    expected = {
        "": (401, "unauthorized"),
        "unab_wrong": (401, "unauthorized"),
        revoked: (401, "unauthorized"),
        expired: (401, "token_expired"),
        indexer: (403, "insufficient_scope"),
    }
    for secret, outcome in expected.items():
        headers = bearer(secret) if secret else {}
        response = client.post("/v1/extract", json=BODY, headers=headers)
        assert refusal(response) == outcome
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert response.json()["detail"].endswith(".")
    for header in (
        b"Basic QWxhZGRpbjpvcGVu",
        b"Basic \xc2\xb2",
        b"Basic",
        b"Bearer",
        b"unab_wrong",
        b"Bearer \xe4\xff",
    ):
        for path in ("/v1/status", "/v1/stories.atom"):
            response = client.get(path, headers={"Authorization": header})
            assert refusal(response) == (401, "unauthorized")


def test_a_used_up_quota_says_when_to_come_back(client, store):
    _, secret = store.tokens.create(Grant("Eve", ("compare",), per_day=2))
    ask = {"json": BODY, "headers": bearer(secret)}
    assert [client.post("/v1/extract", **ask).status_code for _ in range(2)] == [200, 200]
    response = client.post("/v1/extract", **ask)
    assert refusal(response) == (429, "quota_exceeded")
    wait = int(response.headers["Retry-After"])
    now = datetime.now(UTC)
    midnight = 86_400 - (now.hour * 3_600 + now.minute * 60 + now.second)
    assert abs(wait - midnight) <= 5
    streamed = client.post(
        "/v1/compare", json=BODY, headers={**bearer(secret), "Accept": "application/x-ndjson"}
    )
    assert refusal(streamed) == (429, "quota_exceeded")
    about = client.get("/v1/status", headers=bearer(secret)).json()["token"]
    assert about == {
        "name": "Eve",
        "scopes": ["compare"],
        "expires": None,
        "per_day": 2,
        "used_today": 2,
    }
    with store.sql.write() as db:
        db.execute("update token_days set day = '2026-01-01'")
    assert client.post("/v1/extract", **ask).status_code == 200


def test_refused_callers_are_not_counted_and_refused_bodies_are(client, store):
    _, secret = store.tokens.create(Grant("Fay", ("compare",), per_day=5))
    for _ in range(3):
        assert (
            client.post("/v1/feeds", json={"url": "x"}, headers=bearer(secret)).status_code == 403
        )
        assert client.get("/v1/comparisons", headers=bearer(secret)).status_code == 200
    for wrong in ({}, {"page": {}}, {"page": {"text": "x", "typo": 1}}):
        answer = client.post("/v1/extract", json=wrong, headers=bearer(secret))
        assert refusal(answer)[0] == 422
    answer = client.post("/v1/compare", content=b"{", headers=bearer(secret))
    assert answer.status_code in (400, 415)
    about = client.get("/v1/status", headers=bearer(secret)).json()["token"]
    assert about["used_today"] == 4
    assert client.post("/v1/extract", json=BODY, headers=bearer(secret)).status_code == 200
    answer = client.post("/v1/extract", json={}, headers=bearer(secret))
    assert refusal(answer) == (429, "quota_exceeded")


def test_opening_pasted_texts_again_is_not_a_call(client, store):
    _, secret = store.tokens.create(Grant("Gus", ("compare",), per_day=1))
    body = BODY | {"source": {"text": "A source. It says two things."}, "save": True}
    comparison = client.post("/v1/compare", json=body, headers=bearer(secret)).json()
    path = f"/v1/comparisons/{comparison['id']}"
    looked = client.post(f"{path}/versions", headers=bearer(secret))
    assert (looked.status_code, looked.json()["id"]) == (200, comparison["id"])
    assert client.get(path, headers=bearer(secret)).status_code == 200
    refused = client.post("/v1/compare", json=body, headers=bearer(secret))
    assert refusal(refused) == (429, "quota_exceeded")


def test_a_quota_holds_across_processes(tmp_path):
    opened_store = open_store(Settings(data=tmp_path))
    _, secret = opened_store.tokens.create(Grant("Ada", ("compare",), per_day=7))
    opened_store.close()
    with running_server(tmp_path, GUNICORN_CMD_ARGS="-w 2") as running:
        running.wait_for_processes(2)

        def ask(_):
            return httpx2.post(
                f"{running.base}/v1/extract",
                json=BODY,
                headers=bearer(secret),
                trust_env=False,
                timeout=60,
            ).status_code

        with ThreadPoolExecutor(8) as threads:
            outcomes = list(threads.map(ask, range(24)))
        assert outcomes.count(200) == 7
        assert set(outcomes) <= {200, 429, 503}  # a busy server counts nothing


def test_a_pairing_link_becomes_a_token_once(client, store):
    _, ada = store.tokens.create(
        Grant("Ada", ("compare", "index"), expires=moment(days=9), per_day=5)
    )
    pairing = client.post(
        "/v1/pairings", json={"name": "Bo", "scopes": ["compare"]}, headers=bearer(ada)
    ).json()
    assert pairing["link"] == f"{client.base_url}/pair#{pairing['code']}".replace("//pair", "/pair")
    assert len(pairing["code"]) >= 22
    assert moment(minutes=9) < pairing["expires"] <= moment(minutes=11)
    answer = client.post("/v1/pairings/claim", json={"code": pairing["code"]})
    claimed = answer.json()
    assert (claimed["name"], claimed["scopes"]) == ("Bo", ["compare"])
    assert answer.headers["Cache-Control"] == "no-store"
    about = client.get("/v1/status", headers=bearer(claimed["token"])).json()["token"]
    assert about["per_day"] == 5
    assert about["expires"] == claimed["expires"]
    again = client.post("/v1/pairings/claim", json={"code": pairing["code"]})
    assert refusal(again) == (410, "pairing_used")


def test_a_pairing_gives_no_more_than_its_maker_has(client, store):
    _, reader = store.tokens.create(Grant("Gus", ("compare",)))
    for scopes in (["admin"], ["compare", "index"]):
        answer = client.post("/v1/pairings", json={"scopes": scopes}, headers=bearer(reader))
        assert refusal(answer) == (403, "insufficient_scope")
    assert refusal(client.post("/v1/pairings", json={})) == (401, "unauthorized")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/pairings", {"name": ""}),
        ("/v1/pairings", {"name": "x" * 101}),
        ("/v1/pairings", {"scopes": []}),
        ("/v1/pairings", {"scopes": ["everything"]}),
        ("/v1/pairings", {"per_day": 9}),
        ("/v1/pairings", [1]),
        ("/v1/pairings/claim", {}),
        ("/v1/pairings/claim", {"code": ""}),
        ("/v1/pairings/claim", {"code": 7}),
        ("/v1/pairings/claim", {"code": "x" * 201}),
    ],
)
def test_a_pairing_is_asked_for_in_the_described_way(client, store, path, body):
    _, secret = store.tokens.create(Grant("Hal", ("compare",)))
    answer = client.post(path, content=json.dumps(body), headers={
        **bearer(secret), "Content-Type": "application/json"
    })  # fmt: skip
    assert refusal(answer) == (422, "invalid_request")


@pytest.mark.parametrize("code", ["A" * 22, "\0", "ä" * 100, "' or 1=1 --"])
def test_a_code_that_was_never_made_is_a_problem(client, code):
    answer = client.post("/v1/pairings/claim", json={"code": code})
    assert refusal(answer) == (404, "pairing_unknown")


def test_a_pairing_ends_with_the_token_that_made_it(client, store):
    key, secret = store.tokens.create(Grant("Ivy", ("compare",)))
    codes = [
        client.post("/v1/pairings", json={}, headers=bearer(secret)).json()["code"]
        for _ in range(2)
    ]
    paired = client.post("/v1/pairings/claim", json={"code": codes[0]}).json()["token"]
    store.tokens.revoke(key)
    assert client.get("/v1/status", headers=bearer(paired)).status_code == 401
    late = client.post("/v1/pairings/claim", json={"code": codes[1]})
    assert refusal(late) == (404, "pairing_unknown")


def test_a_pairing_is_a_call_of_its_makers_quota(client, store):
    _, secret = store.tokens.create(Grant("Jo", ("compare",), per_day=2))
    ask = {"json": {}, "headers": bearer(secret)}
    assert [client.post("/v1/pairings", **ask).status_code for _ in range(2)] == [200, 200]
    assert refusal(client.post("/v1/pairings", **ask)) == (429, "quota_exceeded")


def test_an_account_has_room_for_a_number_of_pairings(client, store):
    _, secret = store.tokens.create(Grant("Kim", ("compare",)))
    ask = {"json": {}, "headers": bearer(secret)}
    codes = [client.post("/v1/pairings", **ask).json()["code"] for _ in range(MOST_PAIRED)]
    assert refusal(client.post("/v1/pairings", **ask)) == (409, "pairings_full")
    for code in codes[:3]:
        assert client.post("/v1/pairings/claim", json={"code": code}).status_code == 200
    assert refusal(client.post("/v1/pairings", **ask)) == (409, "pairings_full")


def test_on_its_own_machine_a_pairing_needs_the_owner_too(server):
    with httpx2.Client(base_url=server.base, trust_env=False, timeout=60) as local_client:
        assert refusal(local_client.post("/v1/pairings", json={})) == (401, "unauthorized")
        evil = {"Origin": "https://evil.example", **server.owner}
        assert refusal(local_client.post("/v1/pairings", json={}, headers=evil)) == (
            403,
            "forbidden",
        )
        code = local_client.post("/v1/pairings", json={}, headers=server.owner).json()["code"]
        claimed = local_client.post("/v1/pairings/claim", json={"code": code}).json()
        assert (claimed["name"], claimed["scopes"]) == ("this machine", ["compare"])


def test_the_page_that_makes_links_runs_the_servers_own_script_only(server):
    page = httpx2.get(f"{server.base}/pair", trust_env=False, timeout=60)
    assert page.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in page.text
    script = httpx2.get(f"{server.base}/static/site/pair.js", trust_env=False, timeout=60)
    assert script.headers["Content-Type"].startswith("text/javascript")


def test_a_page_at_an_address_is_judged_by_a_get_with_a_token_alone(data, store, tmp_path):
    _, secret = store.tokens.create(Grant("Ed", ("compare",)))
    with running_server(data) as running:
        address = summary_url(running.port)

        def asked(path, headers, **query):
            url = f"{running.base}/v1/{path}"
            return httpx2.get(url, params=query, headers=headers, trust_env=False, timeout=60)

        own = bearer(secret)
        for path in ("verdict", "compare"):
            posted = httpx2.post(
                f"{running.base}/v1/{path}",
                json={"page": {"url": address}},
                headers=own,
                trust_env=False,
                timeout=60,
            ).json()
            answer = asked(path, own, url=address)
            assert answer.json()["verdict"] == posted["verdict"]
            for site in ("cross-site", "same-site"):
                refused = asked(path, {**own, "Sec-Fetch-Site": site}, url=address)
                assert refusal(refused) == (403, "forbidden")
            evil = {**own, "Origin": "https://evil.example"}
            assert refusal(asked(path, evil, url=address)) == (403, "forbidden")
            for query in ({}, {"url": " "}, {"url": address, "b": "2"}):
                assert refusal(asked(path, own, **query)) == (422, "invalid_request")
    with running_server(tmp_path) as running:  # a picture of another page, in an old browser
        alone = asked("verdict", {}, url=summary_url(running.port))
        assert refusal(alone) == (401, "unauthorized")
        assert "needs a token" in alone.json()["detail"]
