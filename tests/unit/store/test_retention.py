import threading

import pytest

from server.errors import StoreUnavailable
from server.store.retention import Retention


@pytest.mark.parametrize("error", [None, StoreUnavailable("The database is away."), KeyError("x")])
def test_it_begins_at_once_and_goes_on_whatever_went_wrong(error):
    times = []
    enough = threading.Event()

    def forget():
        times.append(1)
        if len(times) == 3:
            enough.set()
        if error:
            raise error

    others = threading.Event()
    retention = Retention(forget, others.set, seconds=0.01)
    retention.start()
    assert enough.wait(30)
    assert others.wait(30)
    retention.end()
