"""Worker processes that may die: a page that crashes, hangs or eats memory costs one request.

pebble rather than concurrent.futures, whose pool can't stop a task that hangs in C and is
broken for good after one crash.
"""

import logging
import math
import multiprocessing
import os
import resource
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from importlib import import_module
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from server.config import Settings
from server.errors import Busy, Cancelled, ExtractionFailed, Problem

log = logging.getLogger(__name__)

# A worker is replaced after so many pages; libxml2 and the extractors' caches creep.
_TASKS_PER_WORKER = 200
# How often a caller's wish to stop is looked at, in seconds.
_POLL = 0.05


class WorkerPool:
    """Runs functions in spawned processes with limits on wall time, CPU time and memory.

    The processes start with the first task, so a pool made before a fork is fine; each
    process has its own. `warm` names the modules that workers load when they start; a
    `warm()` function of theirs is called.
    """

    def __init__(
        self, settings: Settings, warm: tuple[str, ...] = ("server.article.read",)
    ) -> None:
        self._settings = settings
        self._warm = warm
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._owner = 0
        self._closed = False

    def start(self) -> None:
        """Start the workers now, so that the first page finds them ready; does not wait."""
        self._processes().schedule(os.getpid)

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        timeout: float | None = None,
        cancelled: threading.Event | None = None,
    ) -> Any:
        """The result of `function(*args)`, run in a worker.

        `timeout` is wall time in seconds from the moment a worker takes the task (the
        settings' `worker_seconds` without it). Raises the Problem that the function raised,
        ExtractionFailed with a `reason` of time, memory, crash or error, or
        Cancelled once `cancelled` is set; Busy once the pool is closed.
        """
        seconds = timeout or self._settings.worker_seconds
        task = self._processes().schedule(_limited, args=(seconds, function, args), timeout=seconds)
        return self._result(task, seconds, cancelled)

    def close(self) -> None:
        """Stop the workers and what they work on."""
        with self._lock:
            self._closed = True
            pool, self._pool = self._pool, None
        if pool is not None and self._owner == os.getpid():
            pool.stop()  # type: ignore[no-untyped-call] # pebble leaves it untyped
            pool.join()

    def _processes(self) -> ProcessPool:
        with self._lock:
            if self._closed:
                raise Busy("The server is shutting down; try again in a minute.", stage="article")
            if self._pool is None or self._owner != os.getpid():
                self._owner = os.getpid()
                self._pool = ProcessPool(
                    max_workers=self._settings.workers,
                    max_tasks=_TASKS_PER_WORKER,
                    initializer=_prepare,
                    initargs=(self._settings.worker_megabytes, self._warm),
                    context=multiprocessing.get_context("spawn"),
                )
            return self._pool

    def _result(
        self, task: ProcessFuture[Any], seconds: float, cancelled: threading.Event | None
    ) -> Any:
        try:
            while cancelled is not None and not task.done():
                if cancelled.is_set():
                    task.cancel()  # type: ignore[no-untyped-call] # pebble leaves it untyped
                    break
                _wait(task, _POLL)
            return task.result()
        except Problem:
            raise
        except TimeoutError as error:
            raise _failed(
                "time", f"Reading the page took over {seconds:g} seconds and was stopped."
            ) from error
        except CancelledError as error:
            raise Cancelled("Reading was stopped before it was done.", stage="article") from error
        except ProcessExpired as error:
            raise _failed(
                "crash", "The process that read the page died; the page may be broken on purpose."
            ) from error
        except MemoryError as error:
            raise _failed(
                "memory",
                f"Reading the page took over {self._settings.worker_megabytes} MB of memory.",
            ) from error
        except Exception as error:
            log.exception("A worker failed.")
            raise _failed(
                "error", f"The page could not be read ({type(error).__name__}); please report it."
            ) from error


def _wait(task: ProcessFuture[Any], seconds: float) -> None:
    done = threading.Event()
    task.add_done_callback(lambda _: done.set())
    done.wait(seconds)


def _failed(reason: str, detail: str) -> ExtractionFailed:
    return ExtractionFailed(detail, reason=reason)


def _prepare(megabytes: int, modules: tuple[str, ...]) -> None:
    """Make a new worker ready: modules loaded, memory limited."""
    for name in modules:
        getattr(import_module(name), "warm", lambda: None)()
    limit = megabytes << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _limited(seconds: float, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Run a task with a CPU limit: SIGXCPU ends the worker where the wall limit did not."""
    spent = math.ceil(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent, resource.RLIM_INFINITY))
    return function(*args)
