"""Certificates are checked for the name in the address, whatever address it resolves to."""

import ssl
import threading

import pytest
from hostile_servers import answer, redirect

from server.errors import BlockedAddress, DeadlineExceeded, FetchFailed


@pytest.fixture
def secure(fetcher, authority, monkeypatch):
    """Return a fetcher that trusts the authority by SSL_CERT_FILE."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.bundle))
    return fetcher


def test_the_right_name_is_trusted_and_host_keeps_the_port(listen, secure, authority):
    site = listen(answer(), tls=authority.context("pub.test"))
    assert secure(site).fetch(f"https://pub.test:{site.port}/").status == 200
    assert f"\r\nHost: pub.test:{site.port}\r\n".encode() in site.requests[0]


def test_an_address_of_numbers_is_trusted_by_its_certificate(listen, secure, authority):
    site = listen(answer(), tls=authority.context("127.0.0.3"))
    assert secure(site).fetch(f"https://127.0.0.3:{site.port}/").status == 200


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        ({"host": "other.test"}, "Hostname mismatch"),
        ({"host": "pub.test", "days": -1}, "expired"),
        ({"host": "pub.test", "signed": False}, "self-signed"),
    ],
    ids=["wrong name", "expired", "self-signed"],
)
def test_a_certificate_that_is_not_right_is_refused(certificate, words, listen, secure, authority):
    site = listen(answer(), tls=authority.context(**certificate))
    with pytest.raises(FetchFailed, match=words) as caught:
        secure(site).fetch(f"https://pub.test:{site.port}/")
    assert caught.value.params["why"] == "certificate"
    assert site.requests == []


def test_a_secure_page_that_leads_to_plain_http_is_not_followed(listen, secure, authority):
    plain = listen(answer())
    site = listen(redirect(f"http://pub.test:{plain.port}/"), tls=authority.context("pub.test"))
    with pytest.raises(BlockedAddress, match="not encrypted"):
        secure(site, plain).fetch(f"https://pub.test:{site.port}/")
    assert plain.requests == []


def test_an_authority_that_nobody_named_is_not_trusted(listen, fetcher, authority, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    site = listen(answer(), tls=authority.context("pub.test"))
    with pytest.raises(FetchFailed, match="not trusted"):
        fetcher(site).fetch(f"https://pub.test:{site.port}/")


def test_a_context_can_be_given(listen, fetcher, authority):
    site = listen(answer(), tls=authority.context("pub.test"))
    context = ssl.create_default_context(cafile=authority.bundle)
    door = fetcher(site, ssl_context=context)
    assert door.fetch(f"https://pub.test:{site.port}/").status == 200


def test_a_server_without_tls_fails_clearly(listen, secure):
    site = listen(answer())
    site._request = lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with pytest.raises(FetchFailed, match="secure connection"):
        secure(site).fetch(f"https://pub.test:{site.port}/")


def test_a_handshake_byte_by_byte_does_not_stretch_the_deadline(listen, secure):
    # The beginning of a ServerHello, without ever an end.
    hello = b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03" + bytes(100)
    site, all_sent = listen(answer()), threading.Event()
    site._request = lambda connection: site.trickle(connection, hello) or all_sent.set()
    with pytest.raises(DeadlineExceeded):
        secure(site, fetch_seconds=1.0).fetch(f"https://pub.test:{site.port}/")
    assert not all_sent.is_set()  # which takes 22 seconds
