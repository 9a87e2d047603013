"""Workers forked by a nursery behave as those that are started anew.

A nursery needs a process without threads, so each test has one of its own.
"""

import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.servers import ROOT

BEGIN = """
import os, signal, time
from pathlib import Path
from server.config import Settings
from server.errors import Busy, ExtractionFailed
from server.workers.pool import WorkerPool
from tests.unit.article import hazards

def children(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

pool = WorkerPool(Settings(workers=2, worker_seconds=10, worker_megabytes=1024), warm=())
pool.fork_from_here()
(nursery,) = children(os.getpid())
"""


def run(code: str, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BEGIN + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done.stdout


def test_each_hazard_costs_one_request_only_and_leaves_no_process():
    output = run("""
for hazard in (hazards.crash, hazards.spin, hazards.eat_memory, hazards.fail):
    try:
        pool.run(hazard, timeout=1.0 if hazard is hazards.spin else 60)
    except ExtractionFailed as failed:
        print(failed.params["reason"])
    assert pool.run(hazards.doze, 0) == 0
    assert children(os.getpid()) == [nursery], "no worker was started anew"
pool.close()
assert not Path(f"/proc/{nursery}").exists()
""")
    assert output.split() == ["crash", "time", "memory", "error"]


def test_a_killed_worker_is_forked_anew_and_its_task_done_again(tmp_path):
    run(f"""
marker = {str(tmp_path / "marker")!r}
assert pool.run(hazards.die_once, marker) == marker
worker = pool.run(hazards.process)
assert worker in children(nursery)
hazards.kill(worker)
other = pool.run(hazards.process)
assert other != worker and other in children(nursery)
pool.close()
""")


def test_without_its_nursery_workers_are_started_anew():
    run("""
worker = pool.run(hazards.process)
os.kill(nursery, signal.SIGKILL)
assert pool.run(hazards.process) == worker, "its worker goes on"
hazards.kill(worker)
other = pool.run(hazards.process)
assert children(os.getpid()) == [other]
assert pool.run(hazards.doze, 0) == 0
pool.close()
""")


def test_workers_share_the_model_that_detects_languages(tmp_path):
    run(f"""
from server.language import detect
detect.share(Path({str(tmp_path)!r}))
sharing = WorkerPool(Settings(workers=2, worker_seconds=10), warm=())
sharing.fork_from_here()
assert sharing.run(hazards.grown_by_detecting) < 10, "megabytes"
sharing.close()
pool.close()
""")


def test_workers_end_with_a_server_that_was_killed():
    output = run(
        """
print(nursery, pool.run(hazards.process), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
""",
        status=-signal.SIGKILL,
    )
    end = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in output.split()):
        assert time.monotonic() < end, "a process outlived its server"
        time.sleep(0.05)
