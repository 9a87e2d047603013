"""Gunicorn's settings: one process, many threads, no control socket.

One process keeps the workers that read pages, the connections per host and the admission count in
one place; threads wait for slow sites, and worker processes read.
"""

import atexit
import ctypes
import importlib
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

# Before numpy is loaded: its threads would not exist in forked processes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from prometheus_client.multiprocess import mark_process_dead

from server.config import Settings, unknown_variables
from server.model import PageInput
from server.net.sample import pages as sample_pages
from server.net.session import trusted_authorities
from server.store import fold_log, open_store
from server.web import monitoring
from server.web.auth import require_tokens_beyond_loopback
from server.workers import settle

_settings = Settings.from_env()

# Per thread a connection and two databases of three files: often more than the usual 1,024.
_, _most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_most_files, _most_files))

bind = _settings.bind
workers = 1  # see above
threads = _settings.threads
worker_connections = 500 + _settings.threads
forwarded_allow_ips = ",".join(_settings.proxies)
forwarder_headers = ""
worker_class = "server.web.gunicorn_worker.BufferedWorker"
sendfile = False  # it would block a thread until the peer has the whole file
timeout = 120  # of a worker without a heartbeat; threads have their own limits
graceful_timeout = 45  # seconds for answers in progress at the end
keepalive = 5  # seconds; a browser's next call comes sooner
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Name variables without effect; refuse to start where the application would refuse.

    Once and in a sentence: gunicorn restarts a worker that ends. Raises SystemExit.
    """
    # Until gunicorn handles signals, Ctrl-C ends this process without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for sentence in unknown_variables(os.environ):
        sys.stderr.write(f"{sentence}\n")
    store = open_store(_settings)
    for address in server.cfg.address:
        if isinstance(address, tuple):  # others are sockets in the file system
            require_tokens_beyond_loopback(str(address[0]), _settings, store.tokens)
    store.close()


def pre_fork(server: Any, _worker: Any) -> None:
    """Share the loaded modules with the worker, and set the logs' format.

    Gunicorn's own format would quote requests.
    """
    importlib.import_module("server.web.app")
    detect = importlib.import_module("server.language.detect")
    with suppress(OSError):  # without room for it, each worker loads its own
        detect.share(_settings.data)
    pages = (PageInput(url=url, html=html) for url, html in sample_pages(_settings.port).items())
    tasks = importlib.import_module("server.pipeline.tasks")
    tasks.warm()  # a text in no known language tries all of them
    tasks.warm(*pages)
    detect.release()
    trusted_authorities()
    settle()  # what a large answer holds is not garbage
    _libc("malloc_trim", 0)
    _release_code()
    for handler in server.log.error_log.handlers:
        handler.setFormatter(monitoring.LogFormat())


def post_fork(server: Any, worker: Any) -> None:
    """Tell the worker of signals that its own handlers came too late for."""
    worker.signals_before = server.SIG_QUEUE


def post_worker_init(worker: Any) -> None:
    """Start the processes that read pages before the first reader, and the poller.

    Of several workers' pollers one polls: it holds a lease in the store.
    """
    pool = worker.wsgi.extensions["unabridged"].pool
    pool.fork_from_here()  # before there are threads
    pool.start()
    # Let glibc return fetched bodies to the system; each thread would keep its own. 200 hostile
    # feeds added 241 MB without it, 25 MB with it (tests.bench.whole.strangers).
    _libc("mallopt", -8, 2)  # M_ARENA_MAX of malloc.h
    # M_MMAP_THRESHOLD, in bytes: glibc's first value, which it would raise.
    _libc("mallopt", -3, 131_072)
    _libc("malloc_trim", 0)
    for rounds in worker.wsgi.extensions["unabridged.rounds"]:
        rounds.start()


def _release_code() -> None:
    """Unmap the libraries' code that only warming up has run; it is read from the file again.

    30 MB of the first process, which runs next to nothing from here on.
    """
    maps = Path("/proc/self/maps")
    for line in maps.read_text().splitlines() if maps.exists() else ():
        span, rights, _, _, inode, *_ = line.split()
        # Of a file, and never written to, unlike what else is mapped of a library.
        if rights == "r-xp" and inode != "0":
            begin, end = (int(place, 16) for place in span.split("-"))
            size, dont_need = ctypes.c_size_t(end - begin), 4  # MADV_DONTNEED of mman.h
            _libc("madvise", ctypes.c_void_p(begin), size, dont_need)


def _libc(function: str, *values: Any) -> None:
    """Call a function of the C library, where it has that one."""
    with suppress(OSError, AttributeError):
        getattr(ctypes.CDLL(None), function)(*values)


def worker_exit(_server: Any, worker: Any) -> None:
    """End the poller's waiting, so that the process can end; end it where that is to be at once."""
    if application := getattr(worker, "wsgi", None):  # missing where it could not be loaded
        for rounds in application.extensions["unabridged.rounds"]:
            rounds.end()
    if worker.ends_at_once:
        # Python itself would wait for threads, which may wait for a slow site.
        atexit._run_exitfuncs()
        os._exit(0)


def child_exit(_server: Any, worker: Any) -> None:
    """Subtract an ended worker's requests at work."""
    if monitoring.COUNTS in os.environ:
        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_server: Any) -> None:
    """Leave each database whole in its file, so that a copy of that alone lacks nothing.

    The threads of a worker that has ended could no longer close their connections.
    """
    if not _settings.postgres:
        fold_log(_settings.database_path)
    if not _settings.index:
        fold_log(_settings.articles_path)
