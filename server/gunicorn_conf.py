"""How gunicorn serves the application: one process, many threads, no control socket.

One process keeps the workers that read pages, the connections per host and the admission
count in one place; threads wait for slow sites, the reading happens in worker processes.
"""

from typing import Any

from server.config import Settings
from server.store.opened import open_store
from server.web.access import require_tokens_beyond_loopback

_settings = Settings.from_env()

bind = _settings.bind
workers = 1
threads = _settings.threads
worker_class = "gthread"
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
    store = open_store(_settings)
    try:
        for address in server.cfg.address:
            if isinstance(address, tuple):  # others are sockets in the file system
                require_tokens_beyond_loopback(str(address[0]), store.tokens)
    finally:
        store.close()


def post_worker_init(worker: Any) -> None:
    """Start the processes that read pages, so that the first reader does not wait; and the poller.

    Of several workers' pollers one polls: it holds a lease in the store.
    """
    worker.wsgi.extensions["unabridged"].pool.start()
    worker.wsgi.extensions["unabridged.retention"].start()
    if _settings.feeds_poll:
        worker.wsgi.extensions["unabridged.feeds"].start()


def worker_exit(_server: Any, worker: Any) -> None:
    """Let the poller give up what it waits for, so that the process can end."""
    if application := getattr(worker, "wsgi", None):  # none where it could not be loaded
        application.extensions["unabridged.feeds"].end()
