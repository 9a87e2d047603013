from contextlib import closing

from server import create_app
from server.config import Settings
from server.store import Grant, open_store

HOME = {"Host": "127.0.0.1:8750"}


def limits(answer):
    """Return quota, what is left and seconds until then, of an answer's headers."""
    policy, limit = answer.headers["RateLimit-Policy"], answer.headers["RateLimit"]
    assert policy.startswith('"day";q=')
    assert limit.startswith('"day";r=')
    requests_left, seconds = (
        int(parameter.partition("=")[2]) for parameter in limit.split(";")[1:]
    )
    return int(policy.split(";")[1].partition("=")[2]), requests_left, seconds


def test_a_caller_with_a_quota_is_told_what_is_left_of_it(tmp_path):
    settings = Settings(data=tmp_path)
    with closing(open_store(settings)) as store:
        _, secret = store.tokens.create(Grant("Ada", ("compare",), per_day=2))
        _, bo_secret = store.tokens.create(Grant("Bo", ("compare",)))
    client = create_app(settings).test_client()
    ada = {**HOME, "Authorization": f"Bearer {secret}"}

    assert limits(client.get("/v1/status", headers=ada))[:2] == (2, 2)
    for requests_left in (1, 0):
        answer = client.post("/v1/pairings", json={}, headers=ada)
        assert answer.status_code == 200
        assert limits(answer)[:2] == (2, requests_left)
    refused = client.post("/v1/pairings", json={}, headers=ada)
    assert refused.status_code == 429
    quota, requests_left, seconds = limits(refused)
    assert (quota, requests_left) == (2, 0)
    assert abs(seconds - int(refused.headers["Retry-After"])) <= 1

    bo = {**HOME, "Authorization": f"Bearer {bo_secret}"}
    assert "RateLimit" not in client.get("/v1/status", headers=bo).headers
