"""One, two and three servers on one PostgreSQL and one index: what a comparison costs.

    python -m tests.bench.servers [--most N] [--comparisons N] [--clients N]

Every server runs under gunicorn with one worker; the index is in `osmem-server`, a program for
tests that is no OpenSearch. Clients send the sample page and its original, have the comparison
saved, and search the index, each at the servers in turn. Printed: comparisons a second, wall time
at the median and the 95th percentile, and the processor time of all servers for 1,000 of them,
which does not depend on what else the machine does (that of database and index is left out).
"""

import argparse
import os
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2

from server.config import Settings
from server.sample import pages
from server.store import Grant, open_store
from server.wiring import open_index
from tests.index_engines import BRIDGE, FERRY, running_osmem
from tests.postgres import running_postgres
from tests.servers import Server

_TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def spent(pids: list[int]) -> float:
    """Seconds of processor time of processes, children that ended included."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:15]))
    return total / _TICKS


def work(bases: list[str], secret: str, count: int, clients: int) -> list[float]:
    """Seconds of each of `count` comparisons, made by `clients` at a time."""
    page, source = pages(8750).values()
    body = {"page": {"html": page}, "source": {"html": source}, "save": True}
    search = {"terms": ["Lindqvist", "Brackholm", "Varga"], "since": "2026-02-20"}
    seconds: list[float] = []
    numbers = iter(range(count))
    lock = threading.Lock()

    def run() -> None:
        headers = {"Authorization": f"Bearer {secret}"}
        with httpx2.Client(headers=headers, trust_env=False, timeout=120) as client:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                base = bases[number % len(bases)]
                started = time.monotonic()
                for path, sent in (("/v1/compare", body), ("/v1/articles/search", search)):
                    while (answer := client.post(f"{base}{path}", json=sent)).status_code == 503:
                        time.sleep(0.5)  # a busy machine: the server says to come back
                    answer.raise_for_status()
                seconds.append(time.monotonic() - started)

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seconds) == count
    return seconds


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=3)
    parser.add_argument("--comparisons", type=int, default=120)
    parser.add_argument("--clients", type=int, default=6)
    options = parser.parse_args()
    print("servers    a second    ms50    ms95    CPU seconds for 1,000")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_postgres() as postgres,
        running_osmem() as osmem,
    ):
        shared = {
            "UNABRIDGED_DATABASE": postgres.create("bench"),
            "UNABRIDGED_INDEX": osmem,
            "UNABRIDGED_INDEX_REPLICAS": "0",
            "UNABRIDGED_FEEDS_POLL": "0",
        }
        settings = Settings.from_env({**shared, "UNABRIDGED_DATA": folder})
        store, index = open_store(settings), open_index(settings)
        index.add_articles([FERRY, BRIDGE])
        _, secret = store.tokens.create(Grant("bench", ("compare",)))
        for count in range(1, options.most + 1):
            with ExitStack() as running:
                servers = []
                for number in range(count):
                    data = Path(folder) / f"{count}-{number}"
                    data.mkdir()
                    servers.append(Server(data, **shared))
                    running.callback(servers[-1].stop)
                bases = [server.wait().base for server in servers]
                work(bases, secret, 6 * count, options.clients)  # workers are up, tables read
                pids = [pid for server in servers for pid in family(server.pid)]
                before, started = spent(pids), time.monotonic()
                seconds = sorted(work(bases, secret, options.comparisons, options.clients))
                wall, cpu = time.monotonic() - started, spent(pids) - before
                many = len(seconds)
                print(
                    f"{count:7} {many / wall:11.1f} {seconds[many // 2] * 1000:7.0f}"
                    f" {seconds[int(many * 0.95)] * 1000:7.0f} {cpu / many * 1000:12.0f}",
                    flush=True,
                )
        index.close()
        store.close()


if __name__ == "__main__":
    main()
