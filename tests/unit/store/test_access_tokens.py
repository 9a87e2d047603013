"""Sessions of people whom a provider signed in, over both databases."""

import pytest

from server.store.access_tokens import Sessions
from server.store.records import Visitor

ADA = Visitor("ada", ("desk", "feeds"))


@pytest.fixture
def sessions(sql):
    return Sessions(sql)


def test_a_session_opens_with_its_secret_which_is_not_kept(sessions, sql):
    secret = sessions.begin(ADA, 1)
    assert sessions.find(secret) == ADA
    assert sessions.find(f"{secret}x") is None
    assert sessions.find("") is None
    assert secret not in str(sql.rows("select * from sessions"))


def test_a_session_ends_by_its_time_by_signing_out_and_by_its_person(sessions, sql):
    over = sessions.begin(ADA, -1)
    assert sessions.find(over) is None
    one, two, other = (sessions.begin(who, 1) for who in (ADA, ADA, Visitor("bo")))
    sessions.forget()
    assert sql.rows("select count(*) from sessions")[0][0] == 3
    sessions.end(one)
    assert [sessions.find(secret) for secret in (one, two)] == [None, ADA]
    assert sessions.end_all_of("ada") == 1
    assert sessions.find(two) is None
    assert sessions.find(other) == Visitor("bo")
