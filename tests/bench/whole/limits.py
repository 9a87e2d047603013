"""Measures what one caller can take from all others, on real servers, for docs/SECURITY.md.

    python -m tests.bench.whole.limits [ROW …]

Each row has a server of its own, and prints what was measured beside its bar. Silence is the
longest wait of somebody who asks /healthz all the time: by the clock, and in the server's own
processor time, since on a busy machine the clock's grows by itself. `tests.bench.whole.strangers`
looks for new ways; this one measures those that worked once.
"""

import argparse
import json
import os
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2

from server.config import Settings
from server.store import Grant, open_store
from tests.bench.whole.hostile_bodies import Peak
from tests.bench.whole.strangers import Watch, of_workers
from tests.contract.access.test_proxy import DEFAULTS, break_off, nginx
from tests.hostile.hostile_servers import Listener, answer
from tests.servers import Server, running_server

SCOPES = ("compare", "index")
SHORT = {"page": {"text": "A page. It says two things."}, "find": False, "save": True}
PEOPLE = ["Ada Varga", "Bela Marsh", "Cem Orlund", "Dora Noor", "Egil Pell", "Fay Ibsen"]


@contextmanager
def a_server(**environ: str) -> Iterator[Server]:
    """Run a server with two workers, as on a machine of two cores."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # nginx's workers are somebody else
        data = Path(folder) / "data"
        data.mkdir()
        with running_server(data, UNABRIDGED_WORKERS="2", **environ) as server:
            yield server


def caller(server: Server, name: str) -> httpx2.Client:
    """Return a client that calls with a new token."""
    with closing(open_store(Settings(data=server.data))) as store:
        _, secret = store.tokens.create(Grant(name, SCOPES))
    headers = {"Authorization": f"Bearer {secret}"}
    return httpx2.Client(base_url=server.base, headers=headers, trust_env=False, timeout=600)


def row(what: str, measured: str, bar: str) -> None:
    """Print a row of the table."""
    print(f"{what}\n    {measured}\n    bar: {bar}; load {os.getloadavg()[0]:.1f}", flush=True)


def broken_off() -> None:
    """Break off deletions and token calls through an nginx that is not set up."""
    count = 200
    with a_server() as server, tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        owner = httpx2.Client(base_url=server.base, headers=server.owner, trust_env=False)
        saved = [owner.post("/v1/compare", json=SHORT).json()["id"] for _ in range(2)]
        lines = DEFAULTS["with an upstream of HTTP/1.1"]
        block = f"location / {{ proxy_pass {server.base}; {lines} }}"
        with nginx(Path(folder), block, user="nobody nogroup") as outside:
            for _ in range(count):
                for _ in range(3):  # so that the server looks at the calls late
                    break_off(server.base, "GET", "/docs")
                break_off(outside, "DELETE", "/v1/me")
                break_off(outside, "POST", "/v1/tokens", {"name": "Eve", "scopes": ["admin"]})
            owner.get("/v1/status", timeout=600)
        comparisons = owner.get("/v1/comparisons", timeout=600).json()["comparisons"]
        tokens = owner.get("/v1/tokens", timeout=600).json()["tokens"]
        deleted = len(saved) - len(comparisons)
    who = "root" if os.getuid() == 0 else "a user"
    row(
        f"DELETE /v1/me and POST /v1/tokens broken off, {count} each, by nginx; server of {who}",
        f"{deleted} of 2 comparisons deleted, {len(tokens)} tokens made",
        "0 and 0",
    )


def long_forms() -> None:
    """Send forms that are slow to match."""
    # Signs that browsers would write as three bytes are sent as they are.
    slashes, spaces = "a:" + "/" * 480_000 + "+x", "a://" + "x+" * 240_000
    said = "It+says+two+things."
    forms = {
        "page of slashes": ("/", f"page={slashes}"),
        "page of spaces": ("/", f"page={spaces}"),
        "source of slashes": ("/", f"page={said}&source={slashes}"),
        "story of slashes": ("/story", f"page={slashes}"),
        "item of digits": ("/", f"page={said}&item={'9' * 5_000}"),
    }
    longest, clock, statuses = 0.0, 0.0, []
    with a_server() as server:
        headers = {
            "Origin": server.base,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        for name, (path, form) in forms.items():
            with Watch(server) as watch:
                response = httpx2.post(
                    server.base + path, content=form, headers=headers, trust_env=False, timeout=600
                )
                waited, worked = watch.silence()
            statuses.append(f"{name} {response.status_code}")
            longest, clock = max(longest, worked), max(clock, waited)
    row(
        f"forms of 480 KB ({', '.join(statuses)})",
        f"silent for {longest:.2f} s of its own time ({clock:.2f} s)",
        "0.3 s",
    )


def long_search() -> None:
    """Search 9 MB of saved texts of letters that unfold, while another caller saves."""
    text = "\ufdfa" * 1_500_000  # each is three bytes, and eighteen letters once unfolded
    with a_server() as server:
        hostile, bystander = caller(server, "hostile"), caller(server, "other")
        comparison = hostile.post("/v1/compare", json={**SHORT, "save": False}).json()
        unfolding = [
            {"comparison": {**comparison, "page": {**comparison["page"], "text": f"{n} {text}"}}}
            for n in range(2)
        ]
        peak = Peak(server.pid)
        entry = json.dumps({"comparisons": unfolding}, ensure_ascii=False)
        headers = {"Content-Type": "application/json"}
        brought = [
            hostile.post("/v1/comparisons", content=entry.encode(), headers=headers).status_code
            for _ in range(3)
        ]
        size, imported = len(entry.encode()) / 1e6, peak.end()
        peak, lost = Peak(server.pid), 0
        with Watch(server) as watch, ThreadPoolExecutor(4) as threads:
            queries = ["zzz", "ar", "a" * 50 + "z", "a" * 200]
            searches = [
                threads.submit(hostile.get, "/v1/comparisons", params={"q": query})
                for query in queries
            ]
            for _ in range(8):
                saved = bystander.post("/v1/compare", json=SHORT)
                lost += not (saved.is_success and saved.json()["id"])
            said = [search.result().status_code for search in searches]
            wall, worked = watch.silence()
        grown = peak.end()
    row(
        f"{size:.1f} MB imported ({brought}), four searches ({said})",
        f"memory {imported:+.0f} MB to import, {grown:+.0f} MB to search, {lost} of 8 saves of "
        f"another lost, silent for {worked:.2f} s "
        f"of its own time ({wall:.2f} s)",
        "+100 MB, 0",
    )


def hostile_cite() -> None:
    """Check 500 sentences against pages of 480 KB, four times at once, beside another caller."""
    said = [
        f"The harbour board of Port Ellery closed the {n}th bridge for {n % 50} weeks, as engineer "
        f"Ada Varga asked member {n * 7 % 97} of group {n * 13 % 89} in May."
        for n in range(3_400)
    ]
    page = f"<title>Minutes</title><h1>Minutes</h1><p>{' '.join(said)}</p>".encode()
    html = answer(page, content_type="text/html; charset=utf-8")
    site = Listener(html).listen("127.1.0.1")
    try:
        with a_server(UNABRIDGED_ALLOW_HOSTS=f"127.1.0.0/16:{site.port}") as server:
            links = [
                f"{sentence} [Minutes](http://127.1.0.1:{site.port}/{n % 4})"
                for n, sentence in enumerate(said[:500])
            ]
            body = {"page": {"text": "\n\n".join(links)}}
            hostile, bystander = caller(server, "hostile"), caller(server, "other")
            over = threading.Event()

            def attack() -> None:
                while not over.is_set():
                    with suppress(httpx2.HTTPError):
                        ended[hostile.post("/v1/cite", json=body).status_code] += 1

            ended, calls, longest = Counter[int](), Counter[int](), 0.0
            threads = [threading.Thread(target=attack, daemon=True) for _ in range(4)]
            for thread in threads:
                thread.start()
            end = time.monotonic() + 150
            time.sleep(2)
            while time.monotonic() < end:
                started = time.monotonic()
                calls[bystander.post("/v1/compare", json={**SHORT, "save": False}).status_code] += 1
                longest = max(longest, time.monotonic() - started)
                time.sleep(1)
            over.set()
    finally:
        site.stop()
    refused = sum(number for status, number in calls.items() if status != 200)
    row(
        f"four cite of {len(body['page']['text']) / 1e3:.0f} KB at a time, of one token "
        f"({dict(ended)} came to an end)",
        f"{refused} of {calls.total()} calls of another refused in 150 s, the longest took "
        f"{longest:.1f} s",
        "under 5 %",
    )


def large_exports() -> None:
    """Export 176 MB: once whole, and to 20 callers who do not read."""
    with a_server() as server:
        owner = caller(server, "owner")
        said = " ".join(f"The {n}th bridge was closed for {n % 50} weeks." for n in range(4_900))
        request = {
            "page": {"text": said},
            "source": {"text": said.replace(" closed ", " shut ")},
            "find": False,
        }
        comparison = owner.post("/v1/compare", json=request).json()
        size = len(json.dumps(comparison).encode())
        for n in range(round(176e6 / size)):
            entry = {**comparison, "id": f"exported-{n:012}"}
            brought = owner.post("/v1/comparisons", json={"comparisons": [{"comparison": entry}]})
            assert brought.is_success, brought.text[:300]
        before = Peak(server.pid)
        with Watch(server) as watch:
            document = owner.get("/v1/me")
            byte_count = len(document.content)
            single, (wall, worked) = before.end(), watch.silence()
        # Not while the watch asks: to read so much JSON holds up this process, and so the watch.
        count = len(document.json()["comparisons"])
        del document
        peak = Peak(server.pid)
        silent = [idle(server, owner) for _ in range(20)]
        with Watch(server) as watch:
            time.sleep(25)
            clock, own = watch.silence()
        many = peak.end()
        for connection in silent:
            connection.close()
    row(
        f"GET /v1/me with {count} comparisons saved",
        f"{byte_count / 1e6:.0f} MB came, memory {single:+.0f} MB, silent for {worked:.2f} s "
        f"({wall:.2f} s); to 20 who do not read {many:+.0f} MB, {own:.2f} s ({clock:.2f} s)",
        "whole; +100 MB",
    )


def idle(server: Server, client: httpx2.Client) -> socket.socket:
    """Ask for an export and read none of it."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=600)
    secret = client.headers["Authorization"]
    connection.sendall(
        f"GET /v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {secret}\r\n\r\n".encode()
    )
    return connection


def bad_addresses() -> None:
    """Submit 1,000 articles with addresses that were slow to refuse."""
    address = "http://a" + "/" * 8_000 + " x"
    articles = [{"url": address, "title": f"Ferry {n}", "text": "It sank."} for n in range(1_000)]
    with a_server() as server:
        hostile = caller(server, "hostile")
        body = json.dumps({"articles": articles}).encode()
        with Watch(server) as watch:
            started = time.monotonic()
            response = hostile.post(
                "/v1/articles", content=body, headers={"Content-Type": "application/json"}
            )
            seconds = time.monotonic() - started
            wall, worked = watch.silence()
    row(
        f"1,000 bad addresses, {len(body) / 1e6:.1f} MB ({response.status_code})",
        f"{seconds:.2f} s, silent for {worked:.2f} s of its own time ({wall:.2f} s)",
        "1 s",
    )


def numbers(n: int, seed: int) -> str:
    """Return a sentence of numbers that others have, too."""
    paid = f"{(n + seed) % 100} euros and {(n * 3 + seed) % 50} crowns for boat {n}"
    return f"The {(n * 7 + seed) % 97} members of group {(n * 13 + seed) % 89} paid {paid}."


def names(n: int, seed: int) -> str:
    """Return a sentence of names that others have, too."""
    met, said, also = (PEOPLE[(n * factor + seed) % 6] for factor in (1, 3, 5))
    return f'"We met {met} at pier {n % 40}," said {said} of the council, and {also} agreed.'


def long_originals(write: Callable[[int, int], str]) -> dict[str, Any]:
    """Return a request to compare a page of 500 KB with five originals as long."""
    texts = [
        {"text": " ".join(write(n, seed) for n in range(500_000 // len(write(50, seed))))}
        for seed in range(6)
    ]
    return {"page": texts[0], "sources": texts[1:]}


def originals() -> None:
    """Compare a page of 500 KB with five originals as long, of alike numbers or names."""
    for write in (numbers, names):
        with a_server() as server:
            client = caller(server, "one")
            before, _ = of_workers(server)
            started = time.monotonic()
            with Watch(server) as watch:
                body = {**long_originals(write), "save": True}
                response = client.post("/v1/compare", json=body)
                wall, worked = watch.silence()
            seconds = time.monotonic() - started
            spent, peak = of_workers(server)
        compared = len(response.json()["alignment"]["further"]) + 1
        row(
            f"five originals of 500 KB with alike {write.__name__} ({response.status_code}, "
            f"{compared} compared, {len(response.content) / 1e6:.1f} MB)",
            f"{seconds:.1f} s, workers {spent - before:.1f} s, at most {peak:.0f} MB each, silent "
            f"for {worked:.2f} s of its own time ({wall:.2f} s)",
            "20 s, 400 MB",
        )


def beside_originals() -> None:
    """Call with another token while one has five such comparisons at work all the time."""
    with a_server() as server:
        hostile, bystander = caller(server, "hostile"), caller(server, "other")
        body, over = long_originals(numbers), threading.Event()
        ended, calls, waits = Counter[int](), Counter[int](), list[float]()

        def attack() -> None:
            while not over.is_set():
                with suppress(httpx2.HTTPError):
                    status = hostile.post("/v1/compare", json=body).status_code
                    ended[status] += not over.is_set()  # then the server is stopped
                time.sleep(0.2)  # a refusal comes at once

        def look() -> int:
            return bystander.post("/v1/compare", json={**SHORT, "save": False}).status_code

        alone = []
        for _ in range(5):
            started = time.monotonic()
            look()
            alone.append(time.monotonic() - started)
        threads = [threading.Thread(target=attack, daemon=True) for _ in range(5)]
        for thread in threads:
            thread.start()
        time.sleep(2)
        end = time.monotonic() + 100
        while time.monotonic() < end:
            started = time.monotonic()
            calls[look()] += 1
            waits.append(time.monotonic() - started)
            time.sleep(1)
        over.set()
    refused = calls.total() - calls[200]
    waits.sort()
    row(
        f"five comparisons with five originals of 500 KB at a time, of one token ({dict(+ended)} "
        "came to an end)",
        f"{refused} of {calls.total()} calls of another refused in 100 s, half took up to "
        f"{waits[len(waits) // 2]:.2f} s, the longest {waits[-1]:.1f} s (alone {max(alone):.2f} s)",
        "under 5 %",
    )


ROWS: dict[str, Callable[[], None]] = {
    function.__name__: function
    for function in (
        broken_off,
        long_forms,
        long_search,
        hostile_cite,
        large_exports,
        bad_addresses,
        originals,
        beside_originals,
    )
}


def main() -> int:
    """Measure the rows that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[[], *ROWS], metavar="ROW")
    for name in parser.parse_args().rows or ROWS:
        ROWS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
