"""A real proxy in front: nginx in its default configuration, nginx and Caddy as documented."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import httpx2
import pytest

from server.config import Settings
from server.store import Grant, open_store
from tests.servers import ROOT, free_port, running_server

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
CONFIGURATION = """
{user}
pid {folder}/pid;
error_log {folder}/error.log;
daemon off;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    {block}
  }}
}}
"""
BODY = {"page": {"text": "A page. It says two things."}, "find": False, "save": True}
KEPT = [
    ("GET", "/v1/comparisons", None),
    ("GET", "/v1/me", None),
    ("DELETE", "/v1/me", None),
    ("GET", "/v1/feeds", None),
    ("GET", "/metrics", None),
    ("POST", "/v1/compare", BODY),
    ("POST", "/v1/tokens", {"name": "Eve", "scopes": ["admin"]}),
    ("POST", "/v1/pairings", {"scopes": ["compare", "index", "admin"]}),
    ("POST", "/v1/feeds", {"url": "https://feeds.example/a"}),
]


NOTHING_KEPT = [
    ("GET", "/v1/status", None),
    ("POST", "/v1/extract", {"page": {"text": "A page. It says two things."}}),
]


@contextmanager
def nginx(folder: Path, block: str, user: str = "root") -> Iterator[str]:
    """Start nginx with `block` in its server; return its address."""
    port = free_port()
    file = folder / "nginx.conf"
    runs_as = f"user {user};" if os.getuid() == 0 else ""
    file.write_text(CONFIGURATION.format(folder=folder, port=port, block=block, user=runs_as))
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(file)])
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(base, process)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=30)


def documented(port: int) -> str:
    """Return the block of docs/self-hosting.md, for a server on `port`."""
    page = (ROOT / "docs" / "self-hosting.md").read_text("utf-8")
    block = re.search(r"```nginx\n(.*?)```", page, re.DOTALL)
    assert block is not None
    assert "127.0.0.1:8750" in block[1]
    return block[1].replace("127.0.0.1:8750", f"127.0.0.1:{port}")


@contextmanager
def caddy(folder: Path, port: int, kind: str = "caddy", service: int = 0) -> Iterator[str]:
    """Start Caddy as in docs/self-hosting.md, for a server on `port`; return its address."""
    page = (ROOT / "docs" / "self-hosting.md").read_text("utf-8")
    block = re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL)[1]
    base = f"http://127.0.0.1:{free_port()}"
    block = block.replace("unabridged.example {", f"http://:{base.rpartition(':')[2]} {{")
    block = block.replace("127.0.0.1:8750", f"127.0.0.1:{port}")
    block = block.replace("127.0.0.1:9091", f"127.0.0.1:{service}")
    file = folder / "Caddyfile"
    file.write_text(f"{{\n\tadmin off\n}}\n{block}")
    environ = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / "caddy.log").open("wb") as log:
        command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        try:
            _wait(base, process)
            yield base
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(base: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            httpx2.get(f"{base}/healthz", trust_env=False, timeout=60)
            return
        except httpx2.ConnectError:
            assert time.monotonic() < end
            assert process.poll() is None
            time.sleep(0.1)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def ask(base: str, method: str, path: str, body=None, **headers: str) -> httpx2.Response:
    return httpx2.request(
        method, base + path, json=body, headers=headers, trust_env=False, timeout=60
    )


DEFAULTS = {
    "proxy_pass alone": "",
    "with the caller's host": "proxy_set_header Host $http_host;",
    "with an upstream of HTTP/1.1": (
        'proxy_http_version 1.1; proxy_set_header Connection "";'  # as by itself from 1.29.7 on
    ),
    "with a header": "proxy_set_header X-Real-IP $remote_addr;",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Start a server like one person does: on loopback, without tokens and settings."""
    with running_server(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.mark.parametrize("default", DEFAULTS)
def test_through_an_nginx_that_is_not_set_up_nobody_reaches_what_is_kept(home, tmp_path, default):
    saved = ask(home.base, "POST", "/v1/compare", BODY, **home.owner).json()["id"]
    block = f"location / {{ proxy_pass {home.base}; {DEFAULTS[default]} }}"
    with nginx(tmp_path, block) as outside:
        for host in ("127.0.0.1", "localhost"):
            for method, path, body in [
                *KEPT,
                ("DELETE", f"/v1/comparisons/{saved}", None),
                ("PUT", f"/v1/comparisons/{saved}/link", None),
            ]:
                refused = ask(outside, method, path, body, Host=host)
                assert refused.json()["type"] == "/problems/unauthorized"
            assert ask(outside, "GET", "/admin", Host=host).status_code == 401
        for path in (f"/v1/comparisons/{saved}", f"/c/{saved}"):
            assert ask(outside, "GET", path, Host="127.0.0.1").status_code == 404
    assert ask(home.base, "GET", f"/v1/comparisons/{saved}", **home.owner).status_code == 200


def break_off(base: str, method: str, path: str, body: object = None) -> None:
    """Send a call and close the connection at once, before anything of it can be answered."""
    host, port = base.removeprefix("http://").split(":")
    content = json.dumps(body).encode() if body else b""
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((host, int(port)), timeout=30) as caller:
        caller.sendall(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)


BROKEN_OFF = int(os.environ.get("UNABRIDGED_BROKEN_OFF", "10"))


@pytest.mark.parametrize("through", ["directly", "nginx"])
def test_whoever_breaks_a_call_off_is_nobody(tmp_path, through):
    """Where a server asked the system whose a socket is, a closed one was root's."""
    data_folder, served = tmp_path / "data", tmp_path / "nginx"
    for folder in (data_folder, served):
        folder.mkdir()
    tmp_path.chmod(0o755)
    with running_server(data_folder) as home:
        block = (
            f"location / {{ proxy_pass {home.base}; {DEFAULTS['with an upstream of HTTP/1.1']} }}"
        )
        proxied = nginx(served, block, user="nobody nogroup")
        saved = [
            ask(home.base, "POST", "/v1/compare", BODY, **home.owner).json()["id"] for _ in range(2)
        ]
        with proxied if through == "nginx" else nullcontext(home.base) as base:
            for _ in range(BROKEN_OFF):
                # What is at work meanwhile makes the server look at the calls late.
                for path in ("/docs", "/docs", "/docs"):
                    break_off(home.base, "GET", path)
                break_off(base, "DELETE", "/v1/me")
                break_off(base, "POST", "/v1/tokens", {"name": "Eve", "scopes": ["admin"]})
            ask(home.base, "GET", "/v1/status")  # after them
        comparisons = ask(home.base, "GET", "/v1/comparisons", **home.owner).json()["comparisons"]
        assert {comparison["id"] for comparison in comparisons} == set(saved)
        assert ask(home.base, "GET", "/v1/tokens", **home.owner).json() == {"tokens": []}


@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
def test_a_proxy_as_documented_passes_tokens_on_and_nobody_else(tmp_path, proxy):
    data_folder = tmp_path / "data"
    data_folder.mkdir()
    store = open_store(Settings(data=data_folder))
    _, secret = store.tokens.create(Grant("Ada", ("compare", "index", "admin")))
    store.close()
    environ = {
        "UNABRIDGED_PROXIES": "127.0.0.1",
        "UNABRIDGED_ADDRESS": "https://unabridged.example",
        "UNABRIDGED_USER_HEADER": "Remote-User",
    }
    with (
        running_server(data_folder, **environ) as running,
        (
            nginx(tmp_path, documented(running.port))
            if proxy == "nginx"
            else caddy(tmp_path, running.port)
        ) as outside,
    ):
        for host in ("127.0.0.1", "localhost", "unabridged.example"):
            for forged in (
                {},
                {"X-Forwarded-For": "127.0.0.1"},
                {"Forwarded": "for=127.0.0.1"},
                {"Remote-User": "ada"},
            ):
                for method, path, body in [*KEPT, *NOTHING_KEPT]:
                    refused = ask(outside, method, path, body, Host=host, **forged)
                    assert refused.json()["type"] == "/problems/unauthorized"
        headers = {"Host": "unabridged.example", **bearer(secret)}
        assert ask(outside, "GET", "/v1/status", **headers).json()["token"]["name"] == "Ada"
        large = {"page": {"html": f"<p>It says two things.</p><!--{'x' * 2_500_000}-->"}}
        assert ask(outside, "POST", "/v1/extract", large, **headers).status_code == 200
        streamed = ask(
            outside, "POST", "/v1/compare", BODY, Accept="application/x-ndjson", **headers
        )
        assert '"event":"done"' in streamed.text.replace(" ", "")
        pairing = ask(outside, "POST", "/v1/pairings", {"scopes": ["compare"]}, **headers).json()
        assert pairing["link"].startswith("https://unabridged.example/pair#")
        # Whoever calls it directly needs a token just so.
        assert ask(running.base, "GET", "/v1/status").status_code == 401
        assert ask(running.base, "GET", "/readyz").json()["notes"] == []


def test_a_token_of_ones_own_changes_nothing_for_others(tmp_path):
    store = open_store(Settings(data=tmp_path))
    _, secret = store.tokens.create(Grant("Ada", ("compare",)))
    store.close()
    with running_server(tmp_path) as running:
        for method, path, body in NOTHING_KEPT:
            assert ask(running.base, method, path, body).status_code == 200
        assert ask(running.base, "GET", "/v1/comparisons").status_code == 401
        assert ask(running.base, "GET", "/v1/comparisons", **bearer(secret)).is_success
        assert 'type="password"' not in ask(running.base, "GET", "/").text
        assert 'type="password"' in ask(running.base, "GET", "/pair").text
