"""Feed readers send their token as the password of HTTP Basic."""

import base64

import pytest

from server import create_app
from server.config import Settings
from server.store import Grant, open_store

HOST = {"Host": "127.0.0.1:8750"}


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path, address="https://u.example/unabridged", workers=1)


@pytest.fixture
def secrets(settings):
    """Secrets of two tokens, of which the second may not compare."""
    store = open_store(settings)
    tokens = [store.tokens.create(Grant(scope, (scope,))) for scope in ("compare", "index")]
    store.close()
    return [secret for _, secret in tokens]


def basic(secret):
    return {"Authorization": "Basic " + base64.b64encode(f"me:{secret}".encode()).decode()}


def ask(client, **headers):
    return client.get("/v1/stories.atom", headers={**HOST, **headers})


def test_the_password_opens_the_feed_and_nothing_else(settings, secrets):
    app = create_app(settings)
    client = app.test_client()
    feed = ask(client, **basic(secrets[0]))
    assert (feed.status_code, feed.mimetype) == (200, "application/atom+xml")
    assert 'href="https://u.example/unabridged/v1/stories.atom"' in feed.text
    for headers in ({}, basic("wrong"), {"Authorization": "Basic !!"}):
        refused = ask(client, **headers)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"].startswith("Basic ")
    assert ask(client, **basic(secrets[1])).status_code == 403
    refusal = client.get("/v1/comparisons", headers={**HOST, **basic(secrets[0])})
    assert refusal.status_code == 401
    assert refusal.headers["WWW-Authenticate"].startswith("Bearer ")
    app.extensions["unabridged"].close()
