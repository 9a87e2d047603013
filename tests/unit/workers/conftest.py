"""Workers that are started from nothing, as by a server that can't fork."""

import pytest

from server.workers.pool import WorkerPool
from tests.forked_workers import STARTED_ANEW


@pytest.fixture
def started_anew():
    """Start the workers of a test from nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WorkerPool, "_start_anew", STARTED_ANEW)
        yield
