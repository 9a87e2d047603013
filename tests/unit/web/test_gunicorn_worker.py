"""The worker that buffers requests: its work beside answering them."""

import math
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from queue import SimpleQueue
from types import SimpleNamespace

import pytest
from gunicorn.workers.gthread import PollableMethodQueue

from server.web import gunicorn_worker
from server.web.gunicorn_worker import BufferedWorker


@pytest.fixture
def idle(monkeypatch) -> BufferedWorker:
    monkeypatch.setattr(gunicorn_worker.ThreadWorker, "murder_pending", lambda self: None)
    monkeypatch.setattr(gunicorn_worker, "_SWEEP_SECONDS", 0)
    worker = BufferedWorker.__new__(BufferedWorker)
    worker._swept, worker._remembers = 0.0, True
    worker._cut_at = worker._leave_at = math.inf
    worker.ends_at_once = False
    worker._arriving, worker._at_work, worker._sending, worker._leaving = {}, {}, {}, {}
    return worker


def test_what_is_at_work_is_told_shortly_before_the_process_ends(idle, monkeypatch):
    ending = threading.Event()
    monkeypatch.setattr(gunicorn_worker, "ending", ending)
    idle.keepalived_conns, idle.cfg = [], SimpleNamespace(graceful_timeout=1_000)
    idle._cap_keepalive(0)
    idle.murder_pending()
    assert not ending.is_set()
    idle.cfg.graceful_timeout = 0
    idle._cap_keepalive(0)
    idle.murder_pending()
    assert ending.is_set()


def test_pages_are_forgotten_once_nothing_is_at_work(idle, monkeypatch):
    forgotten = []
    monkeypatch.setattr(gunicorn_worker.gc, "collect", lambda: forgotten.append(1))
    idle._at_work["a connection"] = 1
    idle.murder_pending()
    assert not forgotten, "somebody's page is being read"
    idle._at_work.clear()
    idle.murder_pending()
    idle.murder_pending()
    assert forgotten == [1], "once, and not again while nothing was asked"


def test_a_signal_to_end_at_once_may_interrupt_what_holds_a_lock(idle):
    """A terminal's Ctrl-C comes as two signals, and gunicorn's way waited for its own lock."""
    idle.tpool, idle.method_queue = ThreadPoolExecutor(1), PollableMethodQueue()
    idle.method_queue.init()
    with idle.tpool, idle.tpool._shutdown_lock, closing(idle.method_queue):
        ended = threading.Thread(target=idle.handle_quit, args=(signal.SIGQUIT, None), daemon=True)
        ended.start()
        ended.join(10)
        assert not ended.is_alive()
    assert idle.ends_at_once
    assert not idle.alive


def test_what_is_at_work_is_left_where_the_server_ends_at_once(idle, monkeypatch):
    monkeypatch.setattr(gunicorn_worker, "ending", threading.Event())
    monkeypatch.setattr(gunicorn_worker, "_TO_ANSWER_AT_ONCE_SECONDS", 0)
    idle.ends_at_once = True
    with pytest.raises(SystemExit):
        idle.murder_pending()
    assert gunicorn_worker.ending.is_set(), "callers are told first"


def test_a_signal_that_came_before_its_handlers_is_heard(idle, monkeypatch):
    monkeypatch.setattr(gunicorn_worker.ThreadWorker, "init_signals", lambda self: None)
    idle.signals_before = SimpleQueue()
    idle.signals_before.put(signal.SIGCHLD)
    idle.init_signals()
    idle.signals_before.put(signal.SIGINT)
    with pytest.raises(SystemExit):
        idle.init_signals()
