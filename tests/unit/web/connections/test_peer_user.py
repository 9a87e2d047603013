import os
import socket
import subprocess

import pytest
from pytest_socket import enable_socket

from server.web.connections.peer_user import is_another_user, users_of

# An address, its peer, and the user, as Linux lists them.
LISTED = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
   0: 0100007F:222E 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4
   1: 0100007F:C001 0100007F:222E 01 00000000:00000000 00:00000000 00000000  1000        0 5
   2: 0100007F:222E 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 6
   3: 0100007F:C002 0100007F:222E 01 00000000:00000000 00:00000000 00000000    33        0 7
""".splitlines()


@pytest.mark.parametrize(
    ("port", "peer", "users"),
    [
        (0xC001, 0x222E, {"1000"}),
        (0xC002, 0x222E, {"33"}),
        (0x222E, 0xC001, {"0"}),
        (0xC003, 0x222E, set()),
        (0xC001, 0x222F, set()),
    ],
)
def test_a_connection_is_found_by_its_two_ports(port, peer, users):
    assert users_of(LISTED, port, peer) == users


@pytest.fixture
def accepted():
    """Connections that a program makes, as the server gets them."""
    enable_socket()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def connect(user=None):
            program = f"exec 3<>/dev/tcp/127.0.0.1/{listening.getsockname()[1]}; read"
            process = subprocess.Popen(["bash", "-c", program], stdin=subprocess.PIPE, user=user)
            return process, listening.accept()[0]

        yield connect


def test_a_program_of_ones_own_is_no_other_users(accepted):
    process, connection = accepted()
    with process, connection:
        assert not is_another_user(connection)


@pytest.mark.skipif(os.getuid() != 0, reason="only root may run a program as another user")
def test_a_program_of_another_user_is_known(accepted):
    process, connection = accepted(user=65534)
    with process, connection:
        assert is_another_user(connection)


def test_without_such_a_list_nothing_is_said(accepted, monkeypatch):
    monkeypatch.setattr("server.web.connections.peer_user._LISTS", ())
    process, connection = accepted()
    with process, connection:
        assert not is_another_user(connection)
