"""Both real browsers with the built extension, the real server, and the pages to look at."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.firefox import Firefox
from tests.e2e.drivers.reader import Reader
from tests.e2e.made.sites import Misbehaving, Pages, Site
from tests.servers import ROOT, running_server


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the extension as it is shipped."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, str(ROOT / "extension" / "build.py"), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(
    scope="session",
    # One worker for each browser, where tests run in several processes.
    params=[
        pytest.param(kind, id=kind.name, marks=pytest.mark.xdist_group(kind.name))
        for kind in (Chromium, Firefox)
    ],
)
def browser(request: pytest.FixtureRequest, dist: Path, tmp_path_factory: Any) -> Iterator[Any]:
    """One start for each browser and session."""
    kind = request.param
    started = kind(dist / kind.name, tmp_path_factory.mktemp("profile"))
    try:
        yield started
    finally:
        started.close()


@pytest.fixture(scope="session")
def pages() -> Iterator[Site]:
    site = Site(Pages)
    yield site
    site.close()


@pytest.fixture(scope="session")
def server(pages: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the real server; it may fetch from the tests' pages."""
    with running_server(
        tmp_path_factory.mktemp("data"),
        UNABRIDGED_ALLOW_HOSTS=f"localhost:{pages.port}",
        UNABRIDGED_WORKERS="2",
    ) as running:
        yield running.base


@pytest.fixture(scope="session")
def searching_server(pages: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a real server with a search service and a model."""
    with running_server(
        tmp_path_factory.mktemp("searching"),
        UNABRIDGED_ALLOW_HOSTS=f"localhost:{pages.port}",
        UNABRIDGED_SEARCH_SEARXNG=f"http://localhost:{pages.port}/searx",
        UNABRIDGED_OPINION_URL=f"http://localhost:{pages.port}/v1",
        UNABRIDGED_OPINION_URL_MODEL="small-model",
    ) as running:
        yield running.base


@pytest.fixture
def misbehaving() -> Iterator[Misbehaving]:
    site = Misbehaving()
    yield site
    site.close()


@pytest.fixture
def reader(browser: Any, pages: Site, server: str) -> Reader:
    """Yield a reader with the extension set to the real server."""
    browser.configure(server)
    return Reader(browser, pages)
