"""Bytes of one HTTP request as they arrive, and whether all of it is in.

It only finds where the request ends. Parsing and refusing are gunicorn's: headers that gunicorn
refuses without reading further count as whole. The server's main loop does this, so each line has
a limit before anything looks into it, and nothing is matched by a pattern.
"""

import socket
from contextlib import suppress
from string import hexdigits
from typing import Any, Literal


class AnswerBuffer:
    """Sends on a connection without waiting; `flush` sends the rest."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self.unsent = bytearray()

    def sendall(self, data: Any) -> None:
        """Send what fits into the kernel's buffer and keep the rest, in order."""
        sent = 0 if self.unsent else self._sent(data)
        self.unsent += memoryview(data)[sent:]

    def send(self, data: Any) -> int:
        """Send as sockets do."""
        self.sendall(data)
        return len(data)

    def flush(self) -> bool:
        """Send more of what is kept; returns whether anything went. Raises OSError."""
        sent = self._sent(self.unsent)
        del self.unsent[:sent]
        return sent > 0

    def _sent(self, data: Any) -> int:
        with suppress(BlockingIOError, InterruptedError):
            return int(self._sock.send(data, socket.MSG_DONTWAIT))
        return 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


State = Literal["headers", "body", "whole", "malformed", "headers_too_large", "body_too_large"]

MOST_HEADERS = 65_536  # bytes
# Of a header or a chunk's size, in bytes; gunicorn's own limit of a header.
MOST_LINE = 8_190
_SPACE = b" \t"
_HEX = frozenset(hexdigits.encode())


class RequestBuffer:
    """Collects a request whose body has at most `most_body` bytes, chunk sizes included."""

    def __init__(self, most_body: int, begun: bytes = b"") -> None:
        self.data = bytearray(begun)
        self._most_body = most_body
        self._body = 0  # where the body begins; 0 until the headers are whole
        self._end: int | None = None  # where the request ends; None: chunked or not known yet
        self._at = 0  # everything before is looked at
        self._expects = False

    @property
    def wants_continue(self) -> bool:
        """Whether the sender waits for `100 Continue` before it sends the body."""
        return self._expects and self._body == len(self.data)

    def add(self, piece: bytes) -> None:
        """Append what arrived."""
        self.data += piece

    def state(self) -> State:
        """Return what has arrived so far."""
        if not self._body and not self._find_body():
            return "headers_too_large" if len(self.data) > MOST_HEADERS else "headers"
        if self._body > MOST_HEADERS:
            return "headers_too_large"
        if self._end is None and not self._read_chunks():
            return "malformed"
        if (len(self.data) if self._end is None else self._end) > self._body + self._most_body:
            return "body_too_large"
        return "whole" if self._end is not None and len(self.data) >= self._end else "body"

    def _find_body(self) -> bool:
        # Lines that end in LF alone are refused by gunicorn.
        ends = [(self.data.find(end, self._at), len(end)) for end in (b"\r\n\r\n", b"\n\n")]
        found = [at + length for at, length in ends if at >= 0]
        if not found:
            self._at = max(0, len(self.data) - 3)
            return False
        self._body = self._at = min(found)
        self._end = self._body
        lines = bytes(self.data[: self._body]).split(b"\r\n")
        if self._body <= MOST_HEADERS and max(map(len, lines)) <= MOST_LINE:
            self._read_headers(lines)
        return True

    def _read_headers(self, lines: list[bytes]) -> None:
        lengths = _values(lines, b"content-length")
        codings = [coding.lower() for coding in _values(lines, b"transfer-encoding")]
        expected = [value.lower() for value in _values(lines, b"expect")]
        self._expects = lines[0].endswith(b"HTTP/1.1") and b"100-continue" in expected
        if codings and not lengths and codings[-1].replace(b",", b" ").split()[-1:] == [b"chunked"]:
            self._end = None
        elif len(lengths) == 1 and not codings and lengths[0].isdigit():
            self._end = self._body + (int(lengths[0]) if len(lengths[0]) < 19 else 10**18)

    def _read_chunks(self) -> bool:
        """Move on over whole chunks; False if what follows is not a chunk.

        The end is known after the last chunk and its trailers.
        """
        while (line_end := self.data.find(b"\r\n", self._at, self._at + MOST_LINE)) >= 0:
            size = bytes(self.data[self._at : line_end]).partition(b";")[0].rstrip(_SPACE)
            if not 0 < len(size) <= 8 or not _HEX.issuperset(size):
                return False
            length = int(size, 16)
            if length == 0:
                trailers_end = self.data.find(b"\r\n\r\n", line_end, line_end + MOST_LINE)
                self._end = trailers_end + 4 if trailers_end >= 0 else None
                return trailers_end >= 0 or len(self.data) - line_end < MOST_LINE
            following = line_end + 2 + length + 2
            if following > len(self.data):
                if following > self._body + self._most_body:
                    self._end = following
                return True
            self._at = following
        return len(self.data) - self._at < MOST_LINE


def _values(lines: list[bytes], name: bytes) -> list[bytes]:
    """Return the values of the headers called `name`, in order."""
    pairs = (line.partition(b":") for line in lines[1:])
    return [value.strip(_SPACE) for key, colon, value in pairs if colon and key.lower() == name]
