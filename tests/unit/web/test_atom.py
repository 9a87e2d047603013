"""Saved comparisons in a feed reader: read again by the project's own reader of feeds."""

import base64
from dataclasses import replace

import pytest

from server import create_app
from server.config import Settings
from server.feeds import parse_feed
from server.store import Grant, SavedComparison, moment, open_store

HOST = {"Host": "127.0.0.1:8750"}


@pytest.fixture
def settings(tmp_path):
    address = "https://u.example/unabridged"
    return Settings(data=tmp_path, address=address, contact="mailto:a@b.example")


@pytest.fixture
def secrets(settings):
    """Tokens of two people; the first has saved two comparisons."""
    store = open_store(settings)
    made = [store.tokens.create(Grant(name, ("compare",))) for name in ("Ada & <Bo>", "Cy")]
    _, other = store.tokens.create(Grant("no scope", ("index",)))
    for number, title in enumerate(("First\0", "Second <b>&amp;")):
        saved = SavedComparison(
            f"id{number}", title, "https://brief.example/f?a=1&b=2", "Original", None,
            "summary", moment(), moment(days=9),
        )  # fmt: skip
        store.comparisons.save(saved, b"{}", made[0][0])
    store.close()
    return [secret for _, secret in made] + [other]


def basic(secret):
    return {"Authorization": "Basic " + base64.b64encode(f"me:{secret}".encode()).decode()}


def ask(client, **headers):
    return client.get("/v1/comparisons.atom", headers={**HOST, **headers})


def test_a_feed_reader_gets_ones_own_newest_first(settings, secrets):
    client = create_app(settings).test_client()
    ada = ask(client, **basic(secrets[0]))
    assert (ada.status_code, ada.mimetype) == (200, "application/atom+xml")
    parsed = parse_feed(ada.data, "application/atom+xml", "https://u.example/feed", 10**6)
    assert [item.title for item in parsed.items] == ["Second <b>&amp;", "First"]
    assert parsed.items[0].url == "https://u.example/unabridged/c/id1"
    assert "Ada &amp; &lt;Bo&gt;" in ada.text
    assert "Original: Original" in ada.text
    assert 'href="https://u.example/unabridged/v1/comparisons.atom"' in ada.text
    assert ask(client, Authorization=f"Bearer {secrets[0]}").data == ada.data
    empty = ask(client, **basic(secrets[1]))
    assert (empty.status_code, "entry" in empty.text) == (200, False)


def test_others_are_asked_for_a_password_and_the_password_opens_nothing_else(settings, secrets):
    client = create_app(settings).test_client()
    for headers in ({}, basic("wrong"), {"Authorization": "Basic !!"}):
        refused = ask(client, **headers)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"].startswith("Basic ")
    assert ask(client, **basic(secrets[2])).status_code == 403
    listed = client.get("/v1/comparisons", headers={**HOST, **basic(secrets[0])})
    assert listed.status_code == 401
    assert listed.headers["WWW-Authenticate"].startswith("Bearer ")


def test_the_operators_contact_is_where_reporters_look(settings):
    path = "/.well-known/security.txt"
    answer = create_app(settings).test_client().get(path, headers=HOST)
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert lines["Contact"] == "mailto:a@b.example"
    assert moment(days=1) < lines["Expires"] < moment(days=365)
    assert answer.mimetype == "text/plain"
    without = create_app(replace(settings, contact="")).test_client().get(path, headers=HOST)
    assert without.status_code == 404


def test_an_address_that_is_no_web_address_is_no_link(settings, secrets):
    store = open_store(settings)
    key = store.tokens.find(secrets[0]).id
    for number, url in enumerate(("javascript:alert(1)", "https://a.example/", " javascript:x")):
        saved = SavedComparison(
            f"k{number}", "T", url, None, "data:text/html,x", "full", moment(), moment(days=1)
        )
        store.comparisons.save(saved, b"{}", key)
    store.close()
    feed = ask(create_app(settings).test_client(), **basic(secrets[0])).text
    assert feed.count("https://a.example/") == 1
    assert "javascript:" not in feed
    assert "data:" not in feed
