"""Measures who waits and who is refused under load on a real server, for docs/scale.md.

    python -m tests.bench.whole.load [--minutes 10] [--readers 200] [--wait 0.3] [--given]
        [--hosts 2]
    python -m tests.bench.whole.load --hammered

Readers compare pages of many slow sites, pages that they bring along, and save, list and delete;
each waits as long as a refusal asks for. Printed: /healthz and accepted requests beside those of
one reader alone, refusals, and memory, descriptors and processes at both ends. The machine's noise
is in all of them, so that only ratios of one run say something.

With --given all of them bring two pages along and nothing else. With --hosts all pages are of so
many sites. With --hammered two tokens call in six loops each without waiting, beside a third that
waits as Retry-After says: printed is how long each of its calls took until it was served.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from server.config import Settings
from server.net.sample import page
from server.store import Grant, open_store, owner_token
from tests.servers import Server, free_port


async def sites(port: int, wait: float) -> asyncio.Server:
    """Every address 127.x.y.z at `port` is a site that answers after `wait` seconds."""
    pages = {path: (page(path, port) or "").encode() for path in SAMPLES}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode().partition("?")[0]
            body = pages.get(path, b"")
            if body:
                await asyncio.sleep(wait)
            status = "200 OK" if body else "404 Not Found"
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
                + body
            )
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(answer, "0.0.0.0", port, backlog=1_000)


SAMPLES = ("/sample/norvane-own-models", "/sample/norvane-to-make-significant-investments")
_NUMBERS = itertools.count(1)
# Seconds within which readers begin: all in one moment would be a second that no crowd has.
_COMING = 5.0


def address(port: int, path: str, hosts: int = 0) -> str:
    """Return a page that nobody has asked yet, of a new site or of one of `hosts`."""
    number = next(_NUMBERS)
    site = number % hosts if hosts else number
    host = f"127.{1 + site // 62_500 % 250}.{site // 250 % 250}.{1 + site % 250}"
    return f"http://{host}:{port}{path}?{number}"


@dataclass
class Seen:
    """The readers' calls: seconds by kind, statuses, and refusals without Retry-After."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    bare_refusals: int = 0
    broken: int = 0

    def p95(self, kind: str) -> float:
        """Return the 95th percentile of accepted calls of a kind, in seconds."""
        seconds = self.seconds.get(kind, [])
        return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else float("nan")


async def call(
    port: int, method: str, path: str, body: object = None, token: str = ""
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one request by a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        sent = json.dumps(body).encode() if body is not None else b""
        writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
            f"{f'Authorization: Bearer {token}' if token else 'X-None: 1'}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n".encode()
            + sent
        )
        response = await reader.read()
    finally:
        writer.close()
    head, _, rest = response.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    return int(first.split(" ")[1]), headers, rest


async def reader(
    server: Server, counted: Seen, over: Callable[[], bool], kinds: Callable[[], "Call"]
) -> None:
    """One reader: comes within some seconds, calls until it is over, waits where it is asked to."""
    port, token = server.port, owner_token(server.data)
    await asyncio.sleep(random.uniform(0, _COMING))
    while not over():
        kind, method, path, body = kinds()
        started = time.monotonic()
        try:
            status, headers, answer = await call(port, method, path, body, token)
        except (OSError, ValueError, IndexError):
            counted.broken += 1
            await asyncio.sleep(1)
            continue
        counted.statuses[status] += 1
        if status in (429, 503):
            counted.bare_refusals += "retry-after" not in headers
            await asyncio.sleep(float(headers.get("retry-after", 1)) * random.uniform(1, 1.3))
            continue
        if status == 200:
            counted.seconds.setdefault(kind, []).append(time.monotonic() - started)
        if kind == "save" and status == 200 and (key := json.loads(answer).get("id")):
            await call(port, "GET", "/v1/comparisons", token=token)
            await call(port, "DELETE", f"/v1/comparisons/{key}", token=token)


Call = tuple[str, str, str, object]


def mixed(sites_port: int, hosts: int = 0) -> Callable[[], Call]:
    """Call like readers: most compare two slow pages."""
    summary, original = (page(path, sites_port) for path in SAMPLES)
    given_pair = {"page": {"html": summary}, "source": {"html": original}, "find": False}

    def one() -> Call:
        dice = random.random()
        if dice < 0.7:
            body = {
                "page": {"url": address(sites_port, SAMPLES[0], hosts)},
                "source": {"url": address(sites_port, SAMPLES[1], hosts)},
                "find": False,
            }
            return "compare", "POST", "/v1/compare", body
        if dice < 0.85:
            return "given", "POST", "/v1/compare", given_pair
        if dice < 0.95:
            return "save", "POST", "/v1/compare", {**given_pair, "save": True}
        return "page", "GET", "/sample/norvane-own-models", None

    return one


def given_pages(sites_port: int) -> Callable[[], Call]:
    """Call with both pages in the request."""
    summary, original = (page(path, sites_port) for path in SAMPLES)
    body = {"page": {"html": summary}, "source": {"html": original}, "find": False}
    return lambda: ("given", "POST", "/v1/compare", body)


def slow_pages(sites_port: int) -> Callable[[], Call]:
    """Call for one slow page."""
    return lambda: (
        "extract",
        "POST",
        "/v1/extract",
        {"page": {"url": address(sites_port, SAMPLES[0])}},
    )


async def watch_health(port: int, counted: Seen, over: Callable[[], bool]) -> None:
    """Ask /healthz ten times a second."""
    while not over():
        started = time.monotonic()
        try:
            await call(port, "GET", "/healthz")
            counted.seconds.setdefault("healthz", []).append(time.monotonic() - started)
        except (OSError, ValueError, IndexError):
            counted.broken += 1
        await asyncio.sleep(0.1)


async def crowd(server: Server, count: int, seconds: float, kinds: Callable[[], Call]) -> Seen:
    """Measure `count` readers within `seconds`."""
    counted, end = Seen(), time.monotonic() + seconds
    over = lambda: time.monotonic() > end  # noqa: E731
    work: list[Awaitable[None]] = [reader(server, counted, over, kinds) for _ in range(count)]
    await asyncio.gather(*work, watch_health(server.port, counted, over))
    return counted


def below(pid: int) -> list[int]:
    """Return a process and its descendants."""
    folder = Path(f"/proc/{pid}/task/{pid}/children")
    return [
        pid,
        *(descendant for child in folder.read_text().split() for descendant in below(int(child))),
    ]


def held(pid: int) -> str:
    """Memory, descriptors and processes of a server."""
    processes = below(pid)
    files = sum(len(os.listdir(f"/proc/{process}/fd")) for process in processes)  # noqa: PTH208
    return f"{memory(pid):.0f} MB, {files} descriptors, {len(processes)} processes"


def memory(pid: int) -> float:
    """Megabytes (PSS) of a process and those below it."""
    total = 0.0
    for process in below(pid):
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        total += int(rollup.partition("\nPss:")[2].split()[0]) / 1024
    return total


def say_waits(name: str, counted: Seen) -> None:
    """Print medians and 95th percentiles by kind of call."""
    for kind, seconds in sorted(counted.seconds.items()):
        middle = median(seconds) * 1_000
        waits = f"p50 {middle:7.0f}  p95 {counted.p95(kind) * 1_000:7.0f} ms"
        print(f"  {name:8} {kind:8} n {len(seconds):6}  {waits}")


@contextmanager
def raised_server(folder: str, sites_port: int) -> Iterator[Server]:
    """Run a server that may reach the sites."""
    opened = {"UNABRIDGED_ALLOW_HOSTS": f"127.0.0.0/8:{sites_port}", "UNABRIDGED_WORKERS": "2"}
    server = Server(Path(folder), **opened)
    try:
        yield server.wait()
    finally:
        server.stop()


async def trial(
    minutes: float, count: int, wait: float, *, with_given_pages: bool, hosts: int
) -> None:
    """Measure the mixed load, and one reader before and after it."""
    sites_port = free_port()
    upstream = await sites(sites_port, wait)
    kinds = given_pages(sites_port) if with_given_pages else mixed(sites_port, hosts)
    with tempfile.TemporaryDirectory() as folder, raised_server(folder, sites_port) as server:
        print("at rest        ", held(server.pid))
        before = await crowd(server, 1, 30, kinds)
        await crowd(server, count, 20, kinds)  # until everything is there that it needs
        print("after a minute ", held(server.pid), flush=True)
        counted = await crowd(server, count, minutes * 60, kinds)
        print("at the end     ", held(server.pid))
        after = await crowd(server, 1, 30, kinds)
        print("after 30 s calm", held(server.pid))
    upstream.close()
    alone = Seen(
        {kind: before.seconds[kind] + after.seconds.get(kind, []) for kind in before.seconds}
    )
    say_waits("alone", alone)
    say_waits(f"of {count}", counted)
    for kind in alone.seconds.keys() & {"compare", "given"}:
        print(
            f"{kind}: accepted p95 is {counted.p95(kind) / alone.p95(kind):.2f} of that "
            "of one reader"
        )
    accepted = sum(len(seconds) for kind, seconds in counted.seconds.items() if kind != "healthz")
    print(f"accepted a second: {accepted / minutes / 60:.1f}; statuses {dict(counted.statuses)}")
    print(
        f"refusals without Retry-After: {counted.bare_refusals}; "
        f"broken connections: {counted.broken}"
    )


async def hammered(seconds: float, wait: float) -> None:
    """Measure how long a caller that waits as told takes beside two that do not wait."""
    sites_port = free_port()
    upstream = await sites(sites_port, wait)
    next_call, served, statuses = slow_pages(sites_port), [], Counter[int]()
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder, raised_server(folder, sites_port) as server:
        store = open_store(Settings(data=Path(folder)))
        names = ("a", "b", "patient")
        tokens = [store.tokens.create(Grant(name, ("compare",)))[1] for name in names]
        store.close()

        async def hammer(token: str) -> None:
            while time.monotonic() < end:
                status, _, _ = await call(server.port, *next_call()[1:], token)
                statuses[status] += 1

        async def patient(token: str) -> None:
            while time.monotonic() < end:
                started = time.monotonic()
                while (answer := await call(server.port, *next_call()[1:], token))[0] == 503:
                    await asyncio.sleep(float(answer[1]["retry-after"]))
                served.append(time.monotonic() - started)

        await asyncio.gather(*(hammer(token) for token in tokens[:2] * 6), patient(tokens[2]))
    upstream.close()
    waits = f"p50 {median(served):.1f}, longest {max(served):.1f} s"
    print(f"the caller that waits as told: served {len(served)} times in {seconds:.0f} s, {waits}")
    print(f"two callers in six loops each: {dict(statuses)}")


def main() -> None:
    """Run the trial that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--wait", type=float, default=0.3, help="seconds that a site takes")
    parser.add_argument("--given", action="store_true")
    parser.add_argument("--hosts", type=int, default=0, help="0: a new one for each page")
    parser.add_argument("--hammered", action="store_true")
    options = parser.parse_args()
    if options.hammered:
        asyncio.run(hammered(options.minutes * 60, options.wait))
    else:
        work = trial(
            options.minutes,
            options.readers,
            options.wait,
            with_given_pages=options.given,
            hosts=options.hosts,
        )
        asyncio.run(work)


if __name__ == "__main__":
    main()
