"""Measures how soon a reader's entry has its line and who is asked, in docs/measurements.md.

    python -m tests.bench.whole.bridge_limits delay [ENTRIES]
    python -m tests.bench.whole.bridge_limits budget [MINUTES]

Both on a real server beside a stand-in of Miniflux, for docs/measurements.md. `delay` reads
../shared/data beside the project: 30,000 of its articles are the index, and ENTRIES (default 10)
come by signed webhooks, one after the other: copies of articles, and what people wrote of them,
with a link and without. `budget` sends 100 entries of one host at once, and counts what the host
is asked for in MINUTES (default 20), with the settings as they come.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import httpx2

from server.config import Settings
from server.store import IndexArticle, SqliteArticles, open_store
from server.store.backup import INDEX
from tests.bench.source.index_data import pool
from tests.bench.whole import answers
from tests.bench.whole.strangers import of_workers, worker_of
from tests.contract.bridge.loopback import STORY, Site, page
from tests.contract.bridge.miniflux_stand_in import SECRET, TOKEN, StandIn
from tests.contract.bridge.owner import add, bridge_of
from tests.servers import Server, running_server, serving

_INDEXED, _BATCH = 30_000, 500
_ENTRIES_AT_ONCE = 100
_MINUTE = 60.0
_BEFORE_ENTRIES = "2026-03-01"  # the stand-in's are of the next day
# The articles are years old: with the default the server would drop them while it is measured.
_KEPT_DAYS = "36500"


class Case(NamedTuple):
    """An entry to come: what its feed gives of it, and the page at its address."""

    kind: str
    path: str
    title: str
    content: str
    html: str = ""


@contextmanager
def beside(folder: Path, reader: StandIn, **environ: str) -> Iterator[tuple[Server, str]]:
    """Run a server with a signed bridge to `reader`; yield it and the webhook's address."""
    with running_server(folder, UNABRIDGED_WORKERS="2", **environ) as server:
        bridge = add(server, reader.url, TOKEN, secret=SECRET, last=0)
        wait_until(lambda: reader.polls)
        yield server, f"{server.base}/v1/bridges/{bridge['id']}/entries"


def wait_until(holds: Callable[[], object], seconds: float = 120.0) -> None:
    """Wait until `holds`, looking fifty times a second."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise SystemExit(f"It did not come true within {seconds:.0f} s.")
        time.sleep(0.02)


def processor_time(server: Server) -> float:
    """Return the seconds that the server and its workers used."""
    workers, _ = of_workers(server)
    return workers + time.clock_gettime((~worker_of(server) << 3) | 2)


def send(reader: StandIn, url: str, numbers: list[int]) -> None:
    """Send the webhook about entries."""
    body, headers = reader.webhook(numbers)
    httpx2.post(url, content=body, headers=headers, trust_env=False, timeout=60).raise_for_status()


def delay(count: int) -> None:
    """Print how long each entry waited from its webhook to its end in the queue."""
    with (
        tempfile.TemporaryDirectory() as name,
        serving(Site()) as site,
        serving(StandIn()) as reader,
    ):
        folder = Path(name)
        fill(folder, site, chosen := pairs(count))
        hosts = f"127.0.0.1:{site.server_port},localhost:{site.server_port}"
        with (
            beside(
                folder, reader, UNABRIDGED_ALLOW_HOSTS=hosts, UNABRIDGED_INDEX_DAYS=_KEPT_DAYS
            ) as (server, url),
            closing(open_store(Settings(data=folder))) as store,
        ):
            (bridge,) = store.bridges.bridges()
            waits, worked = list[float](), list[float]()
            for ended, case in enumerate(cases(site, chosen), 1):
                site.pages[case.path] = case.html
                # Another host than the original's: a publisher's own copy is no retelling.
                address = f"http://localhost:{site.server_port}{case.path}"
                number = reader.add(address, case.title, case.content, ended)
                started, used = time.monotonic(), processor_time(server)
                send(reader, url, [number])
                wait_until(lambda: _ended(store.bridges.named(bridge.id).entries) == ended)  # noqa: B023
                waits.append(time.monotonic() - started)
                worked.append(processor_time(server) - used)
                is_marked = "has" if number in reader.writes else "has no"
                print(
                    f"{case.kind:14} {waits[-1]:5.2f} s, {worked[-1]:.2f} s of the processor, "
                    f"{is_marked} line",
                    flush=True,
                )
    print(
        f"{count} entries, index of {_INDEXED:,}: median {statistics.median(waits):.2f} s, worst "
        f"{max(waits):.2f} s; of the server's own time {statistics.median(worked):.2f} s and "
        f"{max(worked):.2f} s; load {os.getloadavg()[0]:.1f}"
    )


def _ended(entries: dict[str, int]) -> int:
    return sum(count for state, count in entries.items() if state != "waiting")


def pairs(count: int) -> list[dict[str, str]]:
    """Return what people wrote of `count` articles, in an order that says nothing."""
    all_pairs = sorted(answers.read("pairs.jsonl.gz"), key=lambda pair: answers.hashed(pair["id"]))
    own = {pair["article_id"]: pair for pair in all_pairs if pair["kind"] == "human-rewritten"}
    return list(own.values())[:count]


def fill(folder: Path, site: Site, chosen: list[dict[str, str]]) -> None:
    """Make the index; the articles that entries tell are at `site`."""
    told_keys = {pair["article_id"] for pair in chosen}
    articles = pool()
    told_first = sorted(
        articles, key=lambda article: article.url.rpartition("/")[2] not in told_keys
    )
    indexed = list[IndexArticle]()
    for article in told_first[:_INDEXED]:
        key = article.url.rpartition("/")[2]
        if key in told_keys:
            site.pages[f"/articles/{key}"] = answers.page(article.title, article.text)
            address = f"{site.base}/articles/{key}"
            indexed.append(replace(article, url=address, published=_BEFORE_ENTRIES))
        else:
            indexed.append(article)
    with closing(SqliteArticles(folder / INDEX)) as index:
        for start in range(0, len(indexed), _BATCH):
            index.add_articles(indexed[start : start + _BATCH])


def cases(site: Site, chosen: list[dict[str, str]]) -> Iterator[Case]:
    """Yield the entries of pairs: copies, and retellings with a link and without."""
    articles = {article["id"]: article for article in answers.read("articles.jsonl.gz")}
    for number, pair in enumerate(chosen):
        article = articles[pair["article_id"]]
        title, path = pair["title"] or article["title"] or "Untitled", f"/digest/{number}"
        original = f"{site.base}/articles/{pair['article_id']}"
        match number % 3:
            case 0:
                parts = answers.paragraphs(article["body"])
                yield Case(
                    "copied", path, title, "".join(f"<p>{paragraph}</p>" for paragraph in parts)
                )
            case 1:
                link = f'<p>Source: <a href="{original}">The Daily Paper</a></p>'
                html = answers.page(title, pair["summary"], link)
                yield Case("retold, link", path, title, "<p>A lead.</p>", html)
            case _:
                html = answers.page(title, pair["summary"], "")
                yield Case("retold", path, title, "<p>A lead.</p>", html)


def budget(minutes: float) -> None:
    """Print when a host was asked for pages of a hundred entries that came at once."""
    wall = '<p class="paywall">Subscribe to read on.</p>'
    with (
        tempfile.TemporaryDirectory() as name,
        serving(Site()) as site,
        serving(StandIn()) as reader,
        beside(Path(name), reader, UNABRIDGED_ALLOW_HOSTS=f"127.0.0.1:{site.server_port}") as (
            server,
            url,
        ),
    ):
        numbers = []
        for number in range(_ENTRIES_AT_ONCE):
            site.pages[f"/{number}"] = page(f"Wall {number}", STORY[:2], wall)
            numbers.append(reader.add(f"{site.base}/{number}", f"Wall {number}"))
        started = time.monotonic()
        send(reader, url, numbers)
        counts = list[int]()
        while time.monotonic() < started + minutes * _MINUTE:
            time.sleep(_MINUTE)
            counts.append(len(site.asked))
            print(f"after {len(counts)} min: {counts[-1]} requests", flush=True)
        pages = sum(path[1:].isdigit() for path in site.asked)
        states = bridge_of(server)["entries"]
    print(
        f"{len(site.asked)} requests to the host in {minutes:.0f} min, {pages} of them pages; "
        f"entries {states}; most in a later minute: "
        f"{max(after - before for before, after in pairwise(counts))}; bar: "
        f"{Settings().bridge_pages} pages in an hour, spread"
    )


def main() -> None:
    """Measure what is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for measured, how_many in ((delay, 10), (budget, 20)):
        command = commands.add_parser(measured.__name__)
        command.add_argument("how_many", type=int, nargs="?", default=how_many)
        command.set_defaults(measured=measured)
    options = parser.parse_args()
    options.measured(options.how_many)


if __name__ == "__main__":
    main()
