"""Notes what the server was doing when it did not answer itself for some seconds.

A timer of C takes down where every thread is, so that code that holds the interpreter hides
nothing. What it took down is read once the main loop comes round again, or by gunicorn's first
process when that ended the one that was frozen. It holds no words of pages, only places in code.
"""

import faulthandler
import logging
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path

from server.web import metrics

log = logging.getLogger(__name__)
SECONDS = 5.0  # without an answer of its own: readers take that for a dead server
_EVERY = 1.0  # seconds between two looks
_MOST_BYTES = 200_000  # of what was taken down; a hundred threads have less
_THREAD = re.compile(r"^(?:Current thread|Thread) 0x[0-9a-f]++[^\n]*+\n", re.MULTILINE)
_FRAME = re.compile(r'^  File "([^"\n]*+)", line (\d++) in ([^\n]*+)$', re.MULTILINE)
_OURS = "server/"
# Functions of libraries in which a thread that waits is.
_WAITS = frozenset({"wait", "select", "poll", "accept", "recv_into", "readinto", "get"})


class Watchdog:
    """Watches one process; made before it is forked, so that its parent can read it, too."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._notes = _file()
        self._looked = 0.0
        self._probe: Future[int] | None = None
        self._probed = 0.0

    def look(self, threads: Executor) -> None:
        """Say that the main loop comes round, and look whether `threads` take work."""
        now = time.monotonic()
        if now - self._looked < _EVERY:
            return
        self._looked = now
        faulthandler.dump_traceback_later(self._seconds, file=self._notes)
        if self._probe is None or self._probe.done():
            self._probe, self._probed = threads.submit(int), now
        elif now - self._probed > self._seconds:
            self._probed = now
            faulthandler.dump_traceback(self._notes)
        self.report()

    def end(self) -> None:
        """Stop the timer, and let go of what was taken down."""
        faulthandler.cancel_dump_traceback_later()
        os.close(self._notes)

    def report(self) -> None:
        """Log and count the stack dumps that were recorded."""
        if not os.fstat(self._notes).st_size:
            return
        written = os.pread(self._notes, _MOST_BYTES, 0).decode("utf-8", "replace")
        os.ftruncate(self._notes, 0)
        os.lseek(self._notes, 0, os.SEEK_SET)
        doing = list(_places(written))
        log.error(
            "The server did not answer itself for %g seconds; it was at: %s",
            self._seconds,
            "; ".join(doing) or "nothing of its own",
        )
        for place in dict.fromkeys(one.partition(" > ")[0] for one in doing):
            metrics.FROZEN.labels(place).inc()


def _places(written: str) -> Iterator[str]:
    """Yield where each busy thread is: the server's own code, and what it called."""
    for thread in _THREAD.split(written)[1:]:
        frames = [
            f"{'/'.join(Path(file).parts[-3:])}:{line} {name}"
            for file, line, name in _FRAME.findall(thread)
        ]
        ours = next((at for at, frame in enumerate(frames) if _OURS in frame), None)
        if ours == 0 or (ours and frames[0].rpartition(" ")[2] not in _WAITS):
            yield " > ".join([frames[ours], *frames[:ours][::-1][:2]])


def _file() -> int:
    """Open a file without a name."""
    if sys.platform == "linux":
        return os.memfd_create("watchdog")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
