"""Eight hours of a team in some minutes: what its server holds at the end, and what it lost.

    nice python -m tests.bench.whole.soak [--minutes 40]

Twenty readers make as many comparisons as in eight hours at one in five minutes each, of texts and
of pages whose originals are looked for in the index; 200 feeds are polled as much oftener. The
database (PostgreSQL) stops four times, a page's process or its parent is killed eight times, and
the server's own process twice, in the first half. Printed each minute: comparisons saved and
refused, articles, and medians of memory (PSS), descriptors and threads of all processes. At the
end every comparison that was acknowledged is asked for again, and what was not saved is counted
by status and problem, or by how the connection failed, beside the trouble of that moment.
"""

import argparse
import os
import random
import re
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from statistics import median

import httpx2

from server.config import Settings
from server.pipeline.wiring import open_index
from server.store import open_store
from tests.bench.whole.load import below, memory
from tests.faults.test_faults import Readers, all_there, children, client_of, until
from tests.hostile.hostile_servers import Listener, answer, routes
from tests.postgres import PostgresServer, running_postgres
from tests.servers import Server
from tests.unit.feeds import samples

READERS, FEEDS, HOURS, A_HOUR = 20, 200, 8, 12
FIRST_ITEMS = 5
STOPPED = 5.0  # seconds that the database is away
_SETTLED = 15.0  # seconds after which a refusal is no longer put down to a trouble


class Site:
    """A site with all feeds, each of which brings an article now and then."""

    def __init__(self) -> None:
        self._table: dict[str, bytes] = {}
        self._counts = [0] * FEEDS
        self._listener = Listener(routes(self._table)).listen("127.0.0.3")
        self.host = f"127.0.0.3:{self._listener.port}"
        self.stop = self._listener.stop
        for at in range(FEEDS):
            self.publish(at, FIRST_ITEMS)

    def publish(self, at: int, more: int = 1) -> None:
        """Add articles to a feed."""
        base = f"/{at}"
        for number in range(self._counts[at], self._counts[at] + more):
            told = f"<p>{'</p><p>'.join(text_of(100 * at + number, 12).split('. '))}</p>"
            story = f"<title>Crossing {number}</title><article><h1>Crossing {number}</h1>{told}"
            self._table[f"{base}/story/{number}"] = answer(story.encode())
        self._counts[at] += more
        listed = samples.rss(self._counts[at], f"http://{self.host}{base}")
        self._table[f"{base}/feed"] = answer(listed.encode(), content_type="application/rss+xml")

    def story(self, chance: random.Random) -> str:
        """Return the address of an article."""
        at = chance.randrange(FEEDS)
        return f"http://{self.host}/{at}/story/{chance.randrange(self._counts[at])}"


class Team(Readers):
    """Readers who compare as often as people do, `pause` seconds apart."""

    def __init__(self, server: Server, site: Site, pause: float) -> None:
        super().__init__(server, READERS)
        self._site, self._pause = site, pause
        self.trouble, self.refused = "", Counter[str]()

    def _work(self, server: Server) -> None:
        chance = random.Random()
        while not self.over.wait(chance.uniform(0, 2 * self._pause)):
            if chance.random() < 0.5:
                asked = {"page": {"url": self._site.story(chance)}}
            else:
                seed, length = chance.randrange(10_000), chance.randrange(5, 80)
                whole = text_of(seed, length)
                part = whole[: len(whole) // 2].replace("approved", "refused", 1)
                asked = {"page": {"text": part}, "source": {"text": whole}}
            kind, trouble = "a text" if "source" in asked else "an address", self.trouble
            try:
                with client_of(server) as client:
                    got = client.post("/v1/compare", json={**asked, "save": True})
                answer = got.json()
                if got.status_code == 200 and answer["id"]:
                    self.kept.append(answer["id"])
                    continue
                assert got.status_code in (200, 503), got.text
                why = [one["type"] for one in answer.get("warnings", [answer]) if "type" in one]
                reason = f"{got.status_code} {' '.join(why)}: {answer.get('detail', 'not saved')}"
            except httpx2.HTTPError as error:
                reason = f"no answer: {type(error).__name__}"
            reason = re.sub(r"\d+ (request|second)s?", r"… \1s", reason)
            self.refused[f"{reason} ({kind}{trouble and f', {trouble}'})"] += 1


def text_of(seed: int, sentences: int) -> str:
    """Return made sentences, the same for one seed."""
    chance = random.Random(seed)
    towns = ("Brackholm", "Lindow", "Ellery", "Skarvik", "Tamsel")
    return " ".join(
        f"The council of {chance.choice(towns)} approved {chance.randrange(2, 900)} of the "
        f"{chance.randrange(900, 9_000)} berths that the {chance.choice(towns)} ferry asked for."
        for _ in range(sentences)
    )


def held(server: Server) -> tuple[float, int, int]:
    """Return megabytes (PSS), descriptors and threads of all processes of a server."""
    while True:
        with suppress(OSError):  # one that ended meanwhile
            processes = [Path(f"/proc/{one}") for one in below(server.pid)]
            files = sum(len(list((one / "fd").iterdir())) for one in processes)
            threads = sum(len(list((one / "task").iterdir())) for one in processes)
            return memory(server.pid), files, threads


def troubles(
    server: Server, database: PostgresServer
) -> list[tuple[float, str, Callable[[], None]]]:
    """Return what goes wrong: after which share of the time, its name, and what does it."""
    chance = random.Random(3)

    def stop() -> None:
        database.stop()
        time.sleep(STOPPED)
        database.start()

    def kill_server() -> None:
        os.kill(until(lambda: children(server.pid))[0], signal.SIGKILL)

    def kill_worker() -> None:
        processes = below(until(lambda: children(server.pid))[0])[1:]
        if processes:
            os.kill(chance.choice(processes), signal.SIGKILL)

    return sorted(
        [
            *((share, "database stopped", stop) for share in (0.15, 0.4, 0.6, 0.8)),
            *((share, "server killed", kill_server) for share in (0.2, 0.45)),
            *((0.05 + 0.1 * at, "worker killed", kill_worker) for at in range(8)),
        ],
        key=lambda one: one[0],
    )


def soak(minutes: float, folder: Path, database: PostgresServer) -> None:
    """Run the team for some minutes, and print what its server held."""
    faster = HOURS * 60 / minutes
    site, address = Site(), database.create("soak")
    with closing(open_store(Settings(data=folder, database=address))) as store:
        for at in range(FEEDS):
            store.feeds.add_feed(f"http://{site.host}/{at}/feed", None, 1_800 / faster, time.time())
    sooner = {
        "server.ingest.poll.SHORTEST": 600 / faster,
        "server.ingest.poll.LONGEST": 86_400 / faster,
        "server.ingest.poller._PAGES_SECONDS": 300 / faster,
        "server.store.PeriodicJob.seconds": 1.0,
    }
    environ = {
        "UNABRIDGED_ALLOW_HOSTS": site.host,
        "UNABRIDGED_DATABASE": address,
        "UNABRIDGED_RESPECT_ROBOTS": "0",
        "UNABRIDGED_FEEDS_PAUSE_SECONDS": "0.01",
        "UNABRIDGED_WORKERS": "2",
    }
    server = Server(folder, sooner=sooner, **environ).wait()
    chance, begin, rows = random.Random(1), time.monotonic(), []
    coming, happened, seen = troubles(server, database), [], []
    try:
        with Team(server, site, 3_600 / A_HOUR / faster) as team:
            print("minute  saved refused articles     MB  files threads", flush=True)
            calm = begin
            while (passed := time.monotonic() - begin) < 60 * minutes:
                for _ in range(2):
                    site.publish(chance.randrange(FEEDS))
                while coming and passed >= 60 * minutes * coming[0][0]:
                    _, team.trouble, does = coming.pop(0)
                    does()
                    happened.append(team.trouble)
                    calm = time.monotonic() + _SETTLED
                if time.monotonic() > calm:
                    team.trouble = ""
                seen.append(held(server))
                if passed >= 60 * (len(rows) + 1):
                    rows.append(tuple(map(median, zip(*seen, strict=True))))
                    seen.clear()
                    with closing(open_index(Settings(data=folder))) as index:
                        articles = index.count_articles()
                    refused = team.refused.total()
                    counts = f"{len(rows):6} {len(team.kept):6} {refused:7} {articles:8}"
                    figures = "{:6.0f} {:6.0f} {:7.0f}".format(*rows[-1])
                    print(f"{counts} {figures}  {', '.join(happened)}", flush=True)
                    happened.clear()
                time.sleep(2)
        until(lambda: held(server) and True)
        all_there(server, team.kept)
        half = len(rows) // 2
        for name, at in (("MB", 0), ("descriptors", 1), ("threads", 2)):
            first, last = (
                median(row[at] for row in some)
                for some in (rows[half : half + half // 2 or None], rows[half + half // 2 :])
            )
            print(f"{name}: {first:.0f} in the third quarter, {last:.0f} in the last")
        print(f"all {len(team.kept)} acknowledged comparisons are there; not saved:")
        for reason, count in team.refused.most_common():
            print(f"{count:6} {reason}")
    finally:
        server.stop()
        site.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=40)
    with tempfile.TemporaryDirectory() as made, running_postgres() as postgres:
        soak(parser.parse_args().minutes, Path(made), postgres)
