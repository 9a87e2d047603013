"""Connections to names with several addresses, one or none of which answers."""

import socket

import pytest

from server.errors import FetchFailed
from server.net.budget import Budget
from server.net.connect import GuardedBackend, system_resolver
from server.net.policy import Policy


def test_the_system_finds_each_address_once():
    addresses = system_resolver("localhost")
    assert "127.0.0.1" in addresses
    assert len(set(addresses)) == len(addresses)


def test_the_next_address_is_tried_when_one_does_not_answer():
    with socket.create_server(("127.0.0.2", 0)) as server:
        port = server.getsockname()[1]
        policy = Policy([f"127.0.0.0/8:{port}"])
        backend = GuardedBackend(policy, lambda host: ["127.0.0.9", "127.0.0.2"], Budget(60))
        stream = backend.connect_tcp("two.test", port)
        assert stream.get_extra_info("server_addr") == ("127.0.0.2", port)
        stream.close()


def test_a_host_that_takes_no_connection_is_named():
    with socket.create_server(("127.0.0.2", 0)) as server:
        port = server.getsockname()[1]
    backend = GuardedBackend(Policy(["127.0.0.2"]), lambda host: ["127.0.0.2"], Budget(60))
    with pytest.raises(FetchFailed, match=r"shut\.test does not take connections"):
        backend.connect_tcp("shut.test", port)
