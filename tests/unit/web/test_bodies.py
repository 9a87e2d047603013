"""Bodies are counted before anything is built from them."""

import json

import pytest
from pydantic import ValidationError

from server.config import Settings
from server.errors import invalid
from server.model import CompareRequest
from server.web.bodies import _measure, body_limit
from server.web.operations import OPERATIONS
from tests.processor import takes_at_most

MB = 1_000_000
HERE = Settings(address="https://news.example/unabridged")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("[]", 1),
        ('{"a": 1}', 2),
        ('{"a": [1, "b", {}]}', 6),
        (json.dumps({'a,[{:"': '\\",:'}), 2),
        (json.dumps(["\\", "\\\\", '\\"', "", "ü"]), 5),
    ],
)
def test_values_are_counted_by_the_marks_outside_strings(text, values):
    assert _measure(text.encode(), 400)[0] == values


def test_a_string_longer_than_a_turn_is_one(monkeypatch):
    monkeypatch.setattr("server.web.bodies._BYTES_AT_ONCE", 3)
    for text in ("a" * 100, '\\"' * 50, "\\" * 99):
        assert _measure(json.dumps({"a": text, "b": []}).encode(), 400)[0] == 5


@pytest.mark.parametrize("text", ["", "a", "a" * 99, "ü😀" * 9, '"\\' * 50, "\n" * 50, "\0" * 50])
@pytest.mark.parametrize("as_ascii", [True, False])
def test_a_string_is_never_measured_longer_than_it_is(text, as_ascii):
    sent = json.dumps({"a": text, "b": ""}, ensure_ascii=as_ascii).encode()
    longest = _measure(sent, 400)[1]
    assert longest <= max(1, len(text.encode()))


def test_the_longest_string_is_measured():
    assert _measure(b'{"a": ["aaa", "\\u00e9", "aa"]}', 400)[1] == 3


def test_many_values_are_not_counted_to_the_end():
    assert 400 < _measure(b"{%s}" % (b'"a":1,' * MB), 400)[0] < 1_000


SLOW = {
    "lists": b"[" * 20 * MB,
    "spaces": b" " * 20 * MB,
    "quotation marks": b'"' + b'\\"' * 10 * MB,
    "backslashes": b'"' + b"\\" * 20 * MB,
    "numbers": b"9," * 10 * MB,
}


@pytest.mark.parametrize("body", SLOW.values(), ids=SLOW)
def test_a_body_made_to_be_slow_is_not(body):
    assert takes_at_most(1, lambda: _measure(body, 400))


@pytest.mark.parametrize(
    ("line", "limit"),
    [
        ("POST /v1/compare HTTP/1.1", HERE.request_bytes),
        ("POST /unabridged/v1/compare?a=b HTTP/1.1", HERE.request_bytes),
        ("POST /v1/pairings/claim HTTP/1.1", 8_192),
        ("GET /v1/compare HTTP/1.1", 8_192),
        ("POST /v1/%63ompare HTTP/1.1", 8_192),
        ("POST /sign-in HTTP/1.1", 8_192),
        ("POST /unabridged HTTP/1.1", 500_000),
        ("POST /story HTTP/1.1", 500_000),
        ("nonsense", 8_192),
    ],
)
def test_a_body_has_the_limit_of_its_call(line, limit):
    assert body_limit(HERE, line.encode()) == limit


LARGEST = {
    "/v1/pairings/claim": {"code": "ü" * 200},
    "/v1/pairings": {"name": "😀" * 100, "scopes": ["compare", "index", "admin"]},
    "/v1/feeds": {"url": "😀" * 8192},
    "/v1/compare": {
        "page": {**dict.fromkeys("abcdefg", "x"), "passage": dict.fromkeys("abc", "x")},
        "sources": [{**dict.fromkeys("abcdefg", "x"), "passage": dict.fromkeys("abc", 1)}] * 6,
        "search": {"providers": ["x"] * 20},
        **dict.fromkeys("abcdef", 1),
    },
    "/v1/align": {"page": {"sentences": ["x"] * 20_000}, "sources": [{"s": ["x"] * 20_000}] * 5},
    "/v1/articles": {"articles": [dict.fromkeys("abcdefgh", "x")] * 1_000},
}


@pytest.mark.parametrize("path", LARGEST)
def test_the_largest_body_that_the_contract_describes_is_taken(path):
    sent, call = json.dumps(LARGEST[path]).encode(), OPERATIONS["post", path]
    assert len(sent) <= (call.most_bytes or HERE.request_bytes)
    assert _measure(sent, call.most_values)[0] <= call.most_values


def test_many_faults_are_counted_and_not_built():
    with pytest.raises(ValidationError) as caught:
        CompareRequest.model_validate({f"a{number}": 1 for number in range(5_000)})
    problem = invalid(caught.value)
    assert problem.params == {}
    assert "5001 faults" in problem.detail
