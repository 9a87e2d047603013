"""Bodies that strangers send: read once, refused early, and no dearer than their length."""

import json
import socket
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.servers import running_server

MB = 1_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("bodies")) as running:
        yield running


def sent(server, path: str, body: bytes, headers: str) -> tuple[bytes, dict]:
    """Return the first line and the document of the answer."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{headers}"
    head += f"\r\nAuthorization: {server.owner['Authorization']}"
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(f"{head}\r\nConnection: close\r\n\r\n".encode() + body)
        with connection.makefile("rb") as stream:
            answer, _, document = stream.read().partition(b"\r\n\r\n")
    return answer.partition(b"\r\n")[0], json.loads(document)


def of_length(body: bytes) -> str:
    return f"Content-Length: {len(body)}"


def in_chunks(body: bytes, size: int) -> bytes:
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    "path", ["/v1/pairings/claim", "/v1/pairings", "/v1/status", "/sign-in", "/admin", "/nothing"]
)
def test_a_large_body_is_refused_by_its_headers_where_none_is_wanted(server, path):
    line, problem = sent(server, path, b"", "Content-Length: 9000")
    assert line.startswith(b"HTTP/1.1 413 ")
    assert problem["type"] == "/problems/page_too_large"
    assert "8192 bytes" in problem["detail"]


@pytest.mark.parametrize("size", [1, 100, 65_536])
def test_a_body_in_chunks_is_the_body(server, size):
    body = json.dumps({"page": {"text": "A page. It says two things."}}).encode() + b" " * 2_000
    line, article = sent(server, "/v1/extract", in_chunks(body, size), "Transfer-Encoding: chunked")
    assert line.startswith(b"HTTP/1.1 200 ")
    assert article["text"] == "A page. It says two things."


def test_a_body_in_very_small_chunks_is_refused(server):
    body = in_chunks(b" " * 100_000, 1)
    line, problem = sent(server, "/v1/extract", body, "Transfer-Encoding: chunked")
    assert line.startswith(b"HTTP/1.1 400 ")
    assert "small chunks" in problem["detail"]


def test_a_body_that_nobody_reads_is_not_a_request(server):
    body = b"GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    head = f"POST /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n{of_length(body)}\r\n\r\n".encode()
    last = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(head + body + last)
        with connection.makefile("rb") as stream:
            answered = stream.read()
    assert answered.count(b"HTTP/1.1 ") == 2
    assert answered.endswith(b"ok\n")


UNKNOWN = b"{%s}" % b",".join(b'"a%d":1' % number for number in range(200_000))
HOSTILE = {
    "unknown fields": (UNKNOWN, 422),
    "unknown fields of a page": (b'{"page":%s}' % UNKNOWN, 422),
    "lists": (b"[" * MB, 422),
    "lists within lists": (b"[" * 300, 400),
    "objects": (b'{"a":' * MB, 422),
    "elements": (b"[%s1]" % (b"1," * MB), 422),
    "one number": (b'{"item":%s}' % (b"9" * MB), 422),
    "backslashes": (b'{"page":"' + b"\\" * MB, 400),
}


@pytest.mark.parametrize("path", ["/v1/compare", "/v1/align", "/v1/articles"])
@pytest.mark.parametrize("name", HOSTILE)
def test_what_has_too_many_values_is_refused_in_a_sentence(server, name, path):
    body, status = HOSTILE[name]
    line, problem = sent(server, path, body, of_length(body))
    assert line.split()[1] in (b"400", b"%d" % status)
    assert len(problem["params"].get("faults", [])) <= 10
    assert problem["detail"].endswith(".")
    assert len(problem["detail"]) < 2_000


def worked(server) -> float:
    """Return the processor time of the process that serves."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return time.clock_gettime((~int(children[0]) << 3) | 2)


@pytest.mark.parametrize("size", [0, 200, 65_536])
def test_a_body_four_times_as_long_costs_about_four_times(server, size):
    def cost(count: int) -> float:
        body = b'{"x":["%s"]}' % b'","'.join([b"a" * MB] * count)
        body, kind = (
            (in_chunks(body, size), "Transfer-Encoding: chunked")
            if size
            else (body, of_length(body))
        )
        before = worked(server)
        assert sent(server, "/v1/extract", body, kind)[0].startswith(b"HTTP/1.1 422 ")
        return worked(server) - before

    costs = [min(cost(count) for _ in range(3)) for count in (4, 16)]
    assert all(long < 8 * short for short, long in pairwise(costs)), costs
