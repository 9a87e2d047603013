"""Signing in by a real nginx, set up as docs/self-hosting.md has it."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from server.config import Settings
from server.store import Grant, open_store
from tests.contract.access.test_proxy import ask, bearer, caddy, documented, nginx
from tests.servers import ROOT, running_server, serving

BODY = {"page": {"text": "A page. It says two things."}, "find": False, "save": True}


class SignIn(BaseHTTPRequestHandler):
    """Says who somebody is by a cookie, as a sign-in service does by its own."""

    def do_GET(self):
        cookie = re.search(r"who=(\w+)", self.headers.get("Cookie", ""))
        self.send_response(200 if cookie else 401)
        if cookie:
            self.send_header("Remote-User", cookie[1])
        self.end_headers()

    def log_message(self, *_):
        pass


def sign_in():
    return serving(ThreadingHTTPServer(("127.0.0.1", 0), SignIn))


def signed_in_block(port: int, service: int, folder) -> str:
    page = (ROOT / "docs" / "self-hosting.md").read_text("utf-8")
    person = re.search(r"```nginx person\n(.*?)```", page, re.DOTALL)[1]
    inside = re.search(r"\{\n(.*)\}", documented(port), re.DOTALL)[1]
    inside = re.sub(r".*Remote-User.*\n", person, inside)
    (folder / "unabridged.conf").write_text(inside)
    block = re.search(r"```nginx signed-in\n(.*?)```", page, re.DOTALL)[1]
    block = block.replace("/etc/nginx/unabridged.conf", str(folder / "unabridged.conf"))
    return block.replace("127.0.0.1:9091", f"127.0.0.1:{service}")


def test_people_are_let_in_by_the_documented_proxy_and_others_are_not(tmp_path):
    data_folder = tmp_path / "data"
    data_folder.mkdir()
    store = open_store(Settings(data=data_folder))
    _, secret = store.tokens.create(Grant("Extension", ("compare",)))
    environ = {
        "UNABRIDGED_PROXIES": "127.0.0.1",
        "UNABRIDGED_ADDRESS": "https://unabridged.example",
        "UNABRIDGED_USER_HEADER": "Remote-User",
        "UNABRIDGED_ADMINS": "ada",
    }
    with (
        sign_in() as service,
        running_server(data_folder, **environ) as running,
        nginx(tmp_path, signed_in_block(running.port, service.server_port, tmp_path)) as outside,
    ):
        host = {"Host": "unabridged.example"}
        ada, bo = ({**host, "Cookie": f"who={name}"} for name in ("Ada", "bo"))

        assert ask(outside, "GET", "/", None, **host).status_code == 302
        for forged in ({}, {"Remote-User": "ada"}, {"Remote_User": "ada"}):
            refused = ask(outside, "GET", "/v1/status", None, **host, **forged)
            assert refused.json()["type"] == "/problems/unauthorized"
        direct = ask(running.base, "GET", "/v1/status", None, **{"X-Else": "a"})
        assert direct.status_code == 401

        status = ask(outside, "GET", "/v1/status", None, **ada).json()["token"]
        assert (status["name"], status["scopes"]) == ("ada", ["compare", "index", "admin"])
        assert ask(outside, "GET", "/v1/feeds", None, **ada).status_code == 200
        assert ask(outside, "GET", "/v1/feeds", None, **bo).status_code == 403
        assert 'type="password"' not in ask(outside, "GET", "/pair", None, **bo).text

        saved = ask(outside, "POST", "/v1/compare", BODY, **ada).json()["id"]
        listed = ask(outside, "GET", "/v1/comparisons", None, **ada).json()["comparisons"]
        assert [entry["id"] for entry in listed] == [saved]
        assert ask(outside, "GET", f"/v1/comparisons/{saved}", None, **bo).status_code == 404
        # No page of another site acts for a person whom the proxy knows by a cookie.
        elsewhere = {**ada, "Origin": "https://evil.example"}
        assert (
            ask(outside, "DELETE", f"/v1/comparisons/{saved}", None, **elsewhere).status_code == 403
        )

        code = ask(outside, "POST", "/v1/pairings", {"scopes": ["compare"]}, **bo).json()["code"]
        claimed = ask(outside, "POST", "/v1/pairings/claim", {"code": code}, **host).json()
        for token in (claimed["token"], secret):
            answer = ask(outside, "GET", "/v1/status", None, **host, **bearer(token))
            assert answer.status_code == 200
        assert store.tokens.revoke("user:bo") == 1
        answer = ask(outside, "GET", "/v1/status", None, **host, **bearer(claimed["token"]))
        assert answer.status_code == 401
    assert '"token": "user"' in running.log.read_text()
    assert not re.search(r"user:|\bada\b|\bAda\b", running.log.read_text())
    store.close()


def test_people_are_let_in_by_the_documented_caddy_and_a_forged_name_is_not(tmp_path):
    environ = {
        "UNABRIDGED_PROXIES": "127.0.0.1",
        "UNABRIDGED_ADDRESS": "https://unabridged.example",
        "UNABRIDGED_USER_HEADER": "Remote-User",
    }
    with (
        sign_in() as service,
        running_server(tmp_path, **environ) as running,
        caddy(
            tmp_path, running.port, kind="caddy signed-in", service=service.server_port
        ) as outside,
    ):
        host = {"Host": "unabridged.example"}
        for forged in ({}, {"Remote-User": "ada"}):
            assert ask(outside, "GET", "/admin", None, **host, **forged).status_code == 302
            assert ask(outside, "GET", "/v1/status", None, **host, **forged).status_code == 401
        ada = {**host, "Cookie": "who=ada", "Remote-User": "bo"}
        assert "“ada” is signed in" in ask(outside, "GET", "/admin", None, **ada).text
        assert ask(outside, "GET", "/v1/status", None, **ada).json()["token"]["name"] == "ada"
