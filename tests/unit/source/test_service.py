import json
from email.utils import formatdate

import pytest

from server.errors import BlockedAddress, Cancelled, DeadlineExceeded, FetchFailed, PageTooLarge
from server.net.fetch import PassingStatus
from server.net.quota import FAILURES, Health
from server.source.finder import FinderError
from server.source.services import Service
from tests.unit.net.test_quota import state_of
from tests.unit.source.test_providers import provider_of

GOOD = {"results": [{"url": "https://a.example/x", "title": "X"}]}


def guarded(answer, provider=None):
    """Return a provider whose requests get `answer`: bytes, JSON, or a problem."""

    def send(request, seconds):
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    return Service(
        provider or provider_of("searxng", "http://127.0.0.1:8888"), Health(100, 100), send, 5
    )


def status(code, **params):
    return PassingStatus(f"It answers with status {code}.", http_status=code, **params)


def test_a_good_answer_is_results_and_keeps_the_circuit_closed():
    service = guarded(GOOD)
    assert [result.url for result in service.ask("x")] == ["https://a.example/x"]
    assert state_of(service.health) == "closed"


BAD = {
    "429": (status(429), "fewer questions"),
    "403": (status(403), "JSON is switched on"),
    "500": (status(500), "status 500"),
    "HTML": (b"<html>Too many requests</html>", "no JSON"),
    "binary": (b"\xff\xfe\x00", "no JSON|no readable text"),
    "nothing": (b"", "no JSON"),
    "another JSON": ({"error": "?"}, "no list results"),
    "deep JSON": (b"[" * 100_000, "unlike its documentation"),
    "endless": (PageTooLarge("large"), "more than an answer can be"),
    "slow": (DeadlineExceeded("slow"), "in time"),
    "gone": (FetchFailed("down"), "could not be reached"),
    "private": (BlockedAddress("no"), "may not be reached"),
}


@pytest.mark.parametrize("case", BAD)
def test_whatever_goes_wrong_is_a_sentence_and_counts_against_the_provider(case):
    answer, words = BAD[case]
    service = guarded(answer)
    with pytest.raises(FinderError, match=words) as caught:
        service.ask("x")
    assert str(caught.value).startswith("SearXNG ")
    assert str(caught.value).endswith(".")
    for _ in range(FAILURES):
        with pytest.raises(FinderError):
            service.ask("x")
    assert state_of(service.health) == "open"


@pytest.mark.parametrize("retry_after", ["120", formatdate(4_000_000_000, usegmt=True), "soon", ""])
def test_retry_after_is_heeded_at_once_however_it_is_written(retry_after):
    service = guarded(status(429, retry_after=retry_after))
    with pytest.raises(FinderError):
        service.ask("x")
    with pytest.raises(FinderError, match="was not asked"):
        service.ask("x")


def test_a_key_is_never_shown():
    for answer in (status(500), FetchFailed("https://x/?api-key=hush"), {"x": 1}, b"hush"):
        service = guarded(answer, provider_of("guardian", "hush"))
        with pytest.raises(FinderError) as caught:
            service.ask("x")
        assert "hush" not in str(caught.value)


def test_a_caller_who_goes_away_is_not_the_providers_fault():
    service = guarded(Cancelled("gone"))
    for _ in range(FAILURES):
        with pytest.raises(Cancelled):
            service.ask("x")
    assert state_of(service.health) == "closed"
