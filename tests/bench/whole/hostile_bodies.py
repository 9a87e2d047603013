"""Bodies that strangers send: what they silence, what they take of memory, and how they grow.

Run by `python -m tests.bench.whole.strangers bodies`. Each hostile one is sent three times at once,
to every call that takes one, without a token and with one.
"""

import contextlib
import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from server.store import Grant, open_store

if TYPE_CHECKING:
    from tests.bench.whole.strangers import Bench

_MB = 1_000_000
_ROUTES = ["/v1/compare", "/v1/align", "/v1/articles", "/v1/feeds", "/v1/pairings/claim",
           "/sign-in", "/", "/healthz"]  # fmt: skip
_AT_ONCE = 3
_CHUNKS = [0, 1, 16, 64, 1_024, 65_536]  # bytes; 0: with a Content-Length


def _numbered(piece: bytes, size: int) -> bytes:
    count = size // (len(piece) + 6)
    return b",".join(piece % number for number in range(count))


def hostile_bodies(size: int) -> dict[str, bytes]:
    """Return bodies of about `size` bytes, by name."""
    text = b'{"page": {"text": "A page. It says two things.", "title": "%s"}}'
    return {
        "unknown fields": b"{%s}" % _numbered(b'"a%d":1', size),
        "unknown fields of a page": b'{"page": {%s}}' % _numbered(b'"a%d":""', size),
        "unknown fields of 20 pages": b'{"sources": [%s]}'
        % b",".join([b"{%s}" % _numbered(b'"a%d":[]', size // 20)] * 20),
        "the same field": b"{%s}" % b",".join([b'"page":{}'] * (size // 10)),
        "deep lists": b"[" * size,
        "deep objects": b'{"a":' * (size // 5),
        "deep within": b'{"articles": [%s]}' % b",".join([b"[" * 150 + b"]" * 150] * (size // 301)),
        "a wide list": b'{"page": {"sentences": [%s]}}' % b",".join([b"1"] * (size // 2)),
        "a wide list of texts": b'{"page": {"sentences": [%s]}}' % b",".join([b'""'] * (size // 3)),
        "articles": b'{"articles": [%s]}' % b",".join([b'{"a":1}'] * (size // 8)),
        "articles of fields": b'{"articles": [{%s}]}' % _numbered(b'"a%d":1', size),
        "a number": b'{"page": %s}' % (b"9" * size),
        "spaces": b" " * size,
        "spaces within": b'{"page": %s}' % (b" " * size),
        "quotation marks": b'{"page": {"text": "%s"}}' % (b'\\"' * (size // 2)),
        "escapes": b'{"page": {"text": "%s"}}' % (b"\\u00e9" * (size // 6)),
        "backslashes": b'{"page": "%s' % (b"\\" * size),
        "no end of a string": b'{"page": "' + b"a" * size,
        "one wide letter": text % (b"a" * size + "\U0001f600".encode()),
        "wide letters": b'{"sources": [%s]}'
        % b",".join([text % (b"a" * (size // 5) + "\U0001f600".encode())] * 5),
        "not UTF-8": text % (b"\xff" * size),
        "form fields": b"&".join([b"a=1"] * (size // 4)),
        "packed": gzip.compress(b'{"a":1,' * (size // 7)),
    }


class Peak:
    """Watches the memory of all processes of a server, in MB."""

    def __init__(self, pid: int) -> None:
        self._pid, self._over = pid, threading.Event()
        self.before = self.most = self._now()
        threading.Thread(target=self._watch, daemon=True).start()

    def end(self) -> float:
        """Return how much more it was at most."""
        self._over.set()
        return self.most - self.before

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            with contextlib.suppress(OSError, IndexError):
                self.most = max(self.most, self._now())

    def _now(self) -> float:
        total, todo = 0, [self._pid]
        while todo:
            process = Path(f"/proc/{todo.pop()}")
            with contextlib.suppress(OSError):
                todo += map(int, (process / f"task/{process.name}/children").read_text().split())
                rollup = (process / "smaps_rollup").read_text()
                total += int(rollup.partition("\nPss_Anon:")[2].split()[0])
        return total / 1024


def chunked(body: bytes, size: int) -> Iterator[bytes]:
    """Yield `body` in chunks of `size` bytes, a piece of many at a time."""
    if not size:
        yield body
        return
    batch_size = max(1, 65_536 // size) * size
    for batch_start in range(0, len(body), batch_size):
        pieces = (
            body[offset : offset + size]
            for offset in range(batch_start, min(batch_start + batch_size, len(body)), size)
        )
        yield b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    yield b"0\r\n\r\n"


def send(
    port: int, path: str, body: bytes, size: int = 0, token: str = "", share: float = 1
) -> str:
    """Post `body`, or a `share` of it, and return the status of the answer."""
    length = "Transfer-Encoding: chunked" if size else f"Content-Length: {len(body)}"
    kind = "application/json" if path.startswith("/v1/") else "application/x-www-form-urlencoded"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n{length}\r\n"
    head += f"Authorization: Bearer {token}\r\n" if token else ""
    with socket.create_connection(("127.0.0.1", port), 300) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(f"{head}Connection: close\r\n\r\n".encode())
            for piece in chunked(body[: int(share * len(body))], size):
                connection.sendall(piece)
        if share < 1:
            return "cut"
        with contextlib.suppress(OSError):
            return connection.recv(100).decode("latin-1").partition(" ")[2][:3] or "closed"
    return "closed"


def bodies(bench: "Bench") -> None:
    """Print silences, memory and times."""
    limit = bench.server_settings.request_bytes - 100_000
    port = bench.server.port
    bodies_by_name = hostile_bodies(limit)
    cases = {
        f"{path}: {name}": (path, body) for name, body in bodies_by_name.items() for path in _ROUTES
    }
    cases |= {f"/v1/compare: {share:.0%} of a body": ("/v1/compare", share) for share in (0.1, 0.9)}

    def posted(token: str) -> Callable[[str, object], str]:
        def three(_: str, body_or_share: object) -> str:
            path, body = body_or_share  # type: ignore[misc]
            share = body if isinstance(body, float) else 1.0
            body = bodies_by_name["a wide list"] if share < 1 else body
            with ThreadPoolExecutor(_AT_ONCE) as threads:
                said = [
                    threads.submit(send, port, path, body, 0, token, share) for _ in range(_AT_ONCE)
                ]
                return " ".join(sorted({answer.result() for answer in said}))

        return three

    for size in _CHUNKS:
        _growth(bench, port, size)
    peak = Peak(bench.server.pid)
    bench.run("hostile bodies, this machine", cases, posted(""))
    print(f"    memory of all processes: {peak.end():+.0f} MB at most", flush=True)
    with contextlib.closing(open_store(bench.server_settings)) as store:
        token = store.tokens.create(Grant("bench", ("compare", "index")))[1]
    for who, secret in {"no token": "", "a token": token}.items():
        peak = Peak(bench.server.pid)
        bench.run(f"hostile bodies, {who}", cases, posted(secret))
        print(f"    memory of all processes: {peak.end():+.0f} MB at most", flush=True)


def _growth(bench: "Bench", port: int, size: int) -> None:
    """Print the processor time of bodies of 1 to 20 MB, chunk sizes included."""
    seconds_by_length = []
    for length in (1, 5, 10, 20):
        shown = length * _MB / (1 + (len(f"{size:x}") + 4) / size if size else 1)
        body = b'{"x": ["%s"]}' % b'","'.join([b"a" * int(shown / length)] * length)
        before = bench.worked()
        said = send(port, "/v1/extract", body, size)
        seconds_by_length.append(f"{length} MB {bench.worked() - before:.3f} s ({said})")
    sent = f"chunks of {size:,} bytes" if size else "one piece"
    print(f"body in {sent}: {', '.join(seconds_by_length)}", flush=True)
