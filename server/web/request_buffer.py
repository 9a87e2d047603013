"""Bytes of one HTTP request as they arrive, and whether all of it is in.

The body is decoded as it comes, each byte once; the headers are parsed and refused by gunicorn:
those that it refuses count as whole. The server's main loop does this, so each line has a limit
before anything looks into it.
"""

import errno
import re
import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any, Literal

# Bytes of an answer that wait for its peer before more of the answer is made.
MOST_UNSENT = 2_000_000
# Seconds in which the peer then takes half of them: 33 KB a second.
UNSENT_SECONDS = 30.0


class AnswerBuffer:
    """Sends on a connection without waiting; `flush` sends the rest.

    A thread that adds more to an answer of which much is unsent waits until its peer has taken
    some: an answer of any size is made no faster than it is read.
    """

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self.unsent = bytearray()

    def sendall(self, data: Any) -> None:
        """Send what fits into the kernel's buffer and keep the rest, in order; raise OSError."""
        if len(self.unsent) > MOST_UNSENT:
            self._wait_for_peer()
        self.unsent += memoryview(data)[0 if self.unsent else self._send(data) :]

    def _wait_for_peer(self) -> None:
        """Return once half of what may wait is left; raise OSError where that takes too long."""
        deadline = time.monotonic() + UNSENT_SECONDS
        writable = select.poll()
        writable.register(self._sock, select.POLLOUT)
        while len(self.unsent) > MOST_UNSENT // 2:
            seconds_left = deadline - time.monotonic()
            if seconds_left <= 0 or not writable.poll(seconds_left * 1_000):
                raise BrokenPipeError(errno.EPIPE, "the peer does not read")
            self.flush()

    def send(self, data: Any) -> int:
        """Send as sockets do."""
        self.sendall(data)
        return len(data)

    def flush(self) -> bool:
        """Send more of what is kept; returns whether anything went. Raises OSError."""
        sent = self._send(self.unsent)
        del self.unsent[:sent]
        return sent > 0

    def _send(self, data: Any) -> int:
        with suppress(BlockingIOError, InterruptedError):
            return int(self._sock.send(data, socket.MSG_DONTWAIT))
        return 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


State = Literal[
    "headers",
    "body",
    "whole",
    "malformed",
    "chunks_too_small",
    "headers_too_large",
    "body_too_large",
]

MOST_HEADERS = 65_536  # bytes
# Of a header or a chunk's size, in bytes; gunicorn's own limit of a header.
MOST_LINE = 8_190
# Chunks that a body may have whatever their size, and the bytes that each further one brings.
FREE_CHUNKS, LEAST_CHUNK = 10_000, 64
# Of the headers; lines that end in LF alone are refused by gunicorn.
_END = re.compile(rb"\r\n\r\n|\n\n")
# The line of a chunk's size; what ends one chunk is read with the next one's.
_LINE = rb"([0-9A-Fa-f]{1,8})(?:[ \t]*+;[\t\x20-\x7e\x80-\xff]*+)?+\r\n"
_FIRST, _NEXT = re.compile(_LINE), re.compile(rb"\r\n" + _LINE)


class Body(BytesIO):
    """A request's body, which is let go of once it was read."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next `size` bytes, or all."""
        data = super().read(size)
        if size is None or size < 0:
            self.seek(0)
            self.truncate()
        return data


class RequestBuffer:
    """Collects a request; `most_of` its first line are the most bytes of its body, as sent."""

    def __init__(self, most_of: Callable[[bytes], int], begun: bytes = b"") -> None:
        self.head = b""  # once it is whole
        self.body = Body()  # as far as it is here
        self.most_body = 0
        self.length: int | None = 0  # of the body; None: it comes in chunks
        self._most_of = most_of
        self._coming = bytearray(begun)  # not looked into yet
        self._searched = 0  # of them there is no end of the headers
        self._taken = 0  # bytes of the body, chunk sizes included
        self._left = 0  # bytes of the body, or of the chunk, that are not here yet
        self._chunks = 0
        self._expects = False

    def __len__(self) -> int:
        return len(self.head) + self.body.tell() + len(self._coming)

    @property
    def wants_continue(self) -> bool:
        """Whether the sender waits for `100 Continue` before it sends the body."""
        return self._expects and not self._taken and not self._coming

    @property
    def following(self) -> bytes:
        """Bytes that follow a whole request."""
        return bytes(self._coming)

    def add(self, piece: bytes) -> None:
        """Append what arrived."""
        self._coming += piece

    def state(self) -> State:
        """Look into what has arrived since, and return how far the request is."""
        if not self.head and not self._find_body():
            return "headers_too_large" if len(self._coming) > MOST_HEADERS else "headers"
        if len(self.head) > MOST_HEADERS:
            return "headers_too_large"
        if self._left > self.most_body:
            return "body_too_large"
        offset, state = self._read_chunks() if self.length is None else (self._take(0), "body")
        del self._coming[:offset]
        self._taken += offset
        if self._taken + self._left > self.most_body:
            return "body_too_large"
        if self._chunks > FREE_CHUNKS + self._taken // LEAST_CHUNK:
            return "chunks_too_small"
        return "whole" if self.length is not None and not self._left else state

    def _find_body(self) -> bool:
        end_of_head = _END.search(self._coming, self._searched)
        if not end_of_head:
            self._searched = max(0, len(self._coming) - 3)
            return False
        self.head = bytes(self._coming[: end_of_head.end()])
        del self._coming[: len(self.head)]
        lines = self.head.split(b"\r\n")
        if len(self.head) <= MOST_HEADERS and max(map(len, lines)) <= MOST_LINE:
            self._read_headers(lines)
        return True

    def _read_headers(self, lines: list[bytes]) -> None:
        self.most_body = self._most_of(lines[0])
        lengths = _values(lines, b"content-length")
        codings = [coding.lower() for coding in _values(lines, b"transfer-encoding")]
        expected = [value.lower() for value in _values(lines, b"expect")]
        self._expects = lines[0].endswith(b"HTTP/1.1") and b"100-continue" in expected
        if codings and not lengths and codings[-1].replace(b",", b" ").split()[-1:] == [b"chunked"]:
            self.length = None
        elif len(lengths) == 1 and not codings and lengths[0].isdigit():
            self.length = self._left = int(lengths[0]) if len(lengths[0]) < 19 else 10**18

    def _take(self, offset: int) -> int:
        """Move what is here of the bytes that are left; return where they end."""
        piece = self._coming[offset : offset + self._left]
        self.body.write(piece)
        self._left -= len(piece)
        return offset + len(piece)

    def _read_chunks(self) -> tuple[int, State]:
        """Decode what is here of chunks; return where that ends, and the state."""
        coming, offset = self._coming, 0
        while not self._left or (offset := self._take(offset)) < len(coming):
            line = _NEXT if self._chunks else _FIRST
            size = line.match(coming, offset, offset + MOST_LINE)
            if not size:
                return offset, self._without_size(offset)
            self._left = int(size[1], 16)
            if not self._left:
                return self._read_trailers(offset, size.end() - 2)
            offset = size.end()
            self._chunks += 1
        return offset, "body"

    def _without_size(self, offset: int) -> State:
        """Return "body" while a chunk's size may still follow, else "malformed"."""
        begin = offset + 2 if self._chunks else offset
        ends_well = b"\r\n".startswith(self._coming[offset:begin])
        line = self._coming[begin : begin + MOST_LINE]
        may_follow = ends_well and b"\r\n" not in line and len(line) < MOST_LINE
        return "body" if may_follow else "malformed"

    def _read_trailers(self, offset: int, begin: int) -> tuple[int, State]:
        """Pass over the trailers from `begin` on; `offset` is where the last chunk began."""
        end = self._coming.find(b"\r\n\r\n", begin, begin + MOST_LINE)
        trailers = self._coming[begin : end if end >= 0 else None]
        if end < 0 and len(trailers) < MOST_LINE:
            return offset, "body"
        if end < 0 or trailers.count(b"\n") != trailers.count(b"\r\n"):
            return offset, "malformed"
        return end + 4, "whole"


def _values(lines: list[bytes], name: bytes) -> list[bytes]:
    """Return the values of the headers called `name`, in order."""
    pairs = (line.partition(b":") for line in lines[1:])
    return [value.strip(b" \t") for key, colon, value in pairs if colon and key.lower() == name]
