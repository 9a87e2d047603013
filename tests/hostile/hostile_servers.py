"""Servers on loopback that answer as a test says."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

PUBLIC = "127.0.0.3"
STORY = b"<!doctype html><title>Harbour</title><p>The harbour of Lindow was closed on Monday.</p>"

Handler = Callable[[socket.socket, bytes], None]


@dataclass
class Listener:
    """A server on one port; `requests` holds what reached it."""

    handler: Handler
    tls: ssl.SSLContext | None = None
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _sockets: list[socket.socket] = field(default_factory=list)
    _open: list[socket.socket] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def listen(self, *hosts: str) -> "Listener":
        for host in hosts:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listening = socket.create_server((host, self.port), family=family, backlog=64)
            self.port = listening.getsockname()[1]
            self._sockets.append(listening)
            threading.Thread(target=self._accept, args=(listening,), daemon=True).start()
        return self

    def _accept(self, listening: socket.socket) -> None:
        while not self.over.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            with connection:
                while request := self._request(connection):
                    self.requests.append(request)
                    self.handler(connection, request)

    def _request(self, connection: socket.socket) -> bytes:
        received = b""
        while b"\r\n\r\n" not in received:
            received_part = connection.recv(65_536)
            if not received_part:
                return b""
            received += received_part
        return received

    def stop(self) -> None:
        self.over.set()
        for open_socket in [*self._sockets, *self._open]:
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
            open_socket.close()

    def trickle(self, connection: socket.socket, message: bytes, seconds: float = 0.2) -> None:
        """Send a message byte by byte."""
        for byte in message:
            if self.over.wait(seconds):
                return
            connection.sendall(bytes([byte]))


def answer(
    body: bytes = STORY, status: str = "200 OK", content_type: str = "text/html", **headers: str
) -> Handler:
    """Return a well-behaved answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"Content-Type: {content_type}"] if content_type else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    return lambda connection, request: connection.sendall(head + body)


def redirect(location: str, status: str = "302 Found") -> Handler:
    return answer(b"", status, Location=location)


def routes(table: dict[str, Handler]) -> Handler:
    """Return a site: path -> answer."""

    def handle(connection: socket.socket, request: bytes) -> None:
        path = request.split(b" ")[1].decode()
        table.get(path, answer(b"no", "404 Not Found"))(connection, request)

    return handle


def forever(connection: socket.socket, head: bytes, piece: bytes) -> None:
    """`piece` without end, until the other side has enough."""
    connection.sendall(head)
    while True:
        connection.sendall(piece)
