"""Requests that break the rules of HTTP: a problem each, of status 4xx, never HTML."""

import json
import os
import socket

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.servers import running_server

POST = "POST /v1/extract HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
CHUNKED = f"{POST}Transfer-Encoding: chunked\r\n\r\n"
MALFORMED = {
    "a host that is half an address": "GET /v1/status HTTP/1.1\r\nHost: [\r\n\r\n",
    "a host with a user": "GET /v1/status HTTP/1.1\r\nHost: evil@127.0.0.1\r\n\r\n",
    "two hosts": "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
    "a chunk of 0x2e": f"{CHUNKED}0x2e\r\n{'a' * 46}\r\n0\r\n\r\n",
    "a chunk of -1": f"{CHUNKED}-1\r\na\r\n0\r\n\r\n",
    "a chunk without an end": f"{CHUNKED}1\r\nabc\r\n0\r\n\r\n",
    "a chunk with a bare CR": f"{CHUNKED}1;a\rb\r\na\r\n0\r\n\r\n",
    "another coding": f"{POST}Transfer-Encoding: xchunked\r\n\r\n",
    "two lengths": f"{POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\na",
    "a length below zero": f"{POST}Content-Length: -1\r\n\r\n",
    "a coding and a length": f"{CHUNKED}0\r\n\r\n".replace("Host", "Content-Length: 5\r\nHost"),
    "a header's name with a space": "GET / HTTP/1.1\r\nHo st: 127.0.0.1\r\n\r\n",
    "a folded header": "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\r\n b\r\n\r\n",
    "no request line": "nonsense\r\n\r\n",
    "another version": "GET / HTTP/3.7\r\nHost: 127.0.0.1\r\n\r\n",
    "a long line": f"GET /{'a' * 9_000} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("malformed")) as running:
        yield running


def answer(server, sent: str) -> tuple[bytes, bytes]:
    """Return head and body of all data until the server closes or stays silent."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(sent.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as stream:
            head, _, body = stream.read().partition(b"\r\n\r\n")
    return head, body


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_request_is_a_problem_of_the_callers(server, name):
    head, body = answer(server, MALFORMED[name])
    assert head.startswith(b"HTTP/1.1 4"), head
    assert b"application/problem+json" in head
    problem = json.loads(body)
    assert problem["status"] == int(head.split()[1])
    assert problem["detail"].endswith(".")


def test_a_header_with_the_name_of_a_servers_variable_changes_nothing(server):
    sent = "GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\nSCRIPT_NAME: /x\r\n\r\n"
    assert answer(server, sent)[0].startswith(b"HTTP/1.1 200 ")


SIGNS = st.sampled_from('[]@:;#/\\%,.-+_ \t\0\x7f\x80aF0xX9{}"\r\n') | st.characters(
    max_codepoint=255
)
PIECES = st.text(SIGNS, max_size=12) | st.sampled_from(
    ["127.0.0.1", "localhost", "[::1]", "0x2e", "-1", "+5", "1_0", "ffffffff", "5;a=b", "chunked"]
)


SENT = {"host": "127.0.0.1", "length": "", "coding": "chunked", "size": "2", "name": "X"}


@settings(
    max_examples=40 * int(os.environ.get("UNABRIDGED_FUZZ", "1")),
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(parts=st.fixed_dictionaries(dict.fromkeys(("method", *SENT), PIECES)))
@example(parts={**SENT, "method": "POST"})
def test_whatever_is_sent_is_answered_with_json_or_not_at_all(server, parts):
    length, coding = parts["length"], parts["coding"]
    head, body = answer(
        server,
        f"{parts['method'] or 'POST'} /v1/extract HTTP/1.1\r\nHost: {parts['host']}\r\n"
        + (f"Content-Length: {length}\r\n" if length else "")
        + (f"Transfer-Encoding: {coding}\r\n" if coding else "")
        + f"{parts['name']}: x\r\nContent-Type: application/json\r\n\r\n"
        + f"{parts['size']}\r\n{{}}\r\n0\r\n\r\n",
    )
    if head:  # nothing comes where the rest of a request is waited for
        assert head.startswith(b"HTTP/1.1 4"), head
        assert b"application/problem+json" in head
        # What follows is the answer to what the rest was taken for.
        assert json.JSONDecoder().raw_decode(body.decode())[0]["status"] == int(head.split()[1])


def test_nothing_of_them_is_a_fault_in_the_log(server):
    assert "places" not in server.log.read_text()
