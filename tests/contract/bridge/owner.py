"""What the owner of a bridge does, over HTTP."""

import httpx2


def call(server, method, path, **json):
    return httpx2.request(
        method,
        f"{server.base}{path}",
        json=json or None,
        headers=server.owner,
        trust_env=False,
        timeout=60,
    )


def add(server, url, token, **more):
    answer = call(server, "POST", "/v1/bridges", url=url, token=token, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def bridge_of(server):
    (bridge,) = call(server, "GET", "/v1/bridges").json()["bridges"]
    return bridge
