"""A socket on which answers hold no thread: what the peer does not take at once is kept."""

import socket
from contextlib import suppress
from typing import Any


class AnswerBuffer:
    """The socket of a connection; sends without waiting, the rest by `flush`."""

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
