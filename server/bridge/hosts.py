"""How often bridges ask a host: a few pages at once, the others spread over the hour."""

import math
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.errors import Busy
from server.net.budget import Budget, HostQueue

_HOUR_SECONDS = 3_600.0
# Share of the hour's pages that a host is asked for without waiting, so that a single new entry has
# its line at once.
_AT_ONCE = 0.1


class PacedHosts(HostQueue):
    """A queue that lets `hourly` requests go to a host in any hour; safe for many threads."""

    def __init__(self, hourly: int, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._hourly, self._clock = hourly, clock
        self._at_once = max(2, math.ceil(hourly * _AT_ONCE))
        self._spacing = _HOUR_SECONDS / hourly
        self._asked: defaultdict[str, deque[float]] = defaultdict(deque)
        self._of_hosts = threading.Lock()

    @contextmanager
    def turn(self, host: str, budget: Budget) -> Iterator[None]:
        """Wait for a turn at `host`; raise Busy where it has had its share of requests for now."""
        seconds = self._count_or_wait(host)
        if seconds:
            raise Busy(
                f"{host} is asked for {self._hourly} pages an hour at most; this one waits its "
                "turn.",
                retry_after=math.ceil(seconds),
                host=host,
            )
        with super().turn(host, budget):
            yield

    def _count_or_wait(self, host: str) -> float:
        """Count a request to `host` and return 0, or return the seconds that it has to wait."""
        with self._of_hosts:
            now, asked = self._clock(), self._asked[host]
            while asked and asked[0] <= now - _HOUR_SECONDS:
                asked.popleft()
            waits = 0.0
            if len(asked) >= self._hourly:
                waits = asked[0] + _HOUR_SECONDS - now
            elif len(asked) >= self._at_once:
                waits = max(0.0, asked[-1] + self._spacing - now)
            if not waits:
                asked.append(now)
            return waits
