"""Fixtures that several kinds of tests share: an engine without sockets, and a real server."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from server.config import Settings
from server.net.fetch import Fetcher
from server.net.sample import pages as sample_pages
from server.pipeline.compare import Engine
from server.workers.pool import WorkerPool
from tests.forked_workers import fork
from tests.index_engines import running_opensearch, running_osmem
from tests.postgres import PostgresServer, running_postgres
from tests.servers import Server, running_server

# jsonschema would compile a grammar of addresses, in each process, that no test asks for.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

# A machine that is busy is slow in whatever it runs, and that is no fault of what is tested; nor is
# what one run draws and the next does not. `make soak` draws anew.
settings.register_profile(
    "any machine",
    deadline=None,
    derandomize="UNABRIDGED_FUZZ" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any machine")

# Faults of the machine take minutes and are `make soak`, not `make test`.
collect_ignore = [] if "UNABRIDGED_FAULTS" in os.environ else ["faults"]


def pytest_make_parametrize_id(val: object) -> str | None:
    """Shorten long values: a test's name is in the environment of the processes it starts."""
    return repr(val[:60]) if isinstance(val, str | bytes) and len(val) > 200 else None


@pytest.hookimpl(tryfirst=True)  # before xdist names the groups
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Keep tests in one process that share what their module sets up."""
    for item in items:
        fixtures = item._fixtureinfo.name2fixturedefs.values()
        shares = any(definitions[-1].scope == "module" for definitions in fixtures)
        if shares and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))


@pytest.fixture(scope="session", autouse=True)
def forked_workers() -> Iterator[None]:
    """Fork worker processes from one that has their modules."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WorkerPool, "_start_anew", fork)
        yield


@pytest.fixture(scope="session")
def pool() -> Iterator[WorkerPool]:
    """Real worker processes, for all tests of a run."""
    workers = WorkerPool(Settings(workers=1), warm=("server.pipeline.tasks",))
    workers.start()
    yield workers
    workers.close()


@pytest.fixture
def engine(pool: WorkerPool) -> Callable[..., Engine]:
    """Yield an engine whose web is the sample and the given pages, without a socket."""

    def make(pages: dict[str, str] | None = None, *, offline: bool = False) -> Engine:
        settings = Settings(workers=1)
        page_by_address = {**sample_pages(settings.port), **(pages or {})}
        return Engine(settings, pool, None if offline else Fetcher(settings, pages=page_by_address))

    return make


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Start a real PostgreSQL for all tests of a process that need one."""
    with running_postgres() as running:
        yield running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that leave it as it was."""
    with running_server(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="session")
def osmem() -> Iterator[str]:
    """Return the address of a server with OpenSearch's protocol, for all tests of a process."""
    with running_osmem() as address:
        yield address


@pytest.fixture(scope="session")
def opensearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a real OpenSearch, for all tests of a process."""
    with running_opensearch(tmp_path_factory.mktemp("opensearch")) as address:
        yield address


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name the browser tests that passed only when run again."""
    failed = {report.nodeid for report in terminalreporter.getreports("failed")}
    reruns = [
        report for report in terminalreporter.getreports("rerun") if report.nodeid not in failed
    ]
    if reruns:
        terminalreporter.section("failed once, passed when run again: flakes to be mended")
    for report in reruns:
        terminalreporter.line(f"{report.nodeid} ({report.when})\n{report.longreprtext}\n")
