"""Work that a hostile page may cause in a worker; imported by the workers."""

import ctypes
import os
import pickle
import time
from contextlib import suppress
from pathlib import Path

from server.errors import UnreadableHtml
from server.language import detect
from server.workers.worker import _run


def process() -> int:
    return os.getpid()


def grown_by_detecting() -> float:
    before = _own_megabytes()
    assert (
        detect.detect("The ferry leaves the harbour at nine and comes back at noon. " * 9) == "en"
    )
    return _own_megabytes() - before


def _own_megabytes() -> float:
    rollup = Path("/proc/self/smaps_rollup").read_text()
    return int(rollup.partition("\nPss_Anon:")[2].split()[0]) / 1024


def kill(pid: int) -> None:
    """Kill a process; wait until it is dead, reaped or not."""
    os.kill(pid, 9)
    status = Path(f"/proc/{pid}/stat")
    with suppress(FileNotFoundError, ProcessLookupError):
        while status.read_text().rpartition(")")[2].split()[0] not in "XZ":
            time.sleep(0.01)


def crash() -> None:
    ctypes.string_at(0)


def hang_in_c() -> None:
    ctypes.CDLL(None).sleep(600)


def spin() -> None:
    while True:
        pass


def spin_beyond(seconds: float) -> None:
    """Spin as a task does whose CPU limit comes long before the wall limit."""
    _run(pickle.dumps((seconds, spin, ())))


def doze(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def wait_for(file: str) -> None:
    while not os.path.exists(file):  # noqa: PTH110
        time.sleep(0.01)


def work_or_doze(seconds: float) -> float:
    """Work for `seconds` of wall time in small pieces, as on a machine that is busy."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(5_000))
        time.sleep(0.001)
    return seconds


def die_once(marker: str) -> str:
    """Die at the first call for `marker`, a file; answer at the second."""
    if not os.path.exists(marker):  # noqa: PTH110
        with open(marker, "w"):  # noqa: PTH123
            pass
        os.kill(os.getpid(), 9)
    return marker


def eat_memory() -> int:
    return len(bytearray(8 << 30))


def die() -> None:
    os._exit(3)


def say(text: str) -> int:
    return len(text)


def fail(*_: object) -> None:
    raise ValueError("a fault of our own")


def refuse() -> None:
    raise UnreadableHtml("Nothing here.", reason="empty")


def unpicklable() -> object:
    return lambda: None
