"""A cluster that goes, hangs, refuses and comes back under load: what was acknowledged stays."""

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest

from tests.index_engines import Load
from tests.servers import Server, serving, until

pytestmark = pytest.mark.xdist_group("osmem")


class Door(ThreadingHTTPServer):
    """Passes calls on to a cluster; as `mode` says it hangs, refuses or breaks off instead."""

    daemon_threads = True

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passes)
        self.behind = httpx2.Client(base_url=behind, trust_env=False, timeout=60)
        self.mode, self.open = "open", threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Say nothing of callers that left."""


class _Passes(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        mode = self.server.mode
        if mode == "hangs":
            self.server.open.wait(30)
            self.close_connection = True
            return
        if mode == "breaks off":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
            self.close_connection = True
            return
        if mode == "refuses":
            error = {"type": "rejected_execution_exception", "reason": "queue is full"}
            status, said = 429, json.dumps({"error": error, "status": 429}).encode()
        elif mode == "is no cluster":
            status, said = 200, b"<html>It works!</html>"
        elif mode == "lost its answers":
            self._ask(body)  # it was done, but nobody is informed
            self.close_connection = True
            return
        else:
            status, said = self._ask(body)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass  # noqa: N815

    def _ask(self, body: bytes) -> tuple[int, bytes]:
        kind = {"Content-Type": self.headers.get("Content-Type", "application/json")}
        answer = self.server.behind.request(self.command, self.path, content=body, headers=kind)
        return answer.status_code, answer.content

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def door(osmem):
    with serving(Door(osmem)) as door:
        yield door
        door.open.set()
    door.behind.close()


def test_nothing_acknowledged_is_lost_whatever_a_cluster_does(door, osmem, tmp_path):
    running = Server(
        tmp_path,
        UNABRIDGED_INDEX=door.url,
        UNABRIDGED_INDEX_NAME="under-load",
        UNABRIDGED_INDEX_REPLICAS="0",
        UNABRIDGED_INDEX_SECONDS="2",
    ).wait()
    try:
        with Load(running) as load:
            until(lambda: load.kept)
            for mode in ("refuses", "breaks off", "lost its answers", "is no cluster", "hangs"):
                refused = load.refused
                door.mode = mode
                until(lambda before=refused: load.refused > before)
                door.mode, kept_count = "open", len(load.kept)
                door.open.set()
                until(lambda before=kept_count: len(load.kept) > before + 2)  # it is back by itself
                door.open.clear()
        assert load.unclear == []
        with httpx2.Client(base_url=osmem, trust_env=False, timeout=60) as cluster:
            hits = cluster.post(
                "/under-load-articles-*/_search",
                json={"size": 10_000, "_source": ["kept.url"], "query": {"match_all": {}}},
            ).json()["hits"]["hits"]
        times_by_url = Counter(hit["_source"]["kept"]["url"] for hit in hits)
        assert set(load.kept) - set(times_by_url) == set()
        assert max(times_by_url.values()) == 1
    finally:
        running.stop()
