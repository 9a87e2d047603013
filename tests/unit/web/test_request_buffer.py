import socket
import threading

import pytest

from server.web import request_buffer
from server.web.request_buffer import (
    FREE_CHUNKS,
    LEAST_CHUNK,
    MOST_HEADERS,
    MOST_LINE,
    AnswerBuffer,
    RequestBuffer,
)
from tests.processor import takes_at_most

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nhello\r\n3;x=y\r\nyou\r\n0\r\nTrailer: 1\r\n\r\n"
)


def buffered(limit: int, received: bytes = b"") -> RequestBuffer:
    return RequestBuffer(lambda line: limit, received)


def post(*headers: str) -> bytes:
    return ("POST / HTTP/1.1\r\n" + "".join(f"{header}\r\n" for header in headers)).encode()


@pytest.mark.parametrize("request_bytes", [GET, POST, CHUNKED], ids=["get", "length", "chunked"])
def test_a_request_is_whole_with_its_last_byte_and_not_before(request_bytes):
    buffer = buffered(100)
    states = []
    for byte in request_bytes:
        buffer.add(bytes([byte]))
        states.append(buffer.state())
    assert states[-1] == "whole"
    assert "whole" not in states[:-1]
    assert states == sorted(states, key=["headers", "body", "whole"].index)
    assert buffered(100, request_bytes + GET).state() == "whole"


@pytest.mark.parametrize(
    "refused",
    [
        b"GET / HTTP/1.1\n\n",
        b"\n\n",
        post("Content-Length: x", ""),
        post("Content-Length: -1", ""),
        post("Content-Length: 5", "Content-Length: 6", ""),
        post("Content-Length: 5", "Transfer-Encoding: chunked", ""),
        post("Transfer-Encoding: identity", ""),
        post("Transfer-Encoding: xchunked", ""),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_gunicorn_refuses_without_reading_on_is_whole(refused):
    assert buffered(10_000, refused).state() == "whole"


@pytest.mark.parametrize("size", ["0x5\r\n", "-1\r\n", "5_0\r\n", "\r\n\r\n", "1" * 9000])
def test_a_chunk_without_a_valid_size_is_malformed(size):
    head = post("Transfer-Encoding: chunked", "")
    assert buffered(10_000, head + size.encode()).state() == "malformed"
    assert buffered(10_000, head + b"1\r\na\r\n" + size.encode()).state() == "malformed"


@pytest.mark.parametrize(
    "large",
    [
        post("Content-Length: 11", ""),
        post("Content-Length: " + "9" * 5000, ""),
        post("Transfer-Encoding: chunked", "") + b"ffffffff\r\n",
        post("Transfer-Encoding: chunked", "") + b"1\r\na\r\n" * 3,
    ],
)
def test_a_body_over_the_limit_is_known_before_it_is_here(large):
    assert buffered(10, large).state() == "body_too_large"


@pytest.mark.parametrize("step", [1, 7, 64, 1_000])
@pytest.mark.parametrize("size", [1, 2, 100, 3_000])
def test_a_body_is_the_same_however_it_is_chunked_and_arrives(size, step):
    body = bytes(range(256)) * 24
    pieces = (body[offset : offset + size] for offset in range(0, len(body), size))
    sent = b"".join(b"%X;a=b\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    buffer = buffered(100_000, post("Transfer-Encoding: chunked", ""))
    for offset in range(0, len(sent), step):
        buffer.add(sent[offset : offset + step])
        assert buffer.state() == "body"
    buffer.add(b"0\r\n\r\n")
    assert buffer.state() == "whole"
    assert (buffer.body.getvalue(), buffer.length, buffer.following) == (body, None, b"")


def test_small_chunks_are_taken_up_to_a_number_and_then_for_what_they_bring():
    chunked = post("Transfer-Encoding: chunked", "")
    of_one, of_many = b"1\r\na\r\n", b"40\r\n%s\r\n" % (b"a" * LEAST_CHUNK)
    assert buffered(10**9, chunked + of_one * FREE_CHUNKS).state() == "body"
    assert buffered(10**9, chunked + of_one * 2 * FREE_CHUNKS).state() == "chunks_too_small"
    assert buffered(10**9, chunked + of_many * 5 * FREE_CHUNKS).state() == "body"


@pytest.mark.parametrize(
    "chunk", ["1\r\nab\r\n", "1;a\rb\r\na\r\n", "1 a\r\na\r\n", "0\r\nX: y\nZ: z\r\n\r\n"]
)
def test_a_chunk_that_breaks_the_rules_is_malformed(chunk):
    sent = post("Transfer-Encoding: chunked", "") + chunk.encode()
    assert buffered(100, sent).state() == "malformed"


def test_a_body_is_let_go_of_once_it_is_read():
    body = buffered(100, POST)
    assert body.state() == "whole"
    body.body.seek(0)
    assert (body.body.read(), body.body.getvalue(), body.body.read(9)) == (b"hello", b"", b"")


def test_the_first_line_says_how_long_the_body_may_be():
    lines = []
    buffer = RequestBuffer(lambda line: lines.append(line) or 4, POST)
    assert (buffer.state(), lines) == ("body_too_large", [b"POST / HTTP/1.1"])


def test_headers_have_a_limit():
    endless = buffered(10, b"GET / HTTP/1.1\r\nX: ")
    for _ in range(MOST_HEADERS // 1000 + 1):
        endless.add(b"x" * 1000)
    assert endless.state() == "headers_too_large"
    assert buffered(10, bytes(endless._coming) + b"\r\n\r\n").state() == "headers_too_large"


def test_two_transfer_codings_are_chunked_by_the_last():
    head = post("Transfer-Encoding: gzip", "Transfer-Encoding: chunked", "")
    assert buffered(10, head).state() == "body"


def test_a_sender_that_waits_for_100_continue_is_noticed():
    head = post("Expect: 100-Continue", "Content-Length: 5", "")
    waits, sent, older = (
        buffered(10, received)
        for received in (head, head + b"h", head.replace(b"HTTP/1.1", b"HTTP/1.0"))
    )
    assert {buffer.state() for buffer in (waits, sent, older)} == {"body"}
    assert [buffer.wants_continue for buffer in (waits, sent, older)] == [True, False, False]


def test_each_limit_may_be_reached():
    assert buffered(5, post("Content-Length: 5", "") + b"hell").state() == "body"
    assert buffered(5, POST).state() == "whole"
    assert buffered(10, b"x" * MOST_HEADERS).state() == "headers"
    assert buffered(10, b"x" * (MOST_HEADERS - 4) + b"\r\n\r\n").state() == "whole"
    chunked = post("Transfer-Encoding: chunked", "")
    assert buffered(10, chunked + b"5\r\nhel").state() == "body"


def test_sizes_of_chunks_are_hexadecimal():
    chunk = post("Transfer-Encoding: chunked", "") + b"1a\r\n" + b"x" * 26 + b"\r\n0\r\n\r\n"
    assert buffered(100, chunk).state() == "whole"
    assert buffered(100, chunk[:-1]).state() == "body"


def test_the_first_end_of_trailers_ends_the_request():
    buffer = buffered(1_000, CHUNKED + GET)
    assert buffer.state() == "whole"
    assert (buffer.body.getvalue(), buffer.following) == (b"helloyou", GET)


def test_the_end_of_headers_is_found_wherever_a_piece_ends():
    for offset in range(1, len(GET)):
        buffer = buffered(10)
        buffer.add(GET[:offset])
        assert buffer.state() == "headers"
        buffer.add(GET[offset:])
        assert buffer.state() == "whole"


@pytest.mark.parametrize("digits", [18, 19, 20, 4_000])
def test_a_length_of_many_digits_is_too_large_and_costs_nothing(digits):
    assert buffered(10, post(f"Content-Length: {'9' * digits}", "")).state() == "body_too_large"


PUMPS = [
    "{name}:x{space}x",
    "{name}:{space}x",
    "{name}: 5{space}",
    "{name}:{space}",
    "{space}{name}:x",
    "{name}{space}:x",
]


@pytest.mark.parametrize("pump", PUMPS)
@pytest.mark.parametrize(
    "name", ["Content-Length", "Transfer-Encoding", "Expect", "Transfer-Encoding: chunked", "X"]
)
def test_a_header_of_60000_spaces_costs_nothing_and_is_left_to_gunicorn(name, pump):
    head = post(pump.format(name=name, space=" \t" * 30_000), "")

    def reads() -> None:
        for _ in range(20):
            buffer = buffered(10_000, head)
            assert buffer.state() == "whole"
            assert not buffer.wants_continue

    assert takes_at_most(1, reads)


def test_many_lines_within_the_limit_cost_nothing():
    line = "Content-Length:" + " " * (MOST_LINE - 20)

    def reads() -> None:
        assert buffered(10, post(*[line] * 7, "")).state() == "whole"
        assert buffered(10, post(*["Expect:"] * 7_000, "")).state() == "whole"

    assert takes_at_most(1, reads)


def test_trailers_have_a_limit_and_are_looked_at_once():
    buffer = buffered(10_000_000, post("Transfer-Encoding: chunked", "") + b"0\r\n")
    for _ in range(MOST_LINE // 10):
        buffer.add(b"X: yyyyy\r\n")
        if (state := buffer.state()) != "body":
            break
    assert state == "malformed"


@pytest.fixture
def pair():
    ours, peer = socket.socketpair()
    ours.setblocking(False)
    with ours, peer:
        yield ours, peer


def test_a_long_answer_is_made_as_fast_as_its_peer_reads_it(pair):
    ours, peer = pair
    answer, received = AnswerBuffer(ours), bytearray()
    piece, pieces = b"0123456789" * 100_000, 12

    def read_all():
        while len(received) < len(piece) * pieces:
            received.extend(peer.recv(100_000))

    reading = threading.Thread(target=read_all)
    reading.start()
    unsent_sizes = []
    for _ in range(pieces):
        answer.sendall(piece)
        unsent_sizes.append(len(answer.unsent))
    while answer.unsent:
        answer.flush()
    reading.join()
    assert received == piece * pieces
    assert max(unsent_sizes) <= request_buffer.MOST_UNSENT + len(piece)


def test_a_peer_that_does_not_read_ends_a_long_answer(pair, monkeypatch):
    monkeypatch.setattr(request_buffer, "UNSENT_SECONDS", 0.05)
    answer = AnswerBuffer(pair[0])
    answer.sendall(b"0" * 3 * request_buffer.MOST_UNSENT)  # one piece is kept, whatever its size
    with pytest.raises(BrokenPipeError):
        answer.sendall(b"more")
