"""What is wrong at the server's public address is said, with advice."""

import time
from dataclasses import replace

import pytest

from server.cli import outside
from server.cli.outside import Probe, public_address
from server.config import Settings


def faults(address):
    findings = public_address(Settings(address=address))
    return [finding.text for finding in findings if not finding.good]


WELL = Probe(status=401, type="/problems/unauthorized", extension=True)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (WELL, ""),
        (replace(WELL, certificate_ends=time.time() + 90 * 86_400), ""),
        (replace(WELL, certificate_ends=time.time() + 3 * 86_400), "Renew it"),
        (Probe(problem="certificate has expired."), "can't be reached"),
        (replace(WELL, status=200, type="unabridged"), "UNABRIDGED_ADDRESS"),
        (replace(WELL, status=200, type=""), "not as this server does"),
        (replace(WELL, extension=False), "OPTIONS"),
        (replace(WELL, date="Thu, 01 Jan 2026 00:00:00 GMT"), "NTP"),
        (replace(WELL, date="nonsense"), ""),
    ],
)
def test_what_is_wrong_with_the_servers_address_is_said(monkeypatch, answer, words):
    monkeypatch.setattr(outside, "probe", lambda _base: answer)
    texts = faults("https://a.example/")
    assert len(texts) == (1 if words else 0)
    assert words in "".join(texts)


def test_plain_http_is_said_and_without_an_address_nothing_is_asked(monkeypatch):
    monkeypatch.setattr(outside, "probe", lambda _base: WELL)
    assert "plain http" in faults("http://a.example")[0]
    assert faults("http://127.0.0.1:8750") == []
    assert list(public_address(Settings())) == []
