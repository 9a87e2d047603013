"""A service that the operator named and that is asked all the time, such as the index's engine.

It may be in the private network; nothing else is reached. Connections stay open between calls.
A service that fails is left alone for some seconds, so that nobody waits for it.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping

import httpx2

from server.errors import FetchFailed
from server.net.budget import Budget
from server.net.connect import GuardedBackend, system_resolver
from server.net.policy import Policy, opening
from server.net.quota import Health
from server.net.session import HttpSession
from server.urls import parse

_MOST_BYTES = 64_000_000  # of an answer, more than an index sends
_IDLE = 8  # connections that are kept
# Faults of a kept connection that the other side has closed; every call may be repeated.
_CLOSED = ("broke_off", "protocol")
_PAUSES = (2.0, 30.0)  # seconds, the first and the longest; the operator waits for it

# Called after each call, with its outcome and the seconds it took.
Noted = Callable[[str, float], object]


class NamedService:
    """The service at `address`, called with `headers`, within `seconds` a call; for all threads.

    `noted` gets each outcome: `ok`, `refused` (an error status), `failed` or `left_alone`.
    """

    def __init__(
        self,
        address: str,
        headers: Mapping[str, str],
        seconds: float,
        *,
        user_agent: str,
        noted: Noted = lambda *_: None,
    ) -> None:
        """Raise InvalidAddress for an address that can't be read."""
        base = parse(address)
        self.place = opening(str(base))
        self._base = str(base).rstrip("/")
        self._headers = {"Accept": "application/json", **headers}
        self._seconds, self._user_agent, self._noted = seconds, user_agent, noted
        self._policy = Policy([self.place])
        self._ssl_context = httpx2.create_ssl_context()
        self._health = Health(pauses=_PAUSES)
        self._idle: deque[tuple[HttpSession, Budget]] = deque()
        self._lock = threading.Lock()

    def call(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> tuple[int, bytes]:
        """Return the status and body of the answer; raise FetchProblem and PageTooLarge."""
        if refused := self._health.admit():
            self._noted("left_alone", 0.0)
            raise FetchFailed(refused, why="left_alone", host=self.place)
        started, outcome = time.monotonic(), "failed"
        try:
            with self._health.asking():
                status, answer = self._ask(method, path, body, kind)
            outcome = "ok" if status < 400 else "refused"
        finally:
            self._noted(outcome, time.monotonic() - started)
        self._health.failed() if status >= 502 else self._health.succeeded()
        return status, answer

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, deque()
        for session, _ in idle:
            session.close()

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> tuple[int, bytes]:
        headers = {**self._headers, "Content-Type": kind} if body is not None else self._headers
        with self._lock:
            kept = self._idle.pop() if self._idle else None
        if kept:
            try:
                return self._send(*kept, method, path, headers, body)
            except FetchFailed as failed:
                if failed.params.get("why") not in _CLOSED:
                    raise
        budget = Budget(self._seconds)
        backend = GuardedBackend(self._policy, system_resolver, budget)
        session = HttpSession(backend, self._ssl_context, self._user_agent, budget)
        return self._send(session, budget, method, path, headers, body)

    def _send(
        self,
        session: HttpSession,
        budget: Budget,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> tuple[int, bytes]:
        """Send the request over the connection of `session`, kept unless something is wrong."""
        budget.renew()
        try:
            with session.get(parse(f"{self._base}{path}"), headers, body, method) as response:
                answer, whole = session.read(response, _MOST_BYTES)
            if not whole:
                raise FetchFailed(
                    f"{self.place} sends more than {_MOST_BYTES:,} bytes.", host=self.place
                )
        except BaseException:
            session.close()
            raise
        with self._lock:
            keep = len(self._idle) < _IDLE
            if keep:
                self._idle.append((session, budget))
        if not keep:
            session.close()
        return response.status_code, answer
