"""robots.txt (RFC 9309), fetched under the same policy as pages."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import httpx2
from protego import Protego

from server.errors import Cancelled, Problem
from server.net.budget import Budget

# Who the rules speak to, whatever address the operator adds to the user agent.
NAME = "Unabridged"
# RFC 9309 wants at least 500 KiB to be read.
MOST_BYTES = 512_000
_MOST_SECONDS = 5.0
_KEPT_SECONDS = 3600.0
_KEPT_ORIGINS = 500
_MOST_SITE_MAPS = 50

# Status and text of the file, redirects followed; raises Problem.


class RobotsFile(NamedTuple):
    """The status with which a robots.txt was answered, and its text."""

    status: int
    text: str


Read = Callable[[httpx2.URL], RobotsFile]


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one origin; `file` None: the same answer for all paths."""

    file: Protego | None
    otherwise: bool
    until: float

    def allow(self, url: httpx2.URL) -> bool:
        return self.otherwise if self.file is None else bool(self.file.can_fetch(str(url), NAME))


class Robots:
    """Rules by origin, kept for an hour."""

    def __init__(self) -> None:
        self._kept: dict[str, _Rules] = {}
        self._lock = threading.Lock()

    def allows(self, url: httpx2.URL, read: Read, budget: Budget) -> bool:
        """Whether the site lets this program have `url`."""
        rules = self._rules_of(url, read, budget)
        return rules is None or rules.allow(url)

    def site_maps(self, url: httpx2.URL, read: Read, budget: Budget) -> list[str]:
        """The site maps that the rules of the site of `url` name, as they are written there."""
        rules = self._rules_of(url, read, budget)
        named = rules.file.sitemaps if rules and rules.file else ()
        return list(islice(named, _MOST_SITE_MAPS))

    def _rules_of(self, url: httpx2.URL, read: Read, budget: Budget) -> "_Rules | None":
        origin = f"{url.scheme}://{url.netloc.decode()}"
        with self._lock:
            rules = self._kept.get(origin)
        if rules is None or rules.until < time.monotonic():
            rules = _rules(httpx2.URL(origin + "/robots.txt"), read, budget)
            if rules:
                self._keep(origin, rules)
        return rules

    def _keep(self, origin: str, rules: _Rules) -> None:
        with self._lock:
            self._kept.pop(origin, None)
            while len(self._kept) >= _KEPT_ORIGINS:
                del self._kept[next(iter(self._kept))]
            self._kept[origin] = rules


def _rules(url: httpx2.URL, read: Read, budget: Budget) -> _Rules | None:
    """The rules at `url`; None when the file can't be had.

    A site that can't be reached gets no verdict here: the request for the page says better what
    is wrong. A status of 5xx is a site that answers and is out of order, where RFC 9309 2.3.1.4
    asks to stay away; 4xx means there are no rules (2.3.1.3).
    """
    try:
        with budget.part(min(_MOST_SECONDS, budget.left() / 3)):
            status, text = read(url)
    except Cancelled:
        raise
    except Problem:
        return None
    until = time.monotonic() + _KEPT_SECONDS
    if status >= 500:
        # Retried soon: these failures pass.
        return _Rules(None, otherwise=False, until=time.monotonic() + _KEPT_SECONDS / 60)
    if status >= 300:
        return _Rules(None, otherwise=True, until=until)
    return _Rules(Protego.parse(text), otherwise=True, until=until)
