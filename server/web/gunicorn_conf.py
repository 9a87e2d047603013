"""How gunicorn serves the application: one process, many threads, no control socket.

One process keeps the workers that read pages, the connections per host and the admission
count in one place; threads wait for slow sites, the reading happens in worker processes.
"""

import gc
import importlib
import os
import resource
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

_COUNTS = "PROMETHEUS_MULTIPROC_DIR"
_OURS = "unabridged-metrics-"
# Before anything loads numpy: threads of its own would be copied into no forked process.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Before anything loads prometheus_client, which looks at it once.
if _COUNTS not in os.environ:
    os.environ[_COUNTS] = tempfile.mkdtemp(prefix=_OURS)

from prometheus_client.multiprocess import mark_process_dead

from server import logs
from server.config import Settings
from server.model import PageInput
from server.sample import pages as sample_pages
from server.store import open_store
from server.web.auth import require_tokens_beyond_loopback

_settings = Settings.from_env()

# A connection, and two databases of three files, for each thread: often more than the usual 1,024.
_, _most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_most_files, _most_files))

bind = _settings.bind
workers = 1
threads = _settings.threads
worker_connections = 500 + _settings.threads
forwarded_allow_ips = ",".join(_settings.proxies)
forwarder_headers = ""
worker_class = "server.web.connections.gunicorn_worker.BufferedWorker"
sendfile = False  # it would hold a thread until the peer has taken all of the file
timeout = 120
graceful_timeout = 5
keepalive = 5
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Refuse to start, once and in a sentence, where the application would refuse.

    A worker that ends is only started again. Raises SystemExit.
    """
    try:
        store = open_store(_settings)
        for address in server.cfg.address:
            if isinstance(address, tuple):  # others are sockets in the file system
                require_tokens_beyond_loopback(str(address[0]), _settings, store.tokens)
        store.close()
    except SystemExit:
        on_exit(server)
        raise


def pre_fork(server: Any, _worker: Any) -> None:
    """Leave the modules to the worker as they are in memory, without a copy of its own.

    Our formatter writes what gunicorn says: its own would quote requests.
    """
    importlib.import_module("server.web.app")
    detect = importlib.import_module("server.language.detect")
    with suppress(OSError):  # where there is no room for it, each worker loads its own
        detect.share(_settings.data)
    pages = (PageInput(url=url, html=html) for url, html in sample_pages(_settings.port).items())
    tasks = importlib.import_module("server.tasks")
    tasks.warm()  # a text in no language that is known tries all of them
    tasks.warm(*pages)
    detect.let_go()
    gc.collect()
    gc.freeze()
    for handler in server.log.error_log.handlers:
        handler.setFormatter(logs.formatter())


def post_worker_init(worker: Any) -> None:
    """Start the processes that read pages, so that the first reader does not wait; and the poller.

    Of several workers' pollers one polls: it holds a lease in the store.
    """
    pool = worker.wsgi.extensions["unabridged"].pool
    pool.fork_from_here()  # before there are threads
    pool.start()
    worker.wsgi.extensions["unabridged.retention"].start()
    if _settings.feeds_poll:
        worker.wsgi.extensions["unabridged.feeds"].start()
    if _settings.hook_hosts:
        worker.wsgi.extensions["unabridged.hooks"].start()


def worker_exit(_server: Any, worker: Any) -> None:
    """Let the poller give up what it waits for, so that the process can end."""
    if application := getattr(worker, "wsgi", None):  # none where it could not be loaded
        application.extensions["unabridged.feeds"].end()
        application.extensions["unabridged.hooks"].end()


def child_exit(_server: Any, worker: Any) -> None:
    """A worker that is gone has nothing at work any more."""
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_server: Any) -> None:
    """Forget the counts, which are those of this run."""
    folder = Path(os.environ[_COUNTS])
    if folder.name.startswith(_OURS):
        shutil.rmtree(folder, ignore_errors=True)
