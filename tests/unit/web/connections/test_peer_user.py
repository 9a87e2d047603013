import os
import socket
import subprocess

import pytest
from pytest_socket import enable_socket

from server.web.connections import peer_user
from server.web.connections.peer_user import is_another_user, user_of


@pytest.fixture(params=["127.0.0.1", "::1"])
def accepted(request):
    """Connections that a program makes, as the server gets them."""
    enable_socket()
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.create_server((request.param, 0), family=family) as listening:

        def connect(user=None):
            program = f"exec 3<>/dev/tcp/{request.param}/{listening.getsockname()[1]}; read"
            process = subprocess.Popen(["bash", "-c", program], stdin=subprocess.PIPE, user=user)
            return process, listening.accept()[0]

        yield connect


def test_a_program_of_ones_own_is_no_other_users(accepted):
    process, connection = accepted()
    with process, connection:
        peer, own = connection.getpeername()[:2], connection.getsockname()[:2]
        assert user_of(peer, own) == user_of(own, peer) == os.getuid()
        assert user_of(peer, (own[0], 1)) is None
        assert not is_another_user(connection)


@pytest.mark.skipif(os.getuid() != 0, reason="only root may run a program as another user")
def test_a_program_of_another_user_is_known(accepted):
    process, connection = accepted(user=65534)
    with process, connection:
        assert is_another_user(connection)


def test_a_socket_that_nobody_holds_is_nobodys(accepted, monkeypatch):
    process, connection = accepted()
    with process, connection:
        own = connection.getsockname()[:2]
        monkeypatch.setattr(peer_user, "user_of", lambda at, _: 0 if at == own else None)
        assert is_another_user(connection)


@pytest.mark.parametrize("error", [OSError, AttributeError, None])
def test_where_the_system_does_not_say_nothing_is_held_against_a_caller(
    accepted, monkeypatch, error
):
    def silent(*_):
        if error:
            raise error

    process, connection = accepted()
    with process, connection:
        monkeypatch.setattr(peer_user, "user_of", silent)
        assert not is_another_user(connection)
