"""Proxies that may name people: notices once an hour each, with addresses in the log alone."""

import logging

import pytest
from flask import Flask, request

from server.config import Settings
from server.errors import UntrustedProxy
from server.web.origins import Proxies

PROXIES = Settings(proxies=("10.0.0.0/8",), user_header="Remote-User")


@pytest.fixture
def now(monkeypatch):
    time = [50_000.0]
    monkeypatch.setattr("server.web.origins.time.monotonic", lambda: time[0])
    return time


def named(proxies, peer="127.0.0.1", **headers):
    environ = {"REMOTE_ADDR": peer}
    with Flask("test").test_request_context(headers=headers, environ_overrides=environ):
        return proxies.named(request)


def test_a_name_from_a_stranger_is_refused_and_logged_once_an_hour(now, caplog):
    proxies = Proxies(PROXIES)
    for _ in range(2):
        with pytest.raises(UntrustedProxy, match="UNABRIDGED_PROXIES"):
            named(proxies, peer="192.0.2.1", Remote_User="ada")
    assert len(caplog.records) == 1
    assert caplog.records[0].levelno == logging.WARNING
    assert "192.0.2.1" in caplog.text
    assert ["192.0.2.1" in note for note in proxies.notes()] == [False]
    now[0] += 3_600
    assert len(proxies.notes()) == 1
    with pytest.raises(UntrustedProxy):
        named(proxies, peer="192.0.2.1", Remote_User="ada")
    assert len(caplog.records) == 2
    now[0] += 3_601
    assert proxies.notes() == []


def test_a_trusted_proxys_name_is_taken_and_other_headers_say_nothing(caplog):
    proxies = Proxies(PROXIES)
    assert named(proxies, peer="10.1.1.1", Remote_User=" ada ") == "ada"
    for headers in ({}, {"Remote_User": " "}, {"Forwarded": "for=1.1.1.1"}, {"X_Real_IP": "::1"}):
        assert named(proxies, peer="192.0.2.1", **headers) == ""
    assert named(Proxies(Settings()), peer="192.0.2.1", Remote_User="ada") == ""
    assert caplog.records == []


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
