"""Connections to exactly the address that passed the policy check.

The name is resolved, every answer is judged, and the socket is opened to that address; TLS and
the Host header keep the name. A check before the request would leave a gap in which the name
can change its answer.
"""

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore2

from server.errors import BlockedAddress, FetchFailed
from server.net.budget import Budget
from server.net.policy import Policy
from server.urls import as_address

Resolver = Callable[[str], Sequence[str]]

# Look-ups can't be interrupted: a thread may outlive its request, but no more than these.
_LOOKUPS = threading.BoundedSemaphore(64)
# What getaddrinfo fails with where a name, or an address of it, does not exist.
_NO_NAME = frozenset(
    getattr(socket, name)
    for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY")
    if hasattr(socket, name)
)


def system_resolver(host: str) -> Sequence[str]:
    """Return the addresses of `host` as the operating system finds them; raise OSError."""
    answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens connections for httpcore2, within a policy and a budget."""

    def __init__(self, policy: Policy, resolve: Resolver, budget: Budget) -> None:
        self._policy = policy
        self._resolve = resolve
        self._budget = budget
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the budget has it
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to an address of `host`; raises BlockedAddress if any of them is not allowed."""
        self._budget.waiting_for = host
        # Every address is checked against the policy; this many are tried.
        addresses = self._allowed_addresses(host, port)[:4]
        for place, address in enumerate(addresses):
            seconds = self._budget.seconds_left() / (len(addresses) - place)
            try:
                stream = self._plain.connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
            return TimedStream(stream, self._budget)
        self._budget.seconds_left()
        raise FetchFailed(
            f"{host} does not take connections on port {port}.", host=host, why="no_connection"
        )

    def _allowed_addresses(self, host: str, port: int) -> list[str]:
        if not self._policy.may_use_port(host, port):
            raise BlockedAddress(
                f"Port {port} of {host} may not be fetched, only 80 and 443. The operator can "
                "allow it with UNABRIDGED_ALLOW_HOSTS.",
                host=host,
                port=port,
            )
        addresses = [host] if as_address(host) else look_up(host, self._resolve, self._budget)
        if not all(self._policy.allows(host, address, port) for address in addresses):
            # The address is left out: it would reveal the internal network.
            raise BlockedAddress(
                f"{host} leads into a private or reserved network, which may not be fetched. The "
                "operator can allow it with UNABRIDGED_ALLOW_HOSTS.",
                host=host,
                port=port,
            )
        return addresses


class TimedStream(httpcore2.NetworkStream):
    """A connection whose every wait ends with the budget."""

    def __init__(self, inner: httpcore2.NetworkStream, budget: Budget) -> None:
        self._inner = inner
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - as above
        """Read the next bytes, checking now and then that anyone still waits."""
        while True:
            try:
                data = self._inner.read(max_bytes, timeout=self._budget.glance())
            except httpcore2.ReadTimeout:
                continue
            self._budget.count_received(len(data))
            return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - as above
        """Send `buffer`."""
        self._inner.write(buffer, timeout=self._budget.seconds_left())

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - as above
    ) -> httpcore2.NetworkStream:
        """Shake hands; the ssl module takes the timeout for the whole of it."""
        try:
            inner = self._inner.start_tls(ssl_context, server_hostname, self._budget.seconds_left())
        except httpcore2.ConnectError as error:
            host, cause = server_hostname or "The other site", error.__cause__
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise FetchFailed(
                    f"The certificate of {host} is not trusted: {cause.verify_message}. An "
                    "authority of your own can be given with SSL_CERT_FILE.",
                    host=host,
                    why="certificate",
                ) from error
            raise FetchFailed(
                f"{host} can't be reached over a secure connection. Try again later.",
                host=host,
                why="tls",
            ) from error
        return TimedStream(inner, self._budget)

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        """Return a property of the connection, by its name in httpcore2."""
        return self._inner.get_extra_info(info)


def look_up(host: str, resolve: Resolver, budget: Budget) -> list[str]:
    """Return the addresses of `host`, resolved in their own thread; raise FetchFailed if none."""
    answers: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(host))
        except UnicodeError:  # a label that can't be a name
            answers.put([])
        except OSError as error:
            answers.put(error)
        finally:
            _LOOKUPS.release()

    while not _LOOKUPS.acquire(timeout=budget.glance()):
        pass
    threading.Thread(target=ask, name="look-up", daemon=True).start()
    while True:
        try:
            addresses = answers.get(timeout=budget.glance())
        except queue.Empty:
            continue
        if isinstance(addresses, OSError) and addresses.errno not in _NO_NAME:
            raise FetchFailed(
                f"The name server did not say where {host} is "
                f"({addresses.strerror or addresses}). Try again in a moment; if other sites "
                "fail too, the server's operator has to look at "
                "its name servers.",
                host=host,
                why="name_server",
            ) from addresses
        if isinstance(addresses, OSError) or not addresses:
            raise FetchFailed(
                f"No address is known for {host}. Check the spelling.", host=host, why="no_name"
            )
        return list(addresses)
