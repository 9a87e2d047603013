"""Sessions of browsers in which somebody signed in, and the codes that begin one."""

import pytest

from server.errors import Unauthorized
from server.store.access_tokens import Sessions
from server.store.records import SignedIn

ADA = SignedIn("user:ada", ("desk", "feeds"))
BO = SignedIn("user:bo")
OWNER = SignedIn("local")


@pytest.fixture
def sessions(sql):
    return Sessions(sql)


def test_a_session_opens_with_its_secret_which_is_not_kept(sessions, sql):
    secret = sessions.begin(ADA, 1)
    assert sessions.find(secret) == ADA
    assert sessions.find(f"{secret}x") is None
    assert sessions.find("") is None
    assert secret not in str(sql.rows("select * from sessions"))


def test_a_session_ends_by_its_time_by_signing_out_and_with_its_holder(sessions, sql):
    over = sessions.begin(ADA, -1)
    assert sessions.find(over) is None
    first, second, bo_secret = (sessions.begin(session, 1) for session in (ADA, ADA, BO))
    sessions.forget()
    assert sql.rows("select count(*) from sessions")[0][0] == 3
    assert sessions.counts() == {"user:ada": 2, "user:bo": 1}
    sessions.end(first)
    assert [sessions.find(secret) for secret in (first, second)] == [None, ADA]
    assert sessions.end_all_of("user:ada") == 1
    assert sessions.find(second) is None
    assert sessions.find(bo_secret) == BO


def test_a_code_begins_one_session_and_is_none_itself(sessions, sql):
    code = sessions.offer(OWNER, 10)
    assert sessions.find(code) is None
    assert code not in str(sql.rows("select * from sessions"))
    assert sessions.find(sessions.claim(code, 1)) == OWNER
    with pytest.raises(Unauthorized, match="unabridged open"):
        sessions.claim(code, 1)


def test_a_code_ends_and_a_sessions_secret_is_not_a_code(sessions):
    secret = sessions.begin(ADA, 1)
    for code in (sessions.offer(OWNER, -1), secret, "", "\0"):
        with pytest.raises(Unauthorized):
            sessions.claim(code, 1)
    assert sessions.find(secret) == ADA
