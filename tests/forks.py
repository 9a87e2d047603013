"""Processes forked from one that has the server's modules: a third of the work of a start."""

import multiprocessing
import os
import sys
from contextlib import chdir
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_LOADED = "tests.preloaded"


def context() -> ForkServerContext:
    """Return the context whose processes are forked so."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload([_LOADED])
    # It finds modules from the folder it starts in alone, and goes without those it does not find.
    with chdir(_ROOT):
        forkserver.ensure_running()
    return forks


def assert_loaded() -> None:
    """Fail in a forked process that must load the modules itself, each time for seconds."""
    assert _LOADED in sys.modules, f"{_LOADED} could not be loaded before the fork"
