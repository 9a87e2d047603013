"""A service that the operator named, on a server that misbehaves."""

import contextlib
import threading

import pytest
from hostile_servers import PUBLIC, answer, redirect

from server.config import Settings
from server.errors import DeadlineExceeded, FetchFailed
from server.net.session import NamedService

JSON = answer(b'{"count": 1}', content_type="application/json")


@pytest.fixture
def service():
    services = []

    def make(site, scheme="http", seconds=60.0, **options):
        address = f"{scheme}://{PUBLIC}:{site.port}"
        settings = Settings(index=address, index_seconds=seconds, user_agent="test")
        services.append(NamedService(settings, {}, **options))
        return services[-1]

    yield make
    for named_service in services:
        named_service.close()


def test_a_connection_stays_open_between_calls(listen, service):
    site = listen(JSON)
    calls = service(site)
    assert [calls.call("GET", f"/{n}") for n in range(3)] == [(200, b'{"count": 1}')] * 3
    assert site.connections == 1


def test_a_connection_that_the_other_side_closed_meanwhile_costs_one_more(listen, service):
    closed = threading.Semaphore(0)

    def once(connection, request):
        JSON(connection, request)
        connection.close()
        closed.release()

    site = listen(once)
    calls = service(site)
    for number in range(3):
        assert calls.call("POST", f"/{number}", b"{}")[0] == 200
        assert closed.acquire(timeout=60)
    assert len(site.requests) == 3


def test_one_that_breaks_off_is_left_alone_after_three_times_and_counted(listen, service):
    def broken(connection, request):
        connection.close()

    heard = []
    calls = service(listen(broken), note=lambda outcome, seconds: heard.append(outcome))
    for _ in range(4):
        with contextlib.suppress(FetchFailed):
            calls.call("GET", "/")
    assert heard == ["failed", "failed", "failed", "left_alone"]


def test_one_that_never_answers_costs_its_time_and_no_more(listen, service):
    site = listen(lambda connection, request: site.over.wait(20))
    with pytest.raises(DeadlineExceeded):
        service(site, seconds=0.3).call("GET", "/")


def test_a_redirect_is_not_an_answer_and_is_not_followed(listen, service):
    victim = listen(JSON)
    site = listen(redirect(f"http://{PUBLIC}:{victim.port}/"))
    assert service(site).call("GET", "/")[0] == 302
    assert victim.requests == []


def test_the_certificate_counts_as_for_pages(listen, service, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.bundle))
    good = listen(JSON, tls=authority.context("127.0.0.3"))
    assert service(good, "https").call("GET", "/")[0] == 200
    site = listen(JSON, tls=authority.context("127.0.0.3", signed=False))
    with pytest.raises(FetchFailed, match="self-signed"):
        service(site, "https").call("GET", "/")
    assert site.requests == []
