"""Both real browsers with the built extension, the real server, and the pages to look at.

A browser test that fails is run once more, in a new browser: one that was slow once is no fault of
a change, one that fails twice is. Each rerun is a flake to be mended; the summary names it.
"""

from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from extension.build import unpacked
from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.firefox import Firefox
from tests.e2e.drivers.reader import Reader
from tests.e2e.drivers.started import Started, in_groups
from tests.e2e.made.sites import Misbehaving, Pages, Site
from tests.servers import Server, running_server, serving


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the extension as it is shipped."""
    folder = tmp_path_factory.mktemp("dist")
    for browser in ("chromium", "firefox"):
        unpacked(browser, folder)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if report.failed:
        for value in getattr(item, "funcargs", {}).values():
            if isinstance(value, Started):
                value.doubt()
    return report


@pytest.fixture(scope="session")
def browsers(dist: Path, tmp_path_factory: Any) -> Iterator[dict[str, Started]]:
    """One start for each browser and process, as long as tests pass."""

    def start(kind: Any, name: str, **options: str) -> Any:
        browser = kind(dist / kind.name, tmp_path_factory.mktemp(name), **options)
        browser.name = name
        return browser

    browsers_by_name = {
        "chromium": Started(partial(start, Chromium, "chromium")),
        "firefox": Started(partial(start, Firefox, "firefox")),
        "arabic": Started(partial(start, Chromium, "arabic", language="ar")),
    }
    yield browsers_by_name
    for started_browser in browsers_by_name.values():
        started_browser.close()


@pytest.fixture(scope="session", params=in_groups("chromium", "firefox"))
def started(request: pytest.FixtureRequest, browsers: dict[str, Started]) -> Started:
    return browsers[request.param]


@pytest.fixture
def browser(started: Started) -> Any:
    return started.browser


@pytest.fixture(scope="session")
def pages() -> Iterator[Site]:
    with serving(Site(Pages)) as site:
        yield site


@pytest.fixture(scope="session")
def running(pages: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the real server; it may fetch from the tests' pages."""
    with running_server(
        tmp_path_factory.mktemp("data"),
        UNABRIDGED_ALLOW_HOSTS=f"localhost:{pages.port}",
        UNABRIDGED_WORKERS="2",
    ) as started:
        yield started


@pytest.fixture(scope="session")
def server(running: Server) -> str:
    """Address of the real server."""
    return running.base


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
    with serving(Misbehaving()) as site:
        yield site
        site.released.set()


@pytest.fixture
def reader(browser: Any, pages: Site, server: str) -> Reader:
    """Yield a reader with the extension set to the real server."""
    browser.configure(server)
    return Reader(browser, pages)
