"""What one request may take of the workers."""

import math
import threading
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Share:
    """The caller a request is of, and its seconds of processor time, whatever it asks for.

    Callers take turns at the workers. The server's own work is of no caller and has no limit.
    """

    whose: str = ""
    seconds: float = math.inf
    _spent: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        with self._lock:
            return max(0.0, self.seconds - self._spent)

    def spend(self, seconds: float) -> None:
        """Count `seconds` that a worker was at it."""
        with self._lock:
            self._spent += seconds


# Of the request that this thread works for.
CURRENT: ContextVar[Share | None] = ContextVar("share", default=None)
