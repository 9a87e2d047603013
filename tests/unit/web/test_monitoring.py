import ctypes
import logging
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.web import monitoring
from server.web.monitoring import Watchdog
from tests.servers import ROOT


@pytest.fixture
def watch(monkeypatch):
    monkeypatch.setattr(monitoring, "_EVERY", 0.0)
    monkeypatch.setattr(monitoring, "_OURS", "web/")
    made = Watchdog(0.2)
    yield made
    made.end()


def hold_the_interpreter() -> None:
    ctypes.PyDLL(None).usleep(900_000)  # as a regular expression does


def frozen() -> dict[str, float]:
    return {
        sample.labels["place"]: sample.value
        for family in monitoring.FROZEN.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    }


def test_code_that_holds_the_interpreter_is_named_in_the_log_and_counted(watch, caplog):
    with ThreadPoolExecutor(1) as threads:
        watch.look(threads)
        hold_the_interpreter()
        watch.look(threads)
    assert "test_monitoring.py" in caplog.text
    assert "hold_the_interpreter" in caplog.text
    assert any("hold_the_interpreter" in place for place in frozen())


def test_threads_that_are_all_taken_are_named(watch, caplog):
    over = threading.Event()

    def spin() -> None:
        while not over.is_set():
            pass

    with ThreadPoolExecutor(1) as threads:
        threads.submit(spin)
        while "spin" not in caplog.text:
            watch.look(threads)
        over.set()


def test_a_server_that_answers_is_not_noted(watch, caplog):
    caplog.set_level(logging.INFO)
    watch._seconds = 60
    with ThreadPoolExecutor(1) as threads:
        for _ in range(20):
            watch.look(threads)
    assert caplog.text == ""


def test_what_ended_frozen_is_reported_by_its_parent():
    code = """
import ctypes, logging, os
from server.web import monitoring
from concurrent.futures import ThreadPoolExecutor
logging.basicConfig()
monitoring._OURS = "<string>"
watch = monitoring.Watchdog(0.2)
if os.fork() == 0:
    watch.look(ThreadPoolExecutor(1))
    def hold(): ctypes.PyDLL(None).usleep(900_000)
    hold()
    os._exit(9)
os.wait()
watch.report()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert "in hold" in done.stderr or "hold" in done.stderr
