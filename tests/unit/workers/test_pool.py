import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.article.read import read_article
from server.config import Settings
from server.errors import (
    Busy,
    Cancelled,
    ComparisonFailed,
    ExtractionFailed,
    UnreadableHtml,
)
from server.model import PageInput
from server.workers import Share
from server.workers import pool as pool_module
from server.workers.pool import WorkerPool
from tests.unit.article import hazards


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(Settings(workers=2, worker_seconds=10, worker_megabytes=1024), warm=())
    pool.start()
    yield pool
    pool.close()


@pytest.mark.parametrize(
    ("hazard", "reason"),
    [
        (hazards.crash, "crash"),
        (hazards.spin, "time"),
        (hazards.eat_memory, "memory"),
        (hazards.fail, "error"),
        (hazards.unpicklable, "error"),
    ],
)
def test_each_hazard_costs_one_request_only(pool, hazard, reason):
    with pytest.raises(ExtractionFailed) as caught:
        pool.run(hazard, timeout=1.5 if hazard is hazards.spin else 60)
    assert caught.value.params["reason"] == reason
    assert pool.run(hazards.doze, 0) == 0


def test_a_worker_that_died_idle_costs_no_request():
    pool = WorkerPool(Settings(workers=1), warm=())
    try:
        worker = pool.run(hazards.process)
        hazards.kill(worker)
        assert pool.run(hazards.process) != worker
    finally:
        pool.close()


@pytest.mark.usefixtures("started_anew")
def test_workers_that_die_at_their_start_break_nothing_and_blame_no_page():
    pool = WorkerPool(Settings(workers=2), warm=("tests.unit.article.no_such_module",))
    try:
        for _ in range(2):
            with pytest.raises(Busy) as caught:
                pool.run(hazards.process)
            assert caught.value.retryable
    finally:
        pool.close()


def test_a_worker_that_does_nothing_is_tried_twice_and_blames_no_page(pool):
    with pytest.raises(Busy) as caught:
        pool.run(hazards.hang_in_c, timeout=0.5)
    assert caught.value.retryable
    assert pool.run(hazards.doze, 0) == 0


def test_a_task_at_work_goes_on_beyond_its_wall_time():
    pool = WorkerPool(Settings(workers=1, worker_seconds=0.6, worker_cpu_seconds=0.5), warm=())
    try:
        assert pool.run(hazards.work_or_doze, 1.0) == 1.0
    finally:
        pool.close()


def test_a_task_whose_worker_was_killed_is_done_again(pool, tmp_path):
    marker = str(tmp_path / "marker")
    assert pool.run(hazards.die_once, marker) == marker


def test_more_crashes_than_workers_at_once_leave_a_pool_that_works(pool):
    with ThreadPoolExecutor(3) as threads:
        crashes = [threads.submit(pool.run, hazards.die) for _ in range(3)]
        assert all(isinstance(crash.exception(), ExtractionFailed) for crash in crashes)
    assert pool.run(hazards.doze, 0) == 0


def test_a_page_of_megabytes_goes_through(pool):
    assert pool.run(hazards.say, "x" * 9_000_000) == 9_000_000


@pytest.mark.usefixtures("started_anew")
def test_a_worker_is_replaced_after_its_share_of_tasks(monkeypatch):
    monkeypatch.setattr(pool_module, "_TASKS_PER_WORKER", 2)
    pool = WorkerPool(Settings(workers=1), warm=())
    try:
        first, second, third = (pool.run(hazards.process) for _ in range(3))
        assert first == second != third
    finally:
        pool.close()


def test_a_task_beside_a_crash_goes_on(pool):
    with ThreadPoolExecutor(2) as threads:
        beside = threads.submit(pool.run, hazards.doze, 0.3)
        with pytest.raises(ExtractionFailed):
            pool.run(hazards.crash)
        assert beside.result() == 0.3


def test_a_problem_comes_out_as_it_was_raised(pool):
    with pytest.raises(UnreadableHtml) as caught:
        pool.run(hazards.refuse)
    assert caught.value.detail == "Nothing here."
    assert caught.value.params == {"reason": "empty"}


def test_a_cancelled_task_ends_at_once_and_frees_its_worker(pool):
    cancelled = threading.Event()
    threading.Timer(0.2, cancelled.set).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        pool.run(hazards.hang_in_c, cancelled=cancelled, timeout=120)
    assert time.monotonic() - began < 60
    assert pool.run(hazards.doze, 0, cancelled=threading.Event()) == 0


def test_many_threads_share_the_workers(pool):
    with ThreadPoolExecutor(16) as threads:
        processes = list(threads.map(lambda _: pool.run(hazards.process), range(64)))
    assert os.getpid() not in processes
    assert len(set(processes)) <= 2


def test_a_task_that_outlives_its_cpu_time_is_stopped_by_the_kernel(pool):
    # A machine under load may take long to give it that processor time.
    with pytest.raises(ExtractionFailed, match="of processor time") as caught:
        pool.run(hazards.spin_beyond, 0.1, timeout=90)
    assert caught.value.params["reason"] == "time"


def test_a_page_has_its_processor_time_and_no_more():
    pool = WorkerPool(Settings(workers=1, worker_seconds=90, worker_cpu_seconds=0.2), warm=())
    try:
        with pytest.raises(ExtractionFailed, match="of processor time") as caught:
            pool.run(hazards.spin)
        assert caught.value.params["reason"] == "time"
        # A limit is not blamed on the page, and who can raise it is told how.
        assert "a limit of this server, not of the page" in caught.value.detail
        assert "UNABRIDGED_WORKER_CPU_SECONDS" in caught.value.detail
        with pytest.raises(ComparisonFailed, match="UNABRIDGED_ALIGN_SECONDS"):
            pool.run(hazards.spin, timeout=0.1, failure=ComparisonFailed)
        assert pool.run(hazards.doze, 0.3) == 0.3
    finally:
        pool.close()


def test_a_closed_pool_stops_what_runs_and_takes_nothing_more():
    pool = WorkerPool(Settings(workers=1, worker_seconds=120), warm=())
    threading.Timer(1.0, pool.close).start()
    began = time.monotonic()
    with pytest.raises(Busy):
        pool.run(hazards.hang_in_c)
    assert time.monotonic() - began < 60
    with pytest.raises(Busy):
        pool.run(hazards.process)


@pytest.mark.usefixtures("started_anew")
def test_a_fork_gets_workers_of_its_own(pool):
    pool.run(hazards.process)
    child = os.fork()
    if child == 0:
        try:
            ours = pool.run(hazards.process)
            pool.close()
            os._exit(0 if ours not in (os.getpid(), os.getppid()) else 1)
        finally:
            os._exit(2)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        time.sleep(0.05)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        pytest.fail("the forked process hung")
    assert os.waitstatus_to_exitcode(status) == 0
    assert pool.run(hazards.doze, 0) == 0


@pytest.mark.usefixtures("started_anew")
def test_a_warm_worker_reads_a_page():
    pool = WorkerPool(Settings(workers=1))
    try:
        page = PageInput(text="The ferry sank. Nobody was hurt.", language="en")
        assert len(pool.run(read_article, page).sentences) == 2
    finally:
        pool.close()


def test_a_failure_is_told_as_what_was_under_way(pool):
    with pytest.raises(ComparisonFailed, match=r"^The texts could not be compared") as caught:
        pool.run(hazards.fail, failure=ComparisonFailed)
    assert (caught.value.stage, caught.value.params) == ("align", {"reason": "error"})


def test_who_waits_for_a_worker_gets_it_in_the_order_in_which_tasks_are_due(tmp_path):
    pool = WorkerPool(Settings(workers=1), warm=())
    done, started = [], threading.Semaphore(0)
    take = pool._wait_for_turn

    def waits(ticket, cancelled):
        started.release()
        take(ticket, cancelled)
        done.append(threading.current_thread().name)

    pool._wait_for_turn = waits

    all_wait = tmp_path / "all wait"

    def work(number, due):
        if number == 0:
            pool.run(hazards.wait_for, str(all_wait), due=due, timeout=120)
        else:
            pool.run(hazards.doze, 0, due=due)

    # Most are due as they come; one may wait, and the last two were due before.
    due = [None, time.monotonic() + 99, *[None] * 8, 2.0, 1.0]
    threads = [
        threading.Thread(target=work, args=(number, due_time), name=str(number))
        for number, due_time in enumerate(due)
    ]
    try:
        for thread in threads:
            thread.start()
            started.acquire()
        while len(pool._waiting) < len(due) - 1:
            time.sleep(0.01)
        time.sleep(0.3)  # for which all have waited then
        all_wait.touch()
        for thread in threads:
            thread.join()
    finally:
        pool.close()
    assert done == ["0", "11", "10", *map(str, range(2, 10)), "1"]
    assert pool.busy_seconds() >= 0.3
    assert pool.waited_seconds() >= 11 * 0.25


def test_one_worker_does_for_one_person_and_more_start_when_a_task_has_to_wait():
    pool = WorkerPool(Settings(workers=3), warm=())
    try:
        pool.start()
        assert {pool.run(hazards.process) for _ in range(5)} == {pool.run(hazards.process)}
        assert len(pool._workers) == 1
        deadline = time.monotonic() + 60  # a busy machine takes long to start a process
        with ThreadPoolExecutor(6) as threads:
            while len(pool._workers) < 3 and time.monotonic() < deadline:
                list(threads.map(lambda _: pool.run(hazards.doze, 0.5), range(6)))
        assert len(pool._workers) == 3
    finally:
        pool.close()


def test_one_worker_stays_for_callers_with_nothing_at_work(tmp_path):
    pool = WorkerPool(Settings(workers=1), warm=())
    may_end, done = tmp_path / "may end", []

    def work(number):
        pool.run(hazards.wait_for, str(may_end), timeout=120, share=Share("ada"))
        done.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    try:
        for thread in threads:
            thread.start()
        while len(pool._waiting) < 2:
            time.sleep(0.01)
        assert pool.run(hazards.doze, 0, share=Share("bob")) == 0
        assert not done
        assert len(pool._waiting) == 2, "Ada has one worker, and no other"
        may_end.touch()
        for thread in threads:
            thread.join()
    finally:
        pool.close()


def test_a_request_that_has_had_its_processor_time_gets_no_more(pool):
    share = Share("ada", seconds=1.0)
    assert pool.run(hazards.doze, 0.2, share=share) == 0.2, "waiting is free"
    for _ in range(2):
        with pytest.raises(ComparisonFailed, match="used up its 1 second of") as caught:
            pool.run(hazards.spin, timeout=60, share=share, failure=ComparisonFailed)
        assert caught.value.params["reason"] == "budget", "no page is to blame"
    assert pool.run(hazards.doze, 0) == 0
