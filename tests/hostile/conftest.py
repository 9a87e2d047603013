"""Servers that misbehave, on loopback, and the names that lead to them.

`pub.test` represents a public site: it resolves to 127.0.0.3, which the settings of the fetcher
under test open for one port. The victim listens on 127.0.0.1 and ::1, which nothing opens; its
port counts as a web port, so that only the address can be what saves it.
"""

import ssl
from collections.abc import Callable, Iterator, Sequence

import pytest
from certificates import Authority
from hostile_servers import PUBLIC, Handler, Listener, answer

from server.config import Settings
from server.net import policy
from server.net.connect import system_resolver
from server.net.fetch import Fetcher


@pytest.fixture
def listen() -> Iterator[Callable[..., Listener]]:
    """Start a server: `listen(handler, host=…, tls=…)`."""
    running: list[Listener] = []

    def start(handler: Handler, *hosts: str, tls: ssl.SSLContext | None = None) -> Listener:
        running.append(Listener(handler, tls).listen(*(hosts or (PUBLIC,))))
        return running[-1]

    yield start
    for listener in running:
        listener.stop()


@pytest.fixture
def victim(listen: Callable[..., Listener], monkeypatch: pytest.MonkeyPatch) -> Listener:
    """Start a server that must never be reached."""
    listener = listen(answer(b"<p>secret</p>"), "127.0.0.1", "::1")
    monkeypatch.setattr(policy, "WEB_PORTS", frozenset({80, 443, listener.port}))
    return listener


Names = dict[str, Sequence[str] | Callable[[], Sequence[str]]]


@pytest.fixture
def fetcher() -> Callable[..., Fetcher]:
    """Return a fetcher that may reach the given listeners, and knows the given names."""

    def make(
        *public: Listener,
        names: Names | None = None,
        pages: dict[str, str] | None = None,
        ssl_context: ssl.SSLContext | None = None,
        **settings: object,
    ) -> Fetcher:
        addresses_by_name: Names = {"pub.test": [PUBLIC], "other.test": [PUBLIC], **(names or {})}

        def resolve(host: str) -> Sequence[str]:
            addresses = addresses_by_name.get(host)
            if addresses is None:
                return system_resolver(host)
            return addresses() if callable(addresses) else addresses

        chosen = {"respect_robots": False, "fetch_seconds": 60.0, **settings}
        allowed = tuple(f"{PUBLIC}:{listener.port}" for listener in public)
        return Fetcher(
            Settings(allow_hosts=allowed, **chosen),  # type: ignore[arg-type]  # by name
            resolve=resolve,
            pages=pages,
            ssl_context=ssl_context,
        )

    return make


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))
