import os
import socket
import subprocess
import sys

import pytest
from pytest_socket import enable_socket

from server.web import proxies
from server.web.proxies import is_another_user, user_of
from tests.families import of_unit
from tests.servers import ROOT


@pytest.fixture(params=["127.0.0.1", "::1"])
def accepted(request):
    """Yield a program's connections, as the server gets them."""
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
        monkeypatch.setattr(proxies, "user_of", lambda at, _: 0 if at == own else None)
        assert is_another_user(connection)


@pytest.mark.parametrize("error", [OSError, AttributeError, None])
def test_where_the_system_does_not_say_it_is_another_user(accepted, monkeypatch, error):
    def silent(*_):
        if error:
            raise error

    process, connection = accepted()
    with process, connection:
        monkeypatch.setattr(proxies, "user_of", silent)
        assert is_another_user(connection)


@pytest.mark.parametrize(("families", "known"), [(of_unit(), "True"), (("AF_INET",), "False")])
def test_a_callers_user_is_known_with_the_families_of_the_unit_alone(families, known):
    code = f"""
import os, socket
from tests.families import restrict
from server.web.proxies import is_another_user
restrict({families!r})
with socket.create_server(("127.0.0.1", 0)) as listening:
    with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
        print(not is_another_user(accepted))
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == known
