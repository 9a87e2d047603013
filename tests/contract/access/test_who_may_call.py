"""A web page in the same browser can neither read nor trigger anything."""

import os
import subprocess
import sys

import httpx2
import pytest

from server.config import Settings
from server.store.records import Grant
from server.store.store import open_store
from tests.servers import ROOT, free_port, running_server

EXTENSION = "chrome-extension://abcdefghijklmnop"


@pytest.fixture
def client(server):
    with httpx2.Client(base_url=server.base, trust_env=False, timeout=60) as made:
        yield made


def problem(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.json()["type"].removeprefix("/problems/")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_another_host_name_is_refused(client, host):
    response = client.get("/v1/status", headers={"Host": host})
    # gunicorn itself refuses an empty Host.
    assert response.status_code in (400, 403)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:9", "[::1]:8750", "localhost."])
def test_loopback_names_are_answered(client, host):
    assert client.get("/v1/status", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
def test_another_web_origin_is_refused_and_not_told_otherwise(client, origin):
    response = client.get("/v1/status", headers={"Origin": origin})
    assert problem(response) == "forbidden"
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("origin", [EXTENSION, "moz-extension://0b7f-uuid"])
def test_an_extension_may_call_from_its_own_origin(client, origin):
    response = client.get("/v1/status", headers={"Origin": origin})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == origin
    assert "Origin" in response.headers["Vary"]


def test_an_extension_may_compare_and_nothing_else(client):
    for origin, scopes in ((EXTENSION, ["compare"]), ("", ["compare", "index", "admin"])):
        headers = {"Origin": origin} if origin else {}
        assert client.get("/v1/status", headers=headers).json()["token"]["scopes"] == scopes
        feeds = client.get("/v1/feeds", headers=headers)
        assert feeds.status_code == (403 if origin else 200)
        paired = client.post("/v1/pairings", json={"scopes": ["compare"]}, headers=headers)
        assert paired.status_code == 200
        widened = client.post("/v1/pairings", json={"scopes": ["admin"]}, headers=headers)
        assert problem(widened) == "insufficient_scope"


def test_the_servers_own_pages_may_call(client, server):
    assert client.get("/v1/status", headers={"Origin": server.base}).status_code == 200


def test_a_preflight_of_an_extension_is_answered_even_for_a_private_network(client):
    response = client.options(
        "/v1/compare",
        headers={
            "Origin": EXTENSION,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
            "Access-Control-Request-Private-Network": "true",
        },
    )
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == EXTENSION
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    assert response.headers["Access-Control-Allow-Private-Network"] == "true"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_a_web_form_could_send_is_refused(client, kind):
    body = b'{"page": {"text": "A page."}}'
    response = client.post("/v1/extract", content=body, headers={"Content-Type": kind})
    assert problem(response) == "unsupported_media_type"


def test_a_wrong_token_is_refused_on_loopback_too(client):
    response = client.get("/v1/status", headers={"Authorization": "Bearer unab_wrong"})
    assert problem(response) == "unauthorized"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "command",
    [
        ["server.cli.main", "serve"],
        ["gunicorn", "-c", "python:server.web.gunicorn_conf", "wsgi:app"],
        ["gunicorn", "-c", "python:server.web.gunicorn_conf", "server:create_app()", "-w", "2"],
        ["gunicorn", "--no-control-socket", "wsgi:app"],
    ],
    ids=["serve", "gunicorn", "gunicorn with two workers", "gunicorn without our settings"],
)
@pytest.mark.parametrize("wrong", ["no token", "no database"])
def test_a_server_that_may_not_start_ends_at_once_with_a_sentence(tmp_path, command, wrong):
    if wrong == "no database":
        (tmp_path / "unabridged.sqlite3").write_text("no database, and long enough to be looked at")
    bind = f"0.0.0.0:{free_port()}"
    ended = subprocess.run(
        [sys.executable, "-m", *command, *(["-b", bind] if "wsgi:app" in command else [])],
        cwd=ROOT,
        env={**os.environ, "UNABRIDGED_BIND": bind, "UNABRIDGED_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert ended.returncode != 0
    assert ("tokens create" if wrong == "no token" else "unabridged restore") in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_server_bound_past_its_settings_wants_a_token_too(tmp_path):
    ended = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "gunicorn",
                "-c",
                "python:server.web.gunicorn_conf",
                "wsgi:app",
            ),
            *("-b", f"0.0.0.0:{free_port()}"),
        ],
        cwd=ROOT,
        env={**os.environ, "UNABRIDGED_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert ended.returncode != 0
    assert "tokens create" in ended.stderr


def test_a_server_names_variables_that_have_no_effect_once(tmp_path):
    with running_server(tmp_path, UNABRIDGED_PORT="9000") as running:
        said = "UNABRIDGED_PORT is not a setting and has no effect. Did you mean UNABRIDGED_BIND?"
        assert running.log.read_text().count(said) == 1


def test_beyond_loopback_the_server_does_not_start_without_a_token(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", "from server import create_app; create_app()"],
        cwd=ROOT,
        env={**os.environ, "UNABRIDGED_BIND": "0.0.0.0:9", "UNABRIDGED_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "tokens create" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_with_tokens_only_their_scopes_are_open(tmp_path):
    store = open_store(Settings(data=tmp_path))
    _, reader = store.tokens.create(Grant("reader", ("compare",)))
    _, indexer = store.tokens.create(Grant("indexer", ("index",)))
    store.close()
    with running_server(tmp_path, host="0.0.0.0") as running:
        page = {"page": {"text": "A page. It says two things."}}
        ask = {"json": page, "trust_env": False, "timeout": 30}
        assert problem(httpx2.post(f"{running.base}/v1/extract", **ask)) == "unauthorized"
        for secret, status in ((reader, 200), (indexer, 403)):
            headers = {"Authorization": f"Bearer {secret}"}
            answer = httpx2.post(f"{running.base}/v1/extract", headers=headers, **ask)
            assert answer.status_code == status
