"""A real proxy in front: nginx in its default configuration, nginx and Caddy as documented."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from server.config import Settings
from server.store import Grant, open_store
from tests.families import of_unit
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
CALLS = [
    ("GET", "/v1/status", None),
    ("GET", "/v1/comparisons", None),
    ("GET", "/v1/feeds", None),
    ("GET", "/metrics", None),
    ("POST", "/v1/extract", {"page": {"text": "A page. It says two things."}}),
    ("POST", "/v1/pairings", {"scopes": ["compare", "index", "admin"]}),
    ("POST", "/v1/feeds", {"url": "https://feeds.example/a"}),
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


# As nginx sets it from 1.29.7 on.
CONNECTION = 'proxy_set_header Connection "";'
DEFAULTS = {
    "proxy_pass alone": "",
    "with the caller's host": "proxy_set_header Host $http_host;",
    "with an upstream of HTTP/1.1 and a header": (
        "proxy_http_version 1.1; proxy_set_header X-Real-IP $remote_addr;"
    ),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Start a server like one person does: on loopback, without tokens and settings."""
    with running_server(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.mark.parametrize("default", DEFAULTS)
def test_an_nginx_that_is_not_set_up_lets_nobody_in(home, tmp_path, default):
    saved = ask(home.base, "POST", "/v1/compare", BODY).json()["id"]
    block = f"location / {{ proxy_pass {home.base}; {DEFAULTS[default]} }}"
    expected = {(401, "unauthorized")} if "header" not in default else {(403, "untrusted_proxy")}
    with nginx(tmp_path, block) as outside:
        for host in ("127.0.0.1", "localhost", "unabridged.example"):
            outcomes = set()
            for method, path, body in [
                *CALLS,
                ("DELETE", f"/v1/comparisons/{saved}", None),
                ("PUT", f"/v1/comparisons/{saved}/link", None),
            ]:
                refused = ask(outside, method, path, body, Host=host)
                slug = refused.json()["type"].removeprefix("/problems/")
                outcomes.add((refused.status_code, slug))
            assert outcomes == expected
        for path in (f"/v1/comparisons/{saved}", f"/c/{saved}"):
            assert ask(outside, "GET", path, Host="127.0.0.1").status_code in (403, 404)
        form = httpx2.post(
            outside, data={"page": "A page. It says two."}, trust_env=False, timeout=60
        )
        assert form.status_code in (401, 403)
        assert ask(outside, "GET", "/healthz").status_code == 200
        notes = ask(outside, "GET", "/readyz").json()["notes"]
        assert any("proxy" in note or "UNABRIDGED_PROXIES" in note for note in notes)
    assert ask(home.base, "GET", f"/v1/comparisons/{saved}").status_code == 200
    assert ask(home.base, "GET", "/v1/status").status_code == 200
    logged = home.log.read_text()
    assert "HTTP/1.0" in logged or "UNABRIDGED_PROXIES" in logged


@pytest.mark.skipif(os.getuid() != 0, reason="only root may run a program as another user")
def test_a_proxy_that_shows_nothing_is_known_by_its_user(home, tmp_path):
    block = f"location / {{ proxy_pass {home.base}; proxy_http_version 1.1; {CONNECTION} }}"
    tmp_path.chmod(0o755)
    with nginx(tmp_path, block, user="nobody nogroup") as outside:
        for method, path, body in CALLS:
            refused = ask(outside, method, path, body, Host="127.0.0.1")
            assert refused.json()["type"] == "/problems/unauthorized"
        notes = ask(outside, "GET", "/readyz").json()["notes"]
        assert any("another user" in note for note in notes)
    assert ask(home.base, "GET", "/v1/status").status_code == 200


@pytest.mark.skipif(os.getuid() != 0, reason="only root may run a program as another user")
@pytest.mark.parametrize("netlink", [True, False])
def test_in_the_units_sandbox_a_proxy_lets_nobody_in_either(tmp_path, netlink):
    families = tuple(name for name in of_unit() if netlink or name != "AF_NETLINK")
    data, served = tmp_path / "data", tmp_path / "nginx"
    for folder in (data, served):
        folder.mkdir()
    tmp_path.chmod(0o755)
    with running_server(data, families=families) as running:
        block = f"location / {{ proxy_pass {running.base}; proxy_http_version 1.1; {CONNECTION} }}"
        with nginx(served, block, user="nobody nogroup") as outside:
            for method, path, body in [*CALLS, ("GET", "/admin", None)]:
                refused = ask(outside, method, path, body, Host="127.0.0.1")
                assert refused.status_code == 401
        # The user's own programs are known as long as the kernel may say so.
        assert ask(running.base, "GET", "/v1/status").status_code == (200 if netlink else 401)


@pytest.mark.parametrize(("proxy", "local"), [("nginx", "0"), ("nginx", "1"), ("caddy", "0")])
def test_a_proxy_as_documented_passes_tokens_on_and_nobody_else(tmp_path, proxy, local):
    data = tmp_path / "data"
    data.mkdir()
    store = open_store(Settings(data=data))
    _, secret = store.tokens.create(Grant("Ada", ("compare", "index", "admin")))
    store.close()
    environ = {
        "UNABRIDGED_PROXIES": "127.0.0.1",
        "UNABRIDGED_ADDRESS": "https://unabridged.example",
        "UNABRIDGED_LOCAL": local,
        "UNABRIDGED_USER_HEADER": "Remote-User",
    }
    with (
        running_server(data, **environ) as running,
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
                for method, path, body in CALLS:
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
        made = ask(outside, "POST", "/v1/pairings", {"scopes": ["compare"]}, **headers).json()
        assert made["link"].startswith("https://unabridged.example/pair#")
        direct = ask(running.base, "GET", "/v1/status").status_code
        assert direct == (200 if local == "1" else 401)
        assert ask(running.base, "GET", "/readyz").json()["notes"] == []


def test_a_token_of_ones_own_demands_one_of_all_and_says_so(tmp_path):
    with running_server(tmp_path) as running:
        assert ask(running.base, "GET", "/v1/status").status_code == 200
        code = ask(running.base, "POST", "/v1/pairings", {"scopes": ["compare"]}).json()["code"]
        paired = ask(running.base, "POST", "/v1/pairings/claim", {"code": code}).json()
        assert paired["expires"]
        widened = ask(running.base, "POST", "/v1/pairings", {"scopes": ["admin"]})
        assert widened.json()["type"] == "/problems/insufficient_scope"
        # What this machine paired for itself changes nothing.
        assert ask(running.base, "GET", "/v1/status").status_code == 200
        assert ask(running.base, "GET", "/v1/status", **bearer(paired["token"])).is_success
        for path in ("/", "/pair"):
            assert 'type="password"' not in ask(running.base, "GET", path).text
        store = open_store(Settings(data=tmp_path))
        _, secret = store.tokens.create(Grant("Ada", ("compare",)))
        store.close()
        refused = ask(running.base, "GET", "/v1/status")
        assert refused.status_code == 401
        assert "UNABRIDGED_LOCAL=1" in refused.json()["detail"]
        for path in ("/", "/pair"):
            assert 'type="password"' in ask(running.base, "GET", path).text
        assert ask(running.base, "GET", "/v1/status", **bearer(secret)).is_success
