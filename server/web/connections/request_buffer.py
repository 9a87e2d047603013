"""Bytes of one HTTP request as they arrive, and whether all of it is in.

It only finds where the request ends. Parsing and refusing are gunicorn's: headers that gunicorn
refuses without reading further count as whole.
"""

import re
from typing import Literal

State = Literal["headers", "body", "whole", "malformed", "headers_too_large", "body_too_large"]

MOST_HEADERS = 65_536
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([^\r\n]*?)[ \t]*(?=\r\n)", re.IGNORECASE)
_CODING = re.compile(rb"\r\ntransfer-encoding:[ \t]*([^\r\n]*?)[ \t]*(?=\r\n)", re.IGNORECASE)
_CHUNKED = re.compile(rb"(?:^|[, \t])chunked$", re.IGNORECASE)
_CONTINUE = re.compile(rb"HTTP/1\.1\r\n(?:.*\r\n)?expect:[ \t]*100-continue[ \t]*\r\n", re.I | re.S)
_CHUNK_SIZE = re.compile(rb"([0-9a-f]{1,8})[ \t]*(?:;.*)?", re.IGNORECASE | re.DOTALL)
_MOST_CHUNK_LINE = 8_192


class RequestBuffer:
    """Collects a request whose body has at most `most_body` bytes, chunk sizes included."""

    def __init__(self, most_body: int, begun: bytes = b"") -> None:
        self.data = bytearray(begun)
        self._most_body = most_body
        self._body = 0  # where the body begins; 0 until the headers are whole
        self._end: int | None = None  # where the request ends; None: chunked or not known yet
        self._at = 0  # everything before is looked at

    @property
    def wants_continue(self) -> bool:
        """Whether the sender waits for `100 Continue` before it sends the body."""
        waits = self._body == len(self.data) and _CONTINUE.search(self.data)
        return bool(waits)

    def add(self, piece: bytes) -> None:
        """Append what arrived."""
        self.data += piece

    def state(self) -> State:
        """What has arrived so far."""
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
        self._end = self._end_by_headers(bytes(self.data[: self._body]))
        return True

    def _end_by_headers(self, head: bytes) -> int | None:
        lengths, codings = _LENGTH.findall(head), _CODING.findall(head)
        if codings and not lengths and _CHUNKED.search(codings[-1]):
            return None
        if len(lengths) == 1 and not codings and lengths[0].isdigit():
            return self._body + (int(lengths[0]) if len(lengths[0]) < 19 else 10**18)
        return self._body

    def _read_chunks(self) -> bool:
        """Move on over whole chunks; False if what follows is not a chunk.

        The end is known after the last chunk and its trailers.
        """
        while (line_end := self.data.find(b"\r\n", self._at, self._at + _MOST_CHUNK_LINE)) >= 0:
            size = _CHUNK_SIZE.fullmatch(self.data, self._at, line_end)
            if size is None:
                return False
            length = int(size[1], 16)
            if length == 0:
                trailers_end = self.data.find(b"\r\n\r\n", line_end)
                self._end = trailers_end + 4 if trailers_end >= 0 else None
                return True
            following = line_end + 2 + length + 2
            if following > len(self.data):
                if following > self._body + self._most_body:
                    self._end = following
                return True
            self._at = following
        return len(self.data) - self._at < _MOST_CHUNK_LINE
