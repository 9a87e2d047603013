"""Webhooks from a real server to a real receiver: signed, at least once, only where they may go."""

import base64
import hmac
import json
import os
import re
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest

from server.cli.main import main
from server.config import Settings
from server.store import Grant, open_store
from server.watch import ping
from server.watch.send import DELAYS
from tests.servers import Server, running_server, serving, until

SOONER = {"server.watch.send.DELAYS": (1, *DELAYS[1:])}  # seconds to the next try


class Receiver(ThreadingHTTPServer):
    """Keeps what it got; `answers` are the statuses of the next answers, then 204."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.got, self.answers, self.silent = [], [], threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/in"

    def waits_for(self, count, seconds=60):
        end = time.monotonic() + seconds
        while len(self.got) < count:
            assert time.monotonic() < end, self.got
            time.sleep(0.05)
        return self.got


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((dict(self.headers), body))
        if self.server.silent.is_set():
            time.sleep(30)
            return
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    with serving(Receiver()) as server:
        yield server


@pytest.fixture
def desk(tmp_path, monkeypatch, receiver):
    """Return a server's environment that allows the receiver, and Ada's token's id."""
    environ = {"UNABRIDGED_HOOK_HOSTS": f"127.0.0.1:{receiver.server_port}",
               "UNABRIDGED_HOOK_SECONDS": "1"}  # fmt: skip
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path))
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    store = open_store(Settings(data=tmp_path))
    ada, _ = store.tokens.create(Grant("Ada", ("compare",)))
    yield store, ada, environ
    store.close()


def added(capsys, receiver, ada, *options):
    assert main(["hooks", "add", receiver.url, "--whose", ada, *options]) == 0
    said = capsys.readouterr().out
    return re.search(r"Webhook (\w+)", said)[1], said.splitlines()[-1]


def is_signed(headers, body, secret):
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, content.encode(), "sha256")).decode()
    recent = abs(time.time() - int(headers["webhook-timestamp"])) < 60
    return headers["webhook-signature"] == f"v1,{signature}" and recent


def kill(server: Server) -> None:
    """End the server and all it started, at once."""

    def below(pid):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(process for child in map(int, children) for process in below(child))]

    for pid in below(server.pid):
        os.kill(pid, signal.SIGKILL)
    server.stop()


def test_a_message_is_sent_again_as_the_same_until_it_arrives(desk, receiver, tmp_path, capsys):
    store, ada, environ = desk
    key, secret = added(capsys, receiver, ada)
    (hook,) = store.hooks.hooks()
    receiver.answers += [500, 302]
    with running_server(tmp_path, sooner=SOONER, **environ):
        assert store.hooks.put(ping(hook), time.time())
        first, again = receiver.waits_for(2)
        assert again[0]["webhook-id"] == first[0]["webhook-id"]
        assert again[1] == first[1]
        assert all(is_signed(*message, secret) for message in (first, again))
        assert not is_signed(first[0], first[1].replace("ping", "pong"), secret)
        assert json.loads(first[1])["type"] == "ping"
        until(lambda: "status 302" in store.hooks.hooks()[0].last_error)  # it is noted
    main(["hooks", "list"])
    listed = capsys.readouterr().out
    assert key in listed
    assert "1 wait" in listed
    assert "status 302" in listed  # no redirect is followed


def test_a_server_that_is_killed_while_it_sends_loses_nothing(desk, receiver, tmp_path, capsys):
    store, ada, environ = desk
    _, secret = added(capsys, receiver, ada)
    (hook,) = store.hooks.hooks()
    for number in range(3):
        store.hooks.put(ping(hook).__class__(f"msg_{number}", hook.id, "ping", "{}"), 0.0)
    receiver.silent.set()
    server = Server(tmp_path, **environ).wait()
    receiver.waits_for(1)
    kill(server)
    receiver.silent.clear()
    with running_server(tmp_path, **environ):
        end = time.monotonic() + 60
        while store.hooks.hooks()[0].waiting:
            assert time.monotonic() < end
            time.sleep(0.1)
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert set(ids) == {"msg_0", "msg_1", "msg_2"}
    assert len(ids) > 3  # the one that was being sent came twice, with the same id
    assert all(is_signed(*message, secret) for message in receiver.got)


def test_webhooks_are_managed_over_http_by_an_admin(desk, receiver, tmp_path):
    store, ada, environ = desk
    _, secret = store.tokens.create(Grant("Eve", ("compare", "admin")))
    headers = {"Authorization": f"Bearer {secret}"}
    with (
        running_server(tmp_path, **environ) as server,
        httpx2.Client(base_url=server.base, headers=headers, trust_env=False, timeout=30) as eve,
    ):
        hook_fields = {"url": receiver.url, "events": ["page.changed"], "whose": ada}
        hook = eve.post("/v1/hooks", json=hook_fields).json()
        assert (hook["owner"], hook["events"]) == (ada, ["page.changed"])
        assert eve.post(f"/v1/hooks/{hook['id']}/try").status_code == 204
        assert is_signed(*receiver.waits_for(1)[0], hook["secret"])
        receiver.answers.append(500)
        failed = eve.post(f"/v1/hooks/{hook['id']}/try")
        assert (failed.status_code, "500" in failed.json()["detail"]) == (502, True)
        listed = eve.get("/v1/hooks")
        assert [hook["id"] for hook in listed.json()["hooks"]] == [hook["id"]]
        assert hook["secret"] not in listed.text
        for wrong, status in (
            ({"url": "http://127.0.0.1:9/in"}, 403),  # no host of UNABRIDGED_HOOK_HOSTS
            ({"url": "javascript:1"}, 422),
            ({"url": receiver.url, "events": ["page.burnt"]}, 422),
            ({"url": receiver.url, "whose": "nobody"}, 422),
            ({"url": receiver.url, "whose": "user:nobody"}, 422),
        ):
            assert eve.post("/v1/hooks", json=wrong).status_code == status, wrong
        assert eve.delete(f"/v1/hooks/{hook['id']}").status_code == 204
        assert eve.delete(f"/v1/hooks/{hook['id']}").status_code == 404
        assert eve.post("/v1/hooks", json={"url": receiver.url}).json()["owner"] != ada
        _, secret = store.tokens.create(Grant("Bo", ("compare", "index")))
        bo = {"Authorization": f"Bearer {secret}"}
        assert eve.get("/v1/hooks", headers=bo).json()["params"]["scope"] == "admin"


def test_a_receiver_that_is_gone_is_left_alone(desk, receiver, tmp_path, capsys):
    store, ada, environ = desk
    key, _ = added(capsys, receiver, ada)
    (hook,) = store.hooks.hooks()
    receiver.answers.append(410)
    with running_server(tmp_path, **environ):
        store.hooks.put(ping(hook), 0.0)
        receiver.waits_for(1)
        end = time.monotonic() + 30
        while store.hooks.hooks()[0].state != "gone":
            assert time.monotonic() < end
            time.sleep(0.1)
    assert main(["hooks", "remove", key]) == 0
    assert store.hooks.hooks() == []


def test_only_hosts_that_the_operator_names_are_told(desk, receiver, monkeypatch, capsys):
    store, ada, _ = desk
    for url, status, words in (
        ("http://127.0.0.1:1/in", 1, "UNABRIDGED_HOOK_HOSTS"),
        ("https://example.com/in", 1, "UNABRIDGED_HOOK_HOSTS"),
        ("file:///etc/passwd", 2, "http://"),
    ):
        assert main(["hooks", "add", url, "--whose", ada]) == status
        assert words in capsys.readouterr().err
    key, _ = added(capsys, receiver, ada, "--events", "page.changed")
    assert main(["hooks", "try", key]) == 0
    assert len(receiver.got) == 1
    # A name that leads elsewhere, and a list that no longer names the host.
    monkeypatch.setenv("UNABRIDGED_HOOK_HOSTS", "10.0.0.0/8")
    assert main(["hooks", "try", key]) == 1
    assert len(receiver.got) == 1
    for wrong in (["--whose", "nobody"], ["--whose", ada, "--events", "all"]):
        assert main(["hooks", "add", "http://10.0.0.1/in", *wrong]) == 2
    assert len(store.hooks.hooks()) == 1
