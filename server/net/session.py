"""HTTP over guarded connections: what httpx2 does, with this package's connections under it.

A service that the operator named and that is asked all the time, such as the index's engine, may
be in the private network; nothing else is reached. Its connections stay open between calls. One
that fails is left alone for some seconds, so that nobody waits for it.
"""

import logging
import os
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache

import httpcore2
import httpx2

from server.config import Settings
from server.errors import BlockedAddress, FetchFailed, PageTooLarge
from server.net.budget import Budget
from server.net.connect import GuardedBackend, system_resolver
from server.net.policy import Policy, opening
from server.net.quota import Health
from server.urls import parse

# It logs whole addresses, which are private.
logging.getLogger("httpx2").setLevel(logging.WARNING)


def trusted_authorities() -> ssl.SSLContext:
    """Return the system's certificates, or those of SSL_CERT_FILE and SSL_CERT_DIR."""
    return _authorities(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache  # they take 20 ms and a megabyte
def _authorities(*_named: str | None) -> ssl.SSLContext:
    return httpx2.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Answer:
    """A file as the other site served it; `headers` by lower-case name.

    `url` is where it was found; `moved` where redirects that are meant for good led first.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved: str | None = None


class HttpSession:
    """The requests of one fetch: connections and cookies live as long as it, no longer."""

    def __init__(
        self,
        backend: httpcore2.NetworkBackend,
        ssl_context: ssl.SSLContext,
        user_agent: str,
        budget: Budget,
    ) -> None:
        self._budget = budget
        pool = httpcore2.ConnectionPool(ssl_context=ssl_context, network_backend=backend)
        self._client = httpx2.Client(
            transport=_Transport(pool, budget),
            headers={
                "User-Agent": user_agent,
                "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
                "Accept-Encoding": "gzip, deflate, br",
            },
            trust_env=False,  # a proxy from the environment would connect in our place
            timeout=None,
            follow_redirects=False,
        )
        self.close = self._client.close

    def cookies(self) -> frozenset[tuple[str, str | None]]:
        """Return names and values of the cookies set so far."""
        return frozenset((cookie.name, cookie.value) for cookie in self._client.cookies.jar)

    @contextmanager
    def get(
        self,
        url: httpx2.URL,
        headers: Mapping[str, str] | None = None,
        post: bytes | None = None,
        method: str | None = None,
    ) -> Iterator[httpx2.Response]:
        """Return the answer to GET `url` with its body unread; raise FetchFailed and the budget's.

        `headers` replace the session's own of the same name; with `post` that is posted, or sent
        by another `method`.
        """
        host = url.raw_host.decode()
        self._budget.waiting_for = host
        # Headers of one answer with all interim ones; a single header block is held to 100 KB by
        # httpcore2.
        self._budget.allow(
            256_000, FetchFailed(f"{host} sends headers without end.", host=host, why="protocol")
        )
        try:
            method = method or ("GET" if post is None else "POST")
            stream = self._client.stream(method, url, headers=headers, content=post)
            with ExitStack() as stack:
                try:
                    response = stack.enter_context(stream)
                except ValueError:  # httpx2 parses the address of a redirect by itself
                    raise _fetch_failure(
                        host, "leads to an address that can't be read", "protocol"
                    ) from None
                yield response
        except httpcore2.TimeoutException:
            self._budget.seconds_left()
            raise _fetch_failure(host, "took too long", "slow") from None
        except httpcore2.NetworkError as error:
            raise _fetch_failure(host, "broke off the connection", "broke_off") from error
        except (httpcore2.ProtocolError, httpx2.DecodingError, httpx2.RemoteProtocolError) as error:
            raise _fetch_failure(
                host, f"does not answer as a web server should ({error})", "protocol"
            ) from error

    def read(self, response: httpx2.Response, most: int) -> tuple[bytes, bool]:
        """Read at most `most` decoded bytes of the body; return whether that is all."""
        host = response.url.raw_host.decode()
        if "zstd" in response.headers.get("Content-Encoding", "").lower():
            raise _fetch_failure(
                host, "packs its answer with zstd, which was not asked for", "protocol"
            )
        # Twice: chunks and encodings may also swell a body, but not without end.
        self._budget.allow(2 * most + 1_000_000, too_large(host, most))
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > most:
                return bytes(body[:most]), False
        return bytes(body), True

    def read_whole(self, response: httpx2.Response, url: httpx2.URL, most: int) -> Answer:
        """Return the file in an answer of `url`; raise PageTooLarge beyond `most` bytes."""
        body, is_whole = self.read(response, most)
        if not is_whole:
            raise too_large(url.raw_host.decode("ascii"), most)
        return Answer(str(url), response.status_code, dict(response.headers.items()), body)


def onward(url: httpx2.URL, target: httpx2.URL) -> httpx2.URL:
    """Return the address that `url` leads to at `target`: never from https to http.

    The same address by https is taken instead. Raises BlockedAddress where that is not possible:
    the port is not http's own, or the site leads from there back to http.
    """
    if (url.scheme, target.scheme) != ("https", "http"):
        return target
    secure = target.copy_with(scheme="https")
    if target.port is not None or secure == url:
        raise BlockedAddress(
            f"{url} leads to {target}, which is not encrypted: anybody on the way could change "
            "the page. Open it in a browser and compare there, or give the http address itself.",
            host=target.raw_host.decode("ascii"),
            why="not_encrypted",
        )
    return secure


def too_large(host: str, most: int) -> PageTooLarge:
    """Return the problem of a body beyond `most` bytes."""
    return PageTooLarge(
        f"The page at {host} is larger than {most / 1e6:g} MB, the most that is read.",
        host=host,
        limit=most,
    )


def _fetch_failure(host: str, what: str, why: str) -> FetchFailed:
    return FetchFailed(f"{host} {what}. Try again later.", host=host, why=why)


class _Transport(httpx2.BaseTransport):
    """httpx2's own transport takes no network backend; httpcore2's pool does."""

    def __init__(self, pool: httpcore2.ConnectionPool, budget: Budget) -> None:
        self._pool, self._budget = pool, budget

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        response = self._pool.handle_request(
            httpcore2.Request(
                request.method,
                url,
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        # Longer values are dropped unread; no header that matters has one.
        headers = [header for header in response.headers if len(header[1]) <= 8_190]
        return httpx2.Response(
            response.status, headers=headers, stream=_Body(response, self._budget)
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, response: httpcore2.Response, budget: Budget) -> None:
        self._response, self._budget = response, budget

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._response.iter_stream():
            self._budget.piece()
            yield chunk

    def close(self) -> None:
        self._response.close()


_MOST_BYTES = 64_000_000  # of an answer, more than an index sends

# Called after each call, with its outcome and the seconds it took.
Note = Callable[[str, float], object]


class NamedService:
    """The service at UNABRIDGED_INDEX of `settings`, called with `headers`; for all threads.

    `note` gets each outcome: `ok`, `refused` (an error status), `failed` or `left_alone`.
    """

    def __init__(
        self, settings: Settings, headers: Mapping[str, str], note: Note | None = None
    ) -> None:
        """Raise InvalidAddress for an address that can't be read."""
        base = parse(settings.index)
        self.place = opening(str(base))
        self._base = str(base).rstrip("/")
        self._headers = {"Accept": "application/json", **headers}
        self._settings, self._note = settings, note or (lambda *_: None)
        self._policy = Policy([self.place])
        self._ssl_context = trusted_authorities()
        self._health = Health(pauses=(2.0, 30.0))  # seconds; the operator waits for it
        self._idle: deque[tuple[HttpSession, Budget]] = deque()
        self._lock = threading.Lock()

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        media_type: str = "application/json",
    ) -> tuple[int, bytes]:
        """Return the status and body of the answer; raise FetchProblem and PageTooLarge."""
        if refused := self._health.admit():
            self._note("left_alone", 0.0)
            raise FetchFailed(refused, why="left_alone", host=self.place)
        started, outcome = time.monotonic(), "failed"
        try:
            with self._health.asking():
                status, answer = self._ask(method, path, body, media_type)
            outcome = "ok" if status < 400 else "refused"
        finally:
            self._note(outcome, time.monotonic() - started)
        if status >= 502:  # a gateway's: the service itself did not answer
            self._health.failed()
        else:
            self._health.succeeded()
        return status, answer

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, deque()
        for session, _ in idle:
            session.close()

    def _ask(
        self, method: str, path: str, body: bytes | None, media_type: str
    ) -> tuple[int, bytes]:
        headers = self._headers
        if body is not None:
            headers = {**headers, "Content-Type": media_type}
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        url = parse(f"{self._base}{path}")
        if connection:
            try:
                return self._send(*connection, method, url, headers, body)
            except FetchFailed as failed:
                # Unless the other side has closed the connection; every call may be repeated.
                if failed.params.get("why") not in ("broke_off", "protocol"):
                    raise
        budget = Budget(self._settings.index_seconds)
        backend = GuardedBackend(self._policy, system_resolver, budget)
        session = HttpSession(backend, self._ssl_context, self._settings.user_agent, budget)
        return self._send(session, budget, method, url, headers, body)

    def _send(
        self,
        session: HttpSession,
        budget: Budget,
        method: str,
        url: httpx2.URL,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> tuple[int, bytes]:
        """Send the request over the connection of `session`, kept unless something is wrong."""
        budget.renew()
        try:
            with session.get(url, headers, body, method) as response:
                answer, is_whole = session.read(response, _MOST_BYTES)
            if not is_whole:
                raise FetchFailed(
                    f"{self.place} sends more than {_MOST_BYTES:,} bytes.", host=self.place
                )
        except BaseException:
            session.close()
            raise
        with self._lock:
            if len(self._idle) < 8:  # connections that are kept
                self._idle.append((session, budget))
                return response.status_code, answer
        session.close()
        return response.status_code, answer
