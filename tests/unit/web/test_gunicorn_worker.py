"""The worker that buffers requests: its work beside answering them."""

import math
import threading
from types import SimpleNamespace

import pytest

from server.web import gunicorn_worker
from server.web.gunicorn_worker import BufferedWorker


@pytest.fixture
def idle(monkeypatch) -> BufferedWorker:
    monkeypatch.setattr(gunicorn_worker.ThreadWorker, "murder_pending", lambda self: None)
    monkeypatch.setattr(gunicorn_worker, "_SWEEP_SECONDS", 0)
    worker = BufferedWorker.__new__(BufferedWorker)
    worker._swept, worker._remembers, worker._cut_at = 0.0, True, math.inf
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
