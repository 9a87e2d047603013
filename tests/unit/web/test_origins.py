"""Notices about proxies, once an hour each, addresses in the log alone; whose a caller is."""

import logging
import os
import socket
import subprocess
import sys

import pytest
from flask import Flask, request
from pytest_socket import enable_socket

from server.config import Settings
from server.errors import UntrustedProxy
from server.web import origins
from server.web.origins import Proxies, is_another_user, is_http_1_0, user_of
from tests.families import of_unit
from tests.servers import ROOT

PROXIES = Settings(proxies=("10.0.0.0/8",))


@pytest.fixture
def now(monkeypatch):
    time = [50_000.0]
    monkeypatch.setattr("server.web.origins.time.monotonic", lambda: time[0])
    return time


def check(proxies, peer="127.0.0.1", protocol="HTTP/1.1", **headers):
    environ = {"REMOTE_ADDR": peer, "SERVER_PROTOCOL": protocol}
    with Flask("test").test_request_context(headers=headers, environ_overrides=environ):
        proxies.check(request)


def test_a_note_is_logged_once_an_hour_with_the_address_and_shown_without_it(now, caplog):
    proxies = Proxies(Settings())
    for _ in range(2):
        check(proxies, protocol="HTTP/1.0")
    assert len(caplog.records) == 1
    assert caplog.records[0].levelno == logging.WARNING
    assert "HTTP/1.0" in caplog.text
    assert "127.0.0.1" in caplog.text
    assert ["127.0.0.1" in note for note in proxies.notes()] == [False]
    now[0] += 3_600
    assert len(proxies.notes()) == 1
    check(proxies, protocol="HTTP/1.0")
    assert len(caplog.records) == 2
    now[0] += 3_601
    assert proxies.notes() == []


def test_a_header_of_a_stranger_is_noted_with_its_address(now, caplog):
    proxies = Proxies(PROXIES)
    with pytest.raises(UntrustedProxy):
        check(proxies, peer="192.0.2.1", Forwarded="for=1.1.1.1")
    assert "192.0.2.1" in caplog.text
    check(proxies, peer="10.1.1.1", Forwarded="for=1.1.1.1")
    check(proxies, peer="192.0.2.1", protocol="HTTP/1.0")
    check(proxies)
    assert len(proxies.notes()) == 1


@pytest.mark.parametrize(
    ("peer", "trusted"),
    [
        ("10.9.9.9", True),
        ("::ffff:10.1.1.1", True),
        ("11.0.0.1", False),
        ("unix:", False),
        ("", False),
    ],
)
def test_a_trusted_proxy_is_one_of_the_networks(peer, trusted):
    assert Proxies(PROXIES).trusts(peer) is trusted


@pytest.mark.parametrize(
    ("protocol", "old"), [("HTTP/0.9", True), ("HTTP/1.0", True), ("HTTP/1.1", False)]
)
def test_older_versions_of_http_are_known(protocol, old):
    with Flask("test").test_request_context(environ_overrides={"SERVER_PROTOCOL": protocol}):
        assert is_http_1_0(request) is old


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
        monkeypatch.setattr(origins, "user_of", lambda at, _: 0 if at == own else None)
        assert is_another_user(connection)


@pytest.mark.parametrize("error", [OSError, AttributeError, None])
def test_where_the_system_does_not_say_it_is_another_user(accepted, monkeypatch, error):
    def silent(*_):
        if error:
            raise error

    process, connection = accepted()
    with process, connection:
        monkeypatch.setattr(origins, "user_of", silent)
        assert is_another_user(connection)


@pytest.mark.parametrize(("families", "known"), [(of_unit(), "True"), (("AF_INET",), "False")])
def test_a_callers_user_is_known_with_the_families_of_the_unit_alone(families, known):
    code = f"""
import os, socket
from tests.families import restrict
from server.web.origins import is_another_user
restrict({families!r})
with socket.create_server(("127.0.0.1", 0)) as listening:
    with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
        print(not is_another_user(accepted))
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == known
