"""Signing in on a team server's own pages: a cookie for these pages alone."""

import httpx2
import pytest

from server.config import Settings
from server.store.records import Grant
from server.store.store import open_store
from tests.servers import running_server

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    """Address of a team server, and a token for it."""
    data_folder = tmp_path_factory.mktemp("team")
    store = open_store(Settings(data=data_folder))
    _, secret = store.tokens.create(Grant("Ada", ("compare",)))
    store.close()
    with running_server(data_folder, host="0.0.0.0") as running:
        yield running.base, secret


@pytest.fixture
def client(team):
    with httpx2.Client(base_url=team[0], trust_env=False, timeout=30) as http_client:
        yield http_client


def test_the_list_of_saved_comparisons_asks_to_sign_in_and_opens_then(client, team):
    redirect = client.get("/saved")
    assert redirect.status_code == 302
    assert redirect.headers["Location"] == "/sign-in?next=/saved"
    assert "token" in client.get("/sign-in?next=/saved").text
    answer = client.post("/sign-in", data={"token": team[1], "next": "/saved"}, headers=OWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/saved")
    cookie = answer.headers["Set-Cookie"]
    assert team[1] not in cookie  # it is no token: by http it goes to all ports of the host
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Max-Age" not in cookie  # it ends with the browser
    assert client.get("/saved").status_code == 200
    assert client.get("/v1/comparisons", headers=OWN).status_code == 200
    out = client.post("/sign-out", headers=OWN)
    assert out.status_code == 303
    assert client.get("/saved").status_code == 302


@pytest.mark.parametrize("site", [None, "none", "same-site", "cross-site"])
def test_the_cookie_counts_for_the_server_s_own_pages_alone(client, team, site):
    client.post("/sign-in", data={"token": team[1]}, headers=OWN)
    headers = {} if site is None else {"Sec-Fetch-Site": site}
    status = 403 if site in ("same-site", "cross-site") else 401
    assert client.get("/v1/comparisons", headers=OWN).status_code == 200
    assert client.get("/v1/comparisons", headers=headers).status_code == status
    body = {"page": {"text": "A page. It says two things."}}
    assert client.post("/v1/compare", json=body, headers=headers).status_code == status


def test_a_wrong_token_is_refused_in_words_and_sets_nothing(client):
    answer = client.post("/sign-in?lang=en", data={"token": "wrong"}, headers=OWN)
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert "Enter the token you were given" in answer.text


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_it_leads_nowhere_else(client, team, target):
    answer = client.post("/sign-in", data={"token": team[1], "next": target}, headers=OWN)
    assert answer.headers["Location"] == "/"


def test_another_site_can_not_sign_anyone_in_or_out(client, team):
    for path in ("/sign-in", "/sign-out"):
        headers = {"Sec-Fetch-Site": "cross-site"}
        answer = client.post(path, data={"token": team[1]}, headers=headers)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers
