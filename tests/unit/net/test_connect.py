import socket
import threading

import pytest

from server.errors import BlockedAddress, DeadlineExceeded, FetchFailed
from server.net.budget import Budget
from server.net.connect import GuardedBackend, look_up, system_resolver
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


def test_the_system_finds_each_address_once():
    addresses = system_resolver("localhost")
    assert "127.0.0.1" in addresses
    assert len(set(addresses)) == len(addresses)


def test_the_next_address_is_tried_when_one_does_not_answer():
    with socket.create_server(("127.0.0.2", 0)) as server:
        port = server.getsockname()[1]
        policy = Policy([f"127.0.0.0/8:{port}"])
        backend = GuardedBackend(policy, lambda host: ["127.0.0.9", "127.0.0.2"], Budget(5))
        stream = backend.connect_tcp("two.test", port)
        assert stream.get_extra_info("server_addr") == ("127.0.0.2", port)
        stream.close()


def test_a_host_that_takes_no_connection_is_named():
    with socket.create_server(("127.0.0.2", 0)) as server:
        port = server.getsockname()[1]
    backend = GuardedBackend(Policy(["127.0.0.2"]), lambda host: ["127.0.0.2"], Budget(5))
    with pytest.raises(FetchFailed, match=r"shut\.test does not take connections"):
        backend.connect_tcp("shut.test", port)


def test_the_address_inside_is_not_given_away():
    backend = GuardedBackend(Policy(), lambda host: ["10.1.2.3"], Budget(5))
    with pytest.raises(BlockedAddress) as caught:
        backend.connect_tcp("inside.test", 80)
    assert "10.1.2.3" not in f"{caught.value.detail} {caught.value.params}"
