"""A web page in the same browser can neither read nor trigger anything."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import httpx2
import pytest

from server import create_app
from server.cli.serve import sign_in_link
from server.config import Settings
from server.store.records import Grant
from server.store.store import open_store
from server.web.operations import OPERATIONS
from tests.servers import ROOT, free_port, running_server

EXTENSION = "chrome-extension://abcdefghijklmnop"


@pytest.fixture
def client(server):
    with httpx2.Client(base_url=server.base, trust_env=False, timeout=60) as http_client:
        yield http_client


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


PAGE = {"text": "A page. It says two things."}
KEEPS_NOTHING = [
    ("GET", "/v1/status", None),
    ("POST", "/v1/compare", {"page": PAGE, "find": False}),
    ("POST", "/v1/verdict", {"page": PAGE}),
    ("POST", "/v1/extract", {"page": PAGE}),
    ("POST", "/v1/find", {"page": PAGE}),
    ("POST", "/v1/align", {"page": PAGE, "source": PAGE}),
    ("POST", "/v1/cite", {"page": PAGE}),
    ("POST", "/v1/story", {"page": PAGE}),
    ("GET", "/sample/norvane-own-models", None),
    ("GET", "/healthz", None),
    ("GET", "/readyz", None),
]


def keeps_or_shows(data):
    """Return all other calls, of the contract, and what is beside it."""
    named = {(method, path) for method, path, _ in KEEPS_NOTHING}
    create_app(Settings(data=data))  # which declares the calls
    calls = [(method.upper(), path.replace("{id}", "x")) for method, path in OPERATIONS]
    # A key that nobody can guess, or a signature.
    by_key = {("GET", "/v1/comparisons/x"), ("POST", "/v1/pairings/claim")}
    by_key.add(("POST", "/v1/bridges/x/entries"))
    return [call for call in (*calls, ("GET", "/metrics")) if call not in named | by_key]


@pytest.mark.parametrize("headers", [{}, {"Origin": EXTENSION}], ids=["program", "extension"])
def test_without_a_token_what_keeps_nothing_works_and_all_else_is_refused(
    client, headers, tmp_path
):
    for method, path, body in KEEPS_NOTHING:
        answer = client.request(method, path, json=body, headers=headers)
        assert answer.status_code == 200, path
    for method, path in keeps_or_shows(tmp_path):
        body = {} if method in ("POST", "PUT", "PATCH") else None
        refused = client.request(method, path, json=body, headers=headers)
        assert (refused.status_code, problem(refused)) == (401, "unauthorized"), path
    for save in (True, "link"):
        saving = {"page": PAGE, "find": False, "save": save}
        assert problem(client.post("/v1/compare", json=saving, headers=headers)) == "unauthorized"
    assert client.get("/admin", headers=headers).status_code == 401
    assert client.get("/saved", headers=headers).status_code == 302


def test_the_owners_token_is_in_the_data_folder_and_opens_everything(client, server):
    for path in ("/v1/comparisons", "/v1/me", "/v1/feeds", "/v1/tokens", "/v1/hooks", "/metrics"):
        assert client.get(path, headers=server.owner).status_code == 200
    saving = {"page": PAGE, "find": False, "save": True}
    key = client.post("/v1/compare", json=saving, headers=server.owner).json()["id"]
    # What its owner paired shows the same.
    code = client.post("/v1/pairings", json={}, headers=server.owner).json()["code"]
    token = client.post("/v1/pairings/claim", json={"code": code}).json()["token"]
    paired = {"Authorization": f"Bearer {token}"}
    for headers in (server.owner, paired):
        comparisons = client.get("/v1/comparisons", headers=headers).json()["comparisons"]
        assert key in [comparison["id"] for comparison in comparisons]
    assert client.get("/v1/tokens", headers=paired).status_code == 403


OF_ANOTHER_SITE = (
    *("/v1/status", "/v1/comparisons?q=x", "/v1/comparisons/x", "/v1/me", "/v1/stories"),
    *("/v1/stories.atom", "/v1/articles?q=x", "/v1/feeds", "/v1/tokens", "/v1/hooks"),
    *("/v1/compare?url=x", "/metrics", "/admin"),
)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_is_answered_by_pages_that_run_nothing_alone(client, server, site):
    headers = {"Sec-Fetch-Site": site, **server.owner}
    for path in OF_ANOTHER_SITE:
        assert problem(client.get(path, headers=headers)) == "forbidden"
    for path in ("/", "/?page=https://news.example/a", "/docs", "/pair", "/healthz"):
        assert client.get(path, headers=headers).status_code == 200
    saving = {"page": PAGE, "find": False, "save": "link"}
    key = client.post("/v1/compare", json=saving, headers=server.owner).json()["id"]
    assert client.get(f"/c/{key}", headers={"Sec-Fetch-Site": site}).status_code == 200
    extension = {"Origin": EXTENSION, "Sec-Fetch-Site": site}
    assert client.get("/v1/status", headers=extension).status_code == 200


def test_a_link_signs_a_browser_in_once(client, server):
    settings = Settings(data=server.data, bind=f"127.0.0.1:{server.port}")
    address = urlsplit(sign_in_link(settings))
    assert (address.path, address.query) == ("/open", "")
    assert client.get(address.path).status_code == 200
    own = {"Sec-Fetch-Site": "same-origin"}
    form = {"code": address.fragment}
    assert client.post("/sign-in", data=form, headers={"Sec-Fetch-Site": "same-site"}).is_error
    entered = client.post("/sign-in", data=form, headers=own)
    assert entered.status_code == 303
    assert server.owner["Authorization"].split()[1] not in entered.headers["Set-Cookie"]
    assert client.get("/v1/tokens", headers=own).status_code == 200
    for foreign in ({}, {"Sec-Fetch-Site": "same-site"}):
        assert client.get("/v1/tokens", headers=foreign).status_code in (401, 403)
    # What another site opens it opens as nobody; the sign-in leads who is signed in back.
    answer = client.get("/saved", headers={"Sec-Fetch-Site": "same-site"})
    assert answer.headers["Location"] == "/sign-in?next=/saved"
    assert 'content="0; url=/saved"' in client.get("/sign-in?next=/saved").text
    assert client.post("/sign-out", headers=own).status_code == 303
    assert client.post("/sign-in", data=form, headers=own).status_code == 401


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
