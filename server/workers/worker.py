"""The loop of a worker process: take a task, run it within limits, answer.

Messages are pickled: down `(working, function, args)` with the limit of processor time, up a
`Reply`. Exceptions other than problems go up as their places, as not
each can be pickled.
"""

import gc
import math
import os
import pickle
import resource
import signal
import time
import warnings
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, Literal

from server.errors import Problem, places
from server.model import remembering

# Outcomes of a task; the last five are seen by the pool, from outside.
Kind = Literal[
    "ready", "done", "problem", "memory", "error", "time", "crash", "cancelled", "start", "stuck"
]
Reply = tuple[Kind, Any]
# Without a task for so long a worker has time to tidy up.
_IDLE_SECONDS = 0.1
# New objects between two searches for cycles, in which few of a page's objects are.
_YOUNG = 10_000


def main(descriptor: int, megabytes: int, modules: tuple[str, ...]) -> None:
    """Serve the connection at file `descriptor` until its other end is gone.

    `megabytes` limits the address space; `modules` are loaded first, their `warm()` called.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to handle
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads' stacks are address space too
    warnings.simplefilter("ignore")  # what libraries say of strange pages would fill the log
    connection = Connection(descriptor)
    try:
        for name in modules:
            getattr(import_module(name), "warm", lambda: None)()
        settle()
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        connection.send_bytes(pickle.dumps(("ready", None)))
        while _serve(connection):
            if not connection.poll(_IDLE_SECONDS):
                gc.collect()  # what holds itself
    except (EOFError, OSError):
        return  # the server is gone


def settle() -> None:
    """Exclude loaded objects from garbage collection, and collect less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)


def _serve(connection: Connection) -> bool:
    """Answer one message; False where this process had better end."""
    try:
        reply = _run(connection.recv_bytes())
        answer = pickle.dumps(reply)
    except MemoryError:
        reply = ("memory", None)
        answer = pickle.dumps(reply)
    except (pickle.PicklingError, AttributeError, TypeError, RecursionError) as error:
        reply = ("error", places(error))
        answer = pickle.dumps(reply)
    connection.send_bytes(answer)
    return reply[0] != "memory"


def _run(message: bytes) -> Reply:
    try:
        working, function, args = pickle.loads(message)  # noqa: S301 - the server's
        # SIGPROF ends the process too, wherever it is.
        signal.setitimer(signal.ITIMER_PROF, working)
        # SIGXCPU ends the process where something has stopped the timer.
        spent = math.ceil(time.process_time() + working) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent, resource.RLIM_INFINITY))
        with remembering():
            return "done", function(*args)
    except Problem as problem:
        return "problem", problem
    except MemoryError:
        return "memory", None
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this task and no more
        return "error", places(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
