"""The pool's own tests start workers from nothing, as a server does that can't fork."""

import pytest

from server.workers.pool import WorkerPool
from tests.forked_workers import STARTED_ANEW


@pytest.fixture(scope="module", autouse=True)
def started_anew():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WorkerPool, "_start_anew", STARTED_ANEW)
        yield
