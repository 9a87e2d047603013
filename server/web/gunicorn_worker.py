"""gunicorn worker in which a connection takes a thread only once its request is whole.

gunicorn's threaded worker gives a thread to each connection that sent a byte, without a deadline,
and waits in its main loop until a peer closes: a few silent connections stop it. Here the main
loop reads headers and body into memory, with deadlines, and waits for nobody.
"""

import errno
import gc
import json
import math
import selectors
import signal
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from queue import SimpleQueue
from typing import Any

from gunicorn.http import errors as http_errors
from gunicorn.workers.gthread import ThreadWorker

from server import errors
from server.config import Settings
from server.model import counted
from server.web import monitoring
from server.web.admission import ending
from server.web.bodies import body_limit
from server.web.problems import MEDIA_TYPE
from server.web.request_buffer import MOST_HEADERS, AnswerBuffer, Body, RequestBuffer

# All requests in memory together, as a multiple of the largest one allowed.
_LARGEST_HELD = 6
_WRITE_SECONDS = 30  # without progress
_TO_ANSWER_SECONDS = 5.0  # to callers whose work the end of the server cuts
# The same where the server ends at once: a terminal's Ctrl-C ends it within two seconds.
_TO_ANSWER_AT_ONCE_SECONDS = 1.2
_SWEEP_SECONDS = 0.25  # between looks at deadlines
# Faults of the application's answer, not of the request.
_OF_ANSWERS = (http_errors.InvalidResponseHeader, http_errors.InvalidResponseHeaderName)
_TOO_LONG = {"LimitRequestLine": 414, "LimitRequestHeaders": 431, "headers_too_large": 431}
# By gunicorn's error, which quotes the request, and by the state of the buffer.
_SAYS = {
    "InvalidRequestLine": "The request line is not `METHOD /path HTTP/1.1`.",
    "InvalidRequestMethod": "The request's method is not one of HTTP.",
    "InvalidHTTPVersion": "The request's version of HTTP is not 1.0 or 1.1.",
    "InvalidHeader": "A header is malformed, or appears twice where it may not.",
    "InvalidHeaderName": "A header's name has characters that HTTP does not allow.",
    "UnsupportedTransferCoding": "`Transfer-Encoding` may only be `chunked`.",
    "LimitRequestLine": "The request line is too long; send long texts in the body.",
    "LimitRequestHeaders": "The request has too many headers, or one that is too long.",
    "headers_too_large": f"The request's headers are larger than {MOST_HEADERS} bytes.",
    "malformed": "A chunk of the request's body has no valid size.",
    "chunks_too_small": "The request's body comes in too many small chunks; send larger ones, or "
    "none.",
}


@dataclass(slots=True)
class _Arriving:
    buffer: RequestBuffer
    deadline: float
    in_body: bool = False


@dataclass(slots=True)
class _Sending:
    done: Any  # the future of the thread that made the answer
    deadline: float


class BufferedWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Extend gunicorn's threaded worker by buffers for requests and answers."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._settings = Settings.from_env()
        self._arriving: dict[Any, _Arriving] = {}
        self._at_work: dict[Any, int] = {}  # bytes of requests that threads work on
        self._sending: dict[Any, _Sending] = {}  # answered; the peer has not taken all of it
        self._leaving: dict[Any, float] = {}  # answered; when to close at the latest
        self._cut_at = math.inf
        self._leave_at = math.inf  # whatever is still at work then
        self._swept = 0.0
        self._remembers = False
        self.ends_at_once = False
        # Of gunicorn's first process, as this one inherited them and heard them since.
        self.signals_before: SimpleQueue[int] = SimpleQueue()

    def accept(self, listener: Any) -> None:
        """Accept a connection; where there are too many, the oldest unfinished one goes."""
        if self.nr_conns >= self.worker_connections - 1:
            self._make_room()
        try:
            super().accept(listener)
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                raise
            self._make_room()

    def enqueue_req(self, conn: Any) -> None:
        """Read a request of `conn` into memory; it gets a thread once it is whole."""
        self._remembers = True
        if conn.parser is None:
            timeout = struct.pack("ll", _WRITE_SECONDS, 0)
            with suppress(OSError):  # a thread waits no longer for a peer that does not read
                conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)
                # Only where gunicorn expects more bytes than RequestBuffer does.
                conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeout)
                # Bytes in the kernel: most answers fit, so that the thread need not wait at all.
                conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 256_000)
            conn.sock = AnswerBuffer(conn.sock)
        begun = conn.parser.unreader.take_buffered() if conn.parser else b""
        self._at_work.pop(conn, None)
        self._arriving[conn] = _Arriving(
            RequestBuffer(partial(body_limit, self._settings), begun),
            time.monotonic() + self._settings.header_seconds,
        )
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._read, conn))
        self._advance(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Keep the connection for its next request, or close it without waiting for the peer."""
        keep = not fs.cancelled() and fs.exception() is None and fs.result()
        if conn.sock.unsent:
            self._send_rest(conn, fs)
        elif keep:
            self._at_work.pop(conn, None)
            super().finish_request(conn, fs)
        else:
            self._leave(conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer what gunicorn can't parse with a problem; its own page would be HTML."""
        if not isinstance(exc, http_errors.ParseException) or isinstance(exc, _OF_ANSWERS):
            super().handle_error(req, client, addr, exc)
            return
        with suppress(OSError):
            client.sendall(_answer(_refusal(type(exc).__name__)))

    def init_signals(self) -> None:
        """Handle signals; end where one came before, since gunicorn's first process was forked."""
        super().init_signals()
        signals = self.signals_before
        while not signals.empty():
            if signals.get_nowait() in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
                raise SystemExit(0)

    def handle_quit(self, *_signal: Any) -> None:
        """Note that the server ends at once, and wake the main loop.

        A terminal's Ctrl-C comes twice, as SIGINT and as SIGQUIT of gunicorn's first process, and
        the second may interrupt this method at any line. Gunicorn's own takes a lock of the thread
        pool, for which the second call would wait forever.
        """
        self.ends_at_once = True
        self.alive = False
        self.method_queue.defer(_wake)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for events, at most until the next look at what is over its time."""
        is_late = self.ends_at_once or self._cut_at < math.inf
        super().wait_for_and_dispatch_events(min(timeout, _SWEEP_SECONDS) if is_late else timeout)

    def murder_pending(self) -> None:
        """Close what is over its time."""
        super().murder_pending()
        now = time.monotonic()
        if now < self._swept + _SWEEP_SECONDS:
            return
        self._swept = now
        if self.ends_at_once:
            self._cut_at = min(self._cut_at, now)
            self._leave_at = min(self._leave_at, now + _TO_ANSWER_AT_ONCE_SECONDS)
        if now >= self._cut_at:
            ending.set()
        if now >= self._leave_at:
            raise SystemExit(0)
        for conn in [conn for conn, arriving in self._arriving.items() if arriving.deadline <= now]:
            self._expire(conn)
        slow = [conn for conn, sending in self._sending.items() if sending.deadline <= now]
        over = [conn for conn, deadline in self._leaving.items() if deadline <= now]
        for conn in slow + over:
            self._drop(conn)
        if self._remembers and not (self._at_work or self._sending):
            self._remembers = False
            gc.collect()  # a request holds itself

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for arriving in self._arriving.values():
            arriving.deadline = min(arriving.deadline, deadline)
        self._cut_at = time.monotonic() + self.cfg.graceful_timeout - _TO_ANSWER_SECONDS

    def _send_rest(self, conn: Any, done: Any) -> None:
        """Send what the peer has not taken yet whenever it takes more, without a thread."""
        self._at_work.pop(conn, None)
        self._sending[conn] = _Sending(done, time.monotonic() + _WRITE_SECONDS)
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, selectors.EVENT_WRITE, partial(self._send, conn))
        unsent = {client: len(client.sock.unsent) for client in self._sending}
        if sum(unsent.values()) > _LARGEST_HELD * self._settings.request_bytes:
            self._drop(max(unsent, key=lambda client: unsent[client]))

    def _send(self, conn: Any, _sock: Any) -> None:
        try:
            went = conn.sock.flush()
        except OSError:
            self._drop(conn)
            return
        sending = self._sending[conn]
        if went:
            sending.deadline = time.monotonic() + _WRITE_SECONDS
        if not conn.sock.unsent:
            self._forget(conn)
            self.finish_request(conn, sending.done)

    def _read(self, conn: Any, _sock: Any) -> None:
        piece = _receive(conn.sock)
        if piece:
            self._arriving[conn].buffer.add(piece)
            self._advance(conn)
        elif piece is not None:
            self._drop(conn)

    def _advance(self, conn: Any) -> None:
        """Act on what has arrived of the request."""
        arriving = self._arriving[conn]
        state = arriving.buffer.state()
        if state == "whole":
            self._hand_over(conn)
        elif state == "body_too_large":
            byte_limit = arriving.buffer.most_body
            advice = f"This address takes {byte_limit} bytes at most; send a smaller body."
            self._refuse(conn, errors.PageTooLarge(f"The request is too large. {advice}"))
        elif state not in ("headers", "body"):
            self._refuse(conn, _refusal(state))
        else:
            if state == "body" and not arriving.in_body:
                self._begin_body(conn, arriving)
            # Requests of this size are always taken, whatever others hold in memory.
            if len(arriving.buffer) > 65_536:
                self._limit_memory()

    def _begin_body(self, conn: Any, arriving: _Arriving) -> None:
        arriving.in_body = True
        if self.alive:
            arriving.deadline = time.monotonic() + self._settings.body_seconds
        if arriving.buffer.wants_continue:
            with suppress(OSError):
                conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _hand_over(self, conn: Any) -> None:
        conn.arrived = arrived = self._arriving.pop(conn).buffer
        self.poller.unregister(conn.sock)
        self._at_work[conn] = len(arrived)
        arrived.body.seek(0)
        conn.init()
        conn.parser.unreader.unread(arrived.head + arrived.following)
        conn.data_ready = True
        super().enqueue_req(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request whose body is here; gunicorn has read its headers alone."""
        length = getattr(req.body.reader, "length", None)  # None: it expects chunks
        if length != conn.arrived.length:
            raise http_errors.InvalidHeader("CONTENT-LENGTH", req=req)
        req.body = conn.arrived.body
        try:
            return super().handle_request(req, conn)
        finally:
            req.body = conn.arrived = Body()

    def _limit_memory(self) -> None:
        """Refuse the largest unfinished request where all together hold too much."""
        memory_limit = _LARGEST_HELD * self._settings.request_bytes
        sizes = {conn: len(arriving.buffer) for conn, arriving in self._arriving.items()}
        if sum(sizes.values()) + sum(self._at_work.values()) <= memory_limit:
            return
        largest = max(sizes, key=lambda conn: sizes[conn])
        self._refuse(
            largest, errors.Busy("The server receives as many large requests as it can hold.")
        )

    def _make_room(self) -> None:
        """Drop the connection that has waited longest without a whole request."""
        for waiting in (self._leaving, self._sending, self._arriving):
            if waiting:
                self._drop(next(iter(waiting)))
                return
        if self.keepalived_conns:
            conn = self.keepalived_conns.popleft()
            self.poller.unregister(conn.sock)
            self.nr_conns -= 1
            conn.close()

    def _expire(self, conn: Any) -> None:
        arriving = self._arriving[conn]
        if not len(arriving.buffer):  # it sent nothing, so it expects nothing
            self._drop(conn)
            return
        settings, part = self._settings, "body" if arriving.in_body else "headers"
        seconds = settings.body_seconds if arriving.in_body else settings.header_seconds
        reason = f"The request's {part} did not arrive within {counted(seconds, 'second')}."
        self._refuse(conn, errors.RequestTimeout(f"{reason} Send it again."))

    def _refuse(self, conn: Any, problem: errors.Problem) -> None:
        with suppress(OSError):
            conn.sock.send(_answer(problem))
        self._leave(conn)

    def _leave(self, conn: Any) -> None:
        """End our side and close once the peer has: earlier, it could lose the answer."""
        self._forget(conn)
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._discard, conn))
        except (OSError, ValueError):
            self._drop(conn)
        else:
            self._leaving[conn] = time.monotonic() + 2.0  # for a peer to close

    def _discard(self, conn: Any, _sock: Any) -> None:
        if _receive(conn.sock) == b"":
            self._drop(conn)

    def _drop(self, conn: Any) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()

    def _forget(self, conn: Any) -> None:
        self._at_work.pop(conn, None)
        stages = (self._arriving, self._sending, self._leaving)
        if any(stage.pop(conn, None) for stage in stages):
            with suppress(OSError, KeyError, ValueError):
                self.poller.unregister(conn.sock)


def _wake() -> None:
    """Do nothing, in the main loop, which has come round for it."""


def _receive(sock: Any) -> bytes | None:
    """Return what arrived: None if nothing did yet, b"" if the peer closed."""
    try:
        return bytes(sock.recv(65_536))  # bytes of a read
    except (BlockingIOError, InterruptedError):
        return None
    except OSError:
        return b""


def _refusal(name: str) -> errors.Problem:
    """Return the problem of a request that gunicorn or the buffer refuses."""
    detail = _SAYS.get(name, "The request's headers or body break the rules of HTTP.")
    if name not in _TOO_LONG:
        return errors.MalformedRequest(detail)
    problem = errors.InvalidRequest(detail)
    problem.status = _TOO_LONG[name]  # type: ignore[misc]  # this one instance's own status
    return problem


def _answer(problem: errors.Problem) -> bytes:
    """Log the refusal of a request that Flask never sees; return its answer."""
    status = HTTPStatus(problem.status)
    monitoring.log_request(
        method="other", call="unknown", status=problem.status, problem=problem.slug
    )
    body = json.dumps(problem.as_json(), ensure_ascii=False).encode()
    retry = "Retry-After: 2\r\n" if status == HTTPStatus.SERVICE_UNAVAILABLE else ""
    head = (
        f"HTTP/1.1 {problem.status} {status.phrase}\r\nContent-Type: {MEDIA_TYPE}\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\n{retry}"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
