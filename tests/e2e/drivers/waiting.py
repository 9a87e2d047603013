"""Waits: for what a reader sees, never for a time."""

import time
from collections.abc import Callable
from typing import Any

# Seconds. A busy machine is slow; a wait that ends early costs nothing.
LONGEST = 45.0
_SHORT, _LONG = 0.005, 0.05  # between two looks: soon at first, then less often


def wait_for(
    look: Callable[[], Any],
    complaint: Callable[[], str],
    seconds: float = LONGEST,
    rest: Callable[[float], Any] = time.sleep,
) -> Any:
    """Look until something is there and return it; fail with what `said` returns."""
    deadline, pause = time.monotonic() + seconds, _SHORT
    while not (result := look()):
        assert time.monotonic() < deadline, complaint()
        rest(pause)
        pause = min(_LONG, pause * 1.5)
    return result
