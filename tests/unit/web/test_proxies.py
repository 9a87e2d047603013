"""Notices about proxies, once an hour each, with the address in the log alone."""

import logging

import pytest
from flask import Flask, request

from server.config import Settings
from server.errors import UntrustedProxy
from server.web.proxies import Proxies, is_http_1_0

PROXIES = Settings(proxies=("10.0.0.0/8",))


@pytest.fixture
def now(monkeypatch):
    time = [50_000.0]
    monkeypatch.setattr("server.web.proxies.time.monotonic", lambda: time[0])
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
