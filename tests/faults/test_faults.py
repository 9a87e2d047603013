"""Faults of the machine against a real server: nothing acknowledged is lost, refusals are true.

Run by `make soak`, not by `make test`: each test takes some seconds of a quiet machine.
"""

import contextlib
import os
import signal
import sqlite3
import subprocess
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx2
import pytest

from server.cli.serve import sign_in_link
from server.config import Settings
from server.pipeline.wiring import open_index
from server.store import IndexArticle, SavedComparison, moment, open_store
from tests.servers import AtWork, Server, running_server

BODY = {
    "page": {"text": "The ferry to Brackholm sank. Nobody was hurt.", "title": "Ferry"},
    "source": {"text": "The ferry to Brackholm sank. Nobody was hurt. The captain slept."},
    "find": False,
    "save": True,
}
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}  # what a browser says of a page of the server


def client_of(server: Server) -> httpx2.Client:
    """Return a client that calls as the server's owner: what keeps needs a token."""
    return httpx2.Client(base_url=server.base, headers=server.owner, trust_env=False, timeout=60)


def signed_in(server: Server) -> httpx2.Client:
    """Return a client with a session, as a browser has one that opened the printed link."""
    client = httpx2.Client(base_url=server.base, trust_env=False, timeout=60)
    settings = Settings(data=server.data, bind=f"127.0.0.1:{server.port}")
    code = sign_in_link(settings).partition("#")[2]
    assert client.post("/sign-in", data={"code": code}, headers=OWN_PAGE).status_code == 303
    return client


def until(holds, seconds: float = 120.0):
    """Return the first true value of `holds`; connections may fail meanwhile."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(httpx2.HTTPError):
            if value := holds():
                return value
        time.sleep(0.1)
    raise AssertionError("it did not come true")


def failed(client: httpx2.Client) -> list[str] | None:
    """Return the failing checks of /readyz."""
    answer = client.get("/readyz")
    return answer.json().get("params", {}).get("failed", []) if answer.status_code == 503 else []


def children(pid: int) -> list[int]:
    processes = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            above = folder.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            if int(above) == pid:
                processes.append(int(folder.name))
    return processes


class Readers(AtWork):
    """Threads that save comparisons; `kept` holds the ids of those that were acknowledged."""

    def __init__(self, server: Server, count: int = 3) -> None:
        self.kept: list[str] = []
        super().__init__([partial(self._work, server)] * count)

    def _work(self, server: Server) -> None:
        while not self.over.is_set():
            try:
                with client_of(server) as client:
                    answer = client.post("/v1/compare", json=BODY)
            except httpx2.HTTPError:
                time.sleep(0.1)
                continue
            if answer.status_code == 200 and answer.json()["id"]:
                self.kept.append(answer.json()["id"])
            else:
                assert answer.status_code in (200, 503), answer.text
                time.sleep(0.2)

    def wait_for(self, more: int) -> None:
        enough = len(self.kept) + more
        until(lambda: len(self.kept) >= enough)


def all_there(server: Server, saved_keys: list[str]) -> None:
    with client_of(server) as client:
        lost = [
            key for key in saved_keys if client.get(f"/v1/comparisons/{key}").status_code != 200
        ]
    assert lost == []


@pytest.mark.parametrize("victim", ["master", "server", "page worker", "nursery"])
def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path, victim):
    server = Server(tmp_path).wait()
    try:
        with Readers(server) as readers:
            for _ in range(3):
                readers.wait_for(5)
                master = server._process.pid
                (worker,) = children(master)
                if victim in ("nursery", "page worker"):
                    (nursery,) = until(partial(children, worker))
                    at_work = until(partial(children, nursery))[0]
                    os.kill(nursery if victim == "nursery" else at_work, signal.SIGKILL)
                else:
                    os.kill(master if victim == "master" else worker, signal.SIGKILL)
                if victim in ("master", "nursery"):
                    break
            if victim != "master":
                readers.wait_for(5)
        if victim == "master":
            server._process.wait(20)
            until(lambda: not Path(f"/proc/{worker}").exists(), 30)
            server.stop()
            server = Server(tmp_path).wait()
        all_there(server, readers.kept)
        with client_of(server) as client:
            until(lambda: client.get("/readyz").status_code == 200)
    finally:
        server.stop()
    with sqlite3.connect(tmp_path / "unabridged.sqlite3") as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_database_that_is_locked_is_said_and_passes(tmp_path):
    with running_server(tmp_path) as server, client_of(server) as client:
        until(lambda: failed(client) == [])
        locking = sqlite3.connect(tmp_path / "unabridged.sqlite3", isolation_level=None)
        locking.execute("begin immediate")
        until(lambda: failed(client) == ["database"])
        answer = client.post("/v1/compare", json=BODY).json()
        assert answer["id"] is None
        assert "/problems/store_unavailable" in {warning["type"] for warning in answer["warnings"]}
        locking.execute("rollback")
        locking.close()
        until(lambda: failed(client) == [])
        assert client.post("/v1/compare", json=BODY).json()["id"]


@pytest.mark.parametrize(
    ("name", "check"), [("unabridged.sqlite3", "database"), ("articles.db", "index")]
)
def test_pages_that_were_overwritten_are_found_at_the_start(tmp_path, name, check):
    with running_server(tmp_path) as server, client_of(server) as client:
        for number in range(240):  # the middle third holds them, not what is read at the start
            assert client.post("/v1/compare", json=BODY).json()["id"]
            article = {
                "url": f"https://ferry.example/{number}",
                "title": f"Ferry {number}",
                "text": " ".join(f"word{number}x{index}" for index in range(60)),
            }
            assert client.post("/v1/articles", json={"articles": [article]}).status_code == 200
    path = tmp_path / name
    with contextlib.closing(sqlite3.connect(path)) as db:  # what the log has would hide the damage
        assert db.execute("pragma wal_checkpoint(truncate)").fetchone()[0] == 0
    content = path.read_bytes()
    third = len(content) // 3 // 4096 * 4096
    assert third > 20 * 4096
    path.write_bytes(content[:third] + b"\xa5" * third + content[2 * third :])
    with running_server(tmp_path) as server, client_of(server) as client:
        until(lambda: failed(client) == [check])
        assert client.get("/healthz").status_code == 200
        advice = "unabridged restore" if check == "database" else "index refill"
        until(lambda: advice in server.log.read_text())


def test_an_emptied_database_is_not_filled_anew_without_a_word(tmp_path):
    with running_server(tmp_path) as server, client_of(server) as client:
        until((tmp_path / "clock").exists)
        assert client.post("/v1/compare", json=BODY).json()["id"]
    (tmp_path / "unabridged.sqlite3").write_bytes(b"")
    server = Server(tmp_path)
    assert server._process.wait(60) != 0
    assert "unabridged restore" in server.log.read_text()
    server.stop()


def test_a_clock_400_days_ahead_deletes_nothing_at_the_start(tmp_path):
    store = open_store(Settings(data=tmp_path))
    entry = SavedComparison("k", None, None, None, None, "full", moment(), moment(days=-1))
    store.comparisons.save(entry, b"{}", "local")
    store.close()
    then = datetime.now(UTC) - timedelta(days=400)
    # As a right clock would have it; the one of this machine is then 400 days ahead.
    article = IndexArticle("https://a.example/1", "Ferry", "It sank.", published=then.isoformat())
    with contextlib.closing(open_index(Settings(data=tmp_path))) as index:
        index.add_articles([article])
    (tmp_path / "clock").write_text(then.isoformat(timespec="seconds"))
    with running_server(tmp_path) as server, client_of(server) as client:
        until(lambda: "400 days" in server.log.read_text())
        time.sleep(20)  # the poller has looked around
        assert len(client.get("/v1/articles", params={"q": "Ferry"}).json()["hits"]) == 1
    with sqlite3.connect(tmp_path / "unabridged.sqlite3") as db:
        assert db.execute("select count(*) from comparisons").fetchone() == (1,)


def test_without_descriptors_it_refuses_and_recovers(tmp_path):
    with running_server(tmp_path) as server:
        (worker,) = children(server._process.pid)
        subprocess.run(["prlimit", f"--pid={worker}", "--nofile=64:64"], check=True)
        with contextlib.ExitStack() as stack:
            for _ in range(120):
                with contextlib.suppress(httpx2.HTTPError):
                    stack.enter_context(client_of(server)).get("/healthz")
        with client_of(server) as client:
            assert until(lambda: client.get("/healthz").status_code == 200)
            assert until(lambda: client.post("/v1/compare", json=BODY).json().get("id"))


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder on a separate disk of 40 MB, or skip the test."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs an administrator's rights")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(filler: Path) -> None:
    """Write into a file until its disk is full."""
    with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096):
            pass


def long_body(number: int) -> dict[str, object]:
    """Return a request to save a comparison of some 200 kB."""
    text = " ".join(f"Boat {n} of fleet {number} sailed to Brackholm." for n in range(2_000))
    return {**BODY, "page": {"text": text}}


def test_a_full_disk_is_said_and_passes(small_disk):
    with (
        running_server(small_disk) as server,
        client_of(server) as client,
        contextlib.closing(signed_in(server)) as browser,
    ):
        until(lambda: failed(client) == [])
        key = client.post("/v1/compare", json=BODY).json()["id"]
        others = [client.post("/v1/compare", json=long_body(n)).json()["id"] for n in range(8)]
        filler = small_disk / "filler"
        fill(filler)
        until(lambda: "disk" in (failed(client) or []))
        article = {"url": "https://ferry.example/1", "title": "Ferry", "text": "It sank. " * 9_000}
        many = [
            {**article, "url": f"https://ferry.example/{n}", "text": f"w{n} " * 20_000}
            for n in range(20)
        ]
        full = client.post("/v1/articles", json={"articles": many})
        assert (full.status_code, full.json()["type"]) == (507, "/problems/storage_full")
        assert client.get(f"/v1/comparisons/{key}").status_code == 200
        assert client.delete(f"/v1/comparisons/{key}").status_code == 204
        assert client.get(f"/v1/comparisons/{key}").status_code == 404
        assert client.get("/v1/comparisons", params={"q": "ferry"}).status_code == 200
        assert browser.get("/admin", headers=OWN_PAGE).status_code == 200
        for other in others[:6]:
            fill(filler)  # whatever room a deletion gave, somebody takes
            assert client.delete(f"/v1/comparisons/{other}").status_code == 204
        fill(filler)
        assert client.delete("/v1/me").status_code == 204
        assert client.get(f"/v1/comparisons/{others[7]}").status_code == 404
        filler.unlink()
        until(lambda: failed(client) == [])
        assert client.post("/v1/articles", json={"articles": many}).json()["added"] == 20
