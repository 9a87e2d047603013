import socket
import threading

import pytest

from server.errors import BlockedAddress, DeadlineExceeded, FetchFailed
from server.net.budget import Budget
from server.net.connect import GuardedBackend, look_up
from server.net.policy import Policy


def test_a_name_without_addresses_is_said_to_be_unknown():
    def unknown(host):
        raise socket.gaierror("no such name")

    with pytest.raises(FetchFailed, match=r"none\.test"):
        look_up("none.test", unknown, Budget(5))


def test_a_look_up_that_hangs_ends_with_the_budget():
    over = threading.Event()
    with pytest.raises(DeadlineExceeded):
        look_up("slow.test", lambda host: over.wait(5) and [], Budget(0.1))
    over.set()


def test_the_address_inside_is_not_given_away():
    backend = GuardedBackend(Policy(), lambda host: ["10.1.2.3"], Budget(5))
    with pytest.raises(BlockedAddress) as caught:
        backend.connect_tcp("inside.test", 80)
    assert "10.1.2.3" not in f"{caught.value.detail} {caught.value.params}"
