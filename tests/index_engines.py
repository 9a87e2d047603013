"""The engines of the article index that the same tests run over, and articles for them.

SQLite, and OpenSearch's protocol: spoken to `osmem-server`, a program for tests that keeps
everything in memory and is no OpenSearch, and by `make soak` to a real node where `make opensearch`
fetched its parts. UNABRIDGED_TEST_OPENSEARCH=https://host:port names another real cluster to be
tested instead; UNABRIDGED_TEST_OPENSEARCH_USER and _PASSWORD sign in there.
"""

import itertools
import os
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx2
import pytest
from osmem_server import OsmemServer

from server.config import Settings
from server.pipeline.wiring import open_index
from server.store import ArticleIndex, IndexArticle
from tests.opensearch.nodes import are_there, running_nodes
from tests.servers import AtWork, Server

FERRY = IndexArticle(
    url="https://gazette.example/ferry",
    title="Ferry to Brackholm sails again",
    text="The ferry to Brackholm sailed on Monday for the first time since the storm. "
    "Harbour master Oda Lindqvist said 412 passengers came aboard.",
    publisher="The Harbour Gazette",
    published="2026-03-02T08:00:00+01:00",
    language="en",
)
BRIDGE = IndexArticle(
    url="https://ledger.example/bridge",
    title="Bridge over the Ellery opens",
    text="The bridge over the Ellery opened in May after Tomas Varga cut the ribbon.",
    published="2026-05-04",
)


_GIVEN = os.environ.get("UNABRIDGED_TEST_OPENSEARCH", "")
_HAS_CLUSTER = bool(_GIVEN) or ("UNABRIDGED_FAULTS" in os.environ and are_there())
NO_CLUSTER = pytest.mark.skipif(
    not _HAS_CLUSTER, reason="make soak, where `make opensearch` finds Java and Maven"
)
ENGINES = ["sqlite", "osmem", "cluster"] if _HAS_CLUSTER else ["sqlite", "osmem"]
_NUMBERS = itertools.count()


def urls(hits):
    return [hit.url for hit in hits]


@contextmanager
def running_osmem(address: str | None = None) -> Iterator[str]:
    """Run a server with OpenSearch's protocol for a block; yield its address.

    `address` is the host and port to listen at, else any.
    """
    server = OsmemServer.start(japanese=False, addr=address)
    try:
        yield server.url
    finally:
        server.close()
        assert server.process.stdout
        server.process.stdout.close()


@contextmanager
def running_opensearch(folder: Path) -> Iterator[str]:
    """Yield the address of a real cluster: the one that is given, or a node of its own."""
    if _GIVEN:
        yield _GIVEN
        return
    with running_nodes(folder) as nodes:
        yield nodes.addresses[0]


def settings_of(engine: str, address: str, data_folder: Path) -> Settings:
    """Return settings of an empty index on `engine`; `address` is that of its server."""
    if engine == "sqlite":
        return Settings(data=data_folder)
    name = f"test-{os.getpid()}-{next(_NUMBERS)}"
    if engine == "osmem":
        return Settings(data=data_folder, index=address, index_name=name, index_replicas=0)
    return Settings(
        data=data_folder,
        index=address,
        index_user=os.environ.get("UNABRIDGED_TEST_OPENSEARCH_USER", ""),
        index_password=os.environ.get("UNABRIDGED_TEST_OPENSEARCH_PASSWORD", ""),
        index_name=name,
        index_replicas=0,
        index_seconds=120.0,  # the machine may be busy
    )


@contextmanager
def empty_index(
    engine: str, address: str, data_folder: Path, **chosen: float
) -> Iterator[ArticleIndex]:
    """Yield an empty index on `engine`, deleted afterwards; `chosen` are more settings."""
    settings = replace(settings_of(engine, address, data_folder), **chosen)
    with closing(open_index(settings)) as index:
        yield index
    if engine == "cluster":
        auth = (settings.index_user, settings.index_password) if settings.index_user else None
        httpx2.delete(
            f"{settings.index}/{settings.index_name}-*", auth=auth, trust_env=False, timeout=60
        )


REFUSALS = {429, 503}  # statuses of a refusal that says to come again


class Load(AtWork):
    """Threads that add and search; notes what was acknowledged and what else was answered.

    `refusals` are the statuses that may be answered besides.
    """

    def __init__(self, server: Server, refusals: Collection[int] = REFUSALS) -> None:
        self.kept: list[str] = []
        self.statuses: Counter[int] = Counter()
        self.unclear: list[str] = []
        self._server, self._refusals = server, refusals
        super().__init__([partial(self._add, 0), partial(self._add, 1), self._search])

    @property
    def refused(self) -> int:
        """Return the number of refusals."""
        return sum(self.statuses[status] for status in self._refusals)

    def _client(self) -> httpx2.Client:
        """Return a client of the server's owner: the index is theirs."""
        server = self._server
        return httpx2.Client(
            base_url=server.base, headers=server.owner, trust_env=False, timeout=60
        )

    def _add(self, number: int) -> None:
        count = 0
        with self._client() as client:
            while not self.over.is_set():
                count += 1
                url = f"https://gazette.example/{number}/{count}"
                title = f"Ferry {number}x{count}"
                article = {"url": url, "title": title, "text": "It sailed again."}
                answer = client.post("/v1/articles", json={"articles": [article]})
                if self._noted(answer) and answer.json()["added"]:
                    self.kept.append(url)

    def _search(self) -> None:
        with self._client() as client:
            while not self.over.is_set():
                self._noted(client.get("/v1/articles", params={"q": "ferry"}))

    def _noted(self, answer: httpx2.Response) -> bool:
        self.statuses[answer.status_code] += 1
        if answer.status_code == 200:
            return True
        problem = answer.json()
        names_index = "index" in problem["detail"].lower()
        if answer.status_code not in self._refusals or not names_index:
            self.unclear.append(answer.text)
        time.sleep(0.05)
        return False
