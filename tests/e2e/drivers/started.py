"""A browser for all tests of a process, started anew after a test that failed."""

import contextlib
import os
from collections.abc import Callable, Collection, Mapping
from typing import Any

import pytest


class Started:
    """Starts a browser when it is first wanted; `doubt` lets the next test have a new one."""

    def __init__(self, start: Callable[[], Any]) -> None:
        self._start = start
        self._browser: Any = None
        self._is_doubtful = False

    def doubt(self) -> None:
        """Trust the browser no longer, nor the tabs and settings that a test left in it."""
        self._is_doubtful = True

    @property
    def browser(self) -> Any:
        """Return the browser, as it is after tests that passed."""
        if self._is_doubtful:
            self.close()
        if self._browser is None:
            self._browser = self._start()
        return self._browser

    def close(self) -> None:
        """End the browser, if it still runs."""
        browser, self._browser, self._is_doubtful = self._browser, None, False
        if browser is not None:
            with contextlib.suppress(Exception):
                browser.close()


def in_groups(*names: str) -> list[Any]:
    """Return parameters of browsers: each has a worker of its own, where there are several."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]


# Whether all looks are asked of each browser, as in `make soak`.
EVERY_LOOK = not os.environ.keys().isdisjoint({"UNABRIDGED_AXE", "UNABRIDGED_PICTURES"})


def in_looks(
    name: str, looks: Mapping[str, object], **looks_by_browser: Collection[str]
) -> pytest.MarkDecorator:
    """Run a test in the looks that are asked of each browser, as its parameter `name`."""
    return pytest.mark.parametrize(
        ("started", name),
        [
            pytest.param(browser, look, marks=pytest.mark.xdist_group(browser))
            for browser, some in looks_by_browser.items()
            for look in (looks if EVERY_LOOK else some)
        ],
        indirect=["started"],
    )


def in_browsers(*names: str) -> pytest.MarkDecorator:
    """Run tests in these browsers: some of conftest's."""
    return pytest.mark.parametrize("started", in_groups(*names), indirect=True)
