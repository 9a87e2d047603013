"""Feeds with lines as readers get them from a real server: by a key in their address."""

import re
from contextlib import closing

import feedparser
import httpx2
import pytest

from server.bridge.line import has_line, without_line
from server.cli.main import main
from server.config import Settings
from server.feeds import read_opml
from server.store import Grant, open_store
from tests.contract.bridge.loopback import OTHER, STORY, Item, page, rss, whole
from tests.contract.bridge.owner import call
from tests.servers import until

WALL = '<div class="paywall"><p>Subscribe to continue reading.</p></div>'


def get(url, **headers):
    return httpx2.get(url, headers=headers, trust_env=False, timeout=60)


def contents(answer):
    """Return the contents of a feed's entries by their titles."""
    feed = feedparser.parse(answer.content, sanitize_html=False)
    assert (feed.bozo, feed.version) == (False, "atom10")
    return {entry.title: entry.content[0].value for entry in feed.entries}


@pytest.fixture
def subscribed(server, site, monkeypatch, tmp_path):
    """Add a feed of two entries, and make addresses for a reader; return them with the feed's."""
    site.pages["/wall"] = page("A wall", STORY[:2], WALL)
    items = [Item(f"{site.base}/wall", "A wall"), Item(f"{site.base}/c", "A choir", whole(OTHER))]
    site.pages["/feed.xml"] = rss("Harrow Wire", site.base, items)
    added = call(server, "POST", "/v1/feeds", url=f"{site.base}/feed.xml")
    assert added.status_code == 200, added.text
    monkeypatch.setenv("UNABRIDGED_DATA", str(server.data))
    monkeypatch.setenv("UNABRIDGED_BIND", server.base.removeprefix("http://"))
    opml = tmp_path / "ada.opml"
    assert not main(["feeds", "annotated", "Ada", "--opml", str(opml)])
    assert 'title="Harrow Wire"' in opml.read_text("utf-8")
    (url,) = read_opml(opml.read_bytes(), "ada.opml").feeds
    return url


def test_an_entry_comes_without_a_line_and_again_with_it(server, subscribed, capsys):
    until(lambda: get(subscribed).status_code == 200)  # 503 before the feed was fetched
    until(lambda: has_line(contents(get(subscribed))["A wall"]))
    answer = get(subscribed)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    lines = contents(answer)
    assert "<strong>Subscribers only</strong>" in lines["A wall"]
    assert without_line(lines["A wall"]) == "<p>A lead.</p>"
    assert lines["A choir"] == whole(OTHER)
    entries = {entry.title: entry for entry in feedparser.parse(answer.content).entries}
    assert entries["A wall"].updated > entries["A choir"].updated
    assert entries["A wall"].published == entries["A choir"].published
    german = contents(get(f"{subscribed}?language=de"))
    assert "Nur für Abonnenten" in german["A wall"]
    # A reader that has it is sent nothing.
    tag, changed = answer.headers["ETag"], answer.headers["Last-Modified"]
    assert get(subscribed, **{"If-None-Match": tag}).status_code == 304
    assert get(subscribed, **{"If-Modified-Since": changed}).status_code == 304
    listed = get(re.sub(r"/[^/]+\.atom$", ".opml", subscribed))
    assert [*read_opml(listed.content, "list").feeds] == [subscribed]


def test_a_key_opens_feeds_and_nothing_else_until_it_is_revoked(server, subscribed, capsys):
    until(lambda: get(subscribed).status_code == 200)
    secret = subscribed.split("/")[-2]
    bearer = {"Authorization": f"Bearer {secret}"}
    assert get(f"{server.base}/v1/feeds", **bearer).status_code == 403
    unknown = get(re.sub(r"[^/]+\.atom$", "f0.atom", subscribed))
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/not_found")
    assert "There is no feed f0 here any more" in unknown.json()["detail"]
    assert get(f"{subscribed}?language={'x' * 65}").status_code == 422
    with closing(open_store(Settings(data=server.data))) as store:
        _, other_secret = store.tokens.create(Grant("Eve", ("compare",)))
        assert get(subscribed.replace(secret, other_secret)).status_code == 403
        key = store.tokens.find(secret).id
    assert not main(["tokens", "revoke", key])
    for url in (subscribed, re.sub(r"/[^/]+\.atom$", ".opml", subscribed)):
        refused = get(url)
        assert (refused.status_code, refused.json()["type"]) == (401, "/problems/unauthorized")
        assert "its key was revoked, or has expired" in refused.json()["detail"]
