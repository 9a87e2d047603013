"""Connections that send half a request, or nothing, cost nobody else anything."""

import json
import signal
import socket
import threading
from contextlib import ExitStack

import httpx2
import pytest

from tests.hostile.hostile_servers import PUBLIC, STORY, Listener
from tests.hostile.hostile_servers import answer as site_answer
from tests.servers import running_server

BODY = {"page": {"text": "A page. It says two things."}}
HEAD = "POST /v1/extract HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
HALVES = {
    "nothing": b"",
    "half the headers": HEAD.encode(),
    "half the body": f'{HEAD}Content-Length: 1000\r\n\r\n{{"page"'.encode(),
    "half a chunk": f"{HEAD}Transfer-Encoding: chunked\r\n\r\n100\r\n{{".encode(),
    "an answer that nobody takes": b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n",
}
MANY = 100  # more than the server has threads


def connected(server, sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall(sent)
    return connection


def answer(connection: socket.socket) -> bytes:
    """Return all that the server sends until it closes."""
    with connection, connection.makefile("rb") as stream:
        return stream.read()


@pytest.fixture(scope="module")
def patient(tmp_path_factory):
    """Start a server whose half-sent connections stay for the whole test."""
    options = {"UNABRIDGED_HEADER_SECONDS": "600", "UNABRIDGED_BODY_SECONDS": "600"}
    with running_server(tmp_path_factory.mktemp("patient"), **options) as running:
        yield running


@pytest.fixture(scope="module")
def hasty(tmp_path_factory):
    options = {"UNABRIDGED_HEADER_SECONDS": "1", "UNABRIDGED_BODY_SECONDS": "1"}
    with running_server(tmp_path_factory.mktemp("hasty"), **options) as running:
        yield running


def test_callers_that_do_not_read_a_large_answer_hold_no_thread(tmp_path):
    said = " ".join(f"Sentence {number} of a page that is long." for number in range(20_000))
    body = json.dumps({"page": {"text": said}}).encode()
    head = f"{HEAD}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    options = {"UNABRIDGED_THREADS": "2", "UNABRIDGED_WORKER_CPU_SECONDS": "60"}
    with running_server(tmp_path, **options) as running, ExitStack() as stack:
        idle = [stack.enter_context(connected(running, head + body)) for _ in range(3)]
        for connection in idle:
            connection.recv(1, socket.MSG_PEEK)  # its answer has begun
        with httpx2.Client(base_url=running.base, trust_env=False, timeout=60) as client:
            assert client.post("/v1/extract", json=BODY).status_code == 200
        sent = answer(idle[0])
    first, _, article = sent.partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 200 ")
    assert len(article) > 1_500_000, "more than the kernel keeps for a connection"
    assert json.loads(article)["sentences"]


@pytest.mark.parametrize("half", HALVES)
def test_the_server_answers_while_many_stay(patient, half):
    with ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(connected(patient, HALVES[half]))
        with httpx2.Client(base_url=patient.base, trust_env=False, timeout=30) as client:
            for _ in range(3):
                assert client.get("/healthz").status_code == 200
                assert client.post("/v1/extract", json=BODY).status_code == 200


def test_more_connections_than_it_takes_close_the_oldest(patient):
    with ExitStack() as stack:
        for _ in range(700):
            stack.enter_context(connected(patient, b""))
        assert httpx2.get(f"{patient.base}/healthz", trust_env=False, timeout=30).is_success


@pytest.mark.parametrize(
    ("half", "part_named"),
    [("half the headers", "headers"), ("half the body", "body"), ("half a chunk", "body")],
)
def test_what_does_not_arrive_in_time_is_a_problem(hasty, half, part_named):
    head, _, body = answer(connected(hasty, HALVES[half])).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in head
    problem = json.loads(body)
    assert problem["type"] == "/problems/request_timeout"
    assert part_named in problem["detail"]


def test_a_connection_that_sends_nothing_is_closed_without_an_answer(hasty):
    assert answer(connected(hasty, b"")) == b""


def test_a_body_too_large_is_refused_before_it_is_sent(hasty):
    sent = f"{HEAD}Content-Length: 999999999999\r\n\r\n".encode()
    head, _, body = answer(connected(hasty, sent)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert json.loads(body)["type"] == "/problems/page_too_large"


def test_endless_headers_are_refused(hasty):
    sent = HEAD.encode() + b"X: " + b"x" * 70_000
    assert answer(connected(hasty, sent)).startswith(b"HTTP/1.1 431 ")


def test_chunks_pipelines_and_100_continue_are_understood(patient):
    body = json.dumps(BODY).encode()
    chunked = HEAD.encode() + b"Transfer-Encoding: chunked\r\n\r\n"
    chunked += b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    closing = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    received = answer(connected(patient, chunked * 2 + closing))
    assert received.count(b"HTTP/1.1 200 OK") == 3
    waiting = f"{HEAD}Content-Length: {len(body)}\r\nExpect: 100-continue\r\n"
    connection = connected(patient, f"{waiting}Connection: close\r\n\r\n".encode())
    assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.sendall(body)
    assert b"HTTP/1.1 200 OK" in answer(connection)


def test_half_a_request_after_a_whole_one_costs_no_thread(patient):
    whole_request = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(connected(patient, whole_request + HALVES["half the headers"]))
        assert httpx2.get(f"{patient.base}/healthz", trust_env=False, timeout=30).is_success


def test_the_server_ends_in_time_with_half_sent_requests(tmp_path):
    options = {"UNABRIDGED_HEADER_SECONDS": "600", "UNABRIDGED_BODY_SECONDS": "600"}
    with running_server(tmp_path, **options) as running, ExitStack() as stack:
        for half in HALVES.values():
            stack.enter_context(connected(running, half))
        running._process.send_signal(signal.SIGTERM)
        assert running._process.wait(timeout=60) == 0


def test_a_server_that_ends_answers_what_it_cannot_finish(tmp_path):
    site_was_asked, over = threading.Event(), threading.Event()

    def silent(connection: socket.socket, request: bytes) -> None:
        site_was_asked.set()
        over.wait(60)

    site = Listener(silent).listen(PUBLIC)
    options = {"UNABRIDGED_ALLOW_HOSTS": f"{PUBLIC}:{site.port}", "UNABRIDGED_RESPECT_ROBOTS": "0"}
    body = json.dumps({"page": {"url": f"http://{PUBLIC}:{site.port}/"}}).encode()
    sent = HEAD.encode() + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body
    sooner = {"server.web.gunicorn_worker._TO_ANSWER_SECONDS": 44.0}
    with running_server(
        tmp_path, sooner=sooner, UNABRIDGED_FETCH_SECONDS="60", **options
    ) as running:
        connection = connected(running, sent)
        assert site_was_asked.wait(60)
        running._process.send_signal(signal.SIGTERM)
        head, _, problem = answer(connection).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert json.loads(problem)["type"] == "/problems/busy"
        over.set()
        assert running._process.wait(timeout=60) == 0
    site.stop()


def test_a_server_that_is_asked_to_end_finishes_what_it_began(tmp_path):
    site_was_asked, may_answer = threading.Event(), threading.Event()

    def slow(connection: socket.socket, request: bytes) -> None:
        site_was_asked.set()
        may_answer.wait(60)
        site_answer(STORY * 5)(connection, request)

    site = Listener(slow).listen(PUBLIC)
    address = f"http://{PUBLIC}:{site.port}/"
    options = {"UNABRIDGED_ALLOW_HOSTS": f"{PUBLIC}:{site.port}", "UNABRIDGED_RESPECT_ROBOTS": "0"}
    body = json.dumps({"page": {"url": address}}).encode()
    sent = HEAD.encode() + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body
    with running_server(tmp_path, **options) as running:
        connection = connected(running, sent)
        assert site_was_asked.wait(60)
        running._process.send_signal(signal.SIGTERM)
        threading.Timer(9, may_answer.set).start()
        assert b"HTTP/1.1 200 OK" in answer(connection)
        assert running._process.wait(timeout=60) == 0
    site.stop()
